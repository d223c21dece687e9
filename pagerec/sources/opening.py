"""Pictures from outside: what is opened, how much of it is read, and by which decoders.

Whatever comes from outside goes through here: `content_of` takes regular files (`pagerec.sources.regular`), and only so
many bytes; `open_picture` tries the decoders of `FORMATS` and no others. Pillow has more: some start other programs
(Ghostscript for PostScript), some open what is packed in them by any decoder.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import BinaryIO, cast

from PIL import Image, ImageFile, UnidentifiedImageError

from pagerec.common.forking import lock_for_forks
from pagerec.errors import ImageError
from pagerec.sources.foreign import describe
from pagerec.sources.regular import DEFAULT_MAX_BYTES, PictureFile, check_bytes, open_file

__all__ = ["FORMATS", "check_opened", "content_of", "damage", "open_picture", "read_stream"]

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

_OPEN_LOCK = lock_for_forks()


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
        check_bytes(memoryview(image).nbytes, name, max_bytes)
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
        check_bytes(content.tell(), name, max_bytes)
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
