"""Titles, heads and feet over and under columns."""

from __future__ import annotations

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.pages import VERTICAL
from benchmarks.robustness.typeset import PACKAGES, available
from pagerec.segmentation.column_titles import find_level_lines
from pagerec.segmentation.map_line import MapLine

needs_fonts = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")


def line(left: float, top: float, right: float, bottom: float, em: float = 20.0) -> MapLine:
    return MapLine(np.array([[left, top], [right, bottom]], np.float64), em, 0.0, 0.9)


COLUMNS = tuple(line(left, 100, left, 360) for left in (40, 80, 120, 160, 200))
TITLE = line(60, 42, 220, 42)


def test_a_title_is_told_from_columns() -> None:
    ((title,), below) = find_level_lines([*COLUMNS, TITLE])
    assert title.centre == 42
    assert title.left < 60 < 220 < title.right
    assert below == []


def test_what_is_short_or_beside_columns_is_no_title() -> None:
    assert find_level_lines([*COLUMNS, line(60, 42, 80, 42)]) == ([], [])
    assert find_level_lines([*COLUMNS, line(60, 200, 220, 200)]) == ([], [])
    assert find_level_lines(COLUMNS) == ([], [])
    assert find_level_lines([]) == ([], [])


def test_blocks_of_lines_below_are_others_than_those_above() -> None:
    above, below = find_level_lines([*COLUMNS, line(60, 385, 120, 385), TITLE, line(60, 70, 200, 70)])
    assert [text_line.centre for text_line in above] == [42, 70]
    assert [text_line.centre for text_line in below] == [385]
    assert {text_line.block for text_line in above}.isdisjoint(text_line.block for text_line in below)


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
