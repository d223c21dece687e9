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
