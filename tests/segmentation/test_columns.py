"""Chinese in columns: told from lines, and read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, page, vertical
from pagerec.segmentation import find_components
from pagerec.segmentation.columns import ColumnPiece, Sideways, column_text_lines, lay_out
from pagerec.segmentation.map_line import MapLine
from pagerec.segmentation.page import find_lines
from pagerec.segmentation.values import Ink, TextLine
from tests.pages import error_rate, text_map

pytestmark = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")


def in_columns(gray: np.ndarray) -> bool:
    return find_lines(gray, text_map()).columns is not None


@pytest.mark.parametrize("leading", [1.3, 1.5, 2.0])
@pytest.mark.parametrize("face", ["song", "sans", "ming"])
def test_columns_are_told_from_lines(face: str, leading: float) -> None:
    assert in_columns(vertical(PROSE[2:], face=face, leading=leading).gray)
    assert not in_columns(page(PROSE[2:], face=face, leading=leading).gray)


@pytest.mark.parametrize("text", ["一二三", "东南西北"])
@pytest.mark.parametrize("leading", [1.3, 1.5])
def test_short_lines_are_no_columns(text: str, leading: float) -> None:
    assert not in_columns(page((text,) * 3, leading=leading).gray)


LONE = pytest.mark.xfail(strict=False, reason="a table of lone characters looks like columns to the text map")


@pytest.mark.parametrize(
    "cells",
    [pytest.param(("甲", "乙", "丙", "丁"), marks=LONE), ("12", "3", "45", "6"), ("姓名", "张三", "李四", "王五")],
)
def test_a_table_is_no_column(cells: tuple[str, ...]) -> None:
    line = "　　　".join(cells)
    assert not in_columns(page((line,) * 8, leading=1.6).gray)


def test_a_line_within_a_column_doesn_t_cut_it() -> None:
    def down(top: float, bottom: float) -> MapLine:
        return MapLine(np.array([[100.0, top], [100.0, bottom]]), 20.0, 1.0, 0.9)

    (column,) = column_text_lines([down(30, 400), down(200, 210)], 200)
    (alone,) = column_text_lines([down(30, 400)], 200)
    assert (column.left, column.right) == (alone.left, alone.right)


def test_one_column() -> None:
    sheet = vertical(("山坡上的图书馆",))
    read = pagerec.read(sheet.gray)
    assert read.text == sheet.text
    assert [line.direction for line in read.lines] == [90]


TRACKED = pytest.mark.xfail(strict=False, reason="what is set wide goes with the next character, or is left out")


@pytest.mark.parametrize("trimmed", [False, True])
@pytest.mark.parametrize("tracking", [0.0, 0.1, pytest.param(0.2, marks=TRACKED)])
def test_columns_set_wide_or_unevenly(tracking: float, trimmed: bool) -> None:
    sheet = vertical(PROSE[:1], rows=24, leading=2.2, tracking=tracking, trimmed=trimmed)
    assert error_rate(pagerec.read(sheet.gray).text, sheet.text) <= 0.03


def test_a_piece_comes_to_the_middle_of_its_line_wherever_it_was_cut() -> None:
    level = np.zeros((60, 200), np.uint8)
    level[20:40, 70:90] = 255
    ink = Ink(level, level > 128, False, 128.0)
    sideways = Sideways(ink, find_components(ink.mask), (TextLine(0.0, 199.0, 30.0, 24.0, 15.0, 45.0),))
    laid = [lay_out(sideways, [[ColumnPiece(0, start, start + 36)]]) for start in (54, 60, 66)]
    tops = {tuple(np.flatnonzero(ink.mask.any(axis=1))[[0, -1]] - lines[0].centre) for ink, lines, _ in laid}
    assert tops == {(-10, 9)}


def test_boxes_of_columns_are_in_the_picture() -> None:
    sheet = vertical(PROSE[2:])
    read = pagerec.read(sheet.gray)
    assert error_rate(read.text, sheet.text) < 0.01
    assert read.rotation == 0
    ink = sheet.gray < 128
    for line in read.lines:
        assert line.direction == 90
        assert all(one.box.top < two.box.top for one, two in pairwise(line.chars))
        assert line.box.width < 1.3 * sheet.em
    assert all(one.box.left > two.box.left for one, two in pairwise(read.lines))
    inside = np.zeros(ink.shape, bool)
    for left, top, right, bottom in (char.box for char in read.chars):
        inside[top:bottom, left:right] = True
        assert ink[top:bottom, left:right].any()
    assert (ink & ~inside).sum() < 0.02 * ink.sum()


def test_columns_make_paragraphs() -> None:
    texts = pagerec.read(vertical(PROSE[2:]).gray).paragraphs
    assert error_rate("".join(texts), PROSE[2]) < 0.01
    assert len(texts) == 1


def test_a_page_in_lines_is_left_alone() -> None:
    assert find_lines(page(PROSE[:1]).gray, text_map()).columns is None


def test_a_short_piece_of_a_long_stroke_can_lie_on_its_side() -> None:
    level = np.zeros((40, 60), np.uint8)
    level[18:22, 5:14] = 255
    ink = Ink(level, level > 128, False, 128.0)
    text_line = TextLine(0.0, 59.0, 20.0, 24.0, 8.0, 32.0)
    sideways = Sideways(ink, find_components(ink.mask), (text_line,))
    piece = ColumnPiece(0, 10, 14)
    _, _, columns = lay_out(sideways, [[piece]])
    lying = columns.joined(piece, piece)
    assert lying.turned
    assert (lying.start, lying.end) == (10, 14)


WHITE = pytest.mark.xfail(
    strict=False, reason="white between Latin words on their side and Chinese is taken for spaces"
)


@pytest.mark.parametrize("base", [-0.05, pytest.param(0.12, marks=WHITE), pytest.param(0.2, marks=WHITE)])
def test_words_lie_on_their_side_wherever_their_base_line_is(base: float) -> None:
    sheet = vertical(
        ("现在馆里添置了三台扫描仪，把地方志逐页存进 Linux 服务器，到今年六月已经完成了 412 册。",), base=base
    )
    assert error_rate(pagerec.read(sheet.gray).text, sheet.text) <= 0.025


def test_nothing_that_lies_on_its_side_is_a_han_character() -> None:
    page = pagerec.read(vertical(("祖父留下一只木箱——箱盖上刻着二字，一页一页地翻看。",), face="sans").gray)
    assert "——" in page.text
    assert page.text.count("一") == 3


def test_characters_that_touch_above_one_another_are_kept() -> None:
    truth = vertical(PROSE, em=14, rows=30)
    found = pagerec.read(truth.gray).text.replace(" ", "")
    assert abs(len(found) - len(truth.text)) <= 2
