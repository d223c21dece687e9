"""A character corrected, and all that holds it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pagerec import OptionError, Page
from pagerec.page import Block, Box, Line, Paragraph, Table, TableCell
from pagerec.serve.corrections import Place, corrected, place_of
from tests.serve.made import char, page

FIRST = Place(0, 0, 0)


def line(text: str) -> Line:
    return Line(tuple(char(letter, number) for number, letter in enumerate(text)))


def test_another_character() -> None:
    after = corrected(page("末来"), FIRST, "未")
    assert (after.text, after.chars[0].confidence) == ("未来", 1.0)
    assert after.chars[0].candidates == (("未", 0.2), ("末", 0.95), ("术", 0.1))
    assert after.chars[1] == page("末来").chars[1]


def test_one_that_is_no_candidate() -> None:
    after = corrected(page("能小"), Place(0, 0, 1), "少")
    assert after.text == "能少"
    assert after.chars[1].candidates[0] == ("少", 0.0)
    assert after.chars[1].candidates[1] == ("小", 0.95)


def test_several_characters_for_one() -> None:
    assert corrected(page("明天"), FIRST, "日月").text == "日月天"


def test_it_is_saved() -> None:
    after = corrected(page("末来"), FIRST, "未")
    assert Page.from_json(after.to_json()) == after
    assert "未来" in after.to_markdown()


def test_nothing_else_changes() -> None:
    before = replace(page("能小刺"), skew=0.5, warnings=())
    after = corrected(corrected(before, FIRST, "x"), FIRST, "能")
    assert replace(after, blocks=before.blocks) == before
    assert after.blocks[0].parts is not None
    assert after.blocks[0].parts[0].level == before.blocks[0].parts[0].level  # type: ignore[index]


def test_a_character_removed() -> None:
    assert corrected(page("能小刺"), Place(0, 0, 1), "").text == "能刺"


def test_the_last_one_of_a_line() -> None:
    before = Page((Block((line("能"), line("小刺"))),), 100, 100)
    after = corrected(before, FIRST, "")
    assert after.text == "小刺"
    assert len(after.blocks[0].lines) == 1


def test_the_last_one_of_a_block() -> None:
    before = Page((Block((line("能"),)), Block((line("小刺"),))), 100, 100)
    assert [block.text for block in corrected(before, FIRST, "").blocks] == ["小刺"]
    assert corrected(page("能"), FIRST, "").blocks == ()


def test_the_mark_of_an_item_follows() -> None:
    one = line("1.能")
    before = Page((Block((one,), parts=(Paragraph((one,), mark=2),)),), 100, 40)
    parts = corrected(before, FIRST, "11").blocks[0].parts
    assert parts is not None
    assert (parts[0].text, parts[0].mark) == ("11.能", 3)


def test_indents_of_code_stay() -> None:
    one, two = line("ab"), line("cd")
    parts = (Paragraph((one,), spaces=(0, 0)), Paragraph((two,), spaces=(4, 1)))
    before = Page((Block((one, two), "code", parts=parts),), 100, 40)
    assert before.text == "ab\n    c d"
    assert corrected(before, Place(0, 1, 0), "C").text == "ab\n    C d"
    assert corrected(before, Place(0, 1, 1), "").text == "ab\n    c"
    assert corrected(before, Place(0, 0, 0), "").text == "b\n    c d"


def test_a_table_and_its_lines_stay_the_same() -> None:
    cells = [line("甲"), line("乙"), line("丙")]
    box = Box(0, 0, 50, 20)
    table = Table(
        (
            (TableCell(box, 0, cells[:1]), TableCell(box, 1)),
            (TableCell(box, 0, cells[1:2]), TableCell(box, 1, cells[2:])),
        ),
        box,
    )  # type: ignore[arg-type]
    before = Page((Block(tuple(cells), "table", table=table),), 100, 40)
    assert before.text == "甲\n乙\t丙"
    assert corrected(before, Place(0, 2, 0), "丁").text == "甲\n乙\t丁"
    emptied = corrected(before, Place(0, 1, 0), "")
    assert emptied.text == "甲\n\t丙"
    assert Page.from_json(emptied.to_json()) == emptied


@pytest.mark.parametrize("place", [Place(1, 0, 0), Place(0, 1, 0), Place(0, 0, 3)])
def test_places_where_nothing_is(place: Place) -> None:
    with pytest.raises(OptionError, match="there is no"):
        corrected(page("能小刺"), place, "x")


@pytest.mark.parametrize("text", [" ", "\n", "a\0b", "\u202e", "x" * 101, 7, None, ()])
def test_texts_that_are_no_print(text: Any) -> None:
    with pytest.raises(OptionError, match="give what is printed"):
        corrected(page("能小刺"), FIRST, text)


def test_places() -> None:
    assert place_of({"block": 1, "line": 2, "char": 3, "text": "x"}) == Place(1, 2, 3)
    for wrong in ({}, {"block": -1, "line": 0, "char": 0}, {"block": 0, "line": 0, "char": "0"}):
        with pytest.raises(OptionError, match="whole number"):
            place_of(wrong)
