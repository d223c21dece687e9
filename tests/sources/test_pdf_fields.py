"""Values of form fields among the lines of a page."""

from __future__ import annotations

import pytest

from pagerec import Box, Char, Line
from pagerec.sources.pdf_fields import with_fields


def line(text: str, left: int, top: int, direction: int = 0) -> Line:
    """A line of characters 10 pixels wide and high; a blank is white."""
    found: list[Char] = []
    for index, letter in enumerate(text):
        if letter != " ":
            x = left + 10 * index
            box = Box(x, top, x + 10, top + 10) if direction == 0 else Box(-top - 10, x, -top, x + 10)
            found.append(Char(letter, box, 1.0, (), bool(found) and text[index - 1] == " "))
    return Line(tuple(found), direction)


def texts(lines: list[Line], *fields: Line) -> list[str]:
    return [found.text for found in with_fields(lines, fields)]


@pytest.mark.parametrize("direction", [0, 90])
def test_a_field_stands_in_its_row(direction: int) -> None:
    lines = [line("姓名     先生", 0, 0, direction), line("城市", 0, 20, direction)]
    assert texts(lines, line("张三", 30, 3, direction)) == ["姓名 张三 先生", "城市"]
    assert texts(lines, line("北京", 60, 24, direction), line("张三", 30, 3, direction)) == [
        "姓名 张三 先生",
        "城市 北京",
    ]


def test_the_nearest_line_of_a_row_takes_it() -> None:
    lines = [line("姓名", 0, 0), line("城市", 100, 0)]
    assert texts(lines, line("张三", 30, 0), line("北京", 130, 0)) == ["姓名 张三", "城市 北京"]


def test_a_field_before_the_text_of_its_row() -> None:
    assert texts([line("男", 30, 0)], line("☑", 0, 0)) == ["☑ 男"]


def test_a_field_of_no_row_is_below_what_is_above_it() -> None:
    lines = [line("说明", 0, 0), line("旁边", 200, 15), line("末行", 0, 60)]
    assert texts(lines, line("张三", 0, 30)) == ["说明", "张三", "旁边", "末行"]
    assert texts(lines, line("张三", 0, -30)) == ["张三", "说明", "旁边", "末行"]
    assert texts([], line("张三", 0, 0)) == ["张三"]
