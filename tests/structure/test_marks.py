"""What a line's text, and the places of its characters, say of its kind."""

from __future__ import annotations

import pytest

from pagerec.structure.marks import (
    code_pitch,
    fits_pitch,
    is_caption,
    is_footnote,
    is_formula,
    is_page_number,
    is_section,
)
from tests.structure.made import piece


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第十二章", True),
        ("3.2.1 结果", True),
        ("3.2结果", True),
        ("附录 B", True),
        ("A.1 数据", True),
        ("参 考 文 献", True),
        ("参考文献如下", False),
        ("二、方法：", False),
        ("3.25", False),
        ("第二天", False),
        ("", False),
    ],
)
def test_sections(text: str, found: bool) -> None:
    assert is_section(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [("表 3.1-2 数据", True), ("附图 4", True), ("Table 2: data", True), ("图1（续）", True)]
    + [(text, False) for text in ("表示 3", "图1abc", "表 1234", "见图 2", "")],
)
def test_captions(text: str, found: bool) -> None:
    assert is_caption(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [("①见上", True), ("[12] 张三", True), ("* 作者", True), ("1 见上", True), ("3见上", True)]
    + [(text, False) for text in ("12月", "1. 项", "3) 项", "5%", "见①", "123 见上")],
)
def test_footnotes(text: str, found: bool) -> None:
    assert is_footnote(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("·7·", True),
        ("第12页", True),
        ("12/30", True),
        ("iv", True),
        ("共12页", False),
        ("12345", False),
        ("12a", False),
    ],
)
def test_page_numbers(text: str, found: bool) -> None:
    assert is_page_number(text) is found


def test_a_formula_stands_off_the_edge() -> None:
    assert is_formula(piece("E=mc+a", left=200))
    assert not is_formula(piece("E=mc+a", left=0))
    assert not is_formula(piece("能量等于质量=乘以光速", left=200))


def test_a_formula_may_end_at_the_right_with_its_number() -> None:
    assert is_formula(piece("E=mc+a(3.1)", left=600, column=(0, 720)))
    assert not is_formula(piece("E=mc+abcdef", left=600, column=(0, 720)))
    assert not is_formula(piece("abcd(3.1)", left=600, column=(0, 720))), "no sign"


def test_letters_of_one_width_have_a_pitch() -> None:
    assert code_pitch(piece("return value + 1")) == pytest.approx(10, abs=0.5)
    assert code_pitch(piece("x = 1")) == 0, "too short to tell"
    assert code_pitch(piece("12 34 56 78 90 12")) == 0, "digits are as wide as each other in most fonts"
    assert code_pitch(piece("返回一个值的函数名")) == 0


def test_a_comment_may_be_chinese() -> None:
    assert code_pitch(piece("value = read(one)  # 读出来的文字")) == pytest.approx(10, abs=0.5)
    assert code_pitch(piece("value = read(one)  读出来的文字")) == 0


def test_short_lines_fit_whole_columns() -> None:
    short = piece("x = 1")
    assert fits_pitch(short, 10)
    assert not fits_pitch(short, 13)
    assert not fits_pitch(piece("值 = 1"), 10)
