"""The command ``pagerec evaluate``. Heavy imports are inside the functions."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from pagerec.common.writing import write_file
from pagerec.errors import EXIT_IMAGE, EXIT_OK, ImageError, OptionError

EXAMPLES = """\
pagerec evaluate examples                                 # error rates, their causes, confused characters
pagerec evaluate examples --only p --json figures.json --out worst --lines 10"""

#: Lines drawn unless told otherwise.
_LINES = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("folder", metavar="DIR", help="pictures with NAME.txt, perhaps NAME.boxes.json, beside them")
    parser.add_argument("--only", metavar="PREFIX", default="", help="only pictures whose name starts so")
    parser.add_argument("--json", metavar="FILE", help="write all figures and errors to this file")
    parser.add_argument("--out", metavar="FOLDER", help="draw the lines with the most errors into this folder")
    parser.add_argument("--lines", type=int, default=_LINES, metavar="N", help=f"how many to draw (default: {_LINES})")
    parser.add_argument("--top", type=int, default=25, metavar="N", help="how many confusions to list (default: 25)")
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to use (default: all)")


def run(options: argparse.Namespace) -> int:
    """Evaluate a folder, and print the figures; pictures that can't be read are reported and left out."""
    from pagerec.evaluation.report import show, to_dict
    from pagerec.evaluation.samples import find_samples
    from pagerec.evaluation.worst import write_worst
    from pagerec.reading.reader import Reader

    samples = find_samples(options.folder, options.only)
    reader = Reader(options.model, threads=options.threads)
    results, lines, lost = _evaluate(reader, samples, options.lines if options.out else 0)
    if not results:
        raise ImageError(f"{options.folder}: none of the pictures can be read; give others")
    sys.stdout.write(show(results, options.top))
    if options.json:
        _write_json(options.json, to_dict(results))
    if options.out:
        write_worst(lines, lost, options.out)
    return EXIT_OK if len(results) == len(samples) else EXIT_IMAGE


def _evaluate(reader: Any, samples: Any, count: int) -> tuple[Any, Any, Any]:
    """Results of all samples, the `count` worst lines, and what is on no line."""
    from pagerec.common.progress import complain, progress_bar
    from pagerec.evaluation.alignment import NONE
    from pagerec.evaluation.run import evaluate_picture, lines_of
    from pagerec.evaluation.worst import keep_worst, worst_lines

    _ = reader.model  # loaded before the first picture's time is taken
    results: list[Any] = []
    worst: list[Any] = []
    lost: list[Any] = []
    with progress_bar("pictures") as show_progress:
        for number, sample in enumerate(samples, start=1):
            try:
                result, case = evaluate_picture(reader, sample)
            except ImageError as error:
                complain(str(error))
                continue
            results.append(result)
            if count:
                worst = keep_worst([*worst, *worst_lines(case, result)], count)
                lost.extend((result.name, error) for error in lines_of(case, result).get(NONE, ()))
            show_progress(number, len(samples), note=sample.name)
    return results, worst, lost


def _write_json(path: str, value: Any) -> None:
    try:
        write_file(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise OptionError(f"{path}: can't be written ({error.strerror or error}); give another file") from error
