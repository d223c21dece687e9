"""The characters of a PDF page with their places, as the page's own text layer has them.

Coordinates are points (1/72 inch) of the visible page, from its top left corner, y downwards.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

#: Forms of Han characters that NFKC leaves alone: radicals that fonts map to the glyph of the character.
RADICALS = dict(
    zip(
        "⺟⺠⺬⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民示虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
#: Characters that print as others do.
_LIKE = {"\u00ad": "-", "⟨": "〈", "⟩": "〉"}
_LIGATURES = range(0xFB00, 0xFB07)
#: Accents that old TeX fonts set over the letter that follows.
_ACCENTS = "´¨¯¸ˆˇ˘˙˚˛˜˝"
_COMPATIBILITY = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00), _LIGATURES)
_SCRIPTS = ("KATAKANA", "HIRAGANA", "HANGUL", "BOPOMOFO", "KANGXI RADICAL", "CJK RADICAL", "CYRILLIC", "ARABIC")
_MAX_UNIT = 0xFFFF
_INVISIBLE_MODES = (3, 7)
_ANGLE = 0.01
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent in x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent in y."""
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: Box) -> bool:
        """Whether the boxes share an area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a text layer.

    Attributes
    ----------
    text : str
        What it says: one character, several for a ligature, " " for a space.
    cell : Box
        Advance width by ascent to descent.
    ink : Box
        Bounds of the outline.
    baseline : float
        y of the baseline.
    font : str
        Name without the prefix of a subset.
    trouble : str
        Why the character can't be trusted; "" if it can.
    """

    text: str
    cell: Box
    ink: Box
    baseline: float
    font: str
    trouble: str = ""


def read_glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    """All characters of a page, in the order of the text layer, but for those the PDF library made up."""
    return _Reader(page).glyphs()


def normal_form(code: int) -> tuple[str, str]:
    """A character as print shows it, and why it can't be trusted ("" if it can).

    Examples
    --------
    >>> normal_form(0x2F64), normal_form(0xFB01), normal_form(0xAD)
    (('用', ''), ('fi', ''), ('-', ''))
    >>> normal_form(0xE123)
    ('\\ue123', 'no Unicode character')
    """
    if code > _MAX_UNIT or 0xD800 <= code < 0xE000:
        return "\ufffd", "beyond the basic plane"
    char = chr(code)
    if any(code in block for block in _COMPATIBILITY):
        char = unicodedata.normalize("NFKC", char)
    char = _LIKE.get(char, RADICALS.get(char, char))
    if char.isspace():
        return " ", ""
    if unicodedata.category(char[0]) in ("Cc", "Co", "Cn", "Cf", "Cs") or char == "\ufffd":
        return char, "no Unicode character"
    if char in _ACCENTS:
        return char, "accent apart from its letter"
    if unicodedata.name(char[0], "").startswith(_SCRIPTS):
        return char, "another script"
    return char, ""


def decode_name(name: bytes) -> str:
    """A font's name: UTF-8 or GB 18030, without the prefix of a subset.

    Examples
    --------
    >>> decode_name(b"ABCDEF+SimSun"), decode_name("宋体".encode("gb18030"))
    ('SimSun', '宋体')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            text = name.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = name.decode("latin-1")
    return text.rpartition("+")[2]


class _Reader:
    """Asks the PDF library about every character of one page."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        visible = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, visible)
        self.left, self.top = visible.left, visible.top
        self.layer = page.get_textpage()
        self.embedded: dict[int, bool] = {}

    def glyphs(self) -> list[Glyph]:
        found = []
        for index in range(self.layer.count_chars()):
            if raw.FPDFText_IsGenerated(self.layer, index) != 1 and (glyph := self.glyph(index)):
                found.append(glyph)
        return found

    def glyph(self, index: int) -> Glyph | None:
        code = raw.FPDFText_GetUnicode(self.layer, index)
        text, trouble = ("-", "") if raw.FPDFText_IsHyphen(self.layer, index) == 1 else normal_form(code)
        origin = ctypes.c_double(), ctypes.c_double()
        if not raw.FPDFText_GetCharOrigin(self.layer, index, *origin):
            return None
        font = "" if text == " " else self.font_name(index)
        trouble = trouble or ("" if text == " " else self.trouble(index))
        return Glyph(text, self.cell(index), self.ink(index), self.top - origin[1].value, font, trouble)

    def trouble(self, index: int) -> str:
        if raw.FPDFText_HasUnicodeMapError(self.layer, index) == 1:
            return "no Unicode character"
        if (raw.FPDFText_GetCharAngle(self.layer, index) + _ANGLE) % math.tau > 2 * _ANGLE:
            return "turned"
        drawn = raw.FPDFText_GetTextObject(self.layer, index)
        if not drawn:
            return "no text object"
        if raw.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE_MODES:
            return "invisible"
        return "" if self.is_embedded(drawn) else "font not in the document"

    def is_embedded(self, drawn: Any) -> bool:
        font = raw.FPDFTextObj_GetFont(drawn)
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self.embedded:
            self.embedded[address] = raw.FPDFFont_GetIsEmbedded(font) == 1
        return self.embedded[address]

    def font_name(self, index: int) -> str:
        buffer, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.layer, index, buffer, _NAME_BYTES, flags)
        return decode_name(buffer.value)

    def cell(self, index: int) -> Box:
        rect = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self.layer, index, rect)
        return Box(rect.left - self.left, self.top - rect.top, rect.right - self.left, self.top - rect.bottom)

    def ink(self, index: int) -> Box:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self.layer, index, left, right, bottom, top)
        return Box(left.value - self.left, self.top - top.value, right.value - self.left, self.top - bottom.value)
