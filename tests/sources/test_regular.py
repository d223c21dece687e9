"""Files that are no regular ones, and those without an end."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pagerec import ImageError, ImageTooLargeError, Page, read_document
from pagerec.formats.picture import encode
from pagerec.sources import Source, regular
from pagerec.sources.images import load_image
from pagerec.sources.opening import content_of
from pagerec.sources.regular import open_file
from tests.pictures import LEVELS, encoded
from tests.sources.test_opening import BlankReader, by_batch, by_document, by_path, by_saving


def special_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Special files, and what they are called."""
    os.mkfifo(folder / "fifo.png")
    yield folder / "fifo.png", "a pipe"
    (folder / "link.png").symlink_to("fifo.png")
    yield folder / "link.png", "a pipe"
    for name in ("/dev/zero", "/dev/full", "/dev/tty", "/dev/random"):
        if os.path.exists(name):
            yield Path(name), "a device"
    (folder / "folder.png").mkdir()
    yield folder / "folder.png", "a folder"
    (folder / "loop.png").symlink_to("loop.png")
    yield folder / "loop.png", "can't be opened"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_special_files_are_refused_at_once(tmp_path: Path) -> None:
    for path, what in special_files(tmp_path):
        for way in (by_path, by_document, by_batch, by_saving):
            failed: list[BaseException] = []

            def try_it(way: Callable[[Path], None] = way, path: Path = path, failed: list[Any] = failed) -> None:
                try:
                    way(path)
                except BaseException as error:
                    failed.append(error)

            thread = threading.Thread(target=try_it, daemon=True)
            thread.start()
            thread.join(20)
            assert not thread.is_alive(), f"{way.__name__} waits for {path}"
            assert isinstance(failed[0], ImageError), failed
            assert what in str(failed[0]), (way.__name__, str(failed[0]))
        assert Source(path).count() == 1
        assert not Source(path).is_pdf


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_regular_file_that_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are such ones in /proc. Here a pipe stands in, that somebody holds open and writes nothing into."""
    os.mkfifo(tmp_path / "page.png")
    monkeypatch.setattr(regular, "_check_mode", lambda mode, name: None)
    handle = os.open(tmp_path / "page.png", os.O_RDWR)
    try:
        for way in (by_path, by_document, by_batch):
            with pytest.raises(ImageError, match="gives no content yet"):
                way(tmp_path / "page.png")
    finally:
        os.close(handle)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no sockets with names")
def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("page.png")
        with pytest.raises(ImageError, match="this is a socket"):
            load_image("page.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    regular, pipe = tmp_path / "a.png", tmp_path / "b.png"
    regular.write_bytes(encoded(Image.fromarray(LEVELS)))
    os.mkfifo(pipe)
    real = os.stat
    monkeypatch.setattr(os, "stat", lambda path, **kw: real(regular if path == pipe else path, **kw))
    with pytest.raises(ImageError, match="this is a pipe"):
        load_image(pipe)


def test_handles_are_given_back(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(bytes(100))
    if not Path("/proc/self/fd").exists():
        pytest.skip("handles are counted in /proc")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        for ask in (lambda: load_image(path), lambda: load_image(path, max_bytes=10), Source(path).count):
            with suppress(ImageError):
                ask()
        with suppress(ImageError):
            load_image(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_sparse_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    for ask in (lambda: load_image(path), lambda: read_document(path, reader=BlankReader())):
        with pytest.raises(ImageTooLargeError, match=r"limit of 536,870,912"):
            ask()
    with pytest.raises(ImageTooLargeError, match="bytes"):
        encode(path, Page((), 1, 1), ("PNG",))


def test_a_file_that_grows(tmp_path: Path) -> None:
    """The size says nothing of a file that is written to, or of one in /proc."""
    path = tmp_path / "a.png"
    path.write_bytes(b"few")
    with open_file(path, "a.png", 10) as file, path.open("ab") as more:
        more.write(bytes(100))
        more.flush()
        with pytest.raises(ImageTooLargeError):
            content_of(file, "a.png", 10)
