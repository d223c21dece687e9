"""Memory of a process that reads again and again: ``python -m benchmarks.robustness.growth``."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.robustness.hostile_inputs import EXAMPLE
from pagerec import Reader

#: Growth, after the first reads, that caches and the allocator may take, in bytes.
_ALLOWED = 20_000_000


def _memory() -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return 1024 * int(found[1]) if found else 0


def main() -> int:
    """Read pieces of the example, bad files among them; the exit code is 1 where the memory grows."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--reads", type=int, default=2000, metavar="N")
    reads = parser.parse_args().reads
    with Image.open(EXAMPLE) as opened:
        gray = np.asarray(opened.convert("L"))
    pieces = [gray[top : top + 120, : 200 + 40 * k] for k, top in enumerate(range(0, len(gray) - 120, 60))]
    damaged = EXAMPLE.read_bytes()[:4000]
    reader, begin = Reader(threads=1), 0
    for number in range(reads):
        picture = damaged if number % 10 == 9 else pieces[number % len(pieces)]
        (attempt,) = reader.read_many([picture])
        assert (attempt.error is None) == (number % 10 != 9)
        if number == reads // 10:
            begin = _memory()
        if (number + 1) % max(1, reads // 10) == 0:
            print(f"{number + 1} reads: {_memory() / 1e6:.1f} MB", flush=True)
    grown = _memory() - begin
    print(f"grown by {grown / 1e6:.1f} MB since read {reads // 10}")
    return 1 if grown > _ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
