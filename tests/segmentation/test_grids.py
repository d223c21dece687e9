"""Grids of rules, of boxes alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagerec.page.box import Box
from pagerec.segmentation.grids import find_grids

EM = 20


def level(y: int, left: int, right: int) -> Box:
    return Box(left, y, right, y + 2)


def upright(x: int, top: int, bottom: int) -> Box:
    return Box(x, top, x + 2, bottom)


def ruled(xs: list[int], ys: list[int]) -> tuple[list[Box], list[Box]]:
    return [level(y, xs[0], xs[-1]) for y in ys], [upright(x, ys[0], ys[-1]) for x in xs]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.randoms(use_true_random=False))
def test_every_square_is_a_cell_however_rules_are_shuffled(rows: int, columns: int, shuffler: random.Random) -> None:
    lines, sides = ruled([90 * k for k in range(columns + 1)], [50 * k for k in range(rows + 1)])
    shuffler.shuffle(lines)
    shuffler.shuffle(sides)
    (grid,) = find_grids(lines, sides, EM)
    assert [(cell.row, cell.column) for cell in grid.cells] == [(r, c) for r in range(rows) for c in range(columns)]
    assert {(cell.row_span, cell.column_span) for cell in grid.cells} == {(1, 1)}


def test_missing_rules_make_cells_that_span() -> None:
    lines, sides = ruled([0, 100, 200, 300], [0, 50, 100, 150])
    lines[1] = level(50, 100, 300)
    sides[1] = upright(100, 0, 100)
    (grid,) = find_grids(lines, sides, EM)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid.cells}
    assert spans[0, 0] == (2, 1)
    assert spans[2, 0] == (1, 2)
    assert len(spans) == 7


def test_a_table_without_its_outer_sides() -> None:
    lines, _ = ruled([0, 300], [0, 40, 80])
    (grid,) = find_grids(lines, [upright(100, 0, 80), upright(200, 0, 80)], EM)
    assert len(grid.cells) == 6
    assert (grid.cells[0].box.left, grid.cells[2].box.right) == (0, 300)


def test_double_rules_are_one() -> None:
    lines, sides = ruled([0, 150, 300], [0, 40, 80])
    (grid,) = find_grids([*lines, level(5, 0, 300)], sides, EM)
    assert len(grid.cells) == 4


def test_two_grids() -> None:
    lines, sides = ruled([0, 100], [0, 50])
    more = (
        [Box(*(edge + 400 for edge in box)) for box in lines],
        [Box(*(edge + 400 for edge in box)) for box in sides],
    )
    assert [len(grid.cells) for grid in find_grids(lines + more[0], sides + more[1], EM)] == [1, 1]


@pytest.mark.parametrize(
    ("lines", "sides"),
    [
        ([], []),
        ([level(0, 0, 200)], [upright(0, 0, 100)]),
        ([level(0, 0, 200), level(90, 0, 200)], []),
        ([level(0, 0, 200), level(90, 0, 200)], [upright(400, 0, 90)]),
    ],
    ids=["nothing", "axes", "level rules alone", "apart"],
)
def test_no_grid(lines: list[Box], sides: list[Box]) -> None:
    assert find_grids(lines, sides, EM) == ()


def test_boxes_in_a_row_with_arrows_are_no_table() -> None:
    lines, sides = [], []
    for left in (0, 240, 480):
        found = ruled([left, left + 150], [0, 80])
        lines += found[0]
        sides += found[1]
    (grid,) = find_grids([*lines, level(40, 150, 240), level(40, 390, 480)], sides, EM)
    assert grid.cells == ()


def test_very_many_rules_are_no_table() -> None:
    assert (
        find_grids([level(9 * k, 0, 5000) for k in range(500)], [upright(9 * k, 0, 5000) for k in range(500)], 3) == ()
    )
