"""Wrapped lines joined to paragraphs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import OptionError
from pagerec.page import Box, Char, Line, Paragraph
from pagerec.page.paragraphs import em_of, join_lines

EM = 20


def line(text: str, row: int = 0, *, left: int = 0, pitch: int = 30) -> Line:
    """Set `text` at `left`: full-width characters one em wide, others half; a blank is a space."""
    x, top, chars, space = left, row * pitch, [], False
    for letter in text:
        width = EM if ord(letter) >= 0x2E80 else EM // 2
        if letter != " ":
            chars.append(Char(letter, Box(x, top, x + width, top + EM), 1.0, (), space))
        space = letter == " "
        x += width
    return Line(tuple(chars))


def joined(*texts: str) -> str:
    return join_lines([line(text, row) for row, text in enumerate(texts)])


# Joining


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["汉字识别", "系统"], "汉字识别系统"),
        (["the quick", "brown fox"], "the quick brown fox"),
        (["使用", "Python"], "使用Python"),
        (["Python", "语言"], "Python语言"),
        (["汉字，", "系统"], "汉字，系统"),
        (["recog-", "nition"], "recognition"),
        (["recog\u2010", "nition"], "recognition"),
        (["CPS-", "OCR"], "CPS-OCR"),
        (["GB-", "2312"], "GB-2312"),
        (["this -", "that"], "this - that"),
        (["汉-", "字"], "汉-字"),
        (["-", "b"], "- b"),
        (["example.org/", "path"], "example.org/path"),
        (["see (", "here"], "see (here"),
        (["he said", "“yes”"], "he said “yes”"),
        (["“yes”", "he said"], "“yes” he said"),
        (["他说“好”", "后来"], "他说“好”后来"),
        (["他说", "“yes”"], "他说“yes”"),
        (["……", "Python"], "……Python"),
        (["word", ", more"], "word, more"),
        (["一"], "一"),
    ],
)
def test_join(texts: list[str], expected: str) -> None:
    assert joined(*texts) == expected


def test_nothing_joins_to_nothing() -> None:
    assert join_lines([]) == ""


words = st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=12)


@given(words, st.data())
def test_latin_wrapped_anywhere_between_words_comes_back(found: list[str], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(found)))
    parts = [" ".join(found[start : start + size]) for start in range(0, len(found), size)]
    assert joined(*parts) == " ".join(found)


@given(st.text("汉字识别，。“”（）的一", min_size=1, max_size=40), st.integers(1, 12))
def test_han_wrapped_anywhere_comes_back(text: str, width: int) -> None:
    parts = [text[start : start + width] for start in range(0, len(text), width)]
    assert joined(*parts) == text


def test_em_is_the_size_of_full_width_letters() -> None:
    assert em_of([line("汉字ab，")]) == EM
    assert em_of([line("abc")]) == EM
    flat = Char("一", Box(0, 9, EM, 11), 1.0)
    assert em_of([Line((flat,))]) == EM


# Paragraphs


def test_a_paragraph_prints_what_it_holds() -> None:
    lines = (line("汉字识别"), line("系统", 1))
    assert Paragraph(lines).text == "汉字识别系统"
    assert Paragraph(lines).box == Box(0, 0, 4 * EM, 50)
    assert Paragraph((line("if x"),), spaces=(4, 0, 1)).text == "    if x"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lines": ()}, "leave empty paragraphs out"),
        ({"level": 7}, "level is 7"),
        ({"mark": 3}, "mark is 3"),
        ({"spaces": (1,)}, "a number for each character"),
        ({"spaces": (1, 1001)}, "spaces is 1001"),
    ],
)
def test_rules_of_paragraphs(change: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Paragraph(**{"lines": (line("汉字"),)} | change)
