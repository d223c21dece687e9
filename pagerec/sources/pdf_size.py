"""How many pixels a page of a PDF has: those of the picture that it is, or so many an inch.

A scan that is drawn at another resolution than its own is blurred, and white between words closes.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pagerec.common.extras import need

__all__ = ["DPI_RANGE", "INVISIBLE", "is_covered", "page_size"]

_DEFAULT_DPI = 200.0
"""Pixels an inch of a page that is no picture. A character of 10 points has an em of 28 pixels."""

DPI_RANGE = 36.0, 1200.0
"""Resolutions at which pages are drawn."""

_POINTS = 72.0
"""Points of an inch."""

_COVERED = 0.5
"""The share of a page that pictures cover, from which its text may be in them."""

_OTHERS = 0.02
"""The share of a page that other print on a scan may take: a stamp, the number of the page."""

_ROUNDING = 1e-6
"""How much smaller pages are drawn, so that rounded sizes don't give a row or column more."""

_SQUARE = 0.02
"""How far the resolutions across and down may differ: sizes in points are rounded. Those of a fax differ by more."""

_MOST = 40_000_000
"""The most pixels of a picture that decides how a page is drawn: DIN A4 at 600 dpi has 35 millions."""

_MOST_PARTS = 100_000
"""The most parts of a page that are looked at; forms in forms may be any number."""

_DEPTH = 8
"""How many form XObjects are looked into, one in the other."""

INVISIBLE = 3
"""The text rendering mode of what neither fills nor strokes (ISO 32000-1, table 106)."""


def page_size(page: Any, dpi: float | None) -> tuple[int, int, float]:
    """Give width and height of a page in pixels, upright, and its pixels an inch.

    Parameters
    ----------
    page : pypdfium2.PdfPage
    dpi : float or None
        Pixels an inch. None for those of the picture that the page is, else 200.
    """
    own = _own_size(page) if dpi is None else None
    if own is not None:
        return *own, _POINTS * own[0] / page.get_width()
    dpi = dpi or _DEFAULT_DPI
    scale = dpi / _POINTS * (1 - _ROUNDING)
    return math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale), dpi


def is_covered(page: Any) -> bool:
    """Whether a picture covers so much of a page that its text may be in the picture."""
    return _seen(page).largest >= _COVERED


@dataclass(slots=True)
class _Seen:
    """What is printed on a page: shares of it, and the picture with the most pixels."""

    parts: int = 0
    pictures: float = 0.0
    largest: float = 0.0
    others: float = 0.0
    pixels: int = 0
    size: tuple[int, int] = (0, 0)
    placed: Any = None

    def picture(self, share: float, size: tuple[int, int], placed: Any) -> None:
        """Add a picture; one of the whole page hides what was there before."""
        self.pictures += share
        self.largest = max(self.largest, share)
        if share >= _COVERED:
            self.others = 0.0
        if size[0] * size[1] > self.pixels:
            self.pixels, self.size, self.placed = size[0] * size[1], size, placed


def _own_size(page: Any) -> tuple[int, int] | None:
    """The size at which a page that is a scan has the pixels of the scan; None of another page."""
    seen = _seen(page)
    if seen.parts > _MOST_PARTS or seen.pictures < _COVERED or seen.others > _OTHERS or not 0 < seen.pixels <= _MOST:
        return None
    a, b, c, d, *_ = seen.placed.get()
    lengths = math.hypot(a, b), math.hypot(c, d)
    if min(lengths) <= 0:
        return None
    across, down = (pixels / length for pixels, length in zip(seen.size, lengths, strict=True))
    if (abs(b) > abs(a)) != (page.get_rotation() % 180 == 90):
        across, down = down, across
    if abs(across - down) > _SQUARE * max(across, down):
        across = down = max(across, down)
    if not all(DPI_RANGE[0] <= _POINTS * scale <= DPI_RANGE[1] for scale in (across, down)):
        return None
    width, height = round(page.get_width() * across), round(page.get_height() * down)
    return (width, height) if 0 < width * height <= _MOST else None


def _seen(page: Any) -> _Seen:
    raw = need("pypdfium2.raw", "pdf")
    left, bottom, right, top = page.get_bbox()
    whole = max((right - left) * (top - bottom), 1e-9)
    seen = _Seen()
    for kind, part, placed in _parts(raw, page, need("pypdfium2", "pdf").PdfMatrix(), _DEPTH):
        seen.parts += 1
        if seen.parts > _MOST_PARTS:
            break
        if kind == raw.FPDF_PAGEOBJ_FORM:  # what is in it comes by itself
            continue
        x0, y0, x1, y1 = placed.on_rect(*_bounds(raw, part))
        share = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom)) / whole
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            seen.picture(share, _pixels(raw, part), _matrix(raw, part).multiply(placed))
        elif kind != raw.FPDF_PAGEOBJ_TEXT or raw.FPDFTextObj_GetTextRenderMode(part) != INVISIBLE:
            seen.others += share
    return seen


def _parts(raw: Any, holder: Any, placed: Any, depth: int) -> Iterator[tuple[int, Any, Any]]:
    """What is printed, in this order, also within form XObjects: its kind, itself, and where its place is moved."""
    count, get = (
        (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        if depth == _DEPTH
        else (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
    )
    for index in range(count(holder)):
        part = get(holder, index)
        kind = raw.FPDFPageObj_GetType(part)
        yield kind, part, placed
        if kind == raw.FPDF_PAGEOBJ_FORM and depth:
            yield from _parts(raw, part, _matrix(raw, part).multiply(placed), depth - 1)


def _matrix(raw: Any, part: Any) -> Any:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(part, found)
    return need("pypdfium2", "pdf").PdfMatrix.from_raw(found)


def _bounds(raw: Any, part: Any) -> tuple[float, float, float, float]:
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(part, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _pixels(raw: Any, part: Any) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(part, width, height)
    return width.value, height.value
