"""Items of lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.page import Line
from pagerec.structure.items import is_item, list_items, mark_length, split_items
from tests.structure.made import piece


def sizes(parts: tuple[tuple[Line, ...], ...]) -> list[int]:
    return [len(part) for part in parts]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("● 苹果", 2),
        ("- 苹果", 2),
        ("-苹果", 0),
        ("12、苹果", 3),
        ("(3) 苹果", 4),
        ("3.5 米", 0),
        ("1234. 苹果", 0),
        ("•", 0),
    ],
)
def test_length_of_marks(text: str, length: int) -> None:
    assert mark_length(text) == length
    assert is_item(text) is (length > 0)


@pytest.mark.parametrize("text", ["⑫苹果", "[3] 苹果", "a) 苹果", "（三）苹果"])
def test_marks_that_are_kept(text: str) -> None:
    assert is_item(text)
    assert mark_length(text) == 0


def lines(*texts: str) -> list[Line]:
    return [piece(text, top=32 * k).line for k, text in enumerate(texts)]


def test_a_number_counts_where_it_follows() -> None:
    assert sizes(split_items(lines("1. 甲", "2. 乙", "乙二", "3. 丙"))) == [1, 2, 1]
    assert sizes(split_items(lines("1. 甲", "7. 乙", "2. 丙"))) == [2, 1]
    assert sizes(split_items(lines("温度是", "2. 乙"))) == [2]


def test_other_marks_follow_such_marks() -> None:
    assert sizes(split_items(lines("①甲", "②乙"))) == [1, 1]
    assert sizes(split_items(lines("见下", "②乙"))) == [2]


def test_bullets_always_count() -> None:
    assert sizes(split_items(lines("见下", "• 甲", "• 乙"))) == [1, 1, 1]


def test_each_mark_of_a_list_starts_an_item() -> None:
    assert sizes(list_items(lines("说明", "7. 甲", "甲二", "3. 乙"))) == [1, 2, 1]


@given(st.lists(st.sampled_from(["1. 甲", "2. 乙", "• 丙", "①丁", "戊", "3.5 米"]), min_size=1, max_size=8))
def test_no_line_is_lost(texts: list[str]) -> None:
    given_lines = lines(*texts)
    for divide in (split_items, list_items):
        assert [line for part in divide(given_lines) for line in part] == given_lines
    assert split_items([]) == ()
