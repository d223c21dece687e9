"""Tables of contents: titles and numbers in rows, one column after the other; dots are characters, and no values."""

from __future__ import annotations

import io
import re
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import pagerec
from benchmarks.robustness import layouts
from benchmarks.robustness.layouts import Paper
from benchmarks.robustness.typeset import font
from pagerec.structure.inserted import NOWHERE

pytestmark = pytest.mark.skipif(
    not layouts.available(), reason="needs fonts-noto-cjk, fonts-wqy-microhei, fonts-liberation"
)

EM = 20
ENTRIES = (
    (0, "第一章 绪论", "1"),
    (1, "1.1 研究背景", "1"),
    (1, "1.2 研究方法与数据来源", "4"),
    (1, "1.3 本文的结构", "9"),
    (0, "第二章 气象站的历史", "12"),
    (1, "2.1 建站", "12"),
    (2, "2.1.1 百叶箱", "19"),
    (2, "2.1.2 自动站", "23"),
    (0, "第三章 结论", "57"),
    (1, "3.1 手写的数据", "60"),
    (1, "3.2 与机器比较", "72"),
    (0, "参考文献", "108"),
)
"""Level, title, and page."""


@cache
def reader() -> pagerec.Reader:
    return pagerec.Reader()


def contents(leader: str, gap: float, columns: int = 1) -> NDArray[np.uint8]:
    """A page: dots go from each title to its number, `gap` pixels of white between them."""
    paper = Paper(height=900)
    paper.lines(["目 录"], 0, 60, paper.width, em=2 * EM, align="center")
    share = -(-len(ENTRIES) // columns)
    for column in range(columns):
        left, right = (120, 880) if columns == 1 else (60 + 470 * column, 470 + 470 * column)
        _column(paper, ENTRIES[column * share : (column + 1) * share], (left, right), leader, gap)
    return np.asarray(paper.picture)


def _column(
    paper: Paper, entries: tuple[tuple[int, str, str], ...], place: tuple[int, int], leader: str, gap: float
) -> None:
    drawn, top = font("song", EM), 180
    for level, title, number in entries:
        left, end = place[0] + 2 * level * EM, place[1] - drawn.getlength(number)
        paper.draw.text((left, top), title, 0, drawn, anchor="la")
        paper.draw.text((end, top), number, 0, drawn, anchor="la")
        dots = end - 0.4 * EM
        while (dots := dots - drawn.getlength(leader) - gap) > left + drawn.getlength(title) + 0.4 * EM:
            paper.draw.text((dots, top), leader, 0, drawn, anchor="la")
        top += round(1.7 * EM)


def solid(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [[text.replace(" ", "") for text in row] for row in rows]


ROWS = solid(tuple(entry[1:] for entry in ENTRIES))


@pytest.mark.parametrize(("leader", "gap"), [(".", 0), (".", 8), ("·", 0), ("…", 0), ("-", 4)])
def test_rows_of_titles_and_numbers(leader: str, gap: float) -> None:
    reading = reader().read_stages(contents(leader, gap))
    assert len(reading.layout.leaders) == len(ENTRIES)
    assert [block.kind for block in reading.page.blocks] == ["heading", "table"]
    (table,) = reading.page.tables
    assert solid(table.texts) == ROWS
    assert reading.page.warnings == ()


@pytest.mark.parametrize(("leader", "gap", "read"), [(".", 8, "."), ("·", 4, "·"), ("-", 4, "-")])
def test_dots_are_characters_where_they_are_printed(leader: str, gap: float, read: str) -> None:
    gray = contents(leader, gap)
    reading = reader().read_stages(gray)
    dots = [char for char, (line, _) in zip(reading.page.chars, reading.origins, strict=True) if line == NOWHERE]
    assert {char.text for char in dots} == {read}
    assert len(dots) > 10 * len(ENTRIES)
    assert all((gray[char.box.top : char.box.bottom, char.box.left : char.box.right] < 128).any() for char in dots)
    for line in reading.page.lines:
        assert [char.box.left for char in line.chars] == sorted(char.box.left for char in line.chars)


@pytest.mark.parametrize(("leader", "gap"), [(".", 0), ("·", 4)])
def test_one_column_after_the_other(leader: str, gap: float) -> None:
    page = reader().read(contents(leader, gap, columns=2))
    assert [block.kind for block in page.blocks] == ["heading", "table", "table"]
    assert [row for table in page.tables for row in solid(table.texts)] == ROWS


def test_on_a_page_that_is_turned_and_light_on_dark() -> None:
    gray = 255 - contents(".", 3, columns=2)
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 1.5, 1)
    page = reader().read(np.asarray(cv2.warpAffine(gray, matrix, (width, height)), np.uint8))
    assert page.skew == pytest.approx(-1.5, abs=0.2)
    assert [row for table in page.tables for row in solid(table.texts)] == ROWS


def test_what_is_written() -> None:
    page = reader().read(contents(".", 3, columns=2))
    marked = page.to_markdown()
    assert "..." not in marked
    assert "…" not in marked
    assert marked.replace(" ", "").startswith("#目录\n\n|第一章绪论|1|\n|---|---|\n|1.1研究背景|1|\n")
    assert re.match(r"目录\n第一章绪论\.{8,}\t1\n1\.1研究背景\.{8,}\t1\n", page.text.replace(" ", ""))
    docx = pytest.importorskip("docx")
    tables = docx.Document(io.BytesIO(page.to_docx())).tables
    assert [row for table in tables for row in solid([[cell.text for cell in row.cells] for row in table.rows])] == ROWS
