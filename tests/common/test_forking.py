"""Processes that end with the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pagerec.common.forking import end_with_parent

ROOT = Path(__file__).resolve().parents[2]

_PARENT = """
import os, sys, time
from pagerec.batch import pool
from pagerec.batch.work import ReadOptions, Task
from tests.batch import workers

if __name__ == "__main__":
    pool.work = workers.stuck
    with pool.Pool(1, ReadOptions(model=sys.argv[1])) as one:
        one.submit(Task("a", "a", 1, 1))
        while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
            time.sleep(0.05)
        if sys.argv[2] == "forks":
            forked = os.fork()  # it has all that its parent has open
            if forked == 0:
                time.sleep(3600)
            print(forked, flush=True)
        print("begun", flush=True)
        time.sleep(3600)
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")
@pytest.mark.parametrize("how", ["plain", "forks"])
def test_a_stuck_process_ends_with_its_parent(how: str, tmp_path: Path) -> None:
    """The parent is killed and can't tell anybody."""
    script, number = tmp_path / "parent.py", tmp_path / "number"
    script.write_text(_PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script), str(number), how],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    started: list[int] = []
    try:
        assert parent.stdout is not None
        for line in parent.stdout:
            if line.strip() == "begun":
                break
            started.append(int(line))
        child = int(number.read_text())
        started.append(child)
        assert is_there(child)
        parent.kill()
        parent.wait()
        end = time.monotonic() + 60
        while is_there(child) and time.monotonic() < end:
            time.sleep(0.1)
        assert not is_there(child), "it outlives its parent"
    finally:
        parent.kill()
        parent.wait()
        for process in started:
            if is_there(process):
                os.kill(process, signal.SIGKILL)


def test_a_process_that_nobody_started_goes_on() -> None:
    end_with_parent()
