"""Glyphs drawn as another face would draw them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.training.synthesis.restyle import Restyle, random_restyle

SIZE = 64


def cross(stroke: int = 6) -> NDArray[np.uint8]:
    """An upright and a level stroke, 60 pixels long, through the middle."""
    ink = np.zeros((60, 60), np.uint8)
    ink[:, 30 - stroke // 2 : 30 + stroke // 2] = 255
    ink[30 - stroke // 2 : 30 + stroke // 2] = 255
    return ink


def of(style: Restyle, ink: NDArray[np.uint8], char: str = "十") -> tuple[NDArray[np.uint8], int, int]:
    return style.of(ink, 2, -54, SIZE, SIZE, char)


def placed(drawn: tuple[NDArray[np.uint8], int, int]) -> NDArray[np.uint8]:
    """A glyph on a sheet of 128 pixels, its pen at (32, 96)."""
    ink, dx, dy = drawn
    sheet = np.zeros((128, 128), np.uint8)
    sheet[96 + dy : 96 + dy + ink.shape[0], 32 + dx : 32 + dx + ink.shape[1]] = ink
    return sheet


def stroke_width(sheet: NDArray[np.uint8], axis: int) -> float:
    """Ink of the line through the sheet that has least of it, of those that have some: across one stroke."""
    sums = sheet.sum(axis=axis) / 255
    return float(np.median(sums[(sums > 1) & (sums < 30)]))


def test_a_style_that_changes_nothing_changes_nothing() -> None:
    np.testing.assert_array_equal(placed(of(Restyle(), cross())), placed((cross(), 2, -54)))


@pytest.mark.parametrize("char", ["—", "，", "─", "+"])
def test_signs_stay_as_they_are(char: str) -> None:
    ink = cross()
    assert of(Restyle(across=0.05, slope=0.1), ink, char) == (ink, 2, -54)


@pytest.mark.parametrize("pixels", [3.0, 1.0, -1.0])
def test_strokes_gain_and_lose_in_one_direction(pixels: float) -> None:
    sheet = placed(of(Restyle(across=pixels / SIZE), cross()))
    assert stroke_width(sheet, 1) == pytest.approx(6 + pixels, abs=0.3)
    assert stroke_width(sheet, 0) == pytest.approx(6, abs=0.3)


def test_thin_strokes_are_not_thinned_away() -> None:
    thin = cross(2)
    sheet = placed(of(Restyle(across=-0.05, down=-0.05), thin))
    assert sheet.sum() > 0.5 * thin.sum()
    assert cv2.connectedComponents((sheet > 60).astype(np.uint8))[0] == 2, "one piece and paper"


def test_the_middle_grows_and_the_edges_stay() -> None:
    two = np.zeros((60, 60), np.uint8)
    two[:, [0, 1, 20, 21, 38, 39, 58, 59]] = 255
    columns = np.flatnonzero(placed(of(Restyle(inner_x=0.25), two)).max(axis=0) > 128)
    before = np.flatnonzero(placed((two, 2, -54)).max(axis=0) > 128)
    assert abs(columns[0] - before[0]) <= 1
    assert abs(columns[-1] - before[-1]) <= 1
    inner, inner_before = (x[(x > 40) & (x < 86)] for x in (columns, before))
    assert np.ptp(inner) > np.ptp(inner_before) + 1


def test_slope_raises_the_right_end() -> None:
    level = np.zeros((60, 60), np.uint8)
    level[28:32] = 255
    sheet = placed(of(Restyle(slope=0.1), level))
    rows = np.arange(128)[:, None]
    left, right = ((rows * part).sum() / part.sum() for part in (sheet[:, 34:40] / 255, sheet[:, 88:93] / 255))
    assert 3 < left - right < 7, "a tenth of an em"


def test_chance_is_each_characters_own_and_repeats() -> None:
    style = Restyle(play=0.02, seed=3)
    once, again = (of(style, cross())[0] for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert (once != of(style, cross(), "木")[0]).any()
    assert (once != of(replace(style, seed=4), cross())[0]).any()


def test_random_styles_keep_glyphs_legible() -> None:
    random = np.random.default_rng(0)
    whole = placed((cross(), 2, -54)) > 128
    for _ in range(50):
        drawn = placed(of(random_restyle(random), cross())) > 128
        assert 0.6 < drawn.sum() / whole.sum() < 2.2
        near = cv2.dilate(whole.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
        assert (drawn & ~near).sum() == 0, "strokes move by less than an eighth of an em"
