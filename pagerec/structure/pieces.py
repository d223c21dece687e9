"""Lines as the analysis of a page sees them: level, with the size of their print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import ceil
from statistics import median

from pagerec.page import Box, Line
from pagerec.recognition.charset import is_han
from pagerec.segmentation.profiles import weighted_quantile

from .params import PARAMS, BlockParams


@dataclass(frozen=True, eq=False)
class LinePiece:
    """A printed line, or the part of one in a cell of a table.

    Attributes
    ----------
    line : Line
    box : Box
        Its ink, in pixels of the level page.
    em, centre : float
        From the line's frame.
    spans : tuple of (left, right)
        Extent of each character on the level page.
    origin : tuple of (line, place)
        Where each character comes from: the line image's number, and its place in the path through it.
    block : int
        Number of the block that was cut out of the page.
    column : (left, right)
        Extent of that block.
    weight : float
        How thick the strokes are: share of the ink that has ink all around.
    """

    line: Line
    box: Box
    em: float
    centre: float
    spans: tuple[tuple[float, float], ...]
    origin: tuple[tuple[int, int], ...]
    block: int = 0
    column: tuple[float, float] = (0.0, 0.0)
    weight: float = 0.0

    @cached_property
    def text(self) -> str:
        """The line's text."""
        return self.line.text

    @cached_property
    def han_share(self) -> float:
        """Share of the characters that are Han."""
        return sum(is_han(char.text) for char in self.line.chars) / len(self.line.chars)

    @property
    def indent(self) -> float:
        """White left of the line in its column, in ems."""
        return (self.box.left - self.column[0]) / self.em

    @property
    def slack(self) -> float:
        """White right of the line in its column, in ems."""
        return (self.column[1] - self.box.right) / self.em

    def part(self, start: int, stop: int) -> LinePiece:
        """Some of the characters as a line of their own."""
        spans = self.spans[start:stop]
        box = self.box._replace(left=int(spans[0][0]), right=ceil(spans[-1][1]))
        line = Line(self.line.chars[start:stop], self.line.direction)
        origin = self.origin[start:stop]
        return replace(self, line=line, box=box, spans=spans, origin=origin)

    def after(self, other: LinePiece) -> LinePiece:
        """The characters of another line before those of this one."""
        line = Line(other.line.chars + self.line.chars, self.line.direction)
        box = self.box.union(other.box)
        origin, spans = other.origin + self.origin, other.spans + self.spans
        return replace(self, line=line, box=box, spans=spans, origin=origin)


def gap(above: LinePiece, below: LinePiece) -> float:
    """White between two lines whose characters are as high as an em, in pixels."""
    return below.centre - above.centre - (above.em + below.em) / 2


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on a page.

    Attributes
    ----------
    em : float
        Size of the body.
    gap : float
        White between two lines, in ems.
    weight : float
        Of the body's strokes.
    """

    em: float
    gap: float
    weight: float

    @classmethod
    def of(cls, pieces: Sequence[LinePiece], params: BlockParams = PARAMS.blocks) -> Usual:
        """Of all lines, each counted by its characters."""
        em = _usual([(piece.em, len(piece.spans)) for piece in pieces])
        ordered = sorted(pieces, key=lambda piece: (piece.block, piece.centre))
        pairs = [(a, b) for a, b in pairwise(ordered) if a.block == b.block]
        gaps = [gap(a, b) / em for a, b in pairs if abs(a.em - b.em) < params.alike * em]
        weight = _usual([(piece.weight, len(piece.spans)) for piece in pieces])
        return cls(em, median(gaps) if gaps else params.gap, weight)


def _usual(values: Sequence[tuple[float, int]]) -> float:
    """Weighted median."""
    return weighted_quantile([value for value, _ in values], [count for _, count in values], 0.5) if values else 0.0
