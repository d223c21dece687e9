"""The text map over the picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import pagerec
from pagerec.drawing.maps import _entries, _of_its_size
from pagerec.drawing.sheet import Sheet
from pagerec.segmentation.map_line import MapLineParams
from tests.drawing.made import read_squares
from tests.pages import TEXT, page_of, turned


def test_the_map_lies_over_its_lines() -> None:
    truth = turned(page_of([line[:24] for line in TEXT[:3]], 24.0, margin=3.0), 3.0)
    reading = pagerec.Reader(threads=2).read_stages(truth.gray)
    factor = Sheet(reading, (), 1.0, None).factor
    drawn = np.asarray(reading.draw("map"), np.int32)
    green = drawn[..., 1] - drawn[..., 0] > 40
    (top, *_, bottom), (left, *_, right) = (np.flatnonzero(green[:-60].any(axis=axis)) - 12 for axis in (1, 0))
    text_lines = reading.layout.text_lines
    found = np.array([left, top, right, bottom]) / factor
    expected = [
        text_lines[0].left,
        text_lines[0].top,
        max(text_line.right for text_line in text_lines),
        text_lines[-1].bottom,
    ]
    assert found == pytest.approx(expected, abs=12)
    between = round((text_lines[0].bottom + text_lines[1].top) / 2 * factor) + 12
    assert (
        green[between].mean() < 0.3 * green[round((text_lines[0].centre + 0.2 * text_lines[0].em) * factor) + 12].mean()
    )


def test_the_legend_counts_lines_and_names_upright_ones_where_there_are_any() -> None:
    layout = read_squares().layout
    texts = [text for _, text in _entries(layout)]
    assert texts[-1] == f"2 lines in {len(layout.looks)} look{'s' if len(layout.looks) > 1 else ''}"
    assert len(texts) == 3
    down = replace(layout, map_lines=tuple(replace(line, vertical=0.9) for line in layout.map_lines))
    assert [text for _, text in _entries(down)][2] == "characters upright one below the other"


def test_a_look_for_large_type_shows_no_small_type() -> None:
    look, params = read_squares().layout.looks[0], MapLineParams()
    limit = params.largest / params.coarse
    em = np.full_like(look.em, limit - 1)
    em[:, : em.shape[1] // 2] = limit + 1
    shown = _of_its_size(replace(look, em=em, core=np.ones_like(look.core)), params)
    half = shown.shape[1] // 2 // 2 * 2
    assert shown[:, : em.shape[1] // 2 * 2].all()
    assert not shown[:, half + 2 :].any()
