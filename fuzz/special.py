"""Files that are no files, or none with an end: pipes, devices, folders, links, sparse files, streams."""

from __future__ import annotations

import io
import itertools
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from fuzz import mutate
from pagerec.sources import PdfOptions, Source
from pagerec.sources.images import load_image

#: Seconds after which reading is taken for hanging; the limit of bytes; frames that are looked at.
_PATIENCE, _BYTES, _FRAMES = 20.0, 1_000_000, 3
_DEVICES = ("/dev/zero", "/dev/null", "/dev/full", "/dev/random", "/dev/tty", "/proc/kmsg", "/proc/self/mem")


def feed(content: bytes) -> object:
    """Read a special file: the first two bytes choose which and how, the others are in it where anything is."""
    kind, way, rest = content[:1], content[1:2], content[2:]
    with tempfile.TemporaryDirectory() as folder, _hurry():
        path = Path(folder, "page.png")
        make = _KINDS[(kind or b"\0")[0] % len(_KINDS)]
        read = _WAYS[(way or b"\0")[0] % len(_WAYS)]
        return make.__name__, read.__name__, read(make(path, rest))


def seeds() -> list[bytes]:
    """Give every kind of file in every way, with something in it."""
    from fuzz.corpus import EXAMPLES

    picture = (EXAMPLES / "dark.png").read_bytes()[:4000]
    ways = itertools.product(range(len(_KINDS)), range(len(_WAYS)))
    return [bytes(pair) + (picture if sum(pair) % 2 else b"%PDF-1.7\n") for pair in ways]


def change(random: np.random.Generator, kept: Any) -> bytes:
    """Choose another file or way, or change what is in it."""
    content = bytearray(mutate.file(random, kept))
    if len(content) > 1 and random.random() < 0.5:
        content[0], content[1] = random.integers(256, size=2).tolist()
    return bytes(content)


def regular(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def pipe(path: Path, _content: bytes) -> Path:
    os.mkfifo(path)
    return path


def folder(path: Path, _content: bytes) -> Path:
    path.mkdir()
    return path


def loop(path: Path, _content: bytes) -> Path:
    path.symlink_to(path.name)
    return path


def link(path: Path, _content: bytes) -> Path:
    os.mkfifo(path.with_suffix(".fifo"))
    path.symlink_to(path.with_suffix(".fifo"))
    return path


def sparse(path: Path, content: bytes) -> Path:
    with path.open("wb") as file:
        file.write(content)
        file.truncate(1 << 40)
    return path


def device(_path: Path, content: bytes) -> Path:
    return Path(_DEVICES[len(content) % len(_DEVICES)])


def missing(path: Path, content: bytes) -> Path:
    return path.with_name(content.decode("latin-1").replace("/", "_")[:3000] or "none")


def by_load(path: Path) -> object:
    return load_image(path, max_bytes=_BYTES).gray.shape


def by_count(path: Path) -> object:
    return Source(path, max_bytes=_BYTES).count()


def by_frames(path: Path) -> object:
    pages = Source(path, pdf=PdfOptions(dpi=36.0), max_bytes=_BYTES).pictures()
    return [load_image(page, max_bytes=_BYTES).gray.shape for page in itertools.islice(pages, _FRAMES)]


def by_stream(path: Path) -> object:
    """A file object without end, that begins as the file does."""
    is_ours = path.name == "page.png" and path.is_file() and path.stat().st_size < _BYTES
    start = path.read_bytes() if is_ours else b""
    return load_image(io.BufferedReader(_Endless(start)), max_bytes=_BYTES).gray.shape


class _Endless(io.RawIOBase):
    def __init__(self, start: bytes) -> None:
        self._start = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given = self._start[: len(buffer)] or bytes(len(buffer))
        self._start = self._start[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


_KINDS: tuple[Callable[[Path, bytes], Path], ...] = (regular, pipe, folder, loop, link, sparse, device, missing)
_WAYS: tuple[Callable[[Path], object], ...] = (by_load, by_count, by_frames, by_stream)


@contextmanager
def _hurry() -> Iterator[None]:
    """End what waits for something that never comes."""

    def give_up(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with suppress(TypeError):  # None where it was not set from Python
            signal.signal(signal.SIGALRM, before)
