"""PDFs drawn page by page, and the text that they carry: in a process of its own, or here."""

from __future__ import annotations

import os
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image

from pagerec.page import Block, Box, Char, Line, Page
from pagerec.page.paragraphs import em_of
from pagerec.sources.pdf_fields import with_fields
from pagerec.sources.pdf_pages import MAX_BYTES, Drawing, OpenPdf, PdfPages
from pagerec.sources.pdf_process import IsolatedPdf
from pagerec.sources.pdf_text import Text

if TYPE_CHECKING:
    from pagerec.sources.files import Source

__all__ = ["count", "drawn_picture", "has_text", "pictures", "places", "read"]

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


def places(source: Source, sizes: Sequence[tuple[int, int]]) -> Iterator[array[int]]:
    """Give the places of the characters that each page carries, if it had so many pixels."""
    with _opened(source) as pdf:
        for number, size in zip(source.numbers(pdf.count), sizes, strict=True):
            yield pdf.places(number, size)


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


def drawn_picture(pdf: PdfPages, number: int, dpi: float | None, max_pixels: int) -> Image.Image:
    """Draw a page of an open PDF."""
    drawn = pdf.draw(number, dpi, max_pixels)
    picture = _picture(drawn)
    picture.info["dpi"] = (drawn.dpi, drawn.dpi)
    return picture


def _picture(drawn: Drawing) -> Image.Image:
    mode = "L" if drawn.mode == "L" else "RGB"
    size = drawn.width, drawn.height
    picture = Image.frombuffer(mode, size, drawn.content, "raw", drawn.mode, drawn.stride, 1)
    return picture if mode == "RGB" else picture.convert("RGB")


# The text that a page carries


def _page_of(text: Text) -> Page:
    end = len(text.letters) - text.fields
    lines = with_fields(_lines(text, 0, end), _lines(text, end, len(text.letters)))
    return Page(tuple(_blocks(lines)), text.width, text.height, rotation=_rotation(lines))


def _lines(text: Text, start: int, stop: int) -> list[Line]:
    lines: list[list[Char]] = [[]]
    directions = [0]
    space = False
    for index in range(start, stop):
        letter = text.letters[index]
        if letter in "\r\n":
            lines.append([])
            directions.append(0)
        elif not letter.isspace() and unicodedata.category(letter) != "Cc":
            box = Box(*text.places[4 * index : 4 * index + 4])
            lines[-1].append(Char(letter, box, 1.0, (), space))
            directions[-1] = 90 * text.directions[index] if text.directions else 0
        space = letter.isspace()
    return [Line(tuple(line), direction) for line, direction in zip(lines, directions, strict=True) if line]


def _rotation(lines: Sequence[Line]) -> int:
    """The direction of most characters."""
    counts = Counter[int]()
    for line in lines:
        counts[line.direction] += len(line.chars)
    return max(counts, key=lambda direction: counts[direction], default=0)


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
    if above.direction != below.direction:
        return True
    upper, lower = (line.box.turned_back(line.direction) for line in (above, below))
    gap = lower.top - upper.bottom
    em = em_of((above, below))
    aside = lower.left >= upper.right or lower.right <= upper.left
    return not -em < gap < _GAP * em or aside
