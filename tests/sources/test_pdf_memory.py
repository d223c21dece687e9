"""A limit on the memory of a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pagerec.sources.pdf_memory import EXIT_MEMORY, MemoryLimit, _ExtendedLimits

ROOT = Path(__file__).resolve().parents[2]
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit is exact on Linux")

LIMITED = """
from pagerec.sources.pdf_memory import MemoryLimit
held = bytearray(100_000_000)
limit = MemoryLimit()
limit.begin()
def get(size):
    try:
        return bool(bytearray(size))
    except MemoryError:
        return False
for more, sizes in ((50_000_000, (30_000_000, 80_000_000)), (200_000_000, (80_000_000, 300_000_000))):
    limit.allow(more)
    print(*(get(size) for size in sizes))
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a grandchild: on Linux the peak of a child begins with that of the process that starts it."""
    shell = ["sh", "-c", '"$0" -; exit $?', sys.executable]
    return subprocess.run(shell, cwd=ROOT, input=code, capture_output=True, text=True, timeout=60, check=False)


@only_linux
def test_what_is_beyond_the_limit_is_not_given() -> None:
    done = run(LIMITED)
    assert done.stdout.splitlines() == ["True False", "True False"], done.stderr


WATCHED = """
import sys, time
from pagerec.sources import pdf_memory
sys.platform, pdf_memory._LOOK = "other", 0.01
limit = pdf_memory.MemoryLimit()
limit.begin()
limit.allow(50_000_000)
held = bytearray(10_000_000)
time.sleep(0.2)
print("still here", flush=True)
held = b"x" * 150_000_000
time.sleep(5)
print("too long")
"""


@only_linux
def test_where_the_system_keeps_no_limit_the_process_ends_itself() -> None:
    done = run(WATCHED)
    assert (done.returncode, done.stdout) == (EXIT_MEMORY, "still here\n"), done.stderr


def test_nothing_is_limited_before_it_is_asked_for() -> None:
    assert MemoryLimit()._most == sys.maxsize


def test_the_limits_of_windows_have_their_size() -> None:
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION has 144 bytes where pointers have 8."""
    import ctypes

    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(_ExtendedLimits) == 144
        assert _ExtendedLimits.process_memory.offset == 112
