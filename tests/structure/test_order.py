"""Reading order, of boxes alone."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagerec.page import Box
from pagerec.structure.order import comes_before, reading_order

R = Box

PAGES = {
    "one below the other": [R(0, 0, 90, 10), R(0, 12, 90, 30), R(0, 33, 60, 50)],
    "two columns": [R(0, 0, 40, 30), R(0, 32, 40, 90), R(50, 0, 90, 50), R(50, 52, 90, 90)],
    "three columns and a title": [R(0, 0, 140, 9), R(0, 20, 40, 90), R(50, 20, 90, 80), R(100, 20, 140, 85)],
    "a band between columns": [
        *(R(0, 0, 40, 38), R(50, 0, 90, 40), R(0, 45, 90, 50)),
        *(R(0, 55, 40, 90), R(50, 55, 90, 80), R(0, 95, 90, 99)),
    ],
    "a figure over two of three columns": [
        *(R(0, 0, 90, 40), R(0, 45, 40, 90), R(50, 45, 90, 90)),
        R(100, 0, 140, 90),
    ],
    "a narrow title over both columns": [R(30, 0, 60, 9), R(0, 20, 40, 90), R(50, 20, 90, 80)],
    "two columns of different heights": [R(0, 40, 40, 50), R(0, 52, 40, 60), R(50, 0, 90, 90)],
    "a box beside the end of a paragraph": [R(0, 0, 90, 30), R(0, 32, 50, 60), R(60, 32, 90, 60), R(0, 65, 90, 80)],
    "a table in a column": [R(0, 0, 40, 30), R(5, 32, 35, 50), R(0, 52, 40, 90), R(50, 0, 90, 90)],
}
"""Boxes in the order in which they are read."""

boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(1, 200),
    st.integers(1, 200),
)


@pytest.mark.parametrize("name", PAGES)
def test_any_order_of_the_input_gives_the_order_of_reading(name: str) -> None:
    expected = PAGES[name]
    for seed in range(10):
        shuffled = random.Random(seed).sample(expected, len(expected))
        assert [shuffled[k] for k in reading_order(shuffled)] == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(boxes, max_size=25), st.randoms(use_true_random=False))
def test_every_box_once_and_the_same_however_shuffled(given_boxes: list[Box], shuffler: random.Random) -> None:
    order = reading_order(given_boxes)
    assert sorted(order) == list(range(len(given_boxes)))
    shuffled = shuffler.sample(given_boxes, len(given_boxes))
    assert [shuffled[k] for k in reading_order(shuffled)] == [given_boxes[k] for k in order]


@settings(max_examples=100, deadline=None)
@given(st.lists(boxes, min_size=2, max_size=15))
def test_the_rules_are_kept_where_they_do_not_contradict_each_other(given_boxes: list[Box]) -> None:
    before = comes_before(np.array(given_boxes, np.float64))
    assert not (before & before.T).any()
    chain = before.astype(int)
    for _ in range(4):
        chain = np.minimum(chain + chain @ chain, 1)
    order = reading_order(given_boxes)
    if not np.diag(chain).any():
        assert all(not before[later, earlier] for k, earlier in enumerate(order) for later in order[k + 1 :])


def test_the_order_moves_and_grows_with_the_page() -> None:
    for page in PAGES.values():
        larger = [Box(*(3 * edge + 70 for edge in box)) for box in page]
        assert reading_order(larger) == list(range(len(page)))


def test_contradictions_end() -> None:
    """Left of, above, and above again, in a ring."""
    ring = [R(0, 60, 30, 70), R(40, 0, 80, 10), R(20, 30, 60, 40), R(70, 50, 90, 55), R(25, 45, 75, 48)]
    assert sorted(reading_order(ring * 20)) == list(range(100))


def test_very_many_boxes_are_read_from_top_to_bottom() -> None:
    many = [R(5 * k % 700, k, 5 * k % 700 + 3, k + 2) for k in range(5000)]
    assert reading_order(many) == list(range(5000))


def test_nothing() -> None:
    assert reading_order([]) == []
