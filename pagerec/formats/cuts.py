"""Figures cut out of the pictures of pages, upright, as small files of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from pagerec.common.inputs import PageImages
from pagerec.formats.picture import encode, pages_and_pictures
from pagerec.sources.opening import open_picture
from pagerec.sources.regular import open_content

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Box, Page
    from pagerec.page.document import Document

__all__ = ["Cut", "pages_and_cuts"]

_QUALITY = 90
"""Of what was JPEG before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a picture.

    Attributes
    ----------
    content : bytes
        A JPEG file where the whole picture is one, else PNG.
    width, height : int
        In pixels.
    """

    content: bytes
    width: int
    height: int


def pages_and_cuts(document: Document, images: PageImages | None) -> Iterator[tuple[Page, dict[int, Cut]]]:
    """Give every page with its figures, by the places of their blocks.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures, optional
        Not looked at where no page has a figure.

    Yields
    ------
    page : Page
    cuts : dict of int to Cut
        Upright as the page's text is. None of figures that lie outside the picture.

    Raises
    ------
    OptionError
        When the pictures are not those of the pages.
    ImageError
        When a picture can't be read.
    """
    if images is None or not any(map(_areas, document.pages)):
        yield from ((page, {}) for page in document.pages)
    else:
        for page, picture in pages_and_pictures(document, images):
            yield page, _cuts(page, picture)


def _areas(page: Page) -> dict[int, Box]:
    """Where the figures of a page are, inside its picture."""
    found: dict[int, Box] = {}
    for place, block in enumerate(page.blocks):
        if block.kind == "figure" and block.area is not None:
            left, top = max(block.area.left, 0), max(block.area.top, 0)
            right, bottom = min(block.area.right, page.width), min(block.area.bottom, page.height)
            if left < right and top < bottom:
                found[place] = type(block.area)(left, top, right, bottom)
    return found


def _cuts(page: Page, picture: ImageInput) -> dict[int, Cut]:
    areas = _areas(page)
    if not areas:
        return {}
    encoded = encode(picture, page, ("JPEG",))
    with open_picture(open_content(encoded.content, "<bytes>"), "<bytes>") as opened:
        whole = ImageOps.exif_transpose(opened).convert("RGB" if opened.mode != "L" else "L")
    return {place: _cut(whole.crop(area), page.rotation, encoded.kind) for place, area in areas.items()}


def _cut(part: Image.Image, rotation: int, kind: str) -> Cut:
    upright, out = part.rotate(rotation, expand=True), io.BytesIO()
    upright.save(out, kind, quality=_QUALITY)
    return Cut(out.getvalue(), *upright.size)
