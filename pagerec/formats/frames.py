"""Where the text of a line stands: what formats need that lay text over a picture.

A page whose text is turned by its skew is turned back first: places are in the
*frame* of the text, whose first axis runs along the lines and whose second
runs down, in pixels, about the upper left corner of the picture. Turning the
frame clockwise by `Page.skew` and `Line.direction` lays it on the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pagerec.page import Box, Char, Line
from pagerec.page.paragraphs import em_of

__all__ = ["ASCENT", "LineFrame", "Piece", "line_frame"]

ASCENT = 0.8
"""The share of a line's height that is above its baseline; full-width print has about a fifth below."""

_SMALLEST = 0.1
"""Ems that a piece is wide at least: characters may overlap, text may not run back."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A character, or the space between two, as it is laid on the picture.

    Attributes
    ----------
    text : str
    start, width : float
        Where it starts and how far it goes, pixels along the line. Pieces of
        a word touch: what is selected has no holes.
    char : Char, optional
        None for a space.
    """

    text: str
    start: float
    width: float
    char: Char | None


@dataclass(frozen=True, slots=True)
class LineFrame:
    """A line in the frame of its text.

    Attributes
    ----------
    pieces : tuple of Piece
        From left to right.
    top, height : float
        Pixels across the lines. A line of flat characters alone is as high as
        an em.
    """

    pieces: tuple[Piece, ...]
    top: float
    height: float

    @property
    def left(self) -> float:
        """Where the line starts, in pixels."""
        return self.pieces[0].start


def line_frame(line: Line, skew: float) -> LineFrame:
    """Lay out a line.

    Parameters
    ----------
    line : Line
    skew : float
        How far the text is turned clockwise, in degrees, besides the line's direction.

    Returns
    -------
    LineFrame
    """
    turned = [_turned_back(char.box.turned_back(line.direction), math.radians(skew)) for char in line.chars]
    top, bottom = min(box[1] for box in turned), max(box[3] for box in turned)
    em = em_of((line,))
    height = max(bottom - top, em)
    spans = [(box[0], box[2]) for box in turned]
    return LineFrame(tuple(_pieces(line, spans, em)), (top + bottom - height) / 2, height)


def _turned_back(box: Box, angle: float) -> tuple[float, float, float, float]:
    """A box moved to where its centre is without the skew; it keeps its size."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    along, across = x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)
    half_width, half_height = box.width / 2, box.height / 2
    return along - half_width, across - half_height, along + half_width, across + half_height


def _pieces(line: Line, spans: list[tuple[float, float]], em: float) -> Iterator[Piece]:
    least = _SMALLEST * em
    for (char, (start, end)), (after, (next_start, _)) in pairwise(zip(line.chars, spans, strict=True)):
        if after.space_before:
            yield Piece(char.text, start, max(end - start, least), char)
            yield Piece(" ", end, max(next_start - end, least), None)
        else:
            yield Piece(char.text, start, max(next_start - start, least), char)
    start, end = spans[-1]
    yield Piece(line.chars[-1].text, start, max(end - start, least), line.chars[-1])
