"""An open PDF: its pages drawn, and the text that they carry, by pdfium.

pdfium must not be used by several threads at the same time. What is here loads nothing but pypdfium2, so that the
process that draws (`pagerec.sources.pdf_child`) starts soon and is small.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pagerec.common.extras import need
from pagerec.errors import ImageTooLargeError, PagerecError, PdfError
from pagerec.sources.regular import open_file

__all__ = ["MAX_BYTES", "MAX_CHARS", "Drawing", "OpenPdf", "PdfPages", "Text"]

MAX_BYTES = 1 << 32
"""The most bytes of a PDF that is given by its path; a damaged one is looked through as a whole."""

MAX_CHARS = 100_000
"""The most characters that a page's text layer may have; a newspaper's page has a third."""

_LEAST_PAGE = 4
"""Bytes that a page takes in a file at least; page trees may claim any number of pages."""

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

_PIXEL_BYTES = 4
"""The most bytes of a pixel that is drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page as pixels.

    Attributes
    ----------
    width, height : int
        In pixels.
    mode : str
        The order of a pixel's bytes, as PIL's raw decoder calls it.
    stride : int
        Bytes of a row.
    content : buffer
        The rows, from the top.
    """

    width: int
    height: int
    mode: str
    stride: int
    content: Any


@dataclass(frozen=True, slots=True)
class Text:
    """The text layer of a page.

    Attributes
    ----------
    width, height : int
        Of the page, in pixels.
    letters : str
        Its characters in their order, white space and line ends among them.
    places : array of int
        Left, top, right and bottom of each, in pixels.
    """

    width: int
    height: int
    letters: str
    places: array[int]


class PdfPages(Protocol):
    """An open PDF, here or in another process. Pages are numbered from 1."""

    @property
    def count(self) -> int:
        """Pages of the file."""

    def draw(self, number: int, dpi: float, max_pixels: int) -> Drawing:
        """Draw a page; `ImageTooLargeError` where it has more pixels."""

    def text(self, number: int, dpi: float, *, always: bool) -> Text | None:
        """Give the text that a page carries; None where it can't be trusted, unless it is wanted `always`."""

    def has_text(self, number: int) -> bool:
        """Whether a page carries text, visible or not."""

    def close(self) -> None:
        """Let go of the file."""


class OpenPdf:
    """A PDF that is open in this process; see `PdfPages`.

    Parameters
    ----------
    file : str or bytes
        Its path or content.
    name : str
        What to call it in messages.
    password : str or None
    max_bytes : int, optional
        Of a file that is given by its path.
    allow : callable, optional
        Told how many bytes the picture of a page takes before it is drawn.

    Raises
    ------
    PdfError
        It is damaged, or encrypted with another password.
    ImageError
        It is missing, no regular file, or has more than `max_bytes`.
    """

    def __init__(
        self,
        file: str | bytes,
        name: str,
        password: str | None,
        *,
        max_bytes: int = MAX_BYTES,
        allow: Callable[[int], None] | None = None,
    ) -> None:
        pdfium = need("pypdfium2", "pdf")
        self._name, self._allow = name, allow or (lambda _: None)
        opened = file if isinstance(file, bytes) else open_file(file, name, max_bytes)
        size = len(opened) if isinstance(opened, bytes) else opened.size
        try:
            self._document = pdfium.PdfDocument(opened, password=password, autoclose=True)
        except pdfium.PdfiumError as error:
            if not isinstance(opened, bytes):
                opened.close()
            raise PdfError(f"{name}: {_reason(error, password)}") from error
        try:
            self.count = _count(self._document, size, name)
            self._document.init_forms()
        except BaseException as error:
            self._document.close()
            if isinstance(error, pdfium.PdfiumError):
                raise PdfError(f"{name}: {_reason(error, password)}") from error
            raise

    def close(self) -> None:
        """Close the file."""
        self._document.close()

    def draw(self, number: int, dpi: float, max_pixels: int) -> Drawing:
        """Draw a page."""
        with self._page(number) as page:
            width, height = _size(page, dpi)
            if width * height > max_pixels:
                raise ImageTooLargeError(
                    f"{self._name}: page {number} has {width} x {height} pixels at {dpi:g} dpi, more than the "
                    f"limit of {max_pixels:,}; give a smaller dpi, or Reader a larger max_pixels"
                )
            self._allow(_PIXEL_BYTES * width * height)
            drawn = page.render(scale=_scale(dpi))
            return Drawing(drawn.width, drawn.height, drawn.mode, drawn.stride, drawn.buffer)

    def text(self, number: int, dpi: float, *, always: bool) -> Text | None:
        """Give the text that a page carries."""
        with self._page(number) as page, _text_of(page) as text:
            if text.count_chars() > MAX_CHARS:
                if not always:
                    return None
                raise PdfError(
                    f"{self._name}: page {number} carries {text.count_chars():,} characters, more than the limit of "
                    f'{MAX_CHARS:,}; read its picture with text_layer "never", or leave it out with pages'
                )
            return _letters(page, text, dpi) if always or _is_trustworthy(page, text) else None

    def has_text(self, number: int) -> bool:
        """Whether a page carries text."""
        with self._page(number) as page, _text_of(page) as text:
            return bool(text.count_chars() > 0)

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        """A page; whatever pdfium and its wrapper raise for it names the page."""
        try:
            page = self._document[number - 1]
            try:
                yield page
            finally:
                page.close()
        except (PagerecError, MemoryError):
            raise
        except Exception as error:
            reason = str(error) or type(error).__name__
            raise PdfError(f"{self._name}: page {number} is damaged ({reason}); leave it out with pages") from error


