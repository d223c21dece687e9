"""Titles, heads and feet over and under columns."""

from __future__ import annotations

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.pages import VERTICAL
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, vertical
from pagerec.segmentation import find_ink
from pagerec.segmentation.column_titles import find_level_lines, without_lines
from pagerec.segmentation.values import Ink

needs_fonts = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")


def page_of(*boxes: tuple[int, int, int, int]) -> Ink:
    level = np.zeros((400, 300), np.uint8)
    for left, top, right, bottom in boxes:
        level[top:bottom, left:right] = 255
    return Ink(level, level > 128, False, 128.0)


COLUMNS = tuple((left, 100, left + 20, 360) for left in (40, 80, 120, 160, 200))
TITLE = tuple((left, 30, left + 24, 54) for left in range(60, 220, 27))


def test_a_title_is_told_from_columns() -> None:
    above, below = find_level_lines(page_of(*TITLE, *COLUMNS), 20.0)
    assert [(round(frame.top), round(frame.bottom)) for frame in above] == [(30, 54)]
    assert below == []
    rest = without_lines(page_of(*TITLE, *COLUMNS), above)
    assert not rest.mask[:90].any()
    assert rest.mask[100:].any()


def test_the_first_characters_of_columns_are_no_title() -> None:
    heads = tuple((left, 60, left + 20, 80) for left in (40, 80, 120, 160, 200))
    assert find_level_lines(page_of(*heads, *COLUMNS), 20.0) == ([], [])


def test_dirt_and_empty_pages_have_no_title() -> None:
    assert find_level_lines(page_of(), 20.0) == ([], [])
    assert find_level_lines(page_of((50, 30, 53, 34), *COLUMNS), 20.0) == ([], [])
    assert find_level_lines(page_of(*TITLE), 20.0) == ([], [])


def test_blocks_of_lines_below_are_others_than_those_above() -> None:
    foot = tuple((left, 376, left + 18, 394) for left in range(60, 120, 20))
    ink = page_of(*TITLE, *COLUMNS, *foot)
    above, below = find_level_lines(ink, 20.0)
    assert {frame.block for frame in above}.isdisjoint(frame.block for frame in below)
    assert len(above) == len(below) == 1


@needs_fonts
@pytest.mark.parametrize("leading", [1.35, 2.0])
def test_columns_alone_have_no_title(leading: float) -> None:
    ink = find_ink(vertical(PROSE[2:], leading=leading).gray)
    assert find_level_lines(ink, 24.0) == ([], [])


@needs_fonts
def test_a_title_runs_to_the_right_and_its_box_is_in_the_picture() -> None:
    picture, text = next(page for page in VERTICAL if page.name == "columns under a title").make()
    page = pagerec.read(picture)
    first, *columns, last = page.lines
    assert [first.direction, last.direction] == [0, 0]
    assert {line.direction for line in columns} == {90}
    assert first.text == text.splitlines()[0]
    rows, places = np.nonzero(picture[:80, :, 0] < 128)
    assert first.box == pytest.approx((places.min(), rows.min(), places.max() + 1, rows.max() + 1), abs=2)
    assert page.blocks[0].lines == (first,)
