"""From a picture of one character to what a network sees."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.characters.window import FRAMED, _is_paper, glyph_square, glyph_windows
from pagerec.segmentation.line_shape import INK_HEIGHT
from pagerec.segmentation.lines import EM
from tests.characters.small import close, glyph


@pytest.mark.parametrize("side", [24, 64, 300])
@pytest.mark.parametrize("inverted", [False, True])
def test_size_polarity_and_frame_make_no_difference(side: int, inverted: bool) -> None:
    wanted = glyph_square(glyph("能", 128))
    assert wanted is not None
    for picture in (
        glyph("能", side),
        close(glyph("能", side)),
        np.pad(glyph("能", side), side // 8, constant_values=255),
    ):
        found = glyph_square(255 - picture if inverted else picture)
        assert found is not None
        assert np.corrcoef(found.ravel(), wanted.ravel())[0, 1] > (0.92 if side == 24 else 0.95)


def test_ink_is_as_large_as_in_a_line() -> None:
    square = glyph_square(close(glyph("国")), 64)
    assert square is not None
    rows, columns = np.nonzero(square > 128)
    longer = max(np.ptp(rows), np.ptp(columns)) + 1
    assert longer == pytest.approx(INK_HEIGHT * 64 / FRAMED, abs=2)
    assert round(FRAMED * EM) == 32


def test_small_ink_keeps_its_place() -> None:
    gray = np.full((64, 64), 255, np.uint8)
    cv2.circle(gray, (16, 50), 5, 0, 2)
    square = glyph_square(gray, 64)
    assert square is not None
    rows, columns = np.nonzero(square > 128)
    assert (columns.mean(), rows.mean()) == pytest.approx((16, 50), abs=1)


@pytest.mark.parametrize("gray", [np.zeros((9, 9)), np.full((30, 20), 255), np.full((1, 1), 128)])
def test_a_blank_picture_has_no_square(gray: NDArray[np.uint8]) -> None:
    assert glyph_square(gray.astype(np.uint8)) is None


def bars(ink: int = 0, paper: int = 255) -> NDArray[np.uint8]:
    """Something like 三, drawn by hand."""
    gray = np.full((64, 64), paper, np.uint8)
    for row in (14, 30, 46):
        gray[row : row + 6, 10:54] = ink
    return gray


@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (90, 200), (200, 90), (120, 160)])
def test_any_two_gray_levels_are_ink_and_paper(ink: int, paper: int) -> None:
    wanted, found = glyph_square(bars()), glyph_square(bars(ink, paper))
    assert wanted is not None
    assert found is not None
    assert np.abs(found.astype(int) - wanted).mean() < 4


def test_noise_does_not_tell_where_the_ink_ends() -> None:
    noise = np.random.default_rng(0).normal(0, 8, (64, 64))
    wanted, found = glyph_square(bars(40, 220)), glyph_square(np.clip(bars(40, 220) + noise, 0, 255).astype(np.uint8))
    assert wanted is not None
    assert found is not None
    assert np.corrcoef(found.ravel(), wanted.ravel())[0, 1] > 0.95


@pytest.mark.parametrize("inverted", [False, True])
def test_a_frame_of_ink_at_the_edge_is_no_paper(inverted: bool) -> None:
    """A close crop of 口 has ink along its whole edge, one pixel or more wide."""
    light = np.ones((40, 40), bool)
    light[[0, -1]] = light[:, [0, -1]] = False
    assert _is_paper(light if not inverted else ~light) is not inverted
    thick = np.zeros((40, 40), bool)
    thick[3:-3, 3:-3] = True
    assert _is_paper(thick) is False, "a frame all around is paper"


def test_both_channels_are_the_ink() -> None:
    squares = np.arange(2 * 32 * 32, dtype=np.uint32).reshape(2, 32, 32).astype(np.uint8)
    windows = glyph_windows(squares)
    assert windows.shape == (2, 32, 32, 2)
    assert np.array_equal(windows[..., 0], squares)
    assert np.array_equal(windows[..., 1], squares)
