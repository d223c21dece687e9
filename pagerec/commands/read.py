"""``pagerec read``: pictures and PDFs to text, or to a file in any format of `pagerec.formats`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

import pagerec
from pagerec.commands.read_files import STDIN, STDOUT, Reading, numbers_of, read_files
from pagerec.common.arguments import MOST_THREADS, an_alphabet, whole_number
from pagerec.common.progress import complain
from pagerec.common.writing import growing_file, part_of
from pagerec.errors import OptionError, PagerecError
from pagerec.page.saving import BINARY, check_packages, endings, formats, render, write
from pagerec.sources.choices import OwnText, TextLayer
from pagerec.sources.regular import DEFAULT_MAX_BYTES

if TYPE_CHECKING:
    from pagerec.page import Page
    from pagerec.page.box import Box
    from pagerec.reading.choosing import Wanted
    from pagerec.sources import PdfOptions, Source
    from pagerec.sources.pdf_limits import PdfLimits

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec read examples/paragraph.png                       # the text
pagerec read examples/*.png -o pages.txt                  # a bad file is reported, the others are read
pagerec read examples/page.png -o page.md                 # Markdown; the ending chooses the format
pagerec read examples/page.png --format md                # Markdown to standard output
pagerec read --json examples/page.png | head -c 200       # boxes, confidences and candidates
pagerec read - < examples/scan.png                        # standard input
pagerec read --pages 1 --dpi 300 paper.pdf -o paper.pdf.html
pagerec read --jobs 2 examples/paper.pdf -o paper.docx    # two processes share the pages"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``pagerec read`` takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=f"a picture or PDF; {STDIN} reads standard input")
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a line for each page, with boxes and candidates",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=f"write to this file ({STDOUT}: standard output); its ending chooses the format, "
        f"and all pages go into one document: {' '.join(endings())}",
    )
    parser.add_argument(
        "--format",
        choices=tuple(formats()),
        metavar="NAME",
        help=f"write one document of this format, whatever the ending of OUT: {' '.join(formats())}",
    )
    parser.add_argument("--pages", metavar="LIST", help="pages of a PDF or picture file, such as 1-3,7,9-")
    add_csv_options(parser)
    add_reading_options(parser)
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help="processes that read a file with many pages (default: one for each core, where there are more than 16)",
    )
    parser.add_argument("--threads", type=int, metavar="N", help="threads of a single process (default: all)")


def add_csv_options(parser: argparse.ArgumentParser) -> None:
    """Declare how CSV is written."""
    parser.add_argument(
        "--escape-formulas",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="in CSV: an apostrophe before what a spreadsheet would take for a formula",
    )
    parser.add_argument(
        "--bom",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="in CSV: a byte order mark, by which Excel knows UTF-8",
    )


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Declare how pages are read, which is the same for a few files and for many."""
    parser.add_argument(
        "--dpi",
        type=float,
        metavar="N",
        help="resolution at which pages of PDFs are drawn (default: a scan's own, 200 for other pages)",
    )
    parser.add_argument("--password", metavar="TEXT", help="the password of encrypted PDFs")
    parser.add_argument(
        "--text-layer",
        action=_TextLayer,
        choices=(*get_args(TextLayer), *get_args(OwnText)),
        help="take the text that a PDF carries: never (default), auto (where it can be trusted), only (nothing else); "
        "or what becomes of it in a PDF that is saved: keep (default; lines are added where there is none), redo (an "
        "invisible layer is taken out first), skip (such pages get nothing); may be given once for each",
    )
    parser.set_defaults(text_layer="never", own_text="keep")
    parser.add_argument(
        "--pdf-limits",
        type=_pdf_limits,
        default="30,1000",
        metavar="SECONDS,MB",
        help="what a page of a PDF may take in the process that draws it (default: 30,1000); none: no such process",
    )
    parser.add_argument(
        "--max-bytes",
        type=int,
        default=DEFAULT_MAX_BYTES,
        metavar="N",
        help=f"the most bytes of a picture file, or of standard input (default: {DEFAULT_MAX_BYTES})",
    )
    parser.add_argument(
        "--alphabet",
        metavar="CHARS",
        help="read nothing but these characters, or those of digits, latin, gb2312, simplified or traditional",
    )
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    parser.add_argument(
        "--region",
        action="append",
        type=_box,
        metavar="L,T,R,B",
        help="read only lines whose middle lies in this box, in pixels of the picture; may be given more than once",
    )
    parser.add_argument(
        "--ignore",
        action="append",
        type=_box,
        default=[],
        metavar="L,T,R,B",
        help="don't read lines whose middle lies in this box; may be given more than once",
    )
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="X", help="leave out lines with less confidence (0 to 1)"
    )


