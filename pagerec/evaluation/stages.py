"""Reading with every stage's value kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pagerec.assembly import assemble
from pagerec.images import ImageInput, load_image
from pagerec.page import Page
from pagerec.reader import Reader
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice, decode
from pagerec.segmentation import Cells, Strip, extract_strip, find_cells
from pagerec.segmentation.page import PageLines, find_lines


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the stages said of a picture. The sequences have an entry for each line found.

    Attributes
    ----------
    layout : PageLines
    strips : sequence of Strip
    cells : sequence of Cells
    scores : sequence of Scores
    paths : sequence of sequence of Choice
        The chosen cells and candidates; empty for a line without characters, which the page leaves out.
    charset : Charset
    page : Page
    """

    layout: PageLines
    strips: Sequence[Strip]
    cells: Sequence[Cells]
    scores: Sequence[Scores]
    paths: Sequence[Sequence[Choice]]
    charset: Charset
    page: Page


@dataclass(frozen=True, slots=True)
class ReadChar:
    """A character of the page and where in the lattice it comes from.

    Attributes
    ----------
    text : str
    line : int
        Index of its strip.
    cell : int
        Index of its cell among the strip's.
    place : int
        How many characters stand before it on the line.
    """

    text: str
    line: int
    cell: int
    place: int


def read_stages(reader: Reader, image: ImageInput) -> Reading:
    """Read a picture as `Reader.read` does, and give every stage's value.

    Parameters
    ----------
    reader : Reader
    image : path, bytes, file object, PIL image or ndarray
    """
    charset = reader.model.classifier.charset
    layout = find_lines(load_image(image).gray)
    strips = [extract_strip(layout.ink.level, frame) for frame in layout.frames]
    cells = [find_cells(strip) for strip in strips]
    scores = reader._classify(strips, cells, None)
    paths = decode(cells, scores, charset, reader.model.language, reader.model.weights)
    page = assemble(layout, strips, cells, scores, paths, charset)
    return Reading(layout, strips, cells, scores, paths, charset, page)


def read_chars(reading: Reading) -> list[ReadChar]:
    """The page's characters in reading order, each with its cell."""
    lines = [number for number, path in enumerate(reading.paths) if path]
    return [
        ReadChar(char.text, number, choice.cell, place)
        for number, line in zip(lines, reading.page.lines, strict=True)
        for place, (char, choice) in enumerate(zip(line.chars, reading.paths[number], strict=True))
    ]
