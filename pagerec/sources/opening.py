"""Pictures from outside: what is opened, how much of it is read, and by which decoders.

Whatever comes from outside goes through here: `open_file` and `content_of` take regular files, and only so many bytes;
`open_picture` tries the decoders of `FORMATS` and no others. Pillow has more: some start other programs (Ghostscript
for PostScript), some open what is packed in them by any decoder.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import BinaryIO, NoReturn, TypeAlias, cast

from PIL import Image, ImageFile, UnidentifiedImageError

from pagerec.common.forking import lock_for_forks
from pagerec.errors import ImageError, ImageTooLargeError
from pagerec.sources.foreign import describe

__all__ = [
    "DEFAULT_MAX_BYTES",
    "FORMATS",
    "PictureFile",
    "check_opened",
    "content_of",
    "damage",
    "open_content",
    "open_file",
    "open_picture",
    "read_stream",
]

DEFAULT_MAX_BYTES = 1 << 29
"""The most bytes a file may have: 80 million pixels of three colors with 16 bits have 480 million, unpacked."""

FORMATS = (
    *("PNG", "JPEG", "TIFF", "GIF", "BMP", "DIB", "PPM", "WEBP", "JPEG2000", "PCX", "DCX", "ICO", "ICNS", "DDS", "SGI"),
    *("QOI", "XBM"),
    *(("AVIF",) if find_spec("PIL.AvifImagePlugin") else ()),
    "TGA",  # the last: it has no signature
)
"""Kinds of files that are opened, by Pillow's names. Their decoders start no programs."""

_RASTERS = frozenset({*FORMATS, "MPO", None})
"""Kinds of opened pictures that may be decoded: MPO is a kind of JPEG; None is none, pixels."""

_BLOCK = 1 << 23
"""Bytes that are read from a stream at a time."""

_START = 1024
"""Bytes at the start of a file by which a kind is told that is not opened."""

_PIECES, _PIECE = 1_000_000, 64
"""How often a decoder may read from a file: so often, and once for so many bytes. Sound files are below a tenth of it;
those made of a million empty chunks take minutes."""

_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"):  # the last: a pipe must not be waited for
    _FLAGS |= getattr(os, _flag, 0)

_OPEN_LOCK = lock_for_forks()


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
        self.size = size
        self.meter = _Meter(name, self.size)

    def read(self, size: int | None = -1, /) -> bytes:
        self.meter.count()
        return super().read(size)


PictureFile: TypeAlias = _HeldFile | _DiskFile
"""An open file: of `size` bytes, and with a `meter` that begins anew for each frame."""


# Files


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
        _check_bytes(found.st_size, name, max_bytes)
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


def _check_bytes(size: int, name: str, max_bytes: int | None) -> None:
    if max_bytes is not None and size > max_bytes:
        raise ImageTooLargeError(
            f"{name}: has more bytes than the limit of {max_bytes:,}; make the picture smaller or split the file, "
            "or give load_image, Source or Reader a larger max_bytes"
        )


# Content


def content_of(image: object, name: str, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Give the content of a file.

    Parameters
    ----------
    image : path, bytes, or binary file object
    name : str
        What to call it in messages.
    max_bytes : int, optional

    Raises
    ------
    ImageError
        When it is empty, can't be read, or is something else.
    ImageTooLargeError
        When it has more than `max_bytes`.
    """
    if isinstance(image, str | os.PathLike):
        with open_file(image, name, max_bytes) as file:
            content = read_stream(file, name, max_bytes)
    elif isinstance(image, bytes | bytearray | memoryview):
        _check_bytes(memoryview(image).nbytes, name, max_bytes)
        content = bytes(image)
    elif hasattr(image, "read"):
        content = read_stream(cast(BinaryIO, image), name, max_bytes)
    else:
        raise ImageError(
            f"{type(image).__name__} is no picture: give a path, bytes, "
            "a binary file object, a PIL image or a numpy array"
        )
    if len(content) == 0:
        raise ImageError(f"{name}: the file is empty (0 bytes); give it again from its source")
    return content


def read_stream(stream: BinaryIO, name: str, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Read a file object from where it stands to its end.

    Raises
    ------
    ImageError
        When it can't be read, or gives text.
    ImageTooLargeError
        When there are more than `max_bytes`.
    """
    content = io.BytesIO()
    while block := _block(stream, name):
        content.write(block)
        _check_bytes(content.tell(), name, max_bytes)
    return content.getvalue()


def _block(stream: BinaryIO, name: str) -> bytes:
    try:
        block: object = stream.read(_BLOCK)
    except (OSError, TypeError, ValueError) as error:
        raise ImageError(
            f"{name}: the file object can't be read ({error}); give one that is open for reading"
        ) from error
    if not isinstance(block, bytes | bytearray | memoryview):
        raise ImageError(f'{name}: the file object gives text or nothing; open the file in mode "rb"')
    return bytes(block)


# Pictures


def open_picture(file: PictureFile, name: str) -> Image.Image:
    """Read the header of a picture file. Pixels are decoded later, for which the file has to stay open.

    Parameters
    ----------
    file : PictureFile
    name : str
        What to call it in messages.

    Raises
    ------
    ImageError
        When it is damaged, or of no kind in `FORMATS`.
    """
    try:
        with _own_pixel_limit():
            return Image.open(file, formats=FORMATS)
    except ImageError:
        raise
    except UnidentifiedImageError as error:
        file.seek(0)
        raise ImageError(f"{name}: {describe(file.read(_START))}") from error
    except Exception as error:  # decoders raise whatever they like for damaged data
        raise ImageError(f"{name}: {damage(error)}") from error


def check_opened(image: Image.Image, name: str) -> None:
    """Refuse a PIL image that is still to be decoded, by a decoder that isn't ours to call.

    Raises
    ------
    ImageError
    """
    if isinstance(image, ImageFile.StubImageFile) or (
        isinstance(image, ImageFile.ImageFile) and image.tile and image.format not in _RASTERS
    ):
        raise ImageError(
            f"{name}: this is an image of a kind that isn't decoded here ({image.format}); save it as PNG, or call "
            "its load() first if you trust the file"
        )


@contextmanager
def _own_pixel_limit() -> Iterator[None]:
    """Switch Pillow's own limit off while a header is read: ours is checked next."""
    with _OPEN_LOCK:
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def damage(error: BaseException) -> str:
    """Say that a picture is damaged, and why a decoder thinks so."""
    reason = str(error) or type(error).__name__
    return f"the picture is damaged or incomplete ({reason}); give it again from its source"
