"""Arithmetic of rectangles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pagerec.segmentation.values import Region

places, sides = st.integers(-50, 50), st.integers(1, 40)
boxes = st.builds(lambda x, y, w, h: Region(x, y, x + w, y + h), places, places, sides, sides)


def pixels(box: Region) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


@given(boxes, boxes)
def test_boxes_meet_where_they_share_a_pixel(one: Region, two: Region) -> None:
    assert one.meets(two) == two.meets(one) == bool(pixels(one) & pixels(two))


@given(boxes, boxes, st.integers(1, 20))
def test_within_reach_is_what_a_wider_box_meets(one: Region, two: Region, reach: int) -> None:
    wider = Region(one.left - reach, one.top - reach, one.right + reach, one.bottom + reach)
    assert one.meets(two, reach) == wider.meets(two)


@given(boxes, boxes, boxes)
def test_joined_boxes_are_the_smallest_that_hold_all(one: Region, two: Region, three: Region) -> None:
    both = one.joined(two)
    assert both == two.joined(one)
    assert both.joined(three) == one.joined(two.joined(three))
    assert one.joined(one) == one
    assert pixels(both) >= pixels(one) | pixels(two)
    assert both.width <= max(one.right, two.right) - min(one.left, two.left)
    assert all(min(a, b) <= c <= max(a, b) for a, b, c in zip(one, two, both, strict=True))


@given(boxes, places, places)
def test_a_box_holds_its_pixels(box: Region, x: int, y: int) -> None:
    assert box.holds(x, y) == ((x, y) in pixels(box))
    assert box.width * box.height == len(pixels(box))
