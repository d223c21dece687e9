"""Typeset pages: what is read in which order, and what every block is."""

from __future__ import annotations

from functools import cache

import pytest
from rapidfuzz.distance import Levenshtein

import pagerec
from benchmarks.robustness import layouts
from benchmarks.robustness.layouts import LAYOUTS, Laid, LaidPage
from pagerec.evaluation.folding import fold
from pagerec.page import Block, Page

pytestmark = pytest.mark.skipif(
    not layouts.available(), reason="needs fonts-noto-cjk, fonts-wqy-microhei, fonts-liberation"
)


@cache
def read(name: str) -> tuple[Laid, Page]:
    """A page as it was set and as it was read."""
    laid = next(page for page in LAYOUTS if page.name == name).make()
    return laid, pagerec.read(laid.gray)


def block(name: str, kind: str) -> Block:
    return next(block for block in read(name)[1].blocks if block.kind == kind)


@pytest.mark.parametrize("page", LAYOUTS, ids=lambda page: page.name)
def test_text_in_order_and_kinds(page: LaidPage, request: pytest.FixtureRequest) -> None:
    if page.name == "formula":
        request.applymarker(pytest.mark.xfail(strict=False, reason="a formula's line is joined to the paragraph"))
    laid, found = read(page.name)
    assert [block.kind for block in found.blocks] == laid.kinds
    truth = fold(laid.text)
    assert 100 * Levenshtein.distance(truth, fold(found.text)) <= page.bar * len(truth), found.text


@pytest.mark.parametrize("name", [page.name for page in LAYOUTS if "table" in page.name])
def test_cells(name: str) -> None:
    laid, page = read(name)
    (text,) = [text for kind, text in laid.blocks if kind == "table"]
    (table,) = [block.table for block in page.blocks if block.table]
    assert [[fold(cell) for cell in row] for row in table.texts] == [
        [fold(cell) for cell in row.split("\t")] for row in text.split("\n")
    ]
    for row in table.rows:
        for cell in row:
            assert all(cell.box.left <= line.box.left and line.box.right <= cell.box.right for line in cell.lines)
            assert all(cell.box.top <= line.box.top and line.box.bottom <= cell.box.bottom for line in cell.lines)


def test_lines_of_a_cell_stay_together() -> None:
    table = block("ruled table", "table").table
    assert table is not None
    assert [line.text for line in table.rows[1][3].lines] == ["有两间", "平房"]


def test_code_keeps_its_indents() -> None:
    laid, page = read("code")
    indents = [len(line) - len(line.lstrip()) for line in block("code", "code").text.split("\n")]
    assert indents == [
        len(line) - len(line.lstrip()) for kind, text in laid.blocks if kind == "code" for line in text.split("\n")
    ]
    assert "\n        if value" in page.text


def test_figures_have_areas() -> None:
    _, page = read("figures and captions")
    photograph, plot = [block for block in page.blocks if block.kind == "figure"]
    assert photograph.lines == ()
    assert photograph.box.width == pytest.approx(440, abs=30)
    assert photograph.box.height == pytest.approx(260, abs=30)
    assert [line.text for line in plot.lines] == ["30", "20", "10", "温度 湿度", "0 6 12 18 24"]
    assert plot.area is not None
    assert plot.area.width == pytest.approx(500, abs=20)


def test_an_initial_is_the_first_character_of_its_line() -> None:
    _, page = read("initial")
    first = page.lines[0]
    assert first.text.startswith("如今记录簿")
    assert first.chars[0].box.height > 2 * first.chars[1].box.height
    assert len(page.blocks[0].paragraphs) == 1


def test_items_of_a_list() -> None:
    items = block("list", "list").paragraphs
    assert [item[:2] for item in items] == ["1.", "2.", "3."]


def test_markdown_shows_the_kinds() -> None:
    assert read("headings")[1].to_markdown().startswith("# 气象站的记录簿\n\n")
    assert "| 站点 | 海拔 | 建站年份 | 说明 |\n| --- |" in read("ruled table")[1].to_markdown()
    assert "```\ndef mean" in read("code")[1].to_markdown()


def test_origins_name_the_characters() -> None:
    reader = pagerec.Reader()
    for name in ("ruled table", "initial", "table without rules"):
        reading = reader.read_stages(read(name)[0].gray)
        assert len(reading.origins) == len(reading.page.chars)
        for char, (line, place) in zip(reading.page.chars, reading.origins, strict=True):
            choice = reading.paths[line][place]
            label = int(reading.scores[line].classes[choice.cell][choice.candidate])
            assert reading.charset.decode(label) == char.text
