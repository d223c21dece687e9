"""Picture files with several frames: counted in linear time, then decoded one by one."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import cast

from PIL import Image

from pagerec.errors import ImageError
from pagerec.sources.images import check_size
from pagerec.sources.opening import content_of, open_picture
from pagerec.sources.regular import DEFAULT_MAX_BYTES, PictureFile, open_content, open_file
from pagerec.sources.scans import check_scans

__all__ = ["MAX_ANIMATION", "MAX_FRAMES", "Frames", "naming", "open_frames"]

MAX_FRAMES = 10_000
"""The most pages of a picture file. Looking for the next one takes longer the more there are."""

MAX_ANIMATION = 2_000_000_000
"""The most pixels of all frames of an animation: each is made from those before it, however small the file is."""

_ANIMATIONS = frozenset({"AVIF", "GIF", "PNG", "WEBP"})

_LEAST_FRAME = 4
"""Bytes that a frame takes in a file at least; headers may claim any number of frames."""


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The frames of an open file.

    Attributes
    ----------
    name : str
        What to call the file in messages.
    count : int
        1 of a file that can't be opened.
    """

    name: str
    count: int
    _file: PictureFile | None = None
    _opened: Image.Image | None = None

    def picture(self, number: int, max_pixels: int) -> Image.Image:
        """Decode a frame; it is good until the next is asked for.

        Parameters
        ----------
        number : int
            From 1.
        max_pixels : int

        Raises
        ------
        ImageError
            When the frame is damaged or too large.
        """
        assert self._file is not None, "there are several frames"
        assert self._opened is not None
        name = f"{self.name}, page {number}"
        with naming(self.name, number):
            self._file.meter.begin()
            check_size(self._opened, name, max_pixels)
            self._opened.seek(number - 1)
            check_size(self._opened, name, max_pixels)
            if self._opened.format == "MPO":
                check_scans(cast(io.BytesIO, self._file).getvalue(), name, getattr(self._opened, "offset", 0))
            self._opened.load()
        return self._opened


@contextmanager
def open_frames(
    file: str | os.PathLike[str] | bytes, name: str, max_bytes: int = DEFAULT_MAX_BYTES
) -> Iterator[Frames]:
    """Open a picture file and count its frames. What is wrong with it is left to `pagerec.sources.images.load_image`.

    Parameters
    ----------
    file : path or bytes
    name : str
        What to call it in messages.
    max_bytes : int, optional

    Yields
    ------
    Frames

    Raises
    ------
    ImageError
        When there are more frames than the file can hold, or than `MAX_FRAMES`, or more pixels in an animation than
        `MAX_ANIMATION`.
    """
    with ExitStack() as stack:
        try:
            held = _held(file, name, max_bytes)
            stack.callback(held.close)
            opened = stack.enter_context(open_picture(held, name))
        except ImageError:
            frames = Frames(name, 1)
        else:
            frames = _counted(held, opened, name, stack)
        yield frames


@contextmanager
def naming(name: str, number: int) -> Iterator[None]:
    """Say which page of a file it is that can't be decoded."""
    try:
        yield
    except ImageError:
        raise
    except Exception as error:  # decoders raise whatever they like for damaged data
        reason = str(error) or type(error).__name__
        raise ImageError(f"{name}: page {number} is damaged ({reason}); give the file again") from error


def _held(file: str | os.PathLike[str] | bytes, name: str, max_bytes: int) -> PictureFile:
    if isinstance(file, bytes):
        return open_content(content_of(file, name, max_bytes), name)
    return open_file(file, name, max_bytes)


def _counted(file: PictureFile, opened: Image.Image, name: str, stack: ExitStack) -> Frames:
    count = _count(file, opened, name)
    if opened.format == "MPO" and count > 1 and not isinstance(file, io.BytesIO):  # its scans are counted
        file.seek(0)
        file = open_content(file.read(), name)
        opened = stack.enter_context(open_picture(file, name))
    return Frames(name, count, file, opened)


def _count(file: PictureFile, opened: Image.Image, name: str) -> int:
    _check_chain(file, opened, name)
    count = 1
    try:
        count = getattr(opened, "n_frames", 1)
    except ImageError:
        raise
    except Exception:  # damage behind the first frame: that one is still good
        return count
    if count > max(1, file.size // _LEAST_FRAME):
        raise ImageError(
            f"{name}: the file is damaged (it claims {count:,} pages in {file.size:,} bytes); "
            "give it again from its source, or its first page to read"
        )
    _check_count(count, name)
    width, height = opened.size
    if count > 1 and opened.format in _ANIMATIONS and count * width * height > MAX_ANIMATION:
        raise ImageError(
            f"{name}: the animation has {count:,} frames of {width} x {height}, more than {MAX_ANIMATION:,} pixels; "
            "save its frames as single pictures, or give read its first one"
        )
    return count


def _check_count(count: int, name: str) -> None:
    if count > MAX_FRAMES:
        raise ImageError(f"{name}: has more than {MAX_FRAMES:,} pages; split the file, or give read its first page")


def _check_chain(file: PictureFile, opened: Image.Image, name: str) -> None:
    """Follow the frames where Pillow takes the longer for each the more there are, or decodes what it counts."""
    frames = {"TIFF": _tiff_frames, "GIF": _gif_frames}.get(opened.format or "")
    if frames is None:
        return
    before = file.tell()
    with suppress(struct.error, IndexError):  # damage ends the chain
        for number, _ in enumerate(frames(file), start=1):
            _check_count(number, name)
    file.seek(before)


def _tiff_frames(file: PictureFile) -> Iterator[None]:
    """Every directory of a TIFF or BigTIFF, once."""
    file.seek(0)
    header = file.read(16)
    order = ">" if header.startswith(b"MM") else "<"
    is_big = header[2] == 43  # where Pillow looks, whatever the order of bytes
    count, entry, link = ("Q", 20, "Q") if is_big else ("H", 12, "L")
    (place,) = struct.unpack_from(order + link, header, 8 if is_big else 4)
    seen: set[int] = set()
    while 0 < place < file.size and place not in seen:
        seen.add(place)
        yield None
        file.seek(place)
        (entries,) = struct.unpack(order + count, file.read(struct.calcsize(order + count)))
        file.seek(min(file.size, file.tell() + entry * entries))
        (place,) = struct.unpack(order + link, file.read(struct.calcsize(order + link)))


def _gif_frames(file: PictureFile) -> Iterator[None]:
    """Every picture of a GIF."""
    file.seek(10)
    flags = file.read(1)[0]
    file.seek(13 + _palette(flags))
    while (kind := file.read(1)) not in (b"", b";"):
        if kind == b",":
            yield None
            flags = file.read(9)[8]
            file.seek(_palette(flags) + 1, io.SEEK_CUR)
            _skip_blocks(file)
        elif kind == b"!":
            file.seek(1, io.SEEK_CUR)
            _skip_blocks(file)


def _palette(flags: int) -> int:
    """Bytes of the palette that these flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _skip_blocks(file: PictureFile) -> None:
    while length := file.read(1)[0]:
        file.seek(length, io.SEEK_CUR)
