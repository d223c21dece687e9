"""The font of invisible text in a PDF: any character, no ink, less than a kilobyte.

Text that is not drawn needs no glyphs, but a reader of PDF wants a font that
says which character a code is. This one has a single glyph without ink, one em wide,
that every code maps to; which text a code stands for is written in the font's
ToUnicode map (ISO 32000-1, 9.10.3). Codes are given as texts appear, so that
a code may stand for any character, or several.
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import TYPE_CHECKING, Any

from pagerec.errors import OptionError
from pagerec.formats.frames import ASCENT

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["InvisibleFont", "font_file", "unicode_map"]

_UNITS = 1000
"""Units of an em."""

_MOST = 0xFFFF
"""The highest code of two bytes."""

_BATCH = 100
"""Entries that one ``beginbfchar`` may have."""


class InvisibleFont:
    """Gives codes to texts, and makes the font in the end."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Give the code of a text, 1 to 65,535; the same text has the same code.

        Raises
        ------
        OptionError
            When all codes are taken.
        """
        code = self._codes.setdefault(text, len(self._codes) + 1)
        if code > _MOST:
            raise OptionError("a PDF can't have more than 65,535 different characters: divide the document")
        return code

    def add_to(self, pdf: Any, font: Any) -> None:
        """Write the font.

        Parameters
        ----------
        pdf : pikepdf.Pdf
        font : pikepdf.Dictionary
            An indirect object of `pdf`; it becomes the font.
        """
        from pikepdf import Array, Dictionary, Name, Stream, String

        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.PagerecInvisible,
            Flags=4,
            FontBBox=Array([0, round((ASCENT - 1) * _UNITS), _UNITS, round(ASCENT * _UNITS)]),
            ItalicAngle=0,
            Ascent=round(ASCENT * _UNITS),
            Descent=round((ASCENT - 1) * _UNITS),
            CapHeight=round(ASCENT * _UNITS),
            StemV=80,
            FontFile2=Stream(pdf, font_file()),
        )
        described = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name.PagerecInvisible,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            DW=_UNITS,
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=Stream(pdf, bytes(2 * (len(self._codes) + 1))),
        )
        font.Type = Name.Font
        font.Subtype = Name.Type0
        font.BaseFont = Name.PagerecInvisible
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(described)])
        font.ToUnicode = Stream(pdf, unicode_map(self._codes))


def unicode_map(codes: dict[str, int]) -> bytes:
    """Give the CMap that says which text each code stands for.

    Examples
    --------
    >>> b"<0001> <80FD>" in unicode_map({"能": 1})
    True
    """
    parts = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    ]
    for batch in _batches(codes):
        entries = "".join(f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>\n" for text, code in batch)
        parts.append(f"{len(batch)} beginbfchar\n{entries}endbfchar\n")
    parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
    return "".join(parts).encode("ascii")


def _batches(codes: dict[str, int]) -> Iterator[list[tuple[str, int]]]:
    items = iter(codes.items())
    while batch := list(islice(items, _BATCH)):
        yield batch


def font_file() -> bytes:
    """Give a TrueType font whose only glyph has no ink and is one em wide (ISO/IEC 14496-22)."""
    ascent, descent = round(ASCENT * _UNITS), round((ASCENT - 1) * _UNITS)
    # One contour of two points, from corner to corner: it holds no ink, but programs that ask
    # a glyph how large it is (pdfium, and so Chrome) get the em square.
    corners = 0, descent, _UNITS, ascent
    glyph = struct.pack(">h4hHHBB2h2h", 1, *corners, 1, 0, 1, 1, 0, _UNITS, descent, _UNITS)
    tables = {
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0),
            *(*corners, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(">I3hH3hh14xH", 0x10000, ascent, descent, 0, _UNITS, 0, 0, _UNITS, 1, 1),
        b"hmtx": struct.pack(">Hh", _UNITS, 0),
        b"loca": struct.pack(">HH", 0, len(glyph) // 2),
        b"maxp": struct.pack(">IH13H", 0x10000, 1, 2, 1, *[0] * 11),
    }
    return _assembled(tables)


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    """A font file of its tables, with the checksum that `head` has of the whole."""
    power = len(tables).bit_length() - 1
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    offset, body = len(directory) + 16 * len(tables), b""
    for tag, content in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, _checksum(content), offset + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    whole = bytearray(directory + body)
    head = whole.index(b"head") + 8
    at = struct.unpack_from(">I", whole, head)[0] + 8
    struct.pack_into(">I", whole, at, (0xB1B0AFBA - _checksum(bytes(whole))) % (1 << 32))
    return bytes(whole)


def _checksum(content: bytes) -> int:
    padded = content + bytes(-len(content) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return total % (1 << 32)
