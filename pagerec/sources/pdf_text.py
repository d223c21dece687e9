"""The text that a page of a PDF carries: where it can be trusted, in its order, with the values of form fields."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pagerec.common.extras import need
from pagerec.sources.pdf_size import INVISIBLE, is_covered

__all__ = ["MAX_CHARS", "MAX_LETTERS", "Text", "is_trustworthy", "letters_of", "places_of", "text_of"]

MAX_CHARS = 100_000
"""The most characters that a page's text layer may have; a newspaper's page has a third."""

MAX_LETTERS = 2 * MAX_CHARS
"""The most that is given of them, with the values of form fields and the white between what is turned otherwise."""

_UNKNOWN = 0.02
"""The share of characters without a Unicode value from which a text layer is not trusted."""

_FIELD_SIZE = 12.0
"""The size in points of what is written into a field that states none."""

_LEADING = 1.2
"""The distance of lines in a field, in sizes of their characters."""

_HIDDEN = 2 | 32
"""Flags of an annotation that is not shown (ISO 32000-1, table 165: Hidden, NoView)."""

_PASSWORD = 1 << 13
"""The flag of a text field whose value is not shown (table 228)."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text layer of a page.

    Attributes
    ----------
    width, height : int
        Of the page, in pixels.
    letters : str
        Its characters in their order, white space and line ends among them; then the values of form fields, a line
        end behind each of their lines.
    places : array of int
        Left, top, right and bottom of each, in pixels.
    directions : bytes
        Which way each is turned on the page, in quarter turns clockwise.
    fields : int
        So many of the characters, at the end, are of fields.
    """

    width: int
    height: int
    letters: str
    places: array[int]
    directions: bytes = b""
    fields: int = 0


@contextmanager
def text_of(page: Any) -> Iterator[Any]:
    """Open the text of a page."""
    text = page.get_textpage()
    try:
        yield text
    finally:
        text.close()


def is_trustworthy(page: Any, text: Any) -> bool:
    """Whether the text of a page can be taken for what is printed on it."""
    raw = need("pypdfium2.raw", "pdf")
    codes = [raw.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    printed = [index for index, code in enumerate(codes) if not chr(code).isspace()]
    unknown = sum(not _is_known(codes[index]) for index in printed)
    hidden = sum(_is_invisible(raw, text, index) for index in printed)
    return bool(printed) and unknown <= _UNKNOWN * len(printed) and hidden == 0 and not is_covered(page)


def _is_known(code: int) -> bool:
    """Whether it is said which character it is."""
    return code != 0xFFFD and unicodedata.category(chr(code)) not in ("Cc", "Cn", "Co")


def _is_invisible(raw: Any, text: Any, index: int) -> bool:
    part = raw.FPDFText_GetTextObject(text, index)
    return bool(part) and raw.FPDFTextObj_GetTextRenderMode(part) == INVISIBLE


def places_of(page: Any, text: Any, size: tuple[int, int]) -> array[int]:
    """Give left, top, right and bottom in pixels of what is printed and known, one character after the other.

    They are as high as the font: some fonts of text that is not drawn have no ink.
    """
    raw = need("pypdfium2.raw", "pdf")
    places = array("i")
    for index in range(min(text.count_chars(), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if not chr(code).isspace() and _is_known(code):
            places.extend(_pixels(raw, page, text.get_charbox(index, loose=True), size))
    return places


def letters_of(page: Any, text: Any, form: Any, size: tuple[int, int]) -> Text:
    """Give the characters of a page, and where they are.

    pdfium takes lines that are turned for lines from below, or from the right: text of each direction is asked for with
    the page turned so that it is upright. What most characters have comes first.

    Parameters
    ----------
    page : pypdfium2.PdfPage
    text : pypdfium2.PdfTextPage
    form : pypdfium2.PdfFormEnv or None
    size : (int, int)
        Width and height of the page in pixels.
    """
    raw = need("pypdfium2.raw", "pdf")
    found = _Found(raw, page, size)
    turns = _turns(raw, text)
    rotation = page.get_rotation() // 90
    for turn in turns or [0]:
        found.add(text, turn, rotation, len(turns) < 2)
    fields = len(found.letters)
    if form is not None:
        for line, place in _values(raw, page, form):
            found.add_field(line, place, (turns or [0])[0], rotation)
    return Text(*size, "".join(found.letters), found.places, bytes(found.directions), len(found.letters) - fields)


class _Found:
    """Characters of a page as they are found."""

    def __init__(self, raw: Any, page: Any, size: tuple[int, int]) -> None:
        self._raw, self._page, self._size = raw, page, size
        self.letters: list[str] = []
        self.places = array("i")
        self.directions = bytearray()

    def _put(self, letter: str, place: tuple[float, float, float, float], direction: int) -> None:
        if len(self.letters) >= MAX_LETTERS:
            return
        self.letters.append(letter)
        self.places.extend(_pixels(self._raw, self._page, place, self._size))
        self.directions.append(direction)

    def add(self, text: Any, turn: int, rotation: int, is_all: bool) -> None:
        """Add the characters that are turned so on the page before it is rotated, in their order."""
        if (turn + rotation) % 4 == 0:
            self._add(text, turn, rotation, is_all)
            return
        self._page.set_rotation(-turn % 4 * 90)
        try:
            with text_of(self._page) as upright:
                self._page.set_rotation(rotation * 90)
                self._add(upright, turn, rotation, is_all)
        finally:
            self._page.set_rotation(rotation * 90)

    def _add(self, text: Any, turn: int, rotation: int, is_all: bool) -> None:
        for letter, index in _units(self._raw, text):
            is_between = letter.isspace() and self.letters[-1:] != [letter]
            if is_all or is_between or _turn(self._raw, text, index) == turn:
                self._put(letter, text.get_charbox(index), (turn + rotation) % 4)
        if not is_all:
            self._put("\n", (0.0, 0.0, 0.0, 0.0), 0)

    def add_field(self, line: str, place: tuple[float, float, float, float], turn: int, rotation: int) -> None:
        """Add a line of a field, its characters as wide as they usually are."""
        left, bottom, right, top = place
        widths = [1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.5 for letter in line]
        scale = min(top - bottom, (right - left) / sum(widths))
        for letter, width in zip(line, widths, strict=True):
            self._put(letter, (left, bottom, left + width * scale, top), (turn + rotation) % 4)
            left += width * scale
        self._put("\n", (left, bottom, left, top), (turn + rotation) % 4)


def _turns(raw: Any, text: Any) -> list[int]:
    """Quarter turns clockwise of what is printed, before the page is rotated; those of most characters first."""
    counts = [0, 0, 0, 0]
    for index in range(text.count_chars()):
        if not chr(raw.FPDFText_GetUnicode(text, index)).isspace():
            counts[_turn(raw, text, index)] += 1
    return [turn for turn in sorted(range(4), key=lambda turn: -counts[turn]) if counts[turn]]


def _turn(raw: Any, text: Any, index: int) -> int:
    angle: float = raw.FPDFText_GetCharAngle(text, index)
    return round(angle / (math.pi / 2)) % 4


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
    raw: Any, page: Any, place: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box in points, left, bottom, right, top, as pixels of the upright picture: left, top, right, bottom."""
    left, bottom, right, top = place
    corners = []
    for x, y in ((left, bottom), (right, top)):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# Form fields: what is written in them is no part of the page's text


