"""Files in archives, one after the other: zip and tar, compressed or not."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO

from pagerec.batch.inputs import is_archive, is_page_file
from pagerec.errors import ImageError

__all__ = ["MAX_BYTES", "Member", "members"]

MAX_BYTES = 1 << 30
"""The most bytes a file in an archive may have, unpacked."""

_BLOCK = 1 << 20

_DAMAGES = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the standard library raises for archives that are damaged, encrypted, or packed in another way."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    name : str
        Its path in the archive.
    open : callable or None
        Gives its content to read; to be called before the next member is asked for. None for a link.
    """

    name: str
    open: Callable[[], IO[bytes]] | None

    def unpack(self, out: IO[bytes]) -> None:
        """Write the content.

        Raises
        ------
        ImageError
            When it is damaged, encrypted, an archive itself, or has more than `MAX_BYTES`.
        """
        if is_archive(self.name):
            raise ImageError(f"{self.name}: this is an archive in an archive; unpack it first")
        if self.open is None:
            raise ImageError(f"{self.name}: this is a link; unpack the archive first")
        for size, block in _blocks(self.name, self.open):
            if size > MAX_BYTES:
                raise ImageError(f"{self.name}: has more than {MAX_BYTES:,} bytes; unpack it first")
            out.write(block)


def members(path: str) -> Iterator[Member]:
    """Give the pictures, PDFs and archives in an archive, as they are packed.

    Parameters
    ----------
    path : str
        A ``.zip``, ``.tar`` or compressed tar file.

    Yields
    ------
    Member

    Raises
    ------
    ImageError
        When the archive is missing or damaged; members before the damage have come.
    """
    try:
        yield from _zip(path) if path.lower().endswith(".zip") else _tar(path)
    except _DAMAGES as error:
        raise ImageError(f"{path}: the archive can't be read ({_reason(error)}); pack it again") from error


def _blocks(name: str, open_member: Callable[[], IO[bytes]]) -> Iterator[tuple[int, bytes]]:
    """The content piece by piece, with the bytes so far."""
    size = 0
    try:
        with open_member() as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                yield size, block
    except _DAMAGES as error:
        raise ImageError(f"{name}: can't be unpacked ({_reason(error)}); pack it again") from error


def _zip(path: str) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir() and _is_meant(info.filename):
                yield Member(info.filename, partial(archive.open, info))


def _tar(path: str) -> Iterator[Member]:
    with tarfile.open(path, "r:*") as archive:
        while (info := archive.next()) is not None:
            if not info.isdir() and _is_meant(info.name):
                yield Member(info.name, partial(_extract, archive, info) if info.isfile() else None)
            archive.members.clear()  # type: ignore[attr-defined]  # else all of them stay in memory


def _extract(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    assert stream is not None, "files have content"
    return stream


def _is_meant(name: str) -> bool:
    return is_page_file(name) or is_archive(name)


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
