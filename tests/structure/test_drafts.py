"""Blocks in the making: their places, and the cells of tables."""

from __future__ import annotations

from dataclasses import replace

from pagerec.page import Box
from pagerec.segmentation.grids import GridCell
from pagerec.segmentation.layout_regions import LayoutRegion
from pagerec.structure.drafts import Draft, box_of
from pagerec.structure.grid_rows import find_tables
from tests.structure.made import page_of, piece


def test_lines_take_the_width_of_their_column() -> None:
    lines = [piece("甲乙", left=40, top=100), piece("丙丁", left=40, top=132)]
    draft = Draft.of_lines("paragraph", lines)
    assert draft.place == Box(0, 101, 720, 151)
    assert draft.area is None
    hanging = replace(lines[0], column=(60.0, 200.0))
    assert Draft.of_lines("list", [hanging]).place == Box(41, 101, 200, 119)


def test_the_box_of_lines_holds_them_all() -> None:
    lines = [piece("甲", left=40, top=100), piece("丙丁", left=10, top=132), piece("戊", left=200, top=60)]
    assert box_of(lines) == Box(11, 61, 219, 151)


def test_cells_of_rows_meet_half_way() -> None:
    (rows,) = find_tables(page_of("月份  最高", "一月  8.2", "二月  9.3", step=40), ())
    draft = Draft.of_rows(rows)
    assert draft.kind == "table"
    assert [[cell.column for cell in row] for row in draft.rows] == [[0, 1]] * 3
    boxes = [[cell.box for cell in row] for row in draft.rows]
    assert [row[0].bottom for row in boxes[:2]] == [row[0].top for row in boxes[1:]] == [130, 170]
    for left, right in boxes:
        assert left.right == right.left == 60, "half-way between 39 and 81"
    assert boxes[0][0].top == rows.box.top
    assert boxes[-1][-1].bottom == rows.box.bottom
    assert [one.text for one in draft.pieces] == ["月份", "最高", "一月", "8.2", "二月", "9.3"]


def test_a_ruled_table_has_its_cells() -> None:
    box = Box(0, 0, 200, 100)
    cells = (
        GridCell(Box(0, 0, 200, 50), 0, 0, 1, 2),
        GridCell(Box(0, 50, 100, 100), 1, 0, 1, 1),
        GridCell(Box(100, 50, 200, 100), 1, 1, 1, 1),
    )
    low, high, other = piece("乙", left=10, top=75), piece("甲", left=60, top=55), piece("丙", left=110, top=60)
    draft = Draft.of_grid(LayoutRegion(box, "table", cells), {1: [low, high], 2: [other]})
    assert draft.area == draft.place == box
    assert [len(row) for row in draft.rows] == [1, 2]
    head, (left, right) = draft.rows[0][0], draft.rows[1]
    assert (head.column_span, head.row_span, head.pieces) == (2, 1, ())
    assert [one.text for one in left.pieces] == ["甲", "乙"], "from top to bottom"
    assert [one.text for one in right.pieces] == ["丙"]
    assert draft.pieces == (high, low, other)
