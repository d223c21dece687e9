"""Drawings of the page as a whole."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from pagerec.drawing.colors import DISTINCT, PALE, SET_ASIDE, confidence_color
from pagerec.drawing.pages import (
    _page_facts,
    confidence_scale,
    draw_components,
    draw_ink,
    draw_lines,
    draw_text,
    framed,
)
from pagerec.reading.reading import Reading
from tests.drawing.made import read_squares, sheet_of

GAP = 12


def with_lines(ems: list[float], shrink: float = 1.0) -> Reading:
    """The squares with other frames."""
    reading = read_squares()
    line = reading.layout.text_lines[0]
    lines = tuple(replace(line, em=em) for em in ems)
    return replace(reading, layout=replace(reading.layout, text_lines=lines, shrink=shrink, skew=1.25))


@pytest.mark.parametrize(
    ("ems", "shrink", "facts"),
    [
        ([], 1.0, "no lines"),
        ([20.0, 20.04], 1.0, "2 lines · em 20.0 px · skew 1.2°"),
        ([20.0, 30.0, 24.0], 1.0, "3 lines · em 20.0 to 30.0 px · skew 1.2°"),
        ([20.0], 0.5, "1 lines · em 40.0 px · skew 1.2°"),
    ],
)
def test_facts_are_in_pixels_of_the_picture(ems: list[float], shrink: float, facts: str) -> None:
    assert _page_facts(sheet_of(with_lines(ems, shrink))) == facts


def test_specks_are_red() -> None:
    reading = read_squares()
    ink = reading.layout.ink
    level, mask = ink.level.copy(), ink.mask.copy()
    level[2:6, 2:6] = 255
    mask[2:6, 2:6] = False
    speck = replace(reading, layout=replace(reading.layout, ink=replace(ink, level=level, mask=mask)))
    sheet = sheet_of(speck)
    drawn = np.asarray(draw_ink(sheet))[GAP : GAP + sheet.page_size[1], GAP : GAP + sheet.page_size[0]]
    rows, columns = np.nonzero((drawn == SET_ASIDE).all(axis=2))
    assert rows.max() <= 7 * sheet.factor
    assert columns.max() <= 7 * sheet.factor
    plain = np.asarray(draw_ink(sheet_of(reading)))[GAP : GAP + sheet.page_size[1], GAP : GAP + sheet.page_size[0]]
    assert not (plain == SET_ASIDE).all(axis=2).any()


def test_squares_beside_each_other_have_other_colours() -> None:
    reading = read_squares()
    sheet = sheet_of(reading)
    drawn = np.asarray(draw_components(sheet), int)
    colors = []
    for char in reading.page.lines[0].chars:
        x, y = (char.box.left + 1.5) * sheet.factor + GAP, (char.box.top + char.box.bottom) / 2 * sheet.factor + GAP
        near = np.abs(np.array(DISTINCT) - drawn[round(y), round(x)]).sum(axis=1)
        colors.append(int(near.argmin()))
    assert all(one != other for one, other in itertools.pairwise(colors))


def test_each_line_has_its_frame_and_number() -> None:
    reading = read_squares()
    sheet = sheet_of(reading)
    drawn = np.asarray(draw_lines(sheet), int)
    for line in reading.layout.text_lines:
        row = drawn[round(line.top * sheet.factor) + GAP]
        left, right = (round(x * sheet.factor) + GAP + sheet.px(30) for x in (line.left, line.right))
        color = np.abs(row - np.array(DISTINCT[line.block])).sum(axis=1) < 60
        assert color[left + 2 : right - 2].mean() > 0.9
        assert not color[right + 10 : right + 30].any()


def test_without_a_font_chinese_characters_are_areas() -> None:
    reading = read_squares()
    sheet = sheet_of(reading)
    drawn = np.asarray(draw_text(sheet), int)
    width, height = sheet.page_size
    assert width > height, "the text stands below"
    text = drawn[2 * GAP + height : 2 * (GAP + height)]
    filled = (text[..., 1] > text[..., 2] + 40).sum()
    area = sum(char.box.width * char.box.height for char in reading.page.chars) * sheet.factor**2
    assert filled == pytest.approx(area, rel=0.25)


def test_the_scale_goes_from_red_to_green() -> None:
    row = np.asarray(confidence_scale(sheet_of(read_squares())))[3]
    left = 8
    assert tuple(row[left]) == confidence_color(0.0)
    assert tuple(row[left + 239]) == confidence_color(1.0)


def test_a_page_ends_somewhere() -> None:
    page = np.asarray(framed(Image.new("RGB", (30, 20), "white")))
    edge = (page == PALE).all(axis=2)
    assert edge[0].all()
    assert edge[-1].all()
    assert edge[:, 0].all()
    assert edge[:, -1].all()
    assert not edge[1:-1, 1:-1].any()
