"""Files in archives, one after the other: zip and tar, compressed or not."""

from __future__ import annotations

import io
import math
import os
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO

from pagerec.batch.inputs import is_archive, is_page_file
from pagerec.batch.stamps import SMALL, Stamp, digest
from pagerec.batch.tar_stream import TarStream
from pagerec.errors import ImageError, PagerecError
from pagerec.sources.regular import PictureFile, open_file

__all__ = ["MAX_BYTES", "MAX_GROWTH", "MAX_MEMBERS", "MAX_TOTAL", "Budget", "Member", "TooMuchError", "members"]

MAX_BYTES = 1 << 30
"""The most bytes a file in an archive may have, unpacked."""

MAX_TOTAL, MAX_GROWTH = 4 << 30, 20
"""The most bytes of an archive, unpacked, and how many times its size it may have if that is more. Pictures and PDFs
are packed already: they grow by a few hundredths."""

MAX_MEMBERS = 500_000
"""The most files of an archive, those that nobody reads among them."""

_DIRECTORY = 100 * MAX_MEMBERS
"""The most bytes of a zip file's list of files, which is taken into memory at once."""

_BLOCK = 1 << 20

_NUMBER = re.compile(r"#\d+$")
"""What stands behind the name of a second file of the same path."""


class TooMuchError(ImageError):
    """An archive has too much in it: nothing more of it is unpacked."""


class Budget:
    """What may still be unpacked of an archive.

    Parameters
    ----------
    path : str
    size : int
        Its bytes, packed.
    """

    def __init__(self, path: str, size: int) -> None:
        self._path, self._most = path, max(MAX_TOTAL, MAX_GROWTH * size)
        self._bytes = self._members = 0

    def take(self, size: int) -> None:
        """Note so many bytes more; a `TooMuchError` where they are too many."""
        self._bytes += size
        self.check(self._bytes)

    def check(self, size: int) -> None:
        """See that so many bytes in all are not too many."""
        if size > self._most:
            raise TooMuchError(f"{self._path}: unpacks to more than {self._most:,} bytes; unpack it first")

    def count(self) -> None:
        """Note one file more; a `TooMuchError` where they are too many."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise TooMuchError(f"{self._path}: has more than {MAX_MEMBERS:,} files; unpack it first")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes
    ----------
    name : str
        Its path in the archive. The second file of a path has ``#2`` behind it, and so on.
    open : callable or None
        Gives its content to read; to be called before the next member is asked for. None for a link.
    budget : Budget
        That of the archive.
    stamp : Stamp or None
        By what it is known again.
    """

    name: str
    open: Callable[[], IO[bytes]] | None
    budget: Budget
    stamp: Stamp | None = None

    def unpack(self, out: IO[bytes]) -> None:
        """Write the content.

        Raises
        ------
        ImageError
            When it is damaged, encrypted, an archive itself, or has more than `MAX_BYTES`.
        TooMuchError
            When the archive has too many.
        """
        if is_archive(_NUMBER.sub("", self.name)):
            raise ImageError(f"{self.name}: this is an archive in an archive; unpack it first")
        if self.open is None:
            raise ImageError(f"{self.name}: this is a link; unpack the archive first")
        for size, block in _blocks(self.name, self.open):
            self.budget.take(len(block))
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
        When the archive is missing, damaged, or has too much in it; members before the damage have come.
    """
    seen: Counter[str] = Counter()
    try:
        with open_file(path, path, None) as file:
            budget = Budget(path, file.size)
            for member in (_zip if path.lower().endswith(".zip") else _tar)(path, file, budget):
                seen[member.name] += 1
                yield _numbered(member, seen[member.name])
    except PagerecError:
        raise
    except Exception as error:  # the standard library raises whatever it likes for damaged archives
        raise ImageError(f"{path}: the archive can't be read ({_reason(error)}); pack it again") from error


def _numbered(member: Member, number: int) -> Member:
    name = member.name if number == 1 else f"{member.name}#{number}"
    return Member(name, member.open, member.budget, member.stamp)


def _blocks(name: str, open_member: Callable[[], IO[bytes]]) -> Iterator[tuple[int, bytes]]:
    """The content piece by piece, with the bytes so far."""
    size = 0
    try:
        with open_member() as stream:
            while block := stream.read(_BLOCK):
                size += len(block)
                yield size, block
    except PagerecError:
        raise
    except Exception as error:
        raise ImageError(f"{name}: can't be unpacked ({_reason(error)}); pack it again") from error


def _is_meant(name: str) -> bool:
    return is_page_file(name) or is_archive(name)


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


# Zip


def _zip(path: str, file: PictureFile, budget: Budget) -> Iterator[Member]:
    if _directory_size(file) > _DIRECTORY:
        raise ImageError(f"{path}: has more than {MAX_MEMBERS:,} files; unpack it first")
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            budget.count()
            file.meter.begin()
            if not info.is_dir() and _is_meant(info.filename):
                stamp = info.file_size, 0, f"crc32-{info.CRC:08x}"
                yield Member(info.filename, partial(archive.open, info), budget, stamp)


def _directory_size(file: IO[bytes]) -> int:
    """Bytes of the list of files that the end of a zip file tells of (APPNOTE 6.3, 4.3.14 and 4.3.16); 0 without."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - (1 << 16) - 22))
    last = file.read()
    place = last.rfind(b"PK\5\6")
    if place < 0:
        return 0
    size = int.from_bytes(last[place + 12 : place + 16], "little")
    if size == 0xFFFFFFFF and last[max(0, place - 20) : place].startswith(b"PK\6\7"):
        file.seek(min(end, int.from_bytes(last[place - 12 : place - 4], "little")))
        size = int.from_bytes(file.read(56)[40:48], "little")
    file.seek(0)
    return size


# Tar


def _tar(_: str, file: PictureFile, budget: Budget) -> Iterator[Member]:
    stream = TarStream(file, budget.check)
    with tarfile.open(fileobj=stream, mode="r:") as archive:  # type: ignore[call-overload]
        while (info := archive.next()) is not None:
            budget.count()
            file.meter.begin()
            if not info.isdir() and _is_meant(info.name):
                yield _tar_member(archive, info, budget)
            archive.members.clear()  # else all of them stay in memory
            archive.pax_headers.clear()


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget) -> Member:
    if not info.isfile():
        return Member(info.name, None, budget)
    if info.size > SMALL:
        changed = int(info.mtime) if math.isfinite(info.mtime) else 0
        return Member(info.name, partial(_extract, archive, info), budget, (info.size, changed, ""))
    try:
        with _extract(archive, info) as stream:
            content = stream.read()
    except Exception:  # it is told when the member is unpacked
        return Member(info.name, partial(_extract, archive, info), budget)
    return Member(info.name, partial(io.BytesIO, content), budget, (info.size, 0, digest(content)))


def _extract(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    assert stream is not None, "files have content"
    return stream
