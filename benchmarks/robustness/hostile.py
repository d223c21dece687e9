"""Every hostile input, read in a fresh process: what came of it, processor seconds, peak of memory.

``python -m benchmarks.robustness.hostile --out docs/hostile.md`` writes the table. The exit code is 1 where a row is
not what it should be.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.robustness.hostile_files import FILE_BYTES, FILE_SECONDS, hostile_files
from benchmarks.robustness.hostile_inputs import BYTES, EXAMPLE, PAGE, SECONDS, TEXT, Hostile, inputs

#: Seconds after which the process is ended, and its largest address space.
_PATIENCE, _SPACE = 600.0, 16 * BYTES
_THREADS = 2


def measure(row: Hostile) -> dict[str, Any]:
    """Read one input in a process of its own.

    Returns
    -------
    dict
        ``result`` (name of the class), ``message``, ``seconds``, ``bytes``, ``untouched`` (whether input is as
        it was), ``problem`` (empty where all is as it should be).
    """
    with tempfile.TemporaryDirectory() as folder:
        row.make(Path(folder))
        before = _state(Path(folder))
        command = [sys.executable, "-m", "benchmarks.robustness.hostile", "--one", row.name, folder]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
        if done.returncode != 0:
            return {"result": "died", "message": done.stderr[-300:], "seconds": 0, "bytes": 0, "problem": "it died"}
        found: dict[str, Any] = json.loads(done.stdout)
        found["untouched"] = found["untouched"] and _state(Path(folder)) == before
    found["problem"] = _problem(row, found)
    return found


def _problem(row: Hostile, found: dict[str, Any]) -> str:
    expected = "Page" if row.expected == TEXT else row.expected
    if found["result"] != expected and not (row.expected == PAGE and found["result"] == "Page"):
        return f"{row.expected} was expected"
    if row.expected == TEXT and found["likeness"] < 0.9:
        return "the text is another"
    if row.message not in found["message"]:
        return f"the message lacks {row.message}"
    if not found["untouched"]:
        return "the input was changed"
    if found["seconds"] > row.seconds:
        return "it took too long"
    return "it took too much memory" if found["bytes"] > row.bytes else ""


def rows() -> tuple[Hostile, ...]:
    """Give every row of the table."""
    return (*inputs(), *hostile_files())


def _one(name: str, folder: Path) -> dict[str, Any]:
    """Read one input here."""
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    from pagerec import PagerecError, Reader

    row = next(row for row in rows() if row.name == name)
    given = row.give(folder)
    reader = Reader(threads=_THREADS)
    before = given.tobytes() if isinstance(given, np.ndarray) and given.size < 1_000_000 else b""
    begun, wall = _seconds(), time.monotonic()
    result = "Page"
    try:
        message, text = row.read(reader, given)
    except PagerecError as error:
        result, message, text = type(error).__name__, str(error).replace(str(folder), "…"), ""
    return {
        "result": result,
        "message": message,
        "likeness": _likeness(text),
        "seconds": round(_seconds() - begun, 2),
        "wall": round(time.monotonic() - wall, 2),
        "bytes": _peak(),
        "untouched": not before or given.tobytes() == before,
    }


def _likeness(text: str) -> float:
    """Share of the example's text that is in what was read."""
    from difflib import SequenceMatcher

    truth = "".join(EXAMPLE.with_suffix(".txt").read_text(encoding="utf-8").split())
    read = "".join(text.split())
    same = SequenceMatcher(None, truth, read[: 2 * len(truth)], autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(truth)


def _seconds() -> float:
    """Processor time of this process, and of those that it has started and that have ended."""
    return sum(os.times()[:4])


def _peak() -> int:
    """Most bytes that the process has had in memory, its parent's not counted, and the largest one that it started."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return 1024 * (int(found[1]) + started) if found else 0


def _state(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in _regular(folder)}


def _regular(folder: Path) -> list[Path]:
    """The files that end."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size < BYTES)


def _table(measured: list[tuple[Hostile, dict[str, Any]]]) -> str:
    lines = [
        "# Hostile input",
        "",
        f"Each row was read in a fresh process, Python {platform.python_version()}, {_THREADS} threads: seconds of "
        "processor time of the read, and the peak of the whole process's memory, with model and input. The bounds are "
        f"{SECONDS:.0f} seconds and {BYTES / 1e6:,.0f} MB; what is beyond, or another result than it should be, is in "
        "bold. PDFs and archives are read by several processes: their seconds are added, and so is the memory of the "
        f"largest that was started; they may take {FILE_SECONDS:.0f} seconds and {FILE_BYTES / 1e6:,.0f} MB. "
        "[Limits](limits.md) says what comes of what.",
        "",
        "`python -m benchmarks.robustness.hostile --out docs/hostile.md` writes this page.",
        "",
        "| input | result | seconds | MB | what it says |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for row, found in measured:
        message = found["message"].replace("|", "\\|").replace("\n", " ")
        result = f"**{found['problem']}**: {found['result']}" if found["problem"] else found["result"]
        lines.append(f"| {row.name} | {result} | {found['seconds']:.1f} | {found['bytes'] / 1e6:.0f} | {message} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="the table, in Markdown")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only rows with this in their name")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_one(options.one[0], Path(options.one[1]))))
        return 0
    chosen = [row for row in rows() if not options.rows or any(part in row.name for part in options.rows)]
    measured = []
    for row in chosen:
        measured.append((row, measure(row)))
        found = measured[-1][1]
        print(
            f"{row.name}: {found['result']} {found['seconds']} s {found['bytes'] / 1e6:.0f} MB {found['problem']}",
            flush=True,
        )
    if options.out:
        options.out.write_text(_table(measured), encoding="utf-8")
    return 1 if any(found["problem"] for _, found in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
