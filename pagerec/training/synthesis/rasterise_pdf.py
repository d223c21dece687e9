"""Sheets drawn by pdfium, as PDF viewers show the page of a document, with glyphs where the layout put them.

Each face is embedded in a document of its own that stays open, so that pdfium keeps its glyphs; a page that uses
several faces is drawn from several documents onto the same picture. pdfium must not be used by several threads.
"""

from __future__ import annotations

import ctypes
import logging
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.common.extras import need
from pagerec.training.fonts.catalog import FontFace
from pagerec.training.fonts.install import open_font

from .rasterise import BOLD_WIDTH, INK, SHEAR, FreeType, Placed, Sheet

log = logging.getLogger(__name__)

#: Width and height of the page of a face's document: the largest that the format allows. One unit is one pixel.
_PAGE = 14_400
#: Faces kept open, by script: those of Chinese take some fifty megabytes each, those of Latin hardly any.
_OPEN = {"han": 16, "latin": 256}
#: Least and greatest ink of a character, relative to FreeType's, from which pdfium is taken to have drawn it.
_LEAST, _MOST = 0.4, 2.5
#: Ink of less than so many full pixels is too little to judge by.
_SPECK = 2.0


@dataclass(frozen=True, slots=True)
class Pdfium:
    """pdfium, for a picture of the text, and FreeType for the truth of its pixels.

    Where pdfium does not draw a character of the sheet (a damaged font), the picture is FreeType's.

    Attributes
    ----------
    lcd : bool
        Smooth for the three stripes of an LCD's pixels, as some viewers do.
    """

    lcd: bool = False

    def resolution(self, em: float) -> int:
        """See `pagerec.training.synthesis.rasterise.Rasteriser.resolution`."""
        return FreeType().resolution(em)

    def draw(self, sheet: Sheet, scale: float) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
        """See `pagerec.training.synthesis.rasterise.Rasteriser.draw`."""
        plain, ids = FreeType().draw(sheet, scale)
        cover = _drawn(sheet, plain.shape, self.lcd)
        # pdfium sets baselines on whole pixels: ink may be half a pixel above or below.
        near = cv2.dilate(ids, np.ones((3, 1), np.uint8))
        moved = np.where((ids == 0) & (cover > INK), near, ids)
        drawn = np.bincount(moved.ravel(), cover.ravel())[1:] / 255
        wanted = np.bincount(ids.ravel(), plain.ravel())[1:] / 255
        judged = wanted > _SPECK
        share = drawn[judged] / wanted[judged]
        if ((share < _LEAST) | (share > _MOST)).any():
            log.debug("pdfium did not draw %s", {p.face.path for p in sheet.glyphs})
            return plain, ids
        return cover, moved


def _drawn(sheet: Sheet, shape: tuple[int, ...], lcd: bool) -> NDArray[np.uint8]:
    pdfium, raw = need("pypdfium2", "train"), need("pypdfium2.raw", "train")
    height, width = shape
    across, down = width / max(1, sheet.width), height / max(1, sheet.height)
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    by_face: dict[FontFace, list[Placed]] = {}
    for placed in sheet.glyphs:
        by_face.setdefault(placed.face, []).append(placed)
    rules = sheet.rules
    for face, glyphs in by_face.items():
        opened = _EMBEDDED[face.script](face.path, face.index)
        page = opened.document.new_page(_PAGE, _PAGE)
        for placed in glyphs:
            raw.FPDFPage_InsertObject(page, opened.text(placed, across, down))
        for left, top, right, bottom in rules:
            rule = raw.FPDFPageObj_CreateNewRect(
                left * across, _PAGE - bottom * down, (right - left) * across, (bottom - top) * down
            )
            raw.FPDFPath_SetDrawMode(rule, raw.FPDF_FILLMODE_WINDING, 0)
            raw.FPDFPage_InsertObject(page, rule)
        rules = ()
        flags = raw.FPDF_LCD_TEXT if lcd else 0
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, _PAGE, _PAGE, 0, flags)
        page.close()
        opened.document.del_page(1)
    colours = bitmap.to_numpy()[..., :3]
    cover = 255 - np.rint(colours @ np.array([0.114, 0.587, 0.299], np.float32)).astype(np.uint8)
    bitmap.close()
    return np.ascontiguousarray(cover)


