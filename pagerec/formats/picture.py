"""Pictures as formats embed them: as they are where possible, else as PNG, or small."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from os import PathLike, fsdecode
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PIL import Image, ImageOps, features

from pagerec.common.arguments import an_iterable
from pagerec.common.inputs import HasPictures, ImageInput, PageImages
from pagerec.errors import OptionError
from pagerec.sources import Source
from pagerec.sources.images import load_image
from pagerec.sources.opening import content_of, open_picture
from pagerec.sources.regular import open_content

if TYPE_CHECKING:
    from pagerec.page import Page
    from pagerec.page.document import Document

__all__ = ["Encoded", "encode", "pages_and_pictures"]

_DPI_RANGE = 73.0, 2400.0
"""Resolutions that are believed: 0, 1 and 72 stand in files whose maker knew none."""


_QUALITY = 75
"""Of lossy compression: what is around print is not seen, and strokes keep their edges."""

_WEBP_SIDE = 16383
"""The most pixels of a side of WebP."""

_SAMPLE = 512
"""Pixels of a side of the part that tells whether a picture is smaller with or without loss."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture file.

    Attributes
    ----------
    content : bytes
    kind : str
        As Pillow calls it: ``"PNG"``, ``"JPEG"``.
    orientation : int
        EXIF orientation that the content still has to be turned by, 1 to 8.
    dpi : float or None
        Pixels an inch, where the picture states it believably.
    """

    content: bytes
    kind: str
    orientation: int
    dpi: float | None


def pages_and_pictures(document: Document, images: PageImages) -> Iterator[tuple[Page, ImageInput]]:
    """Give every page with its picture, one after the other.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures

    Yields
    ------
    page : Page
    picture : ImageInput

    Raises
    ------
    OptionError
        When there are more or fewer pictures than pages.
    ImageError
        When a picture can't be read.
    """
    try:
        yield from zip(document.pages, _pictures(images), strict=True)
    except ValueError as error:
        if isinstance(error, OptionError) or "zip()" not in str(error):
            raise
        count = len(document.pages)
        raise OptionError(f"the document has {count} pages: give exactly {count} pictures, one for each") from error


def encode(image: ImageInput, page: Page, kinds: Collection[str], *, is_small: bool = False) -> Encoded:
    """Give a picture as a file: what it was where that is of `kinds`, else PNG.

    Parameters
    ----------
    image : path, bytes, binary file, PIL image or ndarray
    page : Page
        What was read from it.
    kinds : collection of str
        Files that may stay as they are. Transparent places and animations never stay.
    is_small : bool, optional
        Else WebP or JPEG instead of PNG: what is to be looked at need not have every pixel's exact value.

    Returns
    -------
    Encoded

    Raises
    ------
    ImageError
        When the picture can't be read.
    OptionError
        When it has another size than the page.
    """
    made = _as_small if is_small else _as_png
    content = _content(image)
    raster = load_image(image if content is None else content)
    if (raster.width, raster.height) != (page.width, page.height):
        raise OptionError(
            f"the picture has {raster.width} x {raster.height} pixels and the page "
            f"{page.width} x {page.height}: give the picture that the page was read from"
        )
    if isinstance(image, np.ndarray):
        opaque = image.dtype == np.uint8 and (image.ndim == 2 or image.shape[2] == 3)
        return made(Image.fromarray(image if opaque else raster.gray), None)
    with _opened(image, content) as picture:
        dpi = _dpi(picture)
        clear = _is_clear(picture)
        kind = picture.format or ""
        if content is not None and clear and kind in kinds and getattr(picture, "n_frames", 1) == 1:
            return Encoded(content, kind, _orientation(picture), dpi)
        if not clear or picture.mode not in ("1", "L", "P", "RGB", "RGBA", "CMYK"):
            return made(Image.fromarray(raster.gray), dpi)
        upright = ImageOps.exif_transpose(picture)
        return made(upright.convert("RGB") if upright.mode in ("RGBA", "CMYK") else upright, dpi)


def _pictures(images: PageImages) -> Iterator[ImageInput]:
    if isinstance(images, HasPictures):
        return images.pictures()
    if isinstance(images, str | PathLike | bytes):
        return Source(images).pictures()
    if isinstance(images, bytearray | memoryview | Image.Image | np.ndarray) or hasattr(images, "read"):
        return iter((cast(ImageInput, images),))
    return an_iterable("image", images, "pictures")


def _content(image: ImageInput) -> bytes | None:
    """The content of a file; None for pixels."""
    if isinstance(image, Image.Image | np.ndarray):
        return None
    return content_of(image, fsdecode(image) if isinstance(image, str | PathLike) else "<bytes>")


def _opened(image: ImageInput, content: bytes | None) -> Image.Image:
    if content is None:
        return cast(Image.Image, image).copy()
    return open_picture(open_content(content, "<bytes>"), "<bytes>")


def _is_clear(picture: Image.Image) -> bool:
    """Whether no place is transparent."""
    if not picture.has_transparency_data:
        return True
    lowest = picture.convert("RGBA").getchannel("A").getextrema()[0]
    return lowest == 255


def _dpi(picture: Image.Image) -> float | None:
    try:
        dpi = float(picture.info["dpi"][0])
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    return dpi if _DPI_RANGE[0] <= dpi <= _DPI_RANGE[1] else None


def _orientation(picture: Image.Image) -> int:
    value = picture.getexif().get(0x0112, 1)
    return value if value in range(1, 9) else 1


def _as_png(picture: Image.Image, dpi: float | None) -> Encoded:
    return Encoded(_saved(picture, "PNG"), "PNG", 1, dpi)


def _as_small(picture: Image.Image, dpi: float | None) -> Encoded:
    """WebP, without loss where that is smaller (drawn pages have few gray levels); JPEG of what is too large for it."""
    picture = picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    if max(picture.size) > _WEBP_SIDE or not features.check("webp"):
        return Encoded(_saved(picture, "JPEG", quality=_QUALITY), "JPEG", 1, dpi)
    left, top = (max(0, side - _SAMPLE) // 2 for side in picture.size)
    sample = picture.crop((left, top, min(left + _SAMPLE, picture.width), min(top + _SAMPLE, picture.height)))
    sizes = {exact: len(_saved(sample, "WEBP", quality=_QUALITY, lossless=exact)) for exact in (True, False)}
    is_exact = sizes[True] <= sizes[False]
    return Encoded(_saved(picture, "WEBP", quality=_QUALITY, lossless=is_exact), "WEBP", 1, dpi)


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
