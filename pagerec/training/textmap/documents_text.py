"""The characters of a PDF page, as its text layer has them.

Coordinates are points (1/72 inch) of the page as it is shown: from its upper left corner, y downwards.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

#: From this cosine on a direction is along an axis of the page.
STRAIGHT = 0.9999
#: Heights of letters in ems, for fonts whose size says nothing of how large they print.
_X_HEIGHT, _CAP_HEIGHT, _HAN_SIDE = 0.45, 0.70, 0.90
_ODD_SIZE = (0.7, 1.45)
_INVISIBLE_MODES = (3, 7)
_NAME_BYTES = 256
_SYMBOL_FONTS = re.compile(
    r"(?i)ding|bat|symbol|awesome|icon|music|musix|feta|emmentaler|parmesan|gonville|opus|maestro|bravura|xsld|skak|"
    r"chess|wasy|marvo|bbding|ifsym|msam|cmex|mex\d|fdsym|mathextra|stmary|esint|logo|orn|lasy|line10|circle10|go1|"
    r"xq|xiangqi|shogi|igo|dice|cards|hieroglyph|barcode|ean|qr|braille|emoji|pazomath|mdugm|arrows|fontsmb|twemoji|semaf|star|astro|zodiac|tengwar|phaistos"
)
_MATH_FONTS = re.compile(r"(?i)cmmi|cmsy|cmex|msbm|math|eufm|rsfs|mathit|stix|lmmi|lmsy|lmex|txmi|txsy|pxmi|mtmi|mtsy")


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character.

    Attributes
    ----------
    text : str
        What it says; "" where the document doesn't tell.
    x, y : float
        Its origin: start of its advance on the baseline.
    right, down : float
        Unit vector of its advance.
    em : float
        Size of its font.
    ink : tuple of float
        Bounds of its outline: left, top, right, bottom.
    font : str
        Name of its font.
    hidden : bool
        Printed without ink, or the other way round than print is read.
    """

    text: str
    x: float
    y: float
    right: float
    down: float
    em: float
    ink: tuple[float, float, float, float]
    font: str = ""
    hidden: bool = False

    @property
    def along(self) -> float:
        """Place of the origin in the direction of the advance."""
        return self.x * self.right + self.y * self.down

    @property
    def above(self) -> float:
        """Place of the baseline: grows upwards as the character stands."""
        return self.x * self.down - self.y * self.right

    @property
    def is_wide(self) -> bool:
        """Whether it fills an em box, as Han characters do."""
        return bool(self.text) and unicodedata.east_asian_width(self.text) in "WF"

    @property
    def is_straight(self) -> bool:
        """Whether it runs along an axis of the page."""
        return max(abs(self.right), abs(self.down)) > STRAIGHT

    @property
    def is_symbol(self) -> bool:
        """Whether it is neither letter, digit nor punctuation."""
        return not self.text or _is_symbol_font(self.font) or unicodedata.category(self.text)[0] in "SC"

    @property
    def is_math(self) -> bool:
        """Whether its font is one of formulas."""
        return _is_math_font(self.font)

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in the direction of the advance."""
        along = self.along
        if self.is_wide and unicodedata.category(self.text)[0] != "P":
            return along, along + self.em
        left, top, right, bottom = self.ink
        if self.is_straight:
            ends = left * self.right + top * self.down, right * self.right + bottom * self.down
            return min(ends), max(ends)
        return along, along + min(max(self._turned_width(right - left, bottom - top), 0.1 * self.em), 1.1 * self.em)

    def _turned_width(self, width: float, height: float) -> float:
        """Width of a turned outline whose bounds are known."""
        cosine, sine = abs(self.right), abs(self.down)
        spread = cosine * cosine - sine * sine
        return (width * cosine - height * sine) / spread if abs(spread) > 0.3 else 0.55 * self.em


@lru_cache(4096)
def _is_symbol_font(name: str) -> bool:
    return bool(_SYMBOL_FONTS.search(name))


@lru_cache(4096)
def _is_math_font(name: str) -> bool:
    return bool(_MATH_FONTS.search(name))


class Shown:
    """The page as it is shown: its extent in points and how it lies in the document's own coordinates."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, bounds)
        left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
        turn = page.get_rotation() % 360
        self.width, self.height = (right - left, top - bottom) if turn % 180 == 0 else (top - bottom, right - left)
        matrices: dict[int, list[list[float]]] = {
            0: [[1, 0, -left], [0, -1, top]],
            90: [[0, 1, -bottom], [1, 0, -left]],
            180: [[-1, 0, right], [0, 1, -bottom]],
            270: [[0, -1, top], [-1, 0, right]],
        }
        self._rows = matrices[turn]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the document is shown."""
        (a, b, c), (d, e, f) = self._rows
        return a * x + b * y + c, d * x + e * y + f

    def vector(self, x: float, y: float) -> tuple[float, float]:
        """How a step of the document is shown."""
        (a, b, _), (d, e, _) = self._rows
        return a * x + b * y, d * x + e * y

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """Where a box of the document is shown: left, top, right, bottom."""
        (x1, y1), (x2, y2) = self.point(left, top), self.point(right, bottom)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def read_chars(page: pdfium.PdfPage, layer: pdfium.PdfTextPage) -> list[Char]:
    """All characters of a page in the order of the document, without spaces and those that the PDF library made up."""
    shown = Shown(page)
    found = (_read_char(layer, index, shown) for index in range(layer.count_chars()))
    return list(_with_true_sizes([char for char in found if char is not None]))


def _read_char(layer: pdfium.PdfTextPage, index: int, shown: Shown) -> Char | None:
    code = raw.FPDFText_GetUnicode(layer, index)
    if raw.FPDFText_IsGenerated(layer, index) == 1 or (code < 0x110000 and chr(code).isspace()):
        return None
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetCharOrigin(layer, index, x, y) or not raw.FPDFText_GetMatrix(layer, index, matrix):
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(layer, index, left, right, bottom, top)
    ink = shown.box(left.value, top.value, right.value, bottom.value)
    along, up = shown.vector(matrix.a, matrix.b), shown.vector(matrix.c, matrix.d)
    length = math.hypot(*along)
    turn = along[1] * up[0] - along[0] * up[1]
    size = raw.FPDFText_GetFontSize(layer, index)
    if not length or not turn or not size:
        return None
    drawn = raw.FPDFText_GetTextObject(layer, index)
    hidden = turn * size < 0 or not drawn or raw.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE_MODES
    place = shown.point(x.value, y.value)
    direction = along[0] / length, along[1] / length
    return Char(_read_text(code), *place, *direction, abs(size * turn) / length, ink, _read_font(layer, index), hidden)


def _read_text(code: int) -> str:
    if code < 0x20 or 0xD800 <= code < 0xE000 or code >= 0xFFFD:
        return ""
    return "" if unicodedata.category(chr(code)) in ("Cc", "Co", "Cn") else chr(code)


def _read_font(layer: pdfium.PdfTextPage, index: int) -> str:
    buffer, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
    raw.FPDFText_GetFontInfo(layer, index, buffer, _NAME_BYTES, flags)
    return buffer.value.decode("latin-1").rpartition("+")[2]


def _with_true_sizes(chars: Sequence[Char]) -> Iterable[Char]:
    """The characters with the size that they print in, where the font's own says something quite different."""
    groups: dict[tuple[str, int], list[float]] = defaultdict(list)
    for char in chars:
        if char.is_straight and (size := _printed_size(char)):
            groups[char.font, round(char.em * 20)].append(size)
    sizes = {key: float(np.median(found)) for key, found in groups.items() if len(found) >= 3}
    for char in chars:
        size = sizes.get((char.font, round(char.em * 20)), char.em)
        yield char if _ODD_SIZE[0] <= char.em / size <= _ODD_SIZE[1] else replace(char, em=size)


def _printed_size(char: Char) -> float:
    """The em that a letter's outline lets expect; 0 where it lets expect none.

    Examples
    --------
    >>> _printed_size(Char("x", 0, 0, 1, 0, 10, (0, -4.5, 5, 0)))
    10.0
    """
    left, top, right, bottom = char.ink
    height = _rise(char)
    if char.is_wide and unicodedata.category(char.text) == "Lo" and "KA" not in unicodedata.name(char.text, "KA")[:8]:
        return max(right - left, bottom - top) / _HAN_SIDE
    if char.text and char.text in "acemnorsuvwxz":
        return height / _X_HEIGHT
    return height / _CAP_HEIGHT if char.text.isupper() or char.text.isdigit() or char.text in "bdfhkl" else 0.0


def _rise(char: Char) -> float:
    """How far an outline reaches above its baseline."""
    left, top, right, bottom = char.ink
    return max(x * char.down - y * char.right for x, y in ((left, top), (right, bottom))) - char.above
