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
pagerec evaluate examples --only p --json figures.json --out worst --lines 10
pagerec evaluate --invariance examples --only para        # how much changes with the pictures; needs no text"""

#: Lines drawn unless told otherwise.
_LINES = 40
#: The most changed pictures that are drawn whole: each is held until the end.
_PICTURES = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("folder", metavar="DIR", help="pictures with NAME.txt, perhaps NAME.boxes.json, beside them")
    parser.add_argument(
        "--invariance",
        action="store_true",
        help="measure how much of the text changes when the pictures are framed, turned, inverted and so on; no text "
        "is needed beside them",
    )
    parser.add_argument("--only", metavar="PREFIX", default="", help="only pictures whose name starts so")
    parser.add_argument("--json", metavar="FILE", help="write all figures and errors to this file")
    parser.add_argument("--out", metavar="FOLDER", help="draw the lines with the most errors into this folder")
    parser.add_argument("--lines", type=int, default=_LINES, metavar="N", help=f"how many to draw (default: {_LINES})")
    parser.add_argument("--top", type=int, default=25, metavar="N", help="how many confusions to list (default: 25)")
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to use (default: all)")


def run(options: argparse.Namespace) -> int:
    """Evaluate a folder, and print the figures; pictures that can't be read are reported and left out."""
    return _run_invariance(options) if options.invariance else _run_errors(options)


def _run_errors(options: argparse.Namespace) -> int:
    """Compare with the text beside the pictures."""
    from pagerec.evaluation.report import show, to_dict
    from pagerec.evaluation.samples import find_samples
    from pagerec.evaluation.worst import write_worst
    from pagerec.reading.reader import Reader

    samples = find_samples(options.folder, options.only)
    reader = Reader(options.model, threads=options.threads)
    results, lines, lost = _evaluate(reader, samples, options.lines if options.out else 0)
    if not results:
        raise _nothing_read(options)
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


def _run_invariance(options: argparse.Namespace) -> int:
    """Compare with what is read of the pictures when they are changed."""
    from pagerec.evaluation.invariance import show, to_json, write_trials
    from pagerec.evaluation.samples import find_files
    from pagerec.evaluation.worst import write_worst
    from pagerec.reading.reader import Reader

    paths = find_files(options.folder, options.only)
    reader = Reader(options.model, threads=options.threads)
    found, read, lines, lost, trials = _change_all(reader, paths, options.lines if options.out else 0)
    if not found.results:
        raise _nothing_read(options)
    sys.stdout.write(show(found))
    if options.json:
        _write_json(options.json, to_json(found))
    if options.out:
        write_worst(lines, lost, options.out, "before")
        write_trials(trials, options.out)
    return EXIT_OK if read == len(paths) else EXIT_IMAGE


def _change_all(reader: Any, paths: Any, count: int) -> tuple[Any, int, Any, Any, Any]:
    """What changed; how many pictures could be read; the `count` worst lines, what is on no line, whole pictures."""
    from pagerec.common.progress import complain, progress_bar
    from pagerec.drawing.fonts import chinese_font
    from pagerec.evaluation.alignment import NONE
    from pagerec.evaluation.changes import CHANGES
    from pagerec.evaluation.invariance import Invariance, change_picture, keep_worst_trials
    from pagerec.evaluation.run import lines_of
    from pagerec.evaluation.worst import keep_worst, worst_lines

    results: list[Any] = []
    worst: list[Any] = []
    lost: list[Any] = []
    trials: list[Any] = []
    read = 0
    with progress_bar("pictures") as show_progress:
        for number, path in enumerate(paths, start=1):
            try:
                for trial in change_picture(reader, path, font=chinese_font()):
                    results.append(trial.result)
                    if count:
                        worst = keep_worst([*worst, *worst_lines(trial.case, trial.result)], count)
                        trials = keep_worst_trials([*trials, trial], min(count, _PICTURES))
                        gone = lines_of(trial.case, trial.result).get(NONE, ())
                        lost.extend((trial.result.name, error) for error in gone)
                read += 1
            except ImageError as error:
                complain(str(error))
            show_progress(number, len(paths), note=path.stem)
    tried = {result.kind for result in results}
    return Invariance(tuple(results), tuple(k for k in CHANGES if k not in tried)), read, worst, lost, trials


def _nothing_read(options: argparse.Namespace) -> ImageError:
    return ImageError(f"{options.folder}: none of the pictures can be read; give others")


def _write_json(path: str, value: Any) -> None:
    try:
        write_file(path, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())
    except OSError as error:
        raise OptionError(f"{path}: can't be written ({error.strerror or error}); give another file") from error
