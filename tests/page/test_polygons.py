"""Outlines in the picture."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pagerec import Box, OptionError
from pagerec.page.polygons import Point, Polygon, around, checked_outline, corners_of

DIRECTIONS = (0, 90, 180, 270)


def turned(polygon: Polygon, degrees: float) -> Polygon:
    """Points turned clockwise about the picture's corner."""
    angle = math.radians(degrees)
    return tuple(
        Point(x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)) for x, y in polygon
    )


def near(one: Polygon, other: Polygon) -> bool:
    return all(math.dist(a, b) < 1e-6 * (1 + math.hypot(*a)) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_corners_start_where_text_begins_and_go_clockwise(direction: int) -> None:
    corners = corners_of(Box(2, 3, 7, 30), direction)
    assert corners[0] == {0: (2, 3), 90: (7, 3), 180: (7, 30), 270: (2, 30)}[direction]
    area = sum(a.x * b.y - b.x * a.y for a, b in zip(corners, corners[1:] + corners[:1], strict=True)) / 2
    assert area == 5 * 27, "clockwise, as rows go down"


@given(st.floats(-44, 44), st.sampled_from(DIRECTIONS), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_around_turned_boxes_is_the_turned_box_around(slant: float, direction: int, widths: list[int]) -> None:
    assume(abs(slant) < 44)
    level, left = [], 0
    for width in widths:
        level.append(corners_of(Box(left, 0, left + width, 30)))
        left += width + 2
    whole = corners_of(Box(0, 0, left - 2, 30))
    found = around([turned(polygon, direction + slant) for polygon in level], direction)
    assert near(found, turned(whole, direction + slant))


def test_characters_on_their_side_slant_as_the_line_does() -> None:
    upright, lying = corners_of(Box(0, 0, 20, 30)), corners_of(Box(22, 0, 42, 30), 90)
    found = around([turned(upright, 5), turned(lying, 5)], 0)
    assert near(found, turned(corners_of(Box(0, 0, 42, 30)), 5))


@pytest.mark.parametrize(
    "points",
    [[(0, 0), (1, 0), (1, 1)], [(0, 0)] * 5, [(0, 0, 0)] * 4, "abcd", [(0, "a")] * 4, [(0, math.nan)] * 4],
    ids=["three", "odd", "triples", "text", "no numbers", "nan"],
)
def test_outlines_are_an_even_number_of_points(points: Any) -> None:
    with pytest.raises(OptionError, match=r"Line\.outline"):
        checked_outline("Line.outline", points)


def test_points_in_any_form_are_taken() -> None:
    found = checked_outline("Line.outline", [[0, 0], (4, 0), (4, 3), [0, 3]])
    assert found == ((0, 0), (4, 0), (4, 3), (0, 3))
    assert isinstance(found, tuple)
    assert all(isinstance(point, Point) for point in found)
    assert checked_outline("Line.outline", None) is None
    with pytest.raises(OptionError, match="has 6 points: give 4"):
        checked_outline("Char.outline", [(0, 0)] * 6, 4)
