"""How files are known again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pagerec.batch.stamps import SMALL, is_same, stamp_of


def stamped(path: Path, content: bytes, time: int = 1_000_000_000) -> tuple[int, int, str]:
    path.write_bytes(content)
    os.utime(path, ns=(time, time))
    found = stamp_of(str(path))
    assert found is not None
    return found


def test_small_files_go_by_their_content(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    before = stamped(path, b"one")
    assert before[:2] == (3, 1_000_000_000)
    assert is_same(before, stamped(path, b"one", 2_000_000_000))
    assert not is_same(before, stamped(path, b"two"))
    assert not is_same(before, stamped(path, b"one "))


def test_large_files_go_by_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    before = stamped(path, bytes(SMALL + 1))
    assert before[2] == ""
    assert is_same(before, stamped(path, b"x" * (SMALL + 1)))
    assert not is_same(before, stamped(path, bytes(SMALL + 1), 1_000_000_001))
    assert not is_same(before, stamped(path, bytes(SMALL + 2)))
    assert not is_same(before, stamped(path, bytes(SMALL)))


def test_what_is_no_file_has_no_stamp(tmp_path: Path) -> None:
    assert stamp_of(str(tmp_path / "none.png")) is None
    assert stamp_of(str(tmp_path)) is None
    assert stamp_of(os.devnull) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert stamp_of(str(tmp_path / "a.png")) is None
