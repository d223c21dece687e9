"""A column's lines divided into blocks of one kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pagerec.page import Box
from pagerec.structure.columns import column_drafts
from pagerec.structure.pieces import LinePiece, Usual
from tests.structure.made import EM, WIDE, page_of, piece

USUAL = Usual(EM, 0.6, 0.2)


def blocks(pieces: list[LinePiece], others: tuple[Box, ...] = (), rules: tuple[Box, ...] = ()) -> list[tuple[str, int]]:
    return [(draft.kind, len(draft.pieces)) for draft in column_drafts(pieces, others, rules, USUAL)]


def column_of(*lines: LinePiece | str, step: int = 32) -> list[LinePiece]:
    """Texts one below the other; lines that were made already only get their place."""
    found, top = [], 100
    for number, line in enumerate(lines):
        one = piece(line, number=number) if isinstance(line, str) else line
        box = one.box._replace(top=top, bottom=top + round(one.em) - 2)
        found.append(replace(one, box=box, centre=top + one.em / 2))
        top += round(one.em) + step - EM
    return found


def test_a_figure_between_parts_the_text() -> None:
    lines = page_of(WIDE, WIDE) + [piece(WIDE, top=600 + 32 * k, number=2 + k) for k in range(2)]
    assert blocks(lines) == [("paragraph", 4)]
    assert blocks(lines, (Box(0, 200, 700, 560),)) == [("paragraph", 2), ("paragraph", 2)]
    assert blocks(lines, (Box(800, 200, 1400, 560),)) == [("paragraph", 4)], "beside the column"


def test_large_print_is_a_heading_up_to_three_lines() -> None:
    large = [piece("天气与地方", em=28)] * 3
    assert blocks(column_of(*large, WIDE)) == [("heading", 3), ("paragraph", 1)]
    assert blocks(column_of(*large, large[0], WIDE, WIDE)) == [("paragraph", 4), ("paragraph", 2)]


def test_headings_of_two_sizes_are_two() -> None:
    lines = column_of(piece("天气与地方", em=40), piece("天气与地方", em=26), WIDE)
    assert blocks(lines) == [("heading", 1), ("heading", 1), ("paragraph", 1)]


@pytest.mark.parametrize(
    ("text", "weight", "found"),
    [("观测的方法", 0.4, True), ("观测的方法", 0.3, False), ("观测的方法，", 0.4, False), (WIDE + "去", 0.4, False)],
    ids=["bold", "not so bold", "goes on", "full"],
)
def test_a_bold_short_line_is_a_heading(text: str, weight: float, found: bool) -> None:
    lines = column_of(WIDE, replace(piece(text), weight=weight), WIDE)
    assert (blocks(lines) == [("paragraph", 1), ("heading", 1), ("paragraph", 1)]) is found


def test_running_text_of_two_sizes_is_two_blocks() -> None:
    small = piece(WIDE, em=16)
    assert blocks(column_of(WIDE, WIDE, small, small)) == [("paragraph", 2), ("paragraph", 2)]
    assert blocks(column_of(WIDE, WIDE, small, WIDE, WIDE)) == [("paragraph", 5)], "one line of another size"


def test_a_caption_is_near_its_figure_or_centred() -> None:
    figure = (Box(0, 100, 700, 400),)
    near, far = piece("图 1 院子", top=420), piece("图 1 院子", top=470)
    assert blocks([near], figure) == [("caption", 1)]
    assert blocks([far], figure) == [("paragraph", 1)]
    assert blocks([piece("图 1 院子", left=300, top=470)], figure) == [("caption", 1)]


def test_each_caption_is_its_own() -> None:
    lines = [piece(f"图 {k} 院子", left=300, top=400 + 26 * k, number=k) for k in range(2)]
    assert blocks(lines) == [("caption", 1), ("caption", 1)]
    lines[1] = piece("再说院子", left=320, top=426, number=1)
    assert blocks(lines) == [("caption", 2)], "one that goes on"


CODE = ("def read_all():", "    value = 1 + two", "    return value", "x = 1")


def test_letters_of_one_width_are_code_with_short_lines_between() -> None:
    assert blocks(page_of(WIDE, *CODE, WIDE)) == [("paragraph", 1), ("code", 4), ("paragraph", 1)]
    assert "code" not in dict(blocks(page_of(WIDE, CODE[0], WIDE))), "one line is none"


def test_lines_of_code_may_hold_chinese() -> None:
    chinese = '    "读入价目表，返回品名到单价的字典。"'
    assert blocks(column_of(*CODE[:2], chinese, *CODE[2:])) == [("code", 5)]
    apart = [*column_of(*CODE[:2]), piece(chinese, top=100 + 3 * 32, number=2)]
    apart += [
        replace(one, box=one.box._replace(top=one.box.top + 140), centre=one.centre + 140)
        for one in column_of(*CODE[2:])
    ]
    assert blocks(apart) == [("code", 2), ("paragraph", 1), ("code", 2)], "further apart than lines of code"
    assert blocks(column_of(*CODE[:2], *[WIDE] * 4, *CODE[2:])) == [("code", 2), ("paragraph", 4), ("code", 2)]


def test_code_ends_where_letters_have_another_width() -> None:
    narrow = [piece(text, em=15) for text in CODE[:2]]
    assert blocks(column_of(*CODE[:2], *narrow)) == [("code", 2), ("code", 2)]


def test_parts_of_a_formula_belong_to_it() -> None:
    over, line, under = piece("a+b", left=300), piece("x=y", left=200), piece("cd", left=300)
    assert blocks(column_of(WIDE, over, line, under, WIDE, step=26)) == [
        ("paragraph", 1),
        ("formula", 3),
        ("paragraph", 1),
    ]
    far = column_of(WIDE, piece("ab", left=300), line, WIDE, step=48)
    assert blocks(far) == [("paragraph", 2), ("formula", 1), ("paragraph", 1)]


def test_items_start_at_the_same_place() -> None:
    items = ["1. 温度", piece("2. 降水", left=4), "3. 风"]
    assert blocks(column_of(WIDE, *items, WIDE)) == [("paragraph", 1), ("list", 3), ("paragraph", 1)]
    assert blocks(column_of(WIDE, "1. 温度", piece("2. 降水", left=-40), WIDE)) == [("paragraph", 4)]


def test_an_item_goes_on_where_it_hangs() -> None:
    long = "1. " + WIDE[:33]
    lines = column_of(long, piece("再说一行", left=30), long.replace("1", "2"), piece("再说一行", left=30), "县里的")
    assert blocks(lines) == [("list", 4), ("paragraph", 1)]


def test_nothing() -> None:
    assert blocks([]) == []
