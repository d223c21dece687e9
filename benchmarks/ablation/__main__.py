"""What every number of reading is worth: errors with it halved, doubled and switched off, beside those without change.

    python -m benchmarks.ablation DIR
    python -m benchmarks.ablation DIR DIR --limit 5 --only segmentation.layout --out ablation.md

`numbers.py` says what a number is, and when it can be off. Where a value is refused, or reading fails with it or takes
far too long, the table says so.

With `--limit`, a number is tried on so many pictures of each folder at first, and on the others only if that changes
any text or Markdown. Results are saved after each number, and a run that was interrupted goes on with the same file.

Some numbers are not to be judged by this: those that bound time or memory, and those that tell of boxes, candidates and
warnings. They have no effect here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.ablation.numbers import find_numbers
from benchmarks.ablation.results import Results, report, row
from benchmarks.ablation.trial import Outcome, in_processes, measure, trial_of
from pagerec.errors import OptionError

#: What a process that died leaves behind.
_DIED = "ends the process"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print each number as it is done, and write or print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="pictures with their text beside them")
    parser.add_argument("--limit", type=int, metavar="N", help="pictures of a folder that are tried first")
    parser.add_argument("--only", default="", metavar="PREFIX", help="numbers whose path begins with this")
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the report there")
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FILE.json",
        help="save there, and go on with what is in it; beside FILE.md without",
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N")
    options = parser.parse_args(arguments)
    threads = max(1, (os.cpu_count() or 1) // options.processes)
    try:
        trial = trial_of(options.folders, options.limit, threads)
    except OptionError as error:
        raise SystemExit(str(error)) from None
    saved = options.resume or (options.out and options.out.with_suffix(".json"))
    numbers, results = find_numbers(trial.params), Results(saved, trial)
    wanted = [number for number in numbers if number.begins_with(options.only) and not results.has(number)]
    for done, (number, found) in enumerate(in_processes(partial(measure, trial), wanted, options.processes), 1):
        lost = Outcome(dict.fromkeys(trial.folders, 0), problem=_DIED)
        outcomes = dict.fromkeys(number.changes, lost) if found is None else found
        results.add(number, outcomes)
        print(f"{done}/{len(wanted)} {row(number, outcomes)}", flush=True)
    written = report(trial, numbers, {one.path: results.outcomes[one.path] for one in numbers if results.has(one)})
    if options.out:
        options.out.write_text(written, "utf-8")
    else:
        print(written, end="")


if __name__ == "__main__":
    main()
