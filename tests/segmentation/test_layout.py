"""Columns by their gutters, of masks alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pagerec.page.box import Box
from pagerec.segmentation.layout import KnownLines, find_regions

EM = 10
PITCH = 16


def rows(mask: NDArray[np.bool_], left: int, right: int, top: int, count: int) -> None:
    """Lines of solid print."""
    for top_ in range(top, top + PITCH * count, PITCH):
        mask[top_ : top_ + EM, left:right] = True


def page_of(*parts: tuple[int, int, int, int]) -> tuple[Box, ...]:
    """The regions of a page with parts of (left, right, top, lines)."""
    mask = np.zeros((700, 600), bool)
    for part in parts:
        rows(mask, *part)
    return find_regions(mask, EM)


def test_one_column_is_one_region() -> None:
    assert page_of((50, 550, 40, 12)) == (Box(50, 40, 550, 40 + 11 * PITCH + EM),)


def test_columns_are_read_from_left_to_right_between_what_is_above_and_below() -> None:
    regions = page_of((50, 550, 40, 2), (50, 280, 100, 10), (320, 550, 100, 10), (50, 550, 300, 2))
    assert [(box.left, box.right, box.top) for box in regions] == [
        (50, 550, 40),
        (50, 280, 100),
        (320, 550, 100),
        (50, 550, 300),
    ]


def test_three_columns() -> None:
    regions = page_of((20, 190, 40, 10), (220, 390, 40, 10), (420, 590, 40, 10))
    assert [(box.left, box.right) for box in regions] == [(20, 190), (220, 390), (420, 590)]


CARDS = (20, 190, 40, 3), (220, 390, 40, 3), (420, 590, 40, 3)


@pytest.mark.parametrize(("left", "right"), [(20, 390), (220, 590), (20, 590)])
def test_what_stands_below_some_cards_of_a_row_is_read_after_all_of_them(left: int, right: int) -> None:
    regions = page_of(*CARDS, (left, right, 120, 1))
    assert [(box.left, box.right) for box in regions[:3]] == [(20, 190), (220, 390), (420, 590)]
    assert [box.top for box in regions] == [40, 40, 40, 120]


def test_a_column_goes_on_below_a_list_in_two_parts_beside_another_one() -> None:
    """Its neighbour goes on, too: the row below the list stands on both sides."""
    regions = page_of((20, 140, 40, 4), (170, 290, 40, 4), (20, 290, 40 + 4 * PITCH, 4), (330, 590, 40, 8))
    assert [box.left for box in regions] == [20, 170, 20, 330]


def panes(*parts: tuple[int, int, list[int]]) -> tuple[Box, ...]:
    """The regions of a page with parts of (left, right, tops of lines), whose lines are known."""
    mask = np.zeros((700, 600), bool)
    lines = [(left, top, right, top + EM) for left, right, tops in parts for top in tops]
    for left, top, right, bottom in lines:
        mask[top:bottom, left:right] = True
    return find_regions(mask, EM, known=KnownLines(np.array(lines, float)))


SIDEBAR, LIST = [100 + 30 * k for k in range(6)], [107 + 37 * k for k in range(5)]


def test_lines_in_steps_of_their_own_are_panes() -> None:
    """A sidebar is narrower than a column of text, and its lines fill little of it."""
    regions = panes((20, 70, SIDEBAR), (120, 200, LIST), (300, 340, LIST))
    assert [(box.left, box.right) for box in regions] == [(20, 70), (120, 340)]


def test_lines_in_rows_are_a_table() -> None:
    assert len(panes((20, 70, SIDEBAR), (120, 200, SIDEBAR), (300, 340, SIDEBAR))) == 1
    between = [top + 15 for top in SIDEBAR]  # a cell of one line beside two
    assert len(panes((20, 70, SIDEBAR), (120, 200, between[:-1]))) == 1


def test_what_is_above_panes_and_across_them_is_read_before_and_after() -> None:
    bar, menu = (20, 340, [400]), [(left, left + 40, [60]) for left in (20, 80, 140, 200)]
    regions = panes(*menu, (20, 70, SIDEBAR), (120, 200, LIST), (300, 340, LIST), bar)
    assert [box.left for box in regions] == [20, 20, 120, 20]
    assert [box.top for box in regions] == [60, 100, 107, 400]


def test_a_table_beside_text_is_no_column_of_text() -> None:
    """Its cells are short, whatever they fill together."""
    tops = [40 + PITCH * k for k in range(10)]
    assert len(panes((20, 250, tops), (300, 350, tops), (370, 420, tops))) == 1
    assert len(panes((20, 250, tops), (300, 312, tops), (330, 560, tops))) == 2, "numbers of a list"


def test_a_gutter_is_an_em_wide() -> None:
    assert len(page_of((50, 290, 40, 10), (301, 550, 40, 10))) == 2
    assert len(page_of((50, 292, 40, 10), (300, 550, 40, 10))) == 1


def test_a_narrow_column_is_none() -> None:
    assert len(page_of((50, 130, 40, 10), (160, 550, 40, 10))) == 1
    assert len(page_of((50, 150, 40, 10), (180, 550, 40, 10))) == 2


@pytest.mark.parametrize(("count", "found"), [(4, 2), (1, 1)])
def test_columns_have_lines(count: int, found: int) -> None:
    assert len(page_of((50, 280, 40, count), (320, 550, 40, count))) == found


def test_a_table_is_read_row_by_row() -> None:
    ragged = [(left, left + 30 + 47 * (k * 5 % 4), 40 + PITCH * k, 1) for left in (50, 320) for k in range(5)]
    assert len(page_of(*ragged)) == 1


def test_a_title_over_one_column_stays_alone() -> None:
    mask = np.zeros((400, 600), bool)
    mask[20:36, 50:280] = True
    rows(mask, 50, 280, 60, 10)
    rows(mask, 320, 550, 60, 10)
    assert [box.left for box in find_regions(mask, EM)] == [50, 50, 320]


def test_an_empty_page_has_no_region() -> None:
    assert find_regions(np.zeros((40, 60), bool), EM) == ()


def test_a_grid_of_dots_is_done_soon() -> None:
    mask = np.zeros((2000, 2000), bool)
    mask[::4, ::40] = True
    assert find_regions(mask, 2.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 80)] * 2, st.integers(1, 60), st.integers(1, 6)), max_size=12))
def test_all_print_is_in_one_region(boxes: list[tuple[int, int, int, int]]) -> None:
    mask = np.zeros((100, 150), bool)
    for left, top, width, height in boxes:
        mask[top : top + height, left : left + width] = True
    covered = np.zeros(mask.shape, int)
    for region in find_regions(mask, 3.0):
        covered[region.top : region.bottom, region.left : region.right] += 1
    assert (covered[mask] == 1).all()
