"""Running heads and feet, and footnotes, without pictures."""

from __future__ import annotations

import pytest

from pagerec.page import Box
from pagerec.structure.blocks import find_blocks
from pagerec.structure.pieces import LinePiece, Usual
from pagerec.structure.running_heads import find_heads_and_feet, footnotes_start
from tests.structure.made import EM, WIDE, page_of, piece

HEIGHT = 1400
USUAL = Usual(EM, 0.6, 0.3)
BODY = [piece(WIDE, top=200 + 32 * k, number=k) for k in range(8)]


def head_and_foot(extra: list[LinePiece], rules: tuple[Box, ...] = ()) -> tuple[list[str], list[str]]:
    heads, feet = find_heads_and_feet([*BODY, *extra], (), rules, HEIGHT, USUAL)
    return [one.text for one in heads], [one.text for one in feet]


def test_a_number_at_either_edge() -> None:
    assert head_and_foot([piece("— 12 —", left=330, top=40)]) == (["— 12 —"], [])
    assert head_and_foot([piece("12", left=340, top=1340)]) == ([], ["12"])


def test_all_parts_of_the_outermost_row() -> None:
    parts = [piece("第一章", left=0, top=40), piece("12", left=690, top=42)]
    assert head_and_foot(parts) == (["第一章", "12"], [])


def test_a_title_without_number_needs_small_print_or_a_rule() -> None:
    assert head_and_foot([piece("观测手册", left=300, top=60)]) == ([], [])
    assert head_and_foot([piece("观测手册", left=300, top=60, em=16)]) == (["观测手册"], [])
    assert head_and_foot([piece("观测手册", left=300, top=60)], (Box(0, 84, 720, 86),)) == (["观测手册"], [])
    assert head_and_foot([piece("观测手册", left=300, top=60)], (Box(0, 84, 120, 86),)) == ([], [])


def test_large_print_is_no_head() -> None:
    assert head_and_foot([piece("12", left=300, top=40, em=30)]) == ([], [])


def test_what_is_far_from_the_edge_is_no_head() -> None:
    down = [piece(WIDE, top=400 + 32 * k, number=k) for k in range(8)]
    heads, _ = find_heads_and_feet([piece("12", left=340, top=250), *down], (), (), HEIGHT, USUAL)
    assert heads == []


def test_what_is_close_to_the_text_is_no_head() -> None:
    near, apart = piece("表 12", left=300, top=170, em=16), piece("表 12", left=300, top=120, em=16)
    assert head_and_foot([near]) == ([], [])
    assert head_and_foot([apart]) == (["表 12"], [])


def test_a_figure_above_keeps_a_line_from_being_a_head() -> None:
    number = piece("12", left=340, top=150)
    figure = Box(0, 20, 720, 140)
    assert find_heads_and_feet([number, *BODY], (figure,), (), HEIGHT, USUAL)[0] == []


def test_small_print_with_a_mark_is_a_footnote_and_no_foot() -> None:
    assert head_and_foot([piece("① 见下", left=0, top=1330, em=16)]) == ([], [])
    assert head_and_foot([piece("气象局", left=0, top=1330, em=16)]) == ([], ["气象局"])


@pytest.mark.parametrize("rules", [(), (Box(0, 60, 700, 62),)])
@pytest.mark.parametrize("others", [(), (Box(0, 0, 720, 1400),)])
def test_few_lines_have_no_heads_and_feet(rules: tuple[Box, ...], others: tuple[Box, ...]) -> None:
    row = [piece(text, left=90 * k, top=30, number=k) for k, text in enumerate("甲乙丙丁戊己")]
    for pieces in ([], row[:1], row, page_of("12", "第一章")):
        assert find_heads_and_feet(pieces, others, rules, HEIGHT, USUAL) == ([], [])
        assert sum(len(draft.pieces) for draft in find_blocks(pieces, (), rules, HEIGHT)) == len(pieces)


# Footnotes


def foot_of(*texts: str, top: int = 1200, em: int = 16) -> list[LinePiece]:
    return [*BODY, *(piece(text, top=top + 26 * k, em=em, number=8 + k) for k, text in enumerate(texts))]


def test_footnotes_start_with_a_mark_below_the_body() -> None:
    assert footnotes_start(foot_of("① 见第三章", "② 见第五章"), (), HEIGHT, USUAL) == 8
    assert footnotes_start(foot_of("见第三章", "见第五章"), (), HEIGHT, USUAL) == 10


def test_a_short_rule_starts_footnotes_without_marks() -> None:
    lines = foot_of("见第三章", "见第五章")
    assert footnotes_start(lines, (Box(0, 1190, 200, 1192),), HEIGHT, USUAL) == 8
    assert footnotes_start(lines, (Box(0, 1190, 700, 1192),), HEIGHT, USUAL) == 10, "as wide as the column"
    assert footnotes_start(lines, (Box(300, 1190, 500, 1192),), HEIGHT, USUAL) == 10, "not at its left"
    assert footnotes_start(lines, (Box(0, 900, 200, 902),), HEIGHT, USUAL) == 8, "anywhere between the two"


def test_footnotes_are_small_and_in_the_lower_half() -> None:
    assert footnotes_start(foot_of("① 见第三章", em=EM), (), HEIGHT, USUAL) == 9
    assert footnotes_start(foot_of("① 见第三章", top=480), (), HEIGHT, USUAL) == 9
    assert footnotes_start([], (), HEIGHT, USUAL) == 0
