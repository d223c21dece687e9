"""A rectangle: the one value for places, of characters as of regions of a page."""

from __future__ import annotations

from typing import NamedTuple

from pagerec.common.arguments import quarter_turns, shown
from pagerec.errors import OptionError

__all__ = ["Box"]


class Box(NamedTuple):
    """A rectangle in pixels of the upright input picture.

    Attributes
    ----------
    left, top : int
        The first column and row inside.
    right, bottom : int
        The first column and row outside (exclusive), so ``gray[top:bottom,
        left:right]`` is what the box holds.
    """

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns inside, in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows inside, in pixels."""
        return self.bottom - self.top

    def union(self, *others: Box) -> Box:
        """Give the smallest box that holds this one and all of `others`.

        Examples
        --------
        >>> Box(0, 2, 5, 9).union(Box(3, 0, 8, 4))
        Box(left=0, top=0, right=8, bottom=9)
        """
        try:
            lefts, tops, rights, bottoms = zip(self, *others, strict=True)
            return Box(min(lefts), min(tops), max(rights), max(bottoms))
        except (TypeError, ValueError):
            raise OptionError(f"{shown(others)} are no boxes: give Box values of whole pixels") from None

    def turned_back(self, direction: int) -> Box:
        """Give the box in a frame in which text of this direction runs to the right and lines follow downwards.

        Parameters
        ----------
        direction : int
            0, 90, 180 or 270 degrees, clockwise; see `Line.direction`.

        Examples
        --------
        >>> Box(10, 0, 14, 30).turned_back(90)
        Box(left=0, top=-14, right=30, bottom=-10)
        """
        if type(direction) is int and direction == 0:  # nearly always
            return self
        quarter_turns("direction", direction)
        left, top, right, bottom = self
        return {
            0: self,
            90: Box(top, -right, bottom, -left),
            180: Box(-right, -bottom, -left, -top),
            270: Box(-bottom, left, -top, right),
        }[direction]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        try:
            return bool(self.left <= x < self.right and self.top <= y < self.bottom)
        except (TypeError, ValueError):
            raise OptionError(f"{shown((x, y))} is no point: give x and y in pixels") from None

    def meets(self, other: Box, reach: float = 0.0) -> bool:
        """Whether the other one overlaps, or is not further away than `reach` pixels."""
        try:
            across = self.left < other.right + reach and other.left < self.right + reach
            return bool(across and self.top < other.bottom + reach and other.top < self.bottom + reach)
        except (AttributeError, TypeError, ValueError):
            raise OptionError(f"{shown(other)} is no box, or {shown(reach)} no number of pixels: give both") from None
