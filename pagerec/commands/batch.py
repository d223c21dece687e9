"""The command ``pagerec batch``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pagerec.commands.read import add_csv_options, add_reading_options, pdf_options, wanted_of
from pagerec.errors import EXIT_IMAGE, EXIT_INTERRUPTED, EXIT_OK, OptionError
from pagerec.page.saving import formats

__all__ = ["EXAMPLES", "add_arguments", "run"]

STDIN = "-"

EXAMPLES = """\
pagerec batch examples pages.jsonl                        # a folder, on all cores; again, and it goes on
pagerec batch scans.zip "more/**/*.png" pages.parquet     # archives and patterns, into Parquet
pagerec batch examples - | head -n 2                      # lines to standard output
find examples -name "p*.png" | pagerec batch --files-from - found.jsonl
pagerec batch examples texts --format md                  # a file for each: texts/page.png.md and so on
pagerec batch --jobs 2 --dpi 300 paper.pdf paper.jsonl    # a PDF, its pages shared by two processes"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument(
        "inputs", nargs="*", metavar="IN", help='files, folders, patterns such as "scans/**/*.png", archives (zip, tar)'
    )
    parser.add_argument(
        "output",
        metavar="OUT",
        help="ends in .jsonl or .parquet; - is JSON Lines to standard output; a folder with --format",
    )
    parser.add_argument(
        "--format",
        choices=tuple(formats()),
        metavar="NAME",
        help=f"write a file of this format for each input into the folder OUT: {' '.join(formats())}",
    )
    add_csv_options(parser)
    parser.add_argument(
        "--files-from", metavar="FILE", help=f"read the names of inputs from this file, one a line; {STDIN} from stdin"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="processes that read (default: one for each core)")
    parser.add_argument(
        "--restart", action="store_true", help="throw away what is in OUT and begin anew; without it a run goes on"
    )
    add_reading_options(parser)
    parser.add_argument(
        "--ray", metavar="ADDRESS", help="read on a Ray cluster: auto, local, HOST:PORT, ray://HOST:PORT"
    )
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="show pages and pages a second on standard error (default: on a terminal)",
    )


def run(options: argparse.Namespace) -> int:
    """Read everything; say how much was set aside."""
    from pagerec.batch import Progress, ReadOptions, read_batch
    from pagerec.common.progress import complain, hidden, progress_bar
    from pagerec.page.saving import CsvOptions

    inputs = [*options.inputs, *_named(options.files_from)]
    if not inputs:
        raise OptionError("there is nothing to read; give files or folders before OUT, or --files-from")
    read = ReadOptions(options.model, options.alphabet, pdf_options(options), options.max_bytes, wanted_of(options))
    with progress_bar("pages", options.progress) as show:

        def watch(progress: Progress) -> None:
            note = f"{progress.errors} set aside" if progress.errors else ""
            show(progress.pages + progress.errors, progress.expected, start=progress.before, note=note)

        try:
            end = read_batch(
                inputs,
                options.output,
                jobs=options.jobs,
                options=read,
                restart=options.restart,
                ray=options.ray,
                format=options.format,
                csv=CsvOptions(options.escape_formulas, options.bom),
                watch=None if show is hidden else watch,
                warn=complain,
            )
        except KeyboardInterrupt:
            complain("stopped; give the same command again, and it goes on")
            return EXIT_INTERRUPTED
    if end.errors and options.output != "-":
        out = options.output.rstrip("/")
        complain(f"{end.errors} of {end.pages + end.errors} set aside; {out}.errors.jsonl says why")
    return EXIT_IMAGE if end.errors else EXIT_OK


def _named(path: str | None) -> list[str]:
    """The names in a file, or on standard input."""
    if path is None:
        return []
    try:
        content = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise OptionError(f"{path}: can't be read ({error.strerror}); give a file with names") from error
    return [os.fsdecode(line) for line in content.splitlines() if line]
