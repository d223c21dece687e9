"""Lines to blocks, without pictures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagerec.page import Box
from pagerec.segmentation.grids import GridCell
from pagerec.segmentation.layout_regions import LayoutRegion
from pagerec.structure.blocks import find_blocks
from pagerec.structure.pieces import LinePiece
from tests.structure.made import WIDE, page_of, piece


def kinds(
    pieces: list[LinePiece], layout_regions: tuple[LayoutRegion, ...] = (), rules: tuple[Box, ...] = ()
) -> list[str]:
    return [draft.kind for draft in find_blocks(pieces, layout_regions, rules, 1400)]


texts = st.sampled_from(
    ["1. 甲", "2. 乙", WIDE, "图 1 院子", "2.1 方法", "x = y", "12", "① 注", "a  b  c", "d  e  f", "return x", "摘要"]
)
places = st.tuples(st.integers(0, 500), st.integers(0, 1300), st.sampled_from([14, 20, 30]), st.integers(0, 2))
regions = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.integers(0, 600)] * 2, *[st.integers(30, 500)] * 2)


@st.composite
def layout_regions(draw: st.DrawFn) -> LayoutRegion:
    box, kind = draw(regions), draw(st.sampled_from(["table", "frame", "figure", "capital"]))
    middle = (box.left + box.right) // 2
    cells = {
        "frame": (GridCell(box, 0, 0, 1, 1),),
        "table": (
            GridCell(box._replace(right=middle), 0, 0, 1, 1),
            GridCell(box._replace(left=middle), 0, 1, 1, 1),
        ),
    }
    return LayoutRegion(box, kind, cells.get(kind, ()))


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(texts, places), max_size=14), st.lists(layout_regions(), max_size=4, unique=True))
def test_every_character_is_in_one_block(
    given_lines: list[tuple[str, tuple[int, int, int, int]]], set_in: list[LayoutRegion]
) -> None:
    pieces = [
        piece(text, left, top, em, number, (left - left % 200, 720))
        for number, (text, (left, top, em, _)) in enumerate(given_lines)
    ]
    drafts = find_blocks(pieces, set_in, [Box(0, 700, 200, 702)], 1400)
    found = [origin for draft in drafts for part in draft.pieces for origin in part.origin]
    assert sorted(found) == sorted(origin for one in pieces for origin in one.origin)
    for draft in drafts:
        cells = [part for row in draft.rows for cell in row for part in cell.pieces]
        assert not cells or tuple(cells) == draft.pieces
        assert draft.pieces or draft.area is not None


def test_running_text_is_one_block() -> None:
    assert kinds(page_of(*[WIDE] * 8)) == ["paragraph"]


def test_numbered_paragraphs_are_a_list_and_one_alone_is_none() -> None:
    assert kinds(page_of(WIDE, "1. 温度", "2. 降水", WIDE)) == ["paragraph", "list", "paragraph"]
    assert kinds(page_of(WIDE, "1. 温度", WIDE, WIDE)) == ["paragraph"]


def test_a_section_needs_white_above() -> None:
    lines = page_of(WIDE, WIDE, "2.1 方法", WIDE, WIDE)
    assert kinds(lines) == ["paragraph"]
    apart = [
        *lines[:2],
        *(piece(one.text, top=100 + 32 * k + 16, number=k) for k, one in enumerate(lines[2:], start=2)),
    ]
    assert kinds(apart) == ["paragraph", "heading", "paragraph"]


def test_rows_of_a_list_of_numbers_are_a_table() -> None:
    rows = page_of(WIDE, "月份  最高  最低", "一月  8.2  1.5", "二月  10.6  3.0", "三月  15.1  7.3", WIDE)
    table = next(draft for draft in find_blocks(rows, (), (), 1400) if draft.kind == "table")
    assert [["".join(p.text for p in cell.pieces) for cell in row] for row in table.rows][1] == ["一月", "8.2", "1.5"]
    assert kinds(rows) == ["paragraph", "table", "paragraph"]


def test_two_rows_are_no_table() -> None:
    assert "table" not in kinds(page_of(WIDE, "日期  地点", "周一  东山", WIDE))


def test_numbers_of_formulas_make_no_table() -> None:
    rows = [piece(f"x={k}        ({k})", left=300, top=100 + 40 * k, number=k) for k in range(1, 5)]
    assert kinds([*page_of(WIDE)[:1], *rows]) == ["paragraph", "formula"]


@pytest.mark.parametrize("text", ["第三章 12", "12", "第 3 页"])
def test_a_number_at_the_foot(text: str) -> None:
    body = page_of(*[WIDE] * 8)
    foot = piece(text, left=340, top=1330, em=16, number=8)
    assert kinds([*body, foot]) == ["paragraph", "footer"]
    assert kinds([*body, piece(text, left=340, top=700, em=16, number=8)]) == ["paragraph"]


def test_a_grid_with_print_in_one_cell_is_a_figure() -> None:
    box = Box(100, 300, 500, 500)
    cells = (GridCell(box._replace(right=300), 0, 0, 1, 1), GridCell(box._replace(left=300), 0, 1, 1, 1))
    body = page_of(*[WIDE] * 4)
    label = piece("标签", left=150, top=400, number=4)
    assert kinds([*body, label], (LayoutRegion(box, "table", cells),)) == ["paragraph", "figure"]
    both = [label, piece("又一", left=350, top=400, number=5)]
    assert kinds([*body, *both], (LayoutRegion(box, "table", cells),)) == ["paragraph", "table"]


def test_nothing() -> None:
    assert find_blocks([], (), (), 100) == []
