"""Files with pages, and a simple reader of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from pagerec import Block, Box, Char, Line, Page
from pagerec.sources.images import ImageInput, load_image

TEXT = ["一页印刷的汉字，", "Hello 12.5% 。"]


class WidthReader:
    """Reads a picture as its width; counts what was read."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, int]] = []

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        raster = load_image(image)
        self.seen.append((raster.width, raster.height))
        letters = str(raster.width) if alphabet is None else alphabet
        chars = tuple(Char(letter, Box(index, 0, index + 1, 1), 0.5) for index, letter in enumerate(letters))
        return Page((Block((Line(chars),)),), raster.width, raster.height)


def pdf_of(*widths: int, **options: Any) -> bytes:
    """A PDF with a blank page for every width, in points; `options` encrypt it."""
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.Pdf.new() as pdf:
        for width in widths:
            pdf.add_blank_page(page_size=(width, 50))
        out = io.BytesIO()
        pdf.save(out, **({"encryption": pikepdf.Encryption(**options)} if options else {}))
    return out.getvalue()


def typeset(rows: list[str] = TEXT, invisible: bool = False, rotate: int = 0) -> bytes:
    """A PDF with text, 200 points square."""
    pytest.importorskip("pypdfium2")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")
    fonts = pytest.importorskip("reportlab.pdfbase.ttfonts")
    path = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    if not path.exists():
        pytest.skip(f"needs {path} (Debian: fonts-wqy-microhei)")
    metrics.registerFont(fonts.TTFont("hei", str(path)))
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(200, 200))
    page.setPageRotation(rotate)
    text = page.beginText(20, 150)
    text.setFont("hei", 16)
    text.setLeading(24)
    text.setTextRenderMode(3 if invisible else 0)
    for row in rows:
        text.textLine(row)
    page.drawText(text)
    page.showPage()
    page.save()
    return out.getvalue()