class _TextLayer(argparse.Action):
    """Two choices under one name: what is read, and what is saved."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option_string: Any = None
    ) -> None:
        setattr(namespace, "own_text" if values in get_args(OwnText) else "text_layer", values)


def pdf_options(options: argparse.Namespace) -> PdfOptions:
    """Give how PDFs are opened, drawn and saved."""
    from pagerec.sources import PdfOptions

    return PdfOptions(options.dpi, options.password, options.text_layer, options.pdf_limits, options.own_text)


def wanted_of(options: argparse.Namespace) -> Wanted:
    """Give what of a picture is to be read."""
    from pagerec.reading.choosing import Wanted

    wanted = Wanted(options.region, options.ignore, options.min_confidence)
    if not wanted.is_all and options.text_layer != "never":
        raise OptionError(
            "--region, --ignore and --min-confidence are for pictures; give --text-layer never, or none of them"
        )
    return wanted


def _box(text: str) -> Box:
    from pagerec.page.box import Box

    try:
        left, top, right, bottom = map(int, text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r}: give left, top, right and bottom in pixels, such as 0,0,640,200"
        ) from error
    return Box(left, top, right, bottom)


def _pdf_limits(text: str) -> PdfLimits | None:
    from pagerec.sources.pdf_limits import PdfLimits

    if text == "none":
        return None
    try:
        seconds, memory = text.split(",")
        return PdfLimits(float(seconds), round(1e6 * float(memory)))
    except (OverflowError, ValueError) as error:  # OptionError is a ValueError, too
        reason = str(error) if isinstance(error, OptionError) else "give seconds and megabytes such as 60,2000, or none"
        raise argparse.ArgumentTypeError(f"{text!r}: {reason}") from error


def run(options: argparse.Namespace) -> int:
    """Read every file; those that can't be read are reported and skipped.

    Parameters
    ----------
    options : argparse.Namespace
        What `add_arguments` declared.

    Returns
    -------
    int
        The exit code.
    """
    from pagerec.reading.choosing import ChoosingReader
    from pagerec.sources import Source

    collected, wanted = _is_collected(options), wanted_of(options)
    an_alphabet(options.alphabet)
    pdf = pdf_options(options)
    if options.jobs is not None:
        whole_number("--jobs", options.jobs, 1, MOST_THREADS)
    Source(b"", options.pages)  # raises what is wrong with the list: it concerns all files
    reader = pagerec.Reader(options.model, threads=options.threads, max_bytes=options.max_bytes)
    _ = reader.model  # loaded now: what is wrong with it concerns all files
    chosen = reader if wanted.is_all else ChoosingReader(reader, wanted)
    return (_collect if collected else _stream)(options, Reading(chosen, pdf, wanted, options.jobs))


def _stream(options: argparse.Namespace, reading: Reading) -> int:
    """Write pages as they are read: text, or JSON by the line."""
    show = _show_json if options.json else _text_writer(len(options.files) > 1)
    with _output(options.output) as output:

        def write(name: str, _: Source, pages: Iterator[Page]) -> None:
            for index, page in enumerate(pages):
                output.write(show(name, index, page))
                output.flush()

        return read_files(options, reading, write)


def _collect(options: argparse.Namespace, reading: Reading) -> int:
    """Read everything, then write one document; of what was read where it is stopped."""
    pages: list[Page] = []
    sources: list[Source] = []

    def keep(_: str, source: Source, read: Iterator[Page]) -> None:
        found: list[Page] = []
        try:
            for page in read:
                found.append(page)
        except PagerecError:  # all of a file or nothing
            found.clear()
            raise
        finally:
            if found:
                pages.extend(found)
                sources.append(replace(source, pages=numbers_of(source)[: len(found)]))

    try:
        code = read_files(options, reading, keep)
    except KeyboardInterrupt:
        if pages:
            _write(options, pages, sources, is_whole=False)
        raise
    if pages:
        _write(options, pages, sources, is_whole=True)
    return code


def _write(options: argparse.Namespace, pages: list[Page], sources: list[Source], *, is_whole: bool) -> None:
    """Write a document; one that is not whole beside the place of the other, which stays as it was."""
    from pagerec.formats.table import CsvOptions
    from pagerec.page.document import Document

    image = sources[0] if len(sources) == 1 else chain.from_iterable(source.pictures() for source in sources)
    csv = CsvOptions(options.escape_formulas, options.bom)
    content = render(Document.of_pages(pages), _form(options), image=image, csv=csv)
    if options.output in (None, STDOUT):
        sys.stdout.buffer.write(content)
    elif is_whole:
        write(options.output, content)
    else:
        part = part_of(options.output)
        write(str(part), content)
        _tell_rest(part)


def _is_collected(options: argparse.Namespace) -> bool:
    """Whether the output is one document. What would make writing it fail is found before anything is read."""
    if options.json and options.format is not None:
        raise OptionError("--json and --format are two formats; give one of them")
    ending = Path(_form(options)).suffix.lower()
    if options.json or (options.format is None and ending in ("", ".txt")):
        return False
    if ending not in endings():
        raise OptionError(f"{options.output}: no such format; let the name end in {', '.join(endings())}")
    if options.output in (None, STDOUT):
        if ending in BINARY:
            raise OptionError(f"--format {options.format} is no text; give a file for it with -o")
    elif not Path(options.output).parent.is_dir():
        raise OptionError(f"{options.output}: can't be written (there is no such folder); make the folder first")
    check_packages(ending)
    return True


def _form(options: argparse.Namespace) -> str:
    """A name whose ending says the format."""
    return f"page{formats()[options.format]}" if options.format else options.output or ""


def _text_writer(with_names: bool) -> Callable[[str, int, Page], bytes]:
    """Give what shows a page as text: names of files above where there are several, a form feed between pages."""
    shown = 0

    def show(name: str, index: int, page: Page) -> bytes:
        nonlocal shown
        text = f"{page.text}\n" if page.text else ""
        if index:
            text = f"\f{text}"
        elif with_names:
            text = f"{'' if shown == 0 else chr(10)}==> {name} <==\n{text}"
        shown += 1
        return text.encode("utf-8", "surrogateescape")

    return show


def _show_json(name: str, _index: int, page: Page) -> bytes:
    """Show a page as a line of JSON."""
    value = {"file": name, **page.to_dict()}
    # A file name that is not UTF-8 has surrogates, which become JSON's own \\udcXX.
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


@contextmanager
def _output(path: str | None) -> Iterator[BinaryIO]:
    """Open what pages are written to one by one; a file takes its place when all is written."""
    if path in (None, STDOUT):
        yield sys.stdout.buffer
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(growing_file(path, _tell_rest))
        except (OSError, ValueError) as error:
            raise OptionError(f"{path}: can't be written ({getattr(error, 'strerror', None) or error})") from error
        yield file


def _tell_rest(part: Path) -> None:
    complain(f"broken off; what was read until then is in {part}")
