"""The command line: ``python -m fuzz --seconds 60``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fuzz.targets import TARGETS
from fuzz.watch import run, try_one


def main() -> int:
    """Fuzz for a time, or feed a file in again; the exit code is 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"what to fuzz: {', '.join(TARGETS)} (all)")
    parser.add_argument(
        "--seconds", type=float, default=60.0, metavar="N", help="how long, in processor time (default: 60)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed tries the same input")
    parser.add_argument("--out", type=Path, default=Path("fuzz-finds"), metavar="DIR", help="where finds are written")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="feed one file to the targets")
    options = parser.parse_args()
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    targets = {name: TARGETS[name] for name in options.targets or TARGETS}
    if options.replay:
        content = options.replay.read_bytes()
        for name, target in targets.items():
            print(f"{name}: {try_one(target.feed, content)}")
        return 0
    report = run(targets, options.seconds, options.seed, options.out)
    print(report)
    return 1 if report.finds else 0


if __name__ == "__main__":
    sys.exit(main())
