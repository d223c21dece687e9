"""Lines to blocks by their boxes alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagerec.page.box import Box
from pagerec.segmentation.blocks import in_blocks
from pagerec.segmentation.grids import GridCell
from pagerec.segmentation.layout_regions import LayoutRegion
from pagerec.segmentation.values import Course, TextLine

EM = 20.0


def line(left: float, top: float, width: float = 300, em: float = EM) -> TextLine:
    return TextLine(left, left + width, top + em / 2, em, top, top + em)


def two_columns() -> list[TextLine]:
    heading = line(0, 0, 700)
    return [heading, *(line(x, 60 + 30 * k) for x in (0, 400) for k in range(8))]


def key(text_line: TextLine) -> tuple[float, float]:
    return text_line.left, text_line.top


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(17)))
def test_columns_are_blocks_whatever_the_order(order: list[int]) -> None:
    text_lines = two_columns()
    found = in_blocks([text_lines[k] for k in order], (), EM)
    blocks: dict[int, list[TextLine]] = {}
    for text_line in found:
        blocks.setdefault(text_line.block, []).append(text_line)
    assert [len(blocks[k]) for k in sorted(blocks)] == [1, 8, 8]
    assert {text_line.left for text_line in blocks[1]} == {0}
    assert {text_line.left for text_line in blocks[2]} == {400}
    low, high = blocks[2][0].column
    assert 350 < low <= 400
    assert 695 < high < 710


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 600)), max_size=25))
def test_no_line_is_lost(places: list[tuple[int, int, int]]) -> None:
    text_lines = [line(*place) for place in places]
    found = in_blocks(text_lines, (), EM)
    assert sorted(map(key, found)) == sorted(map(key, text_lines))
    blocks = [text_line.block for text_line in found]
    assert blocks == sorted(blocks)


@pytest.mark.parametrize(("pitch", "blocks"), [(26, [0, 0, 1, 1]), (48, [0, 0, 0, 0])])
def test_two_lines_are_a_card_if_they_follow_closely(pitch: int, blocks: list[int]) -> None:
    text_lines = [line(x, y, width) for x in (0, 300) for y, width in ((0, 240), (pitch, 230))]
    assert [text_line.block for text_line in in_blocks(text_lines, (), EM)] == blocks


@pytest.mark.parametrize(("em", "blocks"), [(48.0, [0, 1, 1]), (28.0, [0, 0, 0])])
def test_lines_beside_a_tall_one_are_no_row_with_it(em: float, blocks: list[int]) -> None:
    """A clock's time beside weekday and date; the cells of a table's row may have two lines, too."""
    time = line(0, 25 - em / 2, 150, em)
    found = in_blocks([line(200, 28, 90), time, line(200, 0, 60)], (), EM)
    assert [one.block for one in sorted(found, key=key)] == blocks


def test_cells_of_a_table_are_blocks_of_their_own() -> None:
    boxes = [Box(x, 200, x + 200, 240) for x in (0, 200)]
    cells = tuple(GridCell(box, 0, column, 1, 1) for column, box in enumerate(boxes))
    table = LayoutRegion(Box(0, 200, 400, 240), "table", cells)
    inside = [line(210, 210, 100), line(10, 210, 100)]
    outside = [line(0, 100), line(0, 300)]
    found = in_blocks([*inside, *outside], [table], EM)
    by_place = {key(text_line): text_line.block for text_line in found}
    assert len({by_place[key(text_line)] for text_line in inside}) == 2
    assert by_place[key(outside[0])] == by_place[key(outside[1])]
    assert by_place[key(outside[0])] not in {by_place[key(text_line)] for text_line in inside}


def test_turned_lines_go_by_their_box() -> None:
    upright = TextLine(0, 200, 10, EM, 0, 20, course=Course(np.array([[800.0, 50.0], [800.0, 250.0]]), 0.0, 10.0))
    found = in_blocks([*two_columns(), upright], (), EM)
    turned = next(text_line for text_line in found if text_line.course is not None)
    assert turned.block not in {
        text_line.block for text_line in found if text_line.left == 0 and text_line.course is None
    }


def test_no_lines_are_no_blocks() -> None:
    assert in_blocks([], (), EM) == ()
    assert in_blocks([], (), 0.0, leaders=[line(0, 0, 100)]) == ()


def test_leaders_hold_titles_and_numbers_together() -> None:
    def rows(left: float) -> list[TextLine]:
        return [line(left + x, 30 * k, width) for k in range(8) for x, width in ((0, 120), (290, 10))]

    text_lines = [*rows(0), *rows(370)]
    leaders = [line(left + 128, 30 * k, 154) for left in (0, 370) for k in range(8)]
    found = in_blocks(text_lines, (), EM, leaders=leaders)
    assert sorted(map(key, found)) == sorted(map(key, text_lines)), "leaders are not among them"
    assert [text_line.left >= 370 for text_line in found] == [False] * 16 + [True] * 16
    blocks = {text_line.left >= 370: text_line.block for text_line in found}
    assert len({(text_line.block, text_line.left >= 370) for text_line in found}) == 2
    assert blocks[False] != blocks[True]