def _count(document: Any, size: int, name: str) -> int:
    count = len(document)
    if count > max(1, size // _LEAST_PAGE):
        raise PdfError(
            f"{name}: the PDF is damaged (it claims {count:,} pages in {size:,} bytes); give it again from its source"
        )
    return count


def _reason(error: Exception, password: str | None) -> str:
    if "password" not in str(error).lower():
        return f"the PDF is damaged ({error}); give it again from its source"
    if password is None:
        return "the PDF is encrypted; give its password"
    return "this is not the password of the PDF; give the right one"


def _scale(dpi: float) -> float:
    """Pixels a point."""
    return dpi / _POINTS * (1 - _ROUNDING)


def _size(page: Any, dpi: float) -> tuple[int, int]:
    """Width and height in pixels, upright."""
    return math.ceil(page.get_width() * _scale(dpi)), math.ceil(page.get_height() * _scale(dpi))


# The text that a page carries


@contextmanager
def _text_of(page: Any) -> Iterator[Any]:
    text = page.get_textpage()
    try:
        yield text
    finally:
        text.close()


def _is_trustworthy(page: Any, text: Any) -> bool:
    raw = need("pypdfium2.raw", "pdf")
    codes = [raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    printed = [index for index, code in enumerate(codes) if not chr(code).isspace()]
    unknown = sum(
        unicodedata.category(chr(codes[index])) in ("Cc", "Cn", "Co") or codes[index] == 0xFFFD for index in printed
    )
    hidden = sum(_is_invisible(raw, text, index) for index in printed)
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


def _letters(page: Any, text: Any, dpi: float) -> Text:
    raw = need("pypdfium2.raw", "pdf")
    width, height = _size(page, dpi)
    letters: list[str] = []
    places = array("i")
    for letter, index in _units(raw, text):
        letters.append(letter)
        places.extend(_pixels(raw, page, text.get_charbox(index), width, height))
    return Text(width, height, "".join(letters), places)


def _units(raw: Any, text: Any) -> Iterator[tuple[str, int]]:
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


def _pixels(
    raw: Any, page: Any, place: tuple[float, float, float, float], width: int, height: int
) -> tuple[int, int, int, int]:
    """A box in points, left, bottom, right, top, as pixels of the upright picture: left, top, right, bottom."""
    left, bottom, right, top = place
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
