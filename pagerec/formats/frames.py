"""Where the text of a line stands: what formats need that lay text over a picture.

A line that is slanted is turned back first: places are in the *frame* of the line, whose first axis runs along it and
whose second runs down, in pixels, about the upper left corner of the picture. Turning the frame clockwise by its angle
lays it on the picture. Characters of a bent line leave its frame, each turned by some degrees.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pagerec.page import Char, Line
from pagerec.page.paragraphs import em_of

__all__ = ["ASCENT", "LineFrame", "WordPiece", "line_frame"]

ASCENT = 0.8
"""The share of a line's height that is above its baseline; full-width print has about a fifth below."""

_SMALLEST = 0.1
"""Ems that a piece is wide at least: characters may overlap, text may not run back."""

_UNSURE = 1.0
"""Pixels that the ends of a line may be wrong across it: a short line does not tell its slant."""


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A character, or the space between two, as it is laid on the picture.

    Attributes
    ----------
    text : str
    start, width : float
        Where it starts and how far it goes, pixels along the line. Pieces of
        a word touch: what is selected has no holes.
    char : Char, optional
        None for a space.
    drop : float
        How far it stands below the frame's own row, in pixels; of a bent line alone.
    turn : float
        Degrees by which it is turned clockwise in the frame, about its own middle row.
    """

    text: str
    start: float
    width: float
    char: Char | None
    drop: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class LineFrame:
    """A line in the frame of its text.

    Attributes
    ----------
    pieces : tuple of WordPiece
        From left to right.
    top, height : float
        Pixels across the lines. A line of flat characters alone is as high as
        an em.
    angle : float
        Degrees by which the frame is turned on the picture.
    """

    pieces: tuple[WordPiece, ...]
    top: float
    height: float
    angle: float = 0.0

    @property
    def left(self) -> float:
        """Where the line starts, in pixels."""
        return self.pieces[0].start

    def baseline_at(self, piece: WordPiece) -> tuple[float, float]:
        """Where the baseline of a piece begins, in the frame."""
        below, turn = (ASCENT - 0.5) * self.height, math.radians(piece.turn)
        middle = self.top + self.height / 2 + piece.drop
        return piece.start - below * math.sin(turn), middle + below * math.cos(turn)


def line_frame(line: Line, skew: float) -> LineFrame:
    """Lay out a line.

    Parameters
    ----------
    line : Line
    skew : float
        How far the text of the page is turned clockwise, in degrees, besides the line's direction: the slant of lines
        that have no outline.

    Returns
    -------
    LineFrame
    """
    slant = _slant(line, skew)
    angle = slant + line.direction
    placed = [_in_frame(char, angle, line.direction) for char in line.chars]
    em = em_of((line,))
    if line.outline is not None:  # boxes around slanted squares are larger
        em = max(1.0, em / (abs(math.cos(math.radians(slant))) + abs(math.sin(math.radians(slant)))))
    spans = [(start, end) for start, _, end, _ in placed]
    if line.outline is not None and len(line.outline) > 4:
        return _bent_frame(line, spans, angle, em)
    top, bottom = min(place[1] for place in placed), max(place[3] for place in placed)
    height = max(bottom - top, em)
    return LineFrame(tuple(_pieces(line, spans, em)), (top + bottom - height) / 2, height, angle)


def _slant(line: Line, skew: float) -> float:
    """By how many degrees a line falls in its direction: by the page's skew, unless its outline says otherwise."""
    if line.outline is None:
        return skew
    half = len(line.outline) // 2
    (start, begin), (end, stop) = ((line.outline[k], line.outline[-1 - k]) for k in (0, half - 1))
    across, down = end[0] + stop[0] - start[0] - begin[0], end[1] + stop[1] - start[1] - begin[1]
    angle = math.degrees(math.atan2(down, across)) - line.direction
    angle = (angle + 180) % 360 - 180
    unsure = math.degrees(math.atan2(2 * _UNSURE, math.hypot(across, down)))
    return skew if abs(angle - skew) <= unsure else angle


def _in_frame(char: Char, angle: float, direction: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a character in a frame turned by an angle."""
    if angle == direction and char.outline is None:  # nearly always
        return char.box.turned_back(direction)
    turned = [_turned_back(x, y, math.radians(angle)) for x, y in char.polygon]
    along, across = [x for x, _ in turned], [y for _, y in turned]
    x, y = sum(along) / 4, sum(across) / 4
    if char.outline is None:  # a box around something slanted is moved, and keeps its size
        box = char.box.turned_back(direction)
        wide, high = float(box.width), float(box.height)
    else:  # half of the corners are on either side
        along, across = sorted(along), sorted(across)
        wide, high = (sum(values[2:]) / 2 - sum(values[:2]) / 2 for values in (along, across))
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _turned_back(x: float, y: float, angle: float) -> tuple[float, float]:
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def _bent_frame(line: Line, spans: list[tuple[float, float]], angle: float, em: float) -> LineFrame:
    """A line whose pieces follow the middle of its outline."""
    assert line.outline is not None
    half = len(line.outline) // 2
    turned = [_turned_back(x, y, math.radians(angle)) for x, y in line.outline]
    upper, lower = turned[:half], turned[half:][::-1]
    middle = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in zip(upper, lower, strict=True)]
    height = max(sum(math.dist(a, b) for a, b in zip(upper, lower, strict=True)) / half, em)
    row = sum(y for _, y in middle) / half
    pieces = tuple(_following(piece, middle, row) for piece in _pieces(line, spans, em))
    return LineFrame(pieces, row - height / 2, height, angle)


def _following(piece: WordPiece, middle: list[tuple[float, float]], row: float) -> WordPiece:
    """A piece moved and turned as the line's middle runs below it."""
    end = piece.start + piece.width
    first, last = (_row_at(x, middle) for x in (piece.start, end))
    turn = math.degrees(math.atan2(last - first, piece.width))
    width = math.hypot(piece.width, last - first)
    return replace(piece, width=width, drop=first - row, turn=turn)


def _row_at(x: float, middle: list[tuple[float, float]]) -> float:
    """The row of a polyline at x, with its first and last part going on beyond its ends."""
    number = min(max(bisect_right(middle, (x, math.inf)), 1), len(middle) - 1)
    (left, above), (right, below) = middle[number - 1], middle[number]
    return above + (below - above) * (x - left) / max(right - left, 1e-6)


def _pieces(line: Line, spans: list[tuple[float, float]], em: float) -> Iterator[WordPiece]:
    least = _SMALLEST * em
    for (char, (start, end)), (after, (next_start, _)) in pairwise(zip(line.chars, spans, strict=True)):
        if after.space_before:
            yield WordPiece(char.text, start, max(end - start, least), char)
            yield WordPiece(" ", end, max(next_start - end, least), None)
        else:
            yield WordPiece(char.text, start, max(next_start - start, least), char)
    start, end = spans[-1]
    yield WordPiece(line.chars[-1].text, start, max(end - start, least), line.chars[-1])
