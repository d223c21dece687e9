"""PDFs drawn page by page, and the text that they carry: in a process of its own, or here."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image

from pagerec.page import Block, Box, Char, Line, Page
from pagerec.page.paragraphs import em_of
from pagerec.sources.pdf_pages import MAX_BYTES, Drawing, OpenPdf, PdfPages, Text
from pagerec.sources.pdf_process import IsolatedPdf

if TYPE_CHECKING:
    from pagerec.sources.files import Source

__all__ = ["count", "drawn_picture", "has_text", "pictures", "read"]

_GAP = 1.5
"""Ems of white between two lines of different blocks."""


def count(source: Source) -> int:
    """Give the number of pages of a PDF, whichever of them are meant."""
    with _opened(source) as pdf:
        return pdf.count


def pictures(source: Source) -> Iterator[Image.Image]:
    """Draw the pages of a PDF; see `pagerec.sources.Source.pictures`."""
    with _opened(source) as pdf:
        for number in source.numbers(pdf.count):
            yield _drawn(source, pdf, number)


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
    with _opened(source) as pdf:
        for number in source.numbers(pdf.count):
            text = pdf.text(number, source.pdf.dpi, always=source.pdf.text_layer == "only")
            yield read_picture(_drawn(source, pdf, number)) if text is None else _page_of(text)


def has_text(source: Source) -> tuple[bool, ...]:
    """Whether each of the pages of a PDF carries text, visible or not."""
    with _opened(source) as pdf:
        return tuple(pdf.has_text(number) for number in source.numbers(pdf.count))


@contextmanager
def _opened(source: Source) -> Iterator[PdfPages]:
    file = source.file if isinstance(source.file, bytes) else os.fsdecode(source.file)
    limits, most = source.pdf.limits, max(source.max_bytes, MAX_BYTES)
    pdf: PdfPages = (
        OpenPdf(file, source.name, source.pdf.password, max_bytes=most)
        if limits is None
        else IsolatedPdf(file, source.name, source.pdf.password, limits, max_bytes=most)
    )
    try:
        yield pdf
    finally:
        pdf.close()


def _drawn(source: Source, pdf: PdfPages, number: int) -> Image.Image:
    return drawn_picture(pdf, number, source.pdf.dpi, source.max_pixels)


def drawn_picture(pdf: PdfPages, number: int, dpi: float, max_pixels: int) -> Image.Image:
    """Draw a page of an open PDF."""
    picture = _picture(pdf.draw(number, dpi, max_pixels))
    picture.info["dpi"] = (dpi, dpi)
    return picture


def _picture(drawn: Drawing) -> Image.Image:
    mode = "L" if drawn.mode == "L" else "RGB"
    size = drawn.width, drawn.height
    picture = Image.frombuffer(mode, size, drawn.content, "raw", drawn.mode, drawn.stride, 1)
    return picture if mode == "RGB" else picture.convert("RGB")


# The text that a page carries


def _page_of(text: Text) -> Page:
    return Page(tuple(_blocks(_lines(text))), text.width, text.height)


def _lines(text: Text) -> list[Line]:
    lines: list[list[Char]] = [[]]
    space = False
    for index, letter in enumerate(text.letters):
        if letter in "\r\n":
            lines.append([])
        elif not letter.isspace() and unicodedata.category(letter) != "Cc":
            box = Box(*text.places[4 * index : 4 * index + 4])
            lines[-1].append(Char(letter, box, 1.0, (), space))
        space = letter.isspace()
    return [Line(tuple(line)) for line in lines if line]


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
