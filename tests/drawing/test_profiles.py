"""Ink of each row beside the page."""

from __future__ import annotations

import itertools

import numpy as np

import pagerec
from pagerec.drawing.profiles import _panels, _profile
from pagerec.drawing.sheet import Sheet
from pagerec.segmentation.values import TextLine
from tests.pages import TEXT, page_of


def test_profile_is_the_ink_of_each_row() -> None:
    gray = page_of(TEXT[:2]).gray
    reading = pagerec.Reader(threads=2).read_stages(gray)
    drawn = np.asarray(reading.draw("profiles").convert("L"), np.int32)
    left = round(reading.layout.ink.mask.shape[1] * Sheet(reading, (), 1.0, None).factor) + 12 + 34
    dark = (drawn[:, left + 13 : left + 180] < 200).sum(axis=1)
    profile = np.count_nonzero(reading.layout.ink.mask, axis=1)
    rows = np.arange(len(profile)) * (Sheet(reading, (), 1.0, None).factor) + 12
    measured = dark[np.round(rows + 0.5).astype(int)]
    assert np.corrcoef(profile, measured)[0, 1] > 0.98


def test_columns_of_text_have_profiles_of_their_own() -> None:
    text_lines = [
        TextLine(0, 50, 20 * k, 16, 20 * k - 8, 20 * k + 8, block) for block, k in ((0, 1), (1, 3), (1, 4), (2, 3))
    ]
    assert _panels(text_lines) == [[0, 1], [2]]


def test_blocks_beside_each_other_never_share_a_panel() -> None:
    spans = [(0, 50), (40, 90), (60, 120), (10, 20), (95, 130), (125, 140)]
    text_lines = [TextLine(0, 9, (a + b) / 2, b - a, a, b, block) for block, (a, b) in enumerate(spans)]
    panels = _panels(text_lines)
    assert sorted(block for panel in panels for block in panel) == list(range(len(spans)))
    for panel in panels:
        rows = sorted(spans[block] for block in panel)
        assert all(above[1] <= below[0] for above, below in itertools.pairwise(rows))
    assert len(panels) == 2
    assert _panels([]) == []


def test_a_profile_counts_the_blocks_own_columns() -> None:
    mask = np.zeros((40, 100), bool)
    mask[10:20, 5:95] = True
    rows, counts = _profile(mask, [TextLine(10, 50, 12, 8, 8, 16), TextLine(12, 60, 22, 8, 18, 26)])
    assert (rows.start, rows.stop) == (7, 27)
    assert counts.tolist() == [0] * 3 + [50] * 10 + [0] * 7
