"""Spaces, told by white between characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.structure.spacing import find_spaces, script_white

#: Ink of letters in ems, by how much place a proportional face gives them.
NARROW, WIDE = frozenset("il.,:;'!|"), frozenset("mwMW")


def proportional(text: str, word: float = 0.3, apart: float = 0.08) -> list[tuple[float, float]]:
    """Spans of the characters of a text that are no spaces, set in letters of different widths."""
    spans, x = [], 0.0
    for char in text:
        if char == " ":
            x += word
            continue
        width = 0.12 if char in NARROW else 0.75 if char in WIDE else 0.45 if char < "\u2000" else 0.92
        spans.append((x, x + width))
        x += width + apart
    return spans


def fixed(text: str, width: float = 0.6) -> list[tuple[float, float]]:
    """The same in letters of one width, their ink in the middle of their place."""
    inks = {".": 0.1, ":": 0.1, "i": 0.35, "l": 0.3, '"': 0.2, "(": 0.2, ")": 0.2, "1": 0.3}
    half = {char: inks.get(char, 0.46) / 2 for char in text}
    return [
        ((k + 0.5) * width - half[char], (k + 0.5) * width + half[char]) for k, char in enumerate(text) if char != " "
    ]


def spaced(text: str, spans: list[tuple[float, float]]) -> str:
    chars = text.replace(" ", "")
    return "".join(" " * space + char for char, space in zip(chars, find_spaces(chars, spans), strict=True))


@pytest.mark.parametrize(
    "text", ["will it be simple, or not", "version 1.0.11: fixed", "a b c", "Hamlet (1603)", "www.example.org is up"]
)
@pytest.mark.parametrize("apart", [0.03, 0.08, 0.15])
def test_words_of_proportional_letters(text: str, apart: float) -> None:
    assert spaced(text, proportional(text, apart=apart)) == text


@pytest.mark.parametrize(
    "text", ['print("a", 1)', "e.g. 0.1: yes", "f(x)[i].go()", "x = i", "for i in list: l.pop()", "1.1.1.1 is it"]
)
@pytest.mark.parametrize("width", [0.5, 0.6])
def test_letters_of_one_width_have_wide_gaps_and_no_spaces_in_them(text: str, width: float) -> None:
    assert spaced(text, fixed(text, width)) == text


def test_a_one_takes_the_place_of_a_digit() -> None:
    # The ink of a 1 is narrow: 1 and 2 are 0.27 em apart, as a narrow space might be.
    assert find_spaces("12", [(0.1, 0.25), (0.52, 0.94)]) == [False, False]
    assert find_spaces("第123页", [(0, 0.95), (1.18, 1.33), (1.6, 2.02), (2.15, 2.57), (2.68, 3.6)]) == [False] * 5


@pytest.mark.parametrize("apart", [0.05, 0.2, 0.4])
def test_justified_chinese_has_no_spaces(apart: float) -> None:
    text = "两端对齐的一行文字"
    assert spaced(text, proportional(text, apart=apart)) == text


def test_white_between_chinese_words_is_a_space() -> None:
    for text in ("第一章 绪论与背景", "姓名 学号 成绩单"):
        assert spaced(text, proportional(text, word=0.6)) == text


def test_the_white_half_of_punctuation_is_none() -> None:
    text = "你好，（世界）。再见"
    spans, x = [], 0.0
    for char in text:
        left = 0.55 if char == "（" else 0.05
        width = 0.4 if char in "，（）。" else 0.9
        spans.append((x + left, x + left + width))
        x += 1.0
    assert spaced(text, spans) == text


def test_a_dot_between_names_has_no_spaces_and_a_bullet_may() -> None:
    spans = [(0.0, 0.9), (1.4, 1.6), (2.1, 3.0)]
    assert find_spaces("语·卫", spans) == [False] * 3
    assert find_spaces("①碎块", [(0.0, 0.9), (1.6, 2.5), (2.6, 3.5)]) == [False, True, False]


def test_a_programs_own_white_between_scripts_is_no_space() -> None:
    text = "用Python写成"
    assert spaced(text, proportional(text, apart=0.05)) == text
    spans = proportional("用 Python 写成", word=0.2, apart=0.08)
    assert spaced(text, spans) == text
    assert spaced("用 Python 写成", proportional("用 Python 写成", word=0.35)) == "用 Python 写成"


@pytest.mark.parametrize(("word", "expected"), [(0.32, "用 Python 写成 1 页"), (0.15, "用Python写成1页")])
def test_a_page_has_spaces_between_scripts_or_it_has_none(word: float, expected: str) -> None:
    # Most of the white is like the usual one of the page; some is a little wider, or narrower.
    text = "用 Python 写成 1 页"
    lines = [(text.replace(" ", ""), proportional(text, word=word + more)) for more in (-0.06, 0.0, 0.0, 0.06)]
    white = script_white(lines)
    for chars, spans in lines:
        spaces = find_spaces(chars, spans, white)
        assert "".join(" " * space + char for char, space in zip(chars, spaces, strict=True)) == expected


def test_white_between_scripts_of_a_page_with_little_of_both() -> None:
    assert script_white([("用a", [(0, 0.9), (2.0, 2.4)])]) == script_white([])


def test_nothing_and_one_character() -> None:
    assert find_spaces("", []) == []
    assert find_spaces("字", [(0.0, 1.0)]) == [False]


@given(
    st.lists(st.tuples(st.sampled_from("aW1.，（字 "), st.floats(-2, 3), st.floats(0, 2)), max_size=30),
    st.floats(-99, 99),
)
def test_spaces_do_not_depend_on_where_a_line_begins(chars: list[tuple[str, float, float]], shift: float) -> None:
    text, spans, x = "", [], 0.0
    for char, gap, width in chars:
        x += round(gap * 64) / 64
        spans.append((x, x + round(width * 64) / 64))
        text, x = text + char, spans[-1][1]
    spaces = find_spaces(text, spans)
    assert len(spaces) == len(text)
    assert not spaces[:1] or spaces[0] is False
    shift = round(shift)
    assert find_spaces(text, [(left + shift, right + shift) for left, right in spans]) == spaces


def test_a_1_takes_as_much_place_as_the_other_digits_of_its_line() -> None:
    """Faces with broad digits leave more white around it: WenQuanYi Micro Hei."""
    spans = [(0.85, 1.19), (1.47, 2.0), (2.04, 2.23), (2.35, 2.92), (3.0, 3.58), (3.65, 4.23)]
    assert find_spaces("15,208", spans) == [False] * 6
    apart = [spans[0], *((left + 0.3, right + 0.3) for left, right in spans[1:])]
    assert find_spaces("15,208", apart) == [False, True, *[False] * 4]
    word = [(left - 2.6, right - 2.6) for left, right in [(1.9, 2.4), (2.47, 2.9), (3.25, 3.55), (3.75, 4.3)]]
    assert find_spaces("ux12", word) == [False, False, True, False], "beside a word it has no more than it has"