class _Embedded:
    """An open document that holds a face, and what is needed to set glyphs of it."""

    def __init__(self, face_path: str, index: int) -> None:
        pdfium, self._raw = need("pypdfium2", "train"), need("pypdfium2.raw", "train")
        # pdfium reads a file piece by piece, but would keep a copy beside what it is given in memory.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the document)
        self._file.writelines(_document(_font_file(face_path, index)))
        self.document = pdfium.PdfDocument(self._file)
        self._page = self.document[0]
        sample = self._raw.FPDFPage_GetObject(self._page, 0)
        self._font = self._raw.FPDFTextObj_GetFont(sample)
        self._numbers = _glyph_numbers(face_path, index)

    def text(self, placed: Placed, across: float, down: float) -> Any:
        """A text object of one glyph, for a page that is `_PAGE` high."""
        raw = self._raw
        item = raw.FPDFPageObj_CreateTextObj(self.document, self._font, placed.size * down)
        raw.FPDFText_SetCharcodes(item, (ctypes.c_uint32 * 1)(self._numbers.get(ord(placed.char), 0)), 1)
        if placed.bold:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
            raw.FPDFPageObj_SetStrokeWidth(item, BOLD_WIDTH * placed.size * down)
        lean = SHEAR if placed.slanted else 0.0
        raw.FPDFPageObj_Transform(item, across / down, 0, lean, 1, placed.x * across, _PAGE - placed.y * down)
        return item


_EMBEDDED = {script: lru_cache(maxsize=count)(_Embedded) for script, count in _OPEN.items()}


@lru_cache(maxsize=512)
def _glyph_numbers(face_path: str, index: int) -> dict[int, int]:
    """The number of the glyph of each code point."""
    with open_font(Path(face_path), index) as font:
        # Names of our own: those of the font may have to be read from its outlines, which takes a second.
        order = [f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)]
        font.setGlyphOrder(order)
        return {code: int(name[5:]) for code, name in (font.getBestCmap() or {}).items()}


def _font_file(face_path: str, index: int) -> bytes:
    """A face as a file of its own: documents can't hold collections."""
    data = Path(face_path).read_bytes()
    if not data.startswith(b"ttcf"):
        return data
    # OpenType: the offset of each face's table directory; of each table its tag, checksum, offset and length.
    (start,) = struct.unpack_from(">L", data, 12 + 4 * index)
    (count,) = struct.unpack_from(">H", data, start + 4)
    header, parts = [data[start : start + 12]], []
    end = 12 + 16 * count
    for tag, checksum, offset, length in struct.iter_unpack(">4sLLL", data[start + 12 : start + 12 + 16 * count]):
        header.append(struct.pack(">4sLLL", tag, checksum, end, length))
        parts.append(data[offset : offset + length] + bytes(-length % 4))
        end += len(parts[-1])
    return b"".join(header + parts)


def _document(font: bytes) -> Iterator[bytes]:
    """A PDF of one page with a glyph of the font, in parts; character codes are glyph numbers (ISO 32000-1, 9.7)."""
    outlines = font.startswith(b"OTTO")
    kind, file = (b"CIDFontType0", b"FontFile3") if outlines else (b"CIDFontType2", b"FontFile2")
    extra = b"/Subtype/OpenType" if outlines else b"/Length1 %d" % len(font)
    text = b"BT /F 10 Tf <0000> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/%s/BaseFont/A/FontDescriptor 7 0 R/CIDToGIDMap/Identity/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>" % kind,
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[-1000 -1000 2000 2000]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 700/StemV 80/%s 8 0 R>>" % file,
    ]
    end, entries = 0, [b"0000000000 65535 f \n"]
    for part in (b"%PDF-1.6\n", *(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, 1))):
        if end:
            entries.append(b"%010d 00000 n \n" % end)
        end += len(part)
        yield part
    head, tail = b"8 0 obj\n<</Length %d%s>>stream\n" % (len(font), extra), b"\nendstream\nendobj\n"
    entries.append(b"%010d 00000 n \n" % end)
    end += len(head) + len(font) + len(tail)
    yield from (head, font, tail)
    yield b"xref\n0 %d\n%s" % (len(entries), b"".join(entries))
    yield b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(entries), end)
