"""The characters of a PDF page as rows of print: each with its direction, its baseline and its em.

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

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .samples import ABOVE_BASELINE, WIDEST_GAP

#: Sizes of type that differ more than this are two lines.
SIZE_STEP = 1.25
#: Indices and small capitals are so much smaller than the type they go with, at least and at most.
_SCRIPT = (0.45, 0.87)
#: Where the baseline of an index may be, in ems of the main type above its baseline.
_SCRIPT_SHIFT = (-0.6, 0.9)
#: Letters of one word, and an index and its letter, are not farther apart, in ems.
_TOUCHING = 0.3
#: Baselines of one line agree to this, in ems; inside a word, as in TeX's own name, less is asked.
_SAME_BASELINE, _LOWERED = 0.12, 0.35
#: How far the next character of a line may start before the end of the last one, in ems: print from right to left.
_BACK = 2.5
#: Characters of one line run in one direction: cosine of the largest angle between them.
_PARALLEL = math.cos(math.radians(1.5))
#: From this cosine on a direction is along an axis of the page.
_STRAIGHT = 0.9999
#: Pitch of vertical print, in ems, and the fewest characters of a vertical line.
_PITCH, _COLUMN = (0.8, 1.3), 3
#: Heights of letters in ems, for fonts whose size says nothing of how large they print.
_X_HEIGHT, _CAP_HEIGHT, _HAN_SIDE = 0.45, 0.70, 0.90
_ODD_SIZE = (0.7, 1.45)
_INVISIBLE_MODES = (3, 7)
_NAME_BYTES = 256
_SYMBOL_FONTS = re.compile(
    r"(?i)ding|bat|symbol|awesome|icon|music|musix|feta|emmentaler|parmesan|gonville|opus|maestro|bravura|xsld|skak|"
    r"chess|wasy|marvo|bbding|ifsym|msam|cmex|mex\d|fdsym|mathextra|stmary|esint|logo|orn|lasy|line10|circle10|go1|"
    r"xq|xiangqi|shogi|igo|dice|cards|hieroglyph|barcode|ean|qr|braille|emoji|pazomath|mdugm|arrows|fontsmb|twemoji|semaf|tengwar|phaistos"
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
        return max(abs(self.right), abs(self.down)) > _STRAIGHT

    @property
    def is_symbol(self) -> bool:
        """Whether it is neither letter, digit nor punctuation."""
        if not self.text or _SYMBOL_FONTS.search(self.font):
            return True
        return unicodedata.category(self.text)[0] in "SC"

    @property
    def is_math(self) -> bool:
        """Whether its font is one of formulas."""
        return bool(_MATH_FONTS.search(self.font))

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


@dataclass(frozen=True, slots=True)
class Row:
    """Characters that are read as one line.

    Attributes
    ----------
    chars : tuple of Char
        In the order they are read.
    em : float
        Size of the main type.
    above : float
        Place of the baseline, as `Char.above`; of a vertical row: x of its middle.
    start, end : float
        Extent in the direction of the advance; of a vertical row: top and bottom.
    is_vertical : bool
        Upright characters one below the other.
    """

    chars: tuple[Char, ...]
    em: float
    above: float
    start: float
    end: float
    is_vertical: bool = False

    @property
    def right(self) -> float:
        """x of the direction of the advance."""
        return self.chars[0].right

    @property
    def down(self) -> float:
        """y of the direction of the advance."""
        return self.chars[0].down

    @property
    def is_straight(self) -> bool:
        """Whether it runs along an axis of the page."""
        return self.chars[0].is_straight

    @property
    def text(self) -> str:
        """What it says, without spaces."""
        return "".join(char.text for char in self.chars)

    @property
    def math(self) -> float:
        """Part of its characters that is of a formula."""
        return sum(char.is_math for char in self.chars) / len(self.chars)

    @property
    def is_text(self) -> bool:
        """Whether a person would read it: it has letters or digits, and hardly anything else."""
        known = sum(not char.is_symbol for char in self.chars)
        return known * 2 > len(self.chars) and any(char.text.isalnum() and not char.is_symbol for char in self.chars)

    @property
    def corners(self) -> np.ndarray:
        """Corners as those of `TrueLine`."""
        if self.is_vertical:
            left, right = self.above - self.em / 2, self.above + self.em / 2
            return np.array([[right, self.start], [right, self.end], [left, self.end], [left, self.start]])
        along, up = np.array([self.right, self.down]), np.array([self.down, -self.right])
        upper = up * (self.above + ABOVE_BASELINE * self.em)
        lower = up * (self.above + (ABOVE_BASELINE - 1) * self.em)
        return np.array(
            [along * self.start + upper, along * self.end + upper, along * self.end + lower, along * self.start + lower]
        )


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


def measure(chars: Sequence[Char]) -> Row:
    """The row of characters that run in one direction."""
    spans = [char.span for char in chars]
    order = sorted(range(len(chars)), key=lambda index: spans[index])
    sizes = np.repeat([char.em for char in chars], [1 if char.is_symbol else 3 for char in chars])
    em = float(np.sort(sizes)[len(sizes) // 2])
    above = float(np.median([char.above for char in chars if abs(char.em - em) <= 0.15 * em]))
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return Row(tuple(chars[index] for index in order), em, above, start, end)


def measure_column(chars: Sequence[Char]) -> Row:
    """The row of upright characters one below the other."""
    em = float(np.median([char.em for char in chars]))
    middle = float(np.median([char.x + char.em / 2 for char in chars]))
    start = chars[0].y - ABOVE_BASELINE * chars[0].em
    return Row(tuple(chars), em, middle, start, chars[-1].y + (1 - ABOVE_BASELINE) * chars[-1].em, is_vertical=True)


def find_rows(chars: Sequence[Char]) -> list[Row]:
    """Characters put together to rows of print.

    Rows end where `WIDEST_GAP` or `SIZE_STEP` is passed. Indices and small capitals stay in the row of their word.
    """
    columns, others = _take_columns(chars)
    return [*columns, *join_rows(_link(others))]


def _take_columns(chars: Sequence[Char]) -> tuple[list[Row], list[Char]]:
    """Vertical rows, and the characters that are in none."""
    columns, others, start = [], [], 0
    for index in range(1, len(chars) + 1):
        if index < len(chars) and _stands_below(chars[index - 1], chars[index]):
            continue
        if index - start >= _COLUMN:
            columns.append(measure_column(chars[start:index]))
        else:
            others.extend(chars[start:index])
        start = index
    return columns, others


def _stands_below(first: Char, second: Char) -> bool:
    if not (first.is_wide and second.is_wide and min(first.right, second.right) > _STRAIGHT):
        return False
    em = first.em
    return abs(second.x - first.x) < 0.1 * em and _PITCH[0] * em < second.y - first.y < _PITCH[1] * em


def _link(chars: Sequence[Char]) -> list[Row]:
    """Rows of characters that follow each other in the document."""
    rows: list[Row] = []
    linked: list[Char] = []
    for char in chars:
        if linked and not _follows(linked[0], linked[-1], char):
            rows.append(measure(linked))
            linked = []
        linked.append(char)
    return rows + ([measure(linked)] if linked else [])


def _follows(first: Char, last: Char, char: Char) -> bool:
    """Whether a character goes on with a row; the first one tells the size and the baseline of the row."""
    if first.right * char.right + first.down * char.down < _PARALLEL:
        return False
    em = first.em
    gap, shift, size = (char.span[0] - last.span[1]) / em, (char.above - first.above) / em, char.em / em
    if gap < -_BACK:
        return False
    if 1 / SIZE_STEP <= size <= SIZE_STEP:
        return (abs(shift) < _SAME_BASELINE and gap <= WIDEST_GAP) or (abs(shift) < _LOWERED and gap < _TOUCHING)
    return _SCRIPT[0] <= size <= _SCRIPT[1] and _SCRIPT_SHIFT[0] < shift < _SCRIPT_SHIFT[1] and gap < _TOUCHING


def join_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of which none goes on with another one."""
    found: list[Row] = []
    directions: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        directions[round(row.right * 40), round(row.down * 40)].append(row)
    for group in directions.values():
        found.extend(_join_parallel(group))
    return found


def _join_parallel(rows: list[Row]) -> list[Row]:
    rows = sorted(rows, key=lambda row: -row.em * len(row.chars))
    done: list[Row] = []
    while rows:
        row = rows.pop(0)
        partner = next((index for index, other in enumerate(rows) if _belong(row, other)), None)
        if partner is None:
            done.append(row)
        else:
            rows.insert(0, measure([*row.chars, *rows.pop(partner).chars]))
    return done


def _belong(row: Row, other: Row) -> bool:
    """Whether two parallel rows are one."""
    large, small = (row, other) if row.em >= other.em else (other, row)
    gap = max(other.start - row.end, row.start - other.end) / large.em
    shift = (small.above - large.above) / large.em
    size = small.em / large.em
    if size >= 1 / SIZE_STEP:
        return abs(shift) < _SAME_BASELINE and gap <= WIDEST_GAP
    inside = _SCRIPT_SHIFT[0] < shift < _SCRIPT_SHIFT[1] and size >= _SCRIPT[0]
    return inside and gap < _TOUCHING and len(small.chars) <= len(large.chars)
