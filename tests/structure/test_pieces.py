"""Lines as the analysis of a page sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.structure.pieces import LinePiece, Usual, gap
from tests.structure.made import EM, page_of, piece


def test_indent_and_slack_are_white_in_the_column() -> None:
    line = replace(piece("甲乙丙", left=140), column=(100.0, 300.0))
    assert line.indent == pytest.approx((141 - 100) / EM)
    assert line.slack == pytest.approx((300 - 199) / EM)


def test_han_share() -> None:
    assert piece("甲ab乙").han_share == 0.5
    assert piece("，。12").han_share == 0


@given(st.integers(1, 5))
def test_parts_put_together_are_the_line(cut: int) -> None:
    line = piece("甲乙 丙丁戊己", left=40, number=3)
    first, second = line.part(0, cut), line.part(cut, 6)
    assert first.box.right <= second.box.left
    assert second.box.right == line.box.right
    whole = second.after(first)
    assert (whole.text, whole.box, whole.spans, whole.origin) == (line.text, line.box, line.spans, line.origin)


def test_a_part_knows_where_it_comes_from() -> None:
    part = piece("甲乙丙丁", number=7).part(1, 3)
    assert part.text == "乙丙"
    assert part.origin == ((7, 1), (7, 2))
    assert (part.box.left, part.box.right) == (21, 59)


def test_white_between_lines_is_between_full_characters() -> None:
    above, below = piece("甲", top=100, em=20), piece("乙", top=150, em=30)
    assert gap(above, below) == 30
    assert gap(below, above) == -80, "what stands above has less than none"


def in_block(line: LinePiece, block: int) -> LinePiece:
    return replace(line, block=block)


def test_the_usual_em_is_that_of_most_characters() -> None:
    lines = [piece("甲", em=40), piece("乙", top=60, em=40), piece("甲乙丙丁戊己庚", top=120)]
    assert Usual.of(lines).em == 20


def test_the_usual_white_is_between_lines_of_a_block_and_size() -> None:
    one = page_of("甲乙", "甲乙", "甲乙", step=30)
    assert Usual.of(one).gap == pytest.approx(0.5)
    other = [in_block(piece("甲乙", top=100 + 90 * k), 1) for k in range(2)]
    assert Usual.of([*one, *other]).gap == pytest.approx(0.5), "the median"
    large = in_block(piece("甲", top=500, em=80), 0)
    assert Usual.of([*one[:2], large]).gap == pytest.approx(0.5), "a heading's white doesn't count"


def test_the_usual_weight_counts_characters() -> None:
    bold, plain = replace(piece("甲"), weight=0.6), replace(piece("甲乙丙", top=40), weight=0.2)
    assert Usual.of([bold, plain]).weight == 0.2


def test_one_line_has_the_usual_white() -> None:
    assert Usual.of([piece("甲")]) == Usual(20.0, 0.5, 0.0)
