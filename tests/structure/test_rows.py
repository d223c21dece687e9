"""Lines that stand in a row made one."""

from __future__ import annotations

import pytest

from pagerec.page import Box, Char, Line
from pagerec.structure.params import RowParams
from pagerec.structure.pieces import LinePiece
from pagerec.structure.rows import in_rows


def piece(text: str, left: int, centre: float = 50, em: float = 20, block: int = 0, number: int = 0) -> LinePiece:
    spans = [(float(left + k * em + 1), float(left + (k + 1) * em - 1)) for k in range(len(text))]
    top, bottom = round(centre - 0.46 * em), round(centre + 0.46 * em)
    chars = [Char(c, Box(int(a), top, int(b), bottom), 0.9, ()) for c, (a, b) in zip(text, spans, strict=True)]
    box = Box(int(spans[0][0]), top, int(spans[-1][1]), bottom)
    origin = tuple((number, k) for k in range(len(text)))
    return LinePiece(Line(tuple(chars)), box, em, centre, tuple(spans), origin, block)


def texts(*pieces: LinePiece) -> list[str]:
    return [found.text for found in in_rows(pieces)]


def test_lines_beside_each_other_are_one() -> None:
    one, two, three = piece("丙丁", 100, number=2), piece("甲乙", 0, number=1), piece("戊", 160, number=3)
    (row,) = in_rows([one, two, three])
    assert row.text == "甲乙 丙丁 戊", "between characters so much white is a space"
    assert row.origin == ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0))
    assert (row.box.left, row.box.right) == (1, 179)
    assert len(row.spans) == 5


def test_rows_come_from_top_to_bottom() -> None:
    assert texts(piece("丙", 0, 80), piece("丁", 60, 80), piece("甲", 0, 50), piece("乙", 60, 50)) == ["甲 乙", "丙 丁"]


def test_small_print_stands_on_the_line_of_large_print() -> None:
    small = piece("年月", 110, centre=50 + 0.38 * 20 - 0.38 * 13, em=13)
    (row,) = in_rows([piece("二〇二四", 20), small])
    assert row.text.replace(" ", "") == "二〇二四年月"
    assert row.em == 20, "the longer one's"


def test_marks_that_stand_high_keep_no_piece_from_its_row() -> None:
    """What is level with the longest piece is of its row: a line number, though quotation marks stand above it."""
    marks = piece("”", 120, centre=83.4, em=11.5)
    number, text = piece("4", 0, centre=89, em=10.7), piece("读入价目", 50, centre=86.9, em=15)
    (row,) = in_rows([marks, number, text])
    assert row.text.replace(" ", "") == "4读入价目”"


@pytest.mark.parametrize(
    "other",
    [
        piece("乙", 60, 80),
        piece("乙", 60, 64),
        piece("乙", 60, em=40),
        piece("乙", 60, block=1),
        piece("乙", 0),
    ],
    ids=["below", "half below", "twice as large", "of another block", "at the same place"],
)
def test_others_stay_apart(other: LinePiece) -> None:
    assert sorted(texts(piece("甲", 0), other)) == ["乙", "甲"]


def test_a_space_where_white_is_between_letters() -> None:
    (row,) = in_rows([piece("ab", 0), piece("cd", 60)])
    assert [char.space_before for char in row.line.chars] == [False, False, True, False]
    (row,) = in_rows([piece("ab", 0), piece("cd", 42)])
    assert not any(char.space_before for char in row.line.chars)


def test_white_of_punctuation_is_no_space() -> None:
    (row,) = in_rows([piece("走，", 0), piece("他", 60)])
    assert row.text == "走，他"
    (row,) = in_rows([piece("说", 0), piece("“别", 40)])
    assert row.text == "说“别"


def test_lines_in_other_directions_stay_apart() -> None:
    turned = piece("乙", 60)
    turned = LinePiece(Line(turned.line.chars, 90), turned.box, turned.em, turned.centre, turned.spans, turned.origin)
    assert len(in_rows([piece("甲", 0), turned])) == 2


def test_what_counts_can_be_given() -> None:
    pieces = [piece("甲", 0), piece("乙", 60, 58)]
    assert len(in_rows(pieces)) == 2
    assert len(in_rows(pieces, RowParams(foot=0.6))) == 1
    assert in_rows([]) == []
