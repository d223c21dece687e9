"""PDFs drawn page by page, and the text that they carry, by pdfium.

pdfium must not be used by several threads at the same time.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image

from pagerec.common.extras import need
from pagerec.errors import ImageError, ImageTooLargeError
from pagerec.page import Block, Box, Char, Line, Page
from pagerec.page.paragraphs import em_of

if TYPE_CHECKING:
    from pagerec.sources.files import Source

__all__ = ["count", "has_text", "pictures", "read"]

_POINTS = 72.0
"""Points of an inch."""

_ROUNDING = 1e-6
"""How much smaller pages are drawn, so that pdfium's rounded sizes don't give a row or column more."""

_UNKNOWN = 0.02
"""The share of characters without a Unicode value from which a text layer is not trusted."""

_COVERED = 0.5
"""The share of a page that a picture covers, from which its text may be in the picture."""

_INVISIBLE = 3
"""The text rendering mode of what neither fills nor strokes (ISO 32000-1, table 106)."""

_GAP = 1.5
"""Ems of white between two lines of different blocks."""


def count(source: Source) -> int:
    """Give the number of pages of a PDF, whichever of them are meant."""
    with _opened(source) as document:
        return len(document)


def pictures(source: Source) -> Iterator[Image.Image]:
    """Draw the pages of a PDF; see `pagerec.sources.Source.pictures`."""
    with _opened(source) as document:
        for number in source.numbers(len(document)):
            with _page(source, document, number) as page:
                yield _drawn(source, page, number)


def read(source: Source, read_picture: Callable[[Image.Image], Page]) -> Iterator[Page]:
    """Take the text that the pages carry, or read their pictures, as ``source.pdf.text_layer`` says.

    Parameters
    ----------
    source : Source
    read_picture : callable
        Reads a page that is drawn.

    Yields
    ------
    Page
        Characters of the text layer have the confidence 1 and no candidates.
    """
    with _opened(source) as document:
        for number in source.numbers(len(document)):
            with _page(source, document, number) as page:
                if source.pdf.text_layer == "only" or _is_trustworthy(page):
                    yield _text_layer(page, source.pdf.dpi)
                else:
                    yield read_picture(_drawn(source, page, number))


def has_text(source: Source) -> tuple[bool, ...]:
    """Whether each of the pages of a PDF carries text, visible or not."""
    found = []
    with _opened(source) as document:
        for number in source.numbers(len(document)):
            with _page(source, document, number) as page:
                text = page.get_textpage()
                found.append(text.count_chars() > 0)
                text.close()
    return tuple(found)


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    pdfium = need("pypdfium2", "pdf")
    file = source.file if isinstance(source.file, bytes) else source.name
    try:
        document = pdfium.PdfDocument(file, password=source.pdf.password)
        document.init_forms()
    except pdfium.PdfiumError as error:
        raise ImageError(f"{source.name}: {_reason(error, source.pdf.password)}") from error
    try:
        yield document
    finally:
        document.close()


def _reason(error: Exception, password: str | None) -> str:
    if "password" not in str(error).lower():
        return f"the PDF is damaged ({error}); give it again from its source"
    if password is None:
        return "the PDF is encrypted; give its password"
    return "this is not the password of the PDF; give the right one"


@contextmanager
def _page(source: Source, document: Any, number: int) -> Iterator[Any]:
    try:
        page = document[number - 1]
    except Exception as error:
        raise ImageError(f"{source.name}: page {number} is damaged ({error}); leave it out with pages") from error
    try:
        yield page
    finally:
        page.close()


def _scale(dpi: float) -> float:
    """Pixels a point."""
    return dpi / _POINTS * (1 - _ROUNDING)


def _size(page: Any, dpi: float) -> tuple[int, int]:
    """Width and height in pixels, upright."""
    return math.ceil(page.get_width() * _scale(dpi)), math.ceil(page.get_height() * _scale(dpi))


def _drawn(source: Source, page: Any, number: int) -> Image.Image:
    width, height = _size(page, source.pdf.dpi)
    if width * height > source.max_pixels:
        raise ImageTooLargeError(
            f"{source.name}: page {number} has {width} x {height} pixels at {source.pdf.dpi:g} dpi, more than the "
            f"limit of {source.max_pixels:,}; give a smaller dpi, or Reader a larger max_pixels"
        )
    picture: Image.Image = page.render(scale=_scale(source.pdf.dpi)).to_pil().convert("RGB")
    picture.info["dpi"] = (source.pdf.dpi, source.pdf.dpi)
    return picture


# The text that a page carries


def _is_trustworthy(page: Any) -> bool:
    raw = need("pypdfium2.raw", "pdf")
    text = page.get_textpage()
    codes = [raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    printed = [index for index, code in enumerate(codes) if not chr(code).isspace()]
    unknown = sum(
        unicodedata.category(chr(codes[index])) in ("Cc", "Cn", "Co") or codes[index] == 0xFFFD for index in printed
    )
    hidden = sum(_is_invisible(raw, text, index) for index in printed)
    text.close()
    return bool(printed) and unknown <= _UNKNOWN * len(printed) and hidden == 0 and not _is_covered(raw, page)


def _is_invisible(raw: Any, text: Any, index: int) -> bool:
    part = raw.FPDFText_GetTextObject(text, index)
    return bool(part) and raw.FPDFTextObj_GetTextRenderMode(part) == _INVISIBLE


def _is_covered(raw: Any, page: Any) -> bool:
    whole = page.get_width() * page.get_height()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= _COVERED * whole:
            return True
    return False


def _text_layer(page: Any, dpi: float) -> Page:
    width, height = _size(page, dpi)
    return Page(tuple(_blocks(_lines(page, width, height))), width, height)


def _lines(page: Any, width: int, height: int) -> list[Line]:
    raw = need("pypdfium2.raw", "pdf")
    text = page.get_textpage()
    lines: list[list[Char]] = [[]]
    space = False
    for letter, index in _letters(raw, text):
        if letter in "\r\n":
            lines.append([])
        elif not letter.isspace() and unicodedata.category(letter) != "Cc":
            box = _pixels(raw, page, text.get_charbox(index), width, height)
            lines[-1].append(Char(letter, box, 1.0, (), space))
        space = letter.isspace()
    text.close()
    return [Line(tuple(line)) for line in lines if line]


def _letters(raw: Any, text: Any) -> Iterator[tuple[str, int]]:
    """Every character with its place in the text; pdfium gives UTF-16, one or two units each."""
    high = 0
    for index in range(text.count_chars()):
        unit = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= unit < 0xDC00:
            high = unit
        elif high and 0xDC00 <= unit < 0xE000:
            yield chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00), index
            high = 0
        else:
            yield chr(unit), index
            high = 0


def _pixels(raw: Any, page: Any, place: tuple[float, float, float, float], width: int, height: int) -> Box:
    """A box in points, left, bottom, right, top, as pixels of the upright picture."""
    left, bottom, right, top = place
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _blocks(lines: list[Line]) -> Iterator[Block]:
    """Lines one below the other are a block, up to a gap, a step back up or aside."""
    block: list[Line] = []
    for line in lines:
        if block and _starts_block(block[-1], line):
            yield Block(tuple(block))
            block = []
        block.append(line)
    if block:
        yield Block(tuple(block))


def _starts_block(above: Line, below: Line) -> bool:
    gap = below.box.top - above.box.bottom
    em = em_of((above, below))
    aside = below.box.left >= above.box.right or below.box.right <= above.box.left
    return not -em < gap < _GAP * em or aside
