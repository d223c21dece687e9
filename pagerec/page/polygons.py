"""Outlines of characters and lines that are not level: polygons in pixels of the picture."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pagerec.common.arguments import MOST_PIXELS, an_iterable, shown, within
from pagerec.errors import OptionError

if TYPE_CHECKING:
    from pagerec.page.box import Box

__all__ = ["Point", "Polygon", "around", "checked_outline", "corners_of"]


class Point(NamedTuple):
    """A place in the upright input picture.

    Attributes
    ----------
    x, y : float
        Pixels from the left and upper edge of the picture. Pixel (0, 0) reaches from 0 to 1 each way.
    """

    x: float
    y: float


Polygon: TypeAlias = tuple[Point, ...]
"""Points around a character or line, clockwise from where it begins as it is read."""


def corners_of(box: Box, direction: int = 0) -> Polygon:
    """Give the corners of a box, clockwise from the one where text of a direction begins.

    Parameters
    ----------
    box : Box
    direction : int, optional
        0, 90, 180 or 270 degrees, clockwise; see `pagerec.Line.direction`.

    Examples
    --------
    >>> from pagerec import Box
    >>> [tuple(point) for point in corners_of(Box(0, 0, 4, 30), 90)]
    [(4, 0), (4, 30), (0, 30), (0, 0)]
    """
    left, top, right, bottom = box
    corners = Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)
    first = direction // 90 % 4
    return corners[first:] + corners[:first]


def around(polygons: Sequence[Polygon], direction: int) -> Polygon:
    """Give the smallest rectangle around polygons that is slanted as they are.

    Parameters
    ----------
    polygons : sequence of Polygon
        Of characters; at least one.
    direction : int
        Of the line that they are in, 0, 90, 180 or 270 degrees.
    """
    edges = (complex(polygon[1][0] - polygon[0][0], polygon[1][1] - polygon[0][1]) for polygon in polygons)
    # Four times an angle is the same for print that lies on its side.
    angle = cmath.phase(sum(edge**4 / abs(edge) ** 3 for edge in edges if edge)) / 4
    quarter = math.pi / 2
    angle += round((math.radians(direction) - angle) / quarter) * quarter
    cosine, sine = math.cos(angle), math.sin(angle)
    along = [x * cosine + y * sine for polygon in polygons for x, y in polygon]
    aside = [y * cosine - x * sine for polygon in polygons for x, y in polygon]
    start, end, top, bottom = min(along), max(along), min(aside), max(aside)
    corners = (start, top), (end, top), (end, bottom), (start, bottom)
    return tuple(Point(u * cosine - v * sine, u * sine + v * cosine) for u, v in corners)


def checked_outline(name: str, points: object, most: int | None = None) -> Polygon | None:
    """Give points as an outline; None for none.

    Parameters
    ----------
    name : str
        What it is called in the error.
    points : sequence of (x, y), or None
    most : int, optional
        How many points there may be.

    Raises
    ------
    OptionError
        They are no pairs of numbers, not an even number of them and at least 4, or more than `most`.
    """
    if points is None:
        return None
    pairs = list(an_iterable(name, points, "points (x, y)"))
    if len(pairs) < 4 or len(pairs) % 2 or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        raise OptionError(f"{name} is {shown(points)}: give pairs (x, y), 4 or an even number more")
    if most is not None and len(pairs) > most:
        raise OptionError(f"{name} has {len(pairs)} points: give {most}")
    return tuple(
        Point(*(within(name, value, -MOST_PIXELS, MOST_PIXELS, "pixels of the picture") for value in pair))
        for pair in pairs
    )
