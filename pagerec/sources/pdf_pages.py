"""An open PDF: its pages drawn, and the text that they carry, by pdfium.

pdfium must not be used by several threads at the same time. What is here loads nothing but pypdfium2, so that the
process that draws (`pagerec.sources.pdf_child`) starts soon and is small.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from pagerec.common.extras import need
from pagerec.errors import ImageTooLargeError, PagerecError, PdfError
from pagerec.sources.pdf_size import page_size
from pagerec.sources.pdf_text import MAX_CHARS, Text, is_trustworthy, letters_of, places_of, text_of
from pagerec.sources.regular import open_file

__all__ = ["MAX_BYTES", "Drawing", "OpenPdf", "PdfPages"]

MAX_BYTES = 1 << 32
"""The most bytes of a PDF that is given by its path; a damaged one is looked through as a whole."""

_LEAST_PAGE = 4
"""Bytes that a page takes in a file at least; page trees may claim any number of pages."""

_INSIDE = 1e-3
"""Pixels that a page is drawn within its edges: a picture whose edge is rounded to beyond them would be stretched to a
row or column more."""

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
    dpi : float
        Pixels an inch.
    """

    width: int
    height: int
    mode: str
    stride: int
    content: Any
    dpi: float


class PdfPages(Protocol):
    """An open PDF, here or in another process. Pages are numbered from 1."""

    @property
    def count(self) -> int:
        """Pages of the file."""

    def draw(self, number: int, dpi: float | None, max_pixels: int) -> Drawing:
        """Draw a page; `ImageTooLargeError` where it has more pixels. See `pagerec.sources.PdfOptions` for `dpi`."""

    def text(self, number: int, dpi: float | None, *, always: bool) -> Text | None:
        """Give the text that a page carries; None where it can't be trusted, unless it is wanted `always`."""

    def places(self, number: int, size: tuple[int, int]) -> array[int]:
        """Give the places of the characters that a page carries, if it had so many pixels.

        Left, top, right and bottom of each; of white space, and of characters without a Unicode value, none.
        """

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

    def draw(self, number: int, dpi: float | None, max_pixels: int) -> Drawing:
        """Draw a page."""
        with self._page(number) as page:
            width, height, dpi = page_size(page, dpi)
            if width * height > max_pixels:
                raise ImageTooLargeError(
                    f"{self._name}: page {number} has {width} x {height} pixels at {dpi:.4g} dpi, more than the "
                    f"limit of {max_pixels:,}; give a smaller dpi, or Reader a larger max_pixels"
                )
            self._allow(_PIXEL_BYTES * width * height)
            drawn = self._drawn(page, width, height)
            return Drawing(width, height, drawn.mode, drawn.stride, drawn.buffer, dpi)

    def _drawn(self, page: Any, width: int, height: int) -> Any:
        """A page in exactly so many pixels, on white; the wrapper knows only one scale for both sides."""
        pdfium, raw = need("pypdfium2", "pdf"), need("pypdfium2.raw", "pdf")
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        across, down = (width - 2 * _INSIDE) / page.get_width(), (height - 2 * _INSIDE) / page.get_height()
        placed = raw.FS_MATRIX(across, 0, 0, down, _INSIDE, _INSIDE)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, placed, raw.FS_RECTF(0, 0, width, height), raw.FPDF_ANNOT)
        if page.formenv:
            raw.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        return bitmap

    def text(self, number: int, dpi: float | None, *, always: bool) -> Text | None:
        """Give the text that a page carries."""
        with self._page(number) as page, text_of(page) as text:
            if text.count_chars() > MAX_CHARS:
                if not always:
                    return None
                raise PdfError(
                    f"{self._name}: page {number} carries {text.count_chars():,} characters, more than the limit of "
                    f'{MAX_CHARS:,}; read its picture with text_layer "never", or leave it out with pages'
                )
            if not always and not is_trustworthy(page, text):
                return None
            return letters_of(page, text, page.formenv, page_size(page, dpi)[:2])

    def places(self, number: int, size: tuple[int, int]) -> array[int]:
        """Give the places of the characters that a page carries."""
        with self._page(number) as page, text_of(page) as text:
            return places_of(page, text, size)

    def has_text(self, number: int) -> bool:
        """Whether a page carries text."""
        with self._page(number) as page, text_of(page) as text:
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
