"""Files are there whole or as they were."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pagerec import OptionError
from pagerec.common.writing import growing_file, write_file, write_files
from pagerec.page.saving import endings
from tests.formats.made import made_page, picture

needs_posix = pytest.mark.skipif(os.name != "posix", reason="rights, links and limits of POSIX")
GOOD = b"what was there before"


@contextmanager
def full_disk(after: int = 100) -> Iterator[None]:
    """Let files have no more than so many bytes, as on a disk that is full."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@needs_posix
@pytest.mark.parametrize("ending", endings())
def test_a_full_disk_leaves_the_old_file(ending: str, tmp_path: Path) -> None:
    if ending == ".pdf":
        pytest.importorskip("pikepdf")
    page = made_page()
    path = tmp_path / f"keep{ending}"
    path.write_bytes(GOOD)
    with full_disk(after=4), pytest.raises(OptionError, match=r"keep.*: can't be written \(File too large\)"):
        page.save(path, image=picture(page))
    assert path.read_bytes() == GOOD
    assert os.listdir(tmp_path) == [path.name]
    page.save(path, image=picture(page))
    assert path.read_bytes() != GOOD
    assert os.listdir(tmp_path) == [path.name]


@needs_posix
def test_files_that_belong_together_are_all_new_or_all_old(tmp_path: Path) -> None:
    small, large = tmp_path / "manifest.json", tmp_path / "network.tflite"
    write_files({small: b"old", large: b"old"})
    with full_disk(), pytest.raises(OSError, match="File too large"):
        write_files({small: b"new", large: bytes(1000)})
    assert (small.read_bytes(), large.read_bytes()) == (b"old", b"old")
    assert sorted(os.listdir(tmp_path)) == ["manifest.json", "network.tflite"]


@needs_posix
def test_rights_and_links_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_bytes(GOOD)
    target.chmod(0o640)
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    mask = os.umask(0o022)
    os.umask(mask)
    write_file(tmp_path / "fresh.txt", b"new")
    assert stat.S_IMODE((tmp_path / "fresh.txt").stat().st_mode) == 0o666 & ~mask


@needs_posix
def test_a_file_that_must_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "read-only.txt"
    path.write_bytes(GOOD)
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for users other than root
    with pytest.raises(PermissionError):
        write_file(path, b"new")
    assert path.read_bytes() == GOOD


@needs_posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    write_file("/dev/null", b"new")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    with pytest.raises(OSError, match="No space left"):
        write_file("/dev/full", b"new")
    with growing_file("/dev/null") as file:
        file.write(b"new")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"new")
    assert os.read(reader, 10) == b"new"
    os.close(reader)


@pytest.mark.parametrize("path", ["no/such/folder.txt", "", "a\0.txt", "x" * 5000 + ".txt", "."])
def test_what_cant_be_written(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((OSError, ValueError)):
        write_file(path, b"new")
    with pytest.raises((OSError, ValueError)), growing_file(path):
        pass
    with pytest.raises(OptionError):
        made_page().save(path)
    assert os.listdir(tmp_path) == []


def test_a_growing_file_takes_its_place_in_the_end(tmp_path: Path) -> None:
    path, part, told = tmp_path / "pages.txt", tmp_path / "pages.txt.part", []
    path.write_bytes(GOOD)
    with suppress(KeyboardInterrupt), growing_file(path, told.append) as file:
        file.write(b"first page")
        raise KeyboardInterrupt
    assert path.read_bytes() == GOOD
    assert part.read_bytes() == b"first page"
    assert told == [part]
    with growing_file(path, told.append) as file:
        file.write(b"all pages")
        assert path.read_bytes() == GOOD
    assert path.read_bytes() == b"all pages"
    with pytest.raises(KeyError), growing_file(path, told.append):
        raise KeyError
    assert os.listdir(tmp_path) == ["pages.txt"]
    assert told == [part]


@needs_posix
def test_a_kill_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "keep.bin"
    path.write_bytes(GOOD)
    new = b"x" * 50_000_000
    code = (
        "import sys; from pagerec.common.writing import write_file\n"
        f"print('ready', flush=True)\nwhile True: write_file({str(path)!r}, b'x' * {len(new)})"
    )
    for pause in (0.0, 0.02, 0.05):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
        assert path.read_bytes() in (GOOD, new)
