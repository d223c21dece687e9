"""Spaces of code."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pagerec import Block, Line, Page
from pagerec.structure.code import code_spaces
from tests.formats.made import line


def code_text(rows: tuple[Line, ...]) -> str:
    return Page((Block(rows, "code"),), 999, 999).text


def test_code_keeps_its_indents_and_columns() -> None:
    rows = (line("def f(x):  # 注释"), line("return x", left=80, top=70), line("g", left=60, top=100))
    assert code_text(rows) == "def f(x):  # 注释\n    return x\n  g"
    assert Page((Block(rows),), 999, 999).text.split("\n")[1] == "return x"


def test_spaces_are_counted_before_each_character() -> None:
    assert code_spaces((line("a  b"), line("cd", left=60))) == [(0, 2), (2, 0)]


def test_white_of_full_width_punctuation_is_no_empty_column() -> None:
    row = line('print("甲，乙。")')
    chars = [
        replace(char, box=char.box._replace(right=char.box.left + 5)) if char.text in "，。" else char
        for char in row.chars
    ]
    assert code_text((replace(row, chars=tuple(chars)), line("x = 1", top=70))) == 'print("甲，乙。")\nx = 1'


def test_without_neighbours_to_measure_spaces_are_those_printed() -> None:
    assert code_spaces((line("甲 乙丙"),)) == [(0, 1, 0)]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_any_indents(indents: list[int]) -> None:
    rows = tuple(line("while x:", left=40 + 10 * indent, top=30 * k) for k, indent in enumerate(indents))
    least = min(indents)
    assert code_text(rows) == "\n".join(" " * (indent - least) + "while x:" for indent in indents)
