"""Regular files from outside, and no more bytes of them than a limit.

Pictures, PDFs and archives that are given by a path are opened here. What is here loads nothing: the process that draws
PDFs (`pagerec.sources.pdf_child`) opens them, too.
"""

from __future__ import annotations

import io
import os
import stat
from typing import NoReturn, TypeAlias

from pagerec.errors import ImageError, ImageTooLargeError

__all__ = ["DEFAULT_MAX_BYTES", "PictureFile", "check_bytes", "open_content", "open_file"]

DEFAULT_MAX_BYTES = 1 << 29
"""The most bytes a file may have: 80 million pixels of three colors with 16 bits have 480 million, unpacked."""

_PIECES, _PIECE = 1_000_000, 64
"""How often a decoder may read from a file: so often, and once for so many bytes. Sound files are below a tenth of it;
those made of a million empty chunks take minutes."""

_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"):  # the last: a pipe must not be waited for
    _FLAGS |= getattr(os, _flag, 0)


class _Meter:
    """Counts how often a file is read from."""

    def __init__(self, name: str, size: int) -> None:
        self._name, self._most = name, _PIECES + size // _PIECE
        self.begin()

    def begin(self) -> None:
        self._left = self._most

    def count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ImageError(f"{self._name}: the picture is damaged (it is in millions of pieces); give it again")


class _HeldFile(io.BytesIO):
    """The content of a file, read from so often at most."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.size = len(content)
        self.meter = _Meter(name, self.size)

    def read(self, size: int | None = -1, /) -> bytes:
        self.meter.count()
        return super().read(size)


class _DiskFile(io.BufferedReader):
    """A regular file, read from so often at most."""

    def __init__(self, handle: int, name: str, size: int) -> None:
        super().__init__(io.FileIO(handle))
        self._name, self.size = name, size
        self.meter = _Meter(name, self.size)

    def read(self, size: int | None = -1, /) -> bytes:
        self.meter.count()
        content: bytes | None = super().read(size)
        if content is None:  # such as the log of the kernel, which is called a regular file
            raise ImageError(f"{self._name}: gives no content yet, and may never; give a regular file")
        return content


PictureFile: TypeAlias = _HeldFile | _DiskFile
"""An open file: of `size` bytes, and with a `meter` that begins anew for each frame, or file of an archive."""


def open_content(content: bytes, name: str) -> PictureFile:
    """Give the content of a file as a file."""
    return _HeldFile(content, name)


def open_file(path: str | os.PathLike[str], name: str, max_bytes: int | None = DEFAULT_MAX_BYTES) -> PictureFile:
    """Open a regular file.

    Parameters
    ----------
    path : str or path-like
    name : str
        What to call it in messages.
    max_bytes : int or None
        None for a file that isn't read as a whole.

    Raises
    ------
    ImageError
        When it is missing, can't be opened, or is a folder, a pipe, a device or a socket.
    ImageTooLargeError
        When it has more than `max_bytes`.
    """
    try:
        _check_mode(os.stat(path).st_mode, name)  # opening some devices does something
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        _raise_unopened(name, error)
    try:
        found = os.fstat(handle)
        _check_mode(found.st_mode, name)  # it may have been replaced in the meantime
        check_bytes(found.st_size, name, max_bytes)
    except BaseException:
        os.close(handle)
        raise
    return _DiskFile(handle, name, found.st_size)


def _raise_unopened(name: str, error: OSError | ValueError) -> NoReturn:
    if isinstance(error, FileNotFoundError):
        raise ImageError(f"{name}: there is no such file; check the path") from error
    if isinstance(error, IsADirectoryError):
        raise ImageError(f"{name}: this is a folder; give the files in it") from error
    reason = getattr(error, "strerror", None) or error
    raise ImageError(f"{name}: can't be opened ({reason}); check path and rights") from error


def _check_mode(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise ImageError(f"{name}: this is a folder; give the files in it")
    what = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    raise ImageError(f"{name}: this is {what}, which may never end; give a regular file, or an open file object")


def check_bytes(size: int, name: str, max_bytes: int | None) -> None:
    """Refuse more bytes than the limit, if there is one."""
    if max_bytes is not None and size > max_bytes:
        raise ImageTooLargeError(
            f"{name}: has more bytes than the limit of {max_bytes:,}; make the picture smaller or split the file, "
            "or give load_image, Source or Reader a larger max_bytes"
        )
