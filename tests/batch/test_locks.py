"""One at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pagerec import OptionError
from pagerec.batch import locks as module
from pagerec.batch.locks import Lock

_HOLD = """
import sys, time
from pathlib import Path
from pagerec.batch.locks import Lock
lock = Lock(Path(sys.argv[1]), print)
print("held", flush=True)
time.sleep(600)
"""


def test_another_batch_here_or_elsewhere(tmp_path: Path) -> None:
    path, told = tmp_path / "out.journal", []  # type: ignore[var-annotated]
    lock = Lock(path, told.append)
    with pytest.raises(OptionError, match="another batch is writing there"):
        Lock(path, told.append)
    lock.release()
    root = Path(__file__).resolve().parents[2]
    other = subprocess.Popen([sys.executable, "-c", _HOLD, path], stdout=subprocess.PIPE, cwd=root)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(OptionError, match="another batch is writing there"):
        Lock(path, told.append)
    other.kill()
    other.wait()
    Lock(path, told.append).release()
    assert told == []


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(module.FileLock, "acquire", none)
    told: list[str] = []
    Lock(tmp_path / "out.journal", told.append).release()
    assert len(told) == 1
    assert "no locks on this file system" in told[0]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("a file")
    with pytest.raises(OptionError, match="can't be written"):
        Lock(tmp_path / "none" / "out.journal", print)
