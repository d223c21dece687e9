"""Lines that belong together."""

from __future__ import annotations

from typing import Any

import pytest

from pagerec import Block, Box, OptionError, Paragraph
from tests.formats.made import table_of
from tests.page.made import line

ONE, TWO = line("能 小"), line("刺")
TABLE = table_of(*[[[line(text)] for text in row] for row in ("能小", "刺和")])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "text"}, "give one of title, heading"),
        ({"kind": 3}, "Block.kind is 3"),
        ({"kind": "table"}, "has a table, and no other"),
        ({"table": TABLE.table}, "has a table, and no other"),
        ({"table": "no"}, "give a Table"),
        ({"area": Box(5, 0, 4, 9)}, "Block.area"),
        ({"lines": ()}, "leave empty blocks out"),
        ({"lines": (), "kind": "figure"}, "give a figure its area"),
        ({"lines": (), "area": Box(0, 0, 9, 9)}, "leave empty blocks out"),
        ({"parts": (Paragraph((ONE,)),)}, "each one once and in order"),
        ({"parts": (Paragraph((TWO,)), Paragraph((ONE,)))}, "each one once and in order"),
    ],
)
def test_rules(change: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Block(**{"lines": (ONE, TWO)} | change)


def test_lines_of_a_table_are_those_of_its_cells() -> None:
    with pytest.raises(OptionError, match="those of its cells, row by row"):
        Block(TABLE.lines[::-1], "table", table=TABLE.table)
    assert TABLE.area == TABLE.table.box  # type: ignore[union-attr]
    assert Block(TABLE.lines, "table", Box(0, 0, 900, 900), TABLE.table).area == Box(0, 0, 900, 900)


def test_text_has_a_line_for_each_printed_line() -> None:
    block = Block((ONE, TWO))
    assert block.text == "能 小\n刺"
    assert block.paragraphs == ("能 小刺",)
    assert [char.text for char in block.chars] == ["能", "小", "刺"]


def test_text_of_a_table_has_its_rows() -> None:
    assert TABLE.text == "能\t小\n刺\t和"
    assert TABLE.paragraphs == ("能\t小", "刺\t和")


def test_code_keeps_its_indents_and_other_text_has_none() -> None:
    parts = (Paragraph((ONE,), spaces=(4, 1)), Paragraph((TWO,), spaces=(8,)))
    assert Block((ONE, TWO), "code", parts=parts).text == "    能 小\n        刺"
    assert Block((ONE, TWO), "paragraph", parts=parts).text == "能 小\n刺"


def test_paragraphs_are_the_parts() -> None:
    parts = (Paragraph((ONE,)), Paragraph((TWO,)))
    assert Block((ONE, TWO), parts=parts).paragraphs == ("能 小", "刺")


def test_a_figure_without_print() -> None:
    figure = Block((), "figure", Box(5, 5, 90, 90))
    assert (figure.text, figure.paragraphs, figure.confidence) == ("", (), 1.0)
    assert figure.box == Box(5, 5, 90, 90)


def test_the_box_holds_lines_and_area() -> None:
    assert Block((ONE,), "figure", Box(10, 20, 30, 99)).box == Box(0, 10, 60, 99)


def test_the_repr_shows_a_short_text() -> None:
    assert repr(Block((TWO,), "heading")) == (
        "Block('刺', 1 line, kind='heading', box=(0, 10, 20, 30), confidence=1.000)"
    )
    assert repr(Block((line("能" * 50),))).startswith(f"Block('{'能' * 23}…'")
