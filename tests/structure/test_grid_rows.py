"""Rows whose parts stand below each other are tables."""

from __future__ import annotations

import pytest

from pagerec.page import Box
from pagerec.structure.grid_rows import Rows, find_tables
from pagerec.structure.pieces import LinePiece
from tests.structure.made import EM, WIDE, page_of, piece

HEAD = "月份  最高  最低"
ROWS = (HEAD, "一月  8.2  1.5", "二月  10.6  3.0")


def texts(table: Rows) -> list[list[str]]:
    return [["".join(part.text for part in cell) for cell in row] for row in table.rows]


def test_three_rows_are_a_table() -> None:
    (table,) = find_tables(page_of(*ROWS), ())
    assert texts(table) == [["月份", "最高", "最低"], ["一月", "8.2", "1.5"], ["二月", "10.6", "3.0"]]
    assert len(table.columns) == 3
    assert all(one[1] < other[0] for one, other in zip(table.columns, table.columns[1:], strict=False))


def test_text_around_is_not_in_it() -> None:
    (table,) = find_tables(page_of(WIDE, *ROWS, WIDE), ())
    assert (table.start, table.stop) == (1, 4)


def test_each_table_is_found() -> None:
    tables = find_tables(page_of(*ROWS, WIDE, WIDE, *ROWS), ())
    assert [(table.start, table.stop) for table in tables] == [(0, 3), (5, 8)]


def test_white_far_below_ends_it() -> None:
    below = piece("三月  15.1  7.3", top=100 + 2 * 32 + EM + 3 * EM, number=3)
    (table,) = find_tables([*page_of(*ROWS), below], ())
    assert table.stop == 3


@pytest.mark.parametrize("blanks", [1, 2])
def test_cells_need_more_white_than_punctuation_has(blanks: int) -> None:
    rows = [f"一月{' ' * blanks}八度", f"二月{' ' * blanks}九度", f"三月{' ' * blanks}十度"]
    assert len(find_tables(page_of(*rows), ())) == blanks - 1


RULES = (Box(0, 90, 180, 92), Box(0, 160, 180, 162))


@pytest.mark.parametrize(
    ("rows", "rules", "found"),
    [
        (ROWS[:2], RULES, 1),
        (ROWS[:2], RULES[:1], 0),
        (ROWS[:2], (), 0),
        (("月份  最高", "一月  8.2"), RULES, 0),
        (ROWS[:2], (Box(0, 90, 60, 92), Box(0, 160, 60, 162)), 0),
    ],
    ids=["between rules", "one rule", "no rule", "two columns", "short rules"],
)
def test_two_rows_need_rules(rows: tuple[str, ...], rules: tuple[Box, ...], found: int) -> None:
    assert len(find_tables(page_of(*rows), rules)) == found


def test_its_rules_belong_to_it() -> None:
    far = Box(0, 400, 180, 402)
    (table,) = find_tables(page_of(*ROWS[:2]), (*RULES, far))
    assert (table.box.top, table.box.bottom) == (90, 162)


def rows_with_a_wrapped_cell(white: int) -> list[LinePiece]:
    """The third line has nothing in the first column, and stands so far below the one above."""
    tops = [100, 150, 150 + EM + white, 200 + EM + white]
    texts_ = [HEAD, "一月  八度多", "又半度", "二月  九度"]
    return [
        piece(text, left=80 if text == "又半度" else 0, top=top, number=k)
        for k, (text, top) in enumerate(zip(texts_, tops, strict=True))
    ]


def test_a_close_line_without_a_first_cell_goes_on_with_the_row_above() -> None:
    (table,) = find_tables(rows_with_a_wrapped_cell(5), ())
    assert [row[1] for row in texts(table)] == ["最高", "八度多又半度", "九度"]
    (table,) = find_tables(rows_with_a_wrapped_cell(30), ())
    assert [row[1] for row in texts(table)] == ["最高", "八度多", "又半度", "九度"]


def test_marks_before_white_are_a_list() -> None:
    assert find_tables(page_of("1.  温度计", "2.  湿度计", "3.  气压表"), ()) == []
    assert len(find_tables(page_of("甲乙  温度计", "丙丁  湿度计", "戊己  气压表"), ())) == 1


def test_numbers_of_formulas_are_no_column() -> None:
    assert find_tables(page_of("x=y  (1)", "y=z  (2)", "z=x  (3)"), ()) == []
    assert len(find_tables(page_of("x=y  (1)", "y=z  (2)", "z=x  3度"), ())) == 1


def test_nothing() -> None:
    assert find_tables([], RULES) == []