def _values(raw: Any, page: Any, form: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """The lines in the fields of a page that are shown, each with its place in points."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        field = raw.FPDFPage_GetAnnot(page, index)
        if not field:
            continue
        try:
            if not raw.FPDFAnnot_GetFlags(field) & _HIDDEN:
                yield from _lines_in(raw, form, field)
        finally:
            raw.FPDFPage_CloseAnnot(field)


def _lines_in(raw: Any, form: Any, field: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    place = raw.FS_RECTF()
    value = _value(raw, form, field)
    if not value or not raw.FPDFAnnot_GetRect(field, place):
        return
    size = ctypes.c_float()
    raw.FPDFAnnot_GetFontSize(form, field, size)
    height = place.top - place.bottom
    em = min(size.value if size.value > 0 else _FIELD_SIZE, height)
    lines = value.splitlines()
    over = max(0.0, height - em * (1 + _LEADING * (len(lines) - 1)))
    top = place.top - (over / 2 if over < em else (_LEADING - 1) * em)  # in a high field lines begin at its top
    for line in lines:
        if line.strip():
            yield line.rstrip(), (place.left, top - em, place.right, top)
        top -= _LEADING * em


def _value(raw: Any, form: Any, field: Any) -> str:
    """What is seen in a field; empty for anything else."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, field)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☑" if raw.FPDFAnnot_IsChecked(form, field) else "☐"
    if kind not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD and raw.FPDFAnnot_GetFormFieldFlags(form, field) & _PASSWORD:
        return ""
    length = raw.FPDFAnnot_GetFormFieldValue(form, field, None, 0)
    value = (ctypes.c_ushort * (length // 2))()
    raw.FPDFAnnot_GetFormFieldValue(form, field, value, length)
    return bytes(value).decode("utf-16-le", "replace").rstrip("\0")
