"""Boxes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pagerec import Box
from tests.page.made import boxes


def test_box_sizes_and_union() -> None:
    box = Box(2, 3, 10, 20)
    assert (box.width, box.height) == (8, 17)
    assert box.union() == box
    assert box.union(Box(0, 5, 4, 30), Box(9, 1, 11, 2)) == Box(0, 1, 11, 30)


@given(st.lists(boxes(), min_size=1, max_size=5))
def test_union_holds_every_box(some: list[Box]) -> None:
    whole = some[0].union(*some[1:])
    assert all(
        whole.left <= b.left and whole.top <= b.top and whole.right >= b.right and whole.bottom >= b.bottom
        for b in some
    )


def test_holds_and_meets() -> None:
    box = Box(2, 3, 10, 20)
    assert [box.holds(*point) for point in ((2, 3), (9.9, 19.9), (10, 5), (5, 20), (1.9, 5))] == [True, True] + [
        False
    ] * 3
    assert not box.meets(Box(10, 3, 12, 20))
    assert box.meets(Box(12, 3, 14, 20), 2.5)
    assert not box.meets(Box(2, 23, 10, 30), 2.5)


places, sides = st.integers(-50, 50), st.integers(1, 40)
rectangles = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), places, places, sides, sides)


def pixels(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


@given(rectangles, rectangles)
def test_boxes_meet_where_they_share_a_pixel(one: Box, two: Box) -> None:
    assert one.meets(two) == two.meets(one) == bool(pixels(one) & pixels(two))


@given(rectangles, rectangles, st.integers(1, 20))
def test_within_reach_is_what_a_wider_box_meets(one: Box, two: Box, reach: int) -> None:
    wider = Box(one.left - reach, one.top - reach, one.right + reach, one.bottom + reach)
    assert one.meets(two, reach) == wider.meets(two)


@given(rectangles, rectangles, rectangles)
def test_united_boxes_are_the_smallest_that_hold_all(one: Box, two: Box, three: Box) -> None:
    both = one.union(two)
    assert both == two.union(one)
    assert both.union(three) == one.union(two.union(three))
    assert one.union(one) == one
    assert pixels(both) >= pixels(one) | pixels(two)
    assert both.width <= max(one.right, two.right) - min(one.left, two.left)
    assert all(min(a, b) <= c <= max(a, b) for a, b, c in zip(one, two, both, strict=True))


@given(rectangles, places, places)
def test_a_box_holds_its_pixels(box: Box, x: int, y: int) -> None:
    assert box.holds(x, y) == ((x, y) in pixels(box))
    assert box.width * box.height == len(pixels(box))
