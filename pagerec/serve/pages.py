"""Pages of a file, read one by one, with pictures that a browser can show."""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import cast

from PIL import Image, ImageOps

from pagerec.common.inputs import ImageInput
from pagerec.errors import ImageError
from pagerec.page import Page
from pagerec.sources import PageReader, Source
from pagerec.sources.images import load_image
from pagerec.sources.opening import open_picture
from pagerec.sources.regular import open_content

__all__ = ["PageRead", "is_shown_by_browsers", "picture_of", "read_pages"]

_SHOWN = frozenset({"GIF", "JPEG", "PNG", "WEBP"})
"""Kinds of files that every browser shows."""

_PLAIN = frozenset({"1", "L", "P", "RGB", "CMYK"})
"""Modes of pictures that become colors without loss of what can be seen."""

_LONGEST_SIDE, _QUALITY = 2400, 85
"""Pixels of a picture that is sent to be looked at, and its quality as JPEG."""

_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read.

    Attributes
    ----------
    page : Page
    number, count : int
        Which page of the file it is, from 1, and how many there are.
    picture : bytes or None
        As JPEG, where it was asked for and a browser can't show the file.
    """

    page: Page
    number: int
    count: int
    picture: bytes | None = None


class _Watching:
    """A reader that keeps a picture of what it read last."""

    def __init__(self, reader: PageReader, max_bytes: int, *, with_pictures: bool) -> None:
        self.max_bytes = max_bytes
        self.picture: bytes | None = None
        self._reader, self._with_pictures = reader, with_pictures

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        page = self._reader.read(image, alphabet=alphabet)
        # Now: a frame is good until the next one.
        self.picture = picture_of(image) if self._with_pictures else None
        return page


def read_pages(
    source: Source, reader: PageReader, *, alphabet: str | None = None, with_pictures: bool = False
) -> Generator[PageRead, None, None]:
    """Read a file page by page, each when it is asked for.

    Parameters
    ----------
    source : Source
    reader : PageReader
    alphabet : str, optional
        Read only these characters.
    with_pictures : bool, optional
        Give pictures of pages that a browser can't show from the file itself.

    Yields
    ------
    PageRead

    Raises
    ------
    ImageError, OptionError
        As `pagerec.sources.Source.read`.
    """
    count = source.count()
    with_pictures = with_pictures and not is_shown_by_browsers(source, count)
    watching = _Watching(reader, source.max_bytes, with_pictures=with_pictures)
    for number, page in zip(source.numbers(count), source.read(watching, alphabet=alphabet), strict=True):
        picture, watching.picture = watching.picture, None
        if with_pictures and picture is None:  # the text was taken from the PDF, and nothing was drawn
            (drawn,) = replace(source, pages=(number,)).pictures()
            picture = picture_of(drawn)
        yield PageRead(page, number, count, picture)


def is_shown_by_browsers(source: Source, count: int) -> bool:
    """Whether every browser shows a file of so many pages, and as pagerec sees it."""
    if count != 1 or source.is_pdf:
        return False
    content = cast(bytes, source.file)
    try:
        with open_picture(open_content(content, source.name), source.name) as opened:
            # Browsers turn a JPEG as its EXIF data says; of other kinds not all do.
            is_upright = opened.format == "JPEG" or opened.getexif().get(_ORIENTATION, 1) == 1
            return opened.format in _SHOWN and is_upright
    except ImageError:  # reading says what is wrong with it
        return True


def picture_of(image: ImageInput) -> bytes:
    """Give a picture as JPEG, upright, and no larger than is good to look at.

    Raises
    ------
    ImageError
        When it can't be read.
    """
    if isinstance(image, Image.Image):
        shown = _shown(image)
    else:
        content = cast(bytes, image)
        with open_picture(open_content(content, "<bytes>"), "<bytes>") as opened:
            shown = _shown(opened) if opened.mode in _PLAIN else Image.fromarray(load_image(content).gray)
    shown.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _shown(picture: Image.Image) -> Image.Image:
    """A copy in gray or colors."""
    if picture.mode not in _PLAIN or picture.has_transparency_data:
        return Image.fromarray(load_image(picture).gray)
    upright = ImageOps.exif_transpose(picture)
    return upright.convert("L" if upright.mode in ("1", "L") else "RGB")
