"""Pictures turned by right angles or seen from afar, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.segmentation.views import FromAfar, QuarterTurns

TURNS = (90, 180, 270)


@pytest.mark.parametrize("degrees", TURNS)
def test_the_way_back_from_a_turned_picture(degrees: int) -> None:
    gray = np.zeros((5, 9), np.uint8)
    gray[1, 6] = 255
    view = QuarterTurns(gray, degrees)
    (row,), (column,) = np.nonzero(view.seen)
    assert view.to_picture(np.array([[column + 0.5, row + 0.5]])) == pytest.approx(np.array([[6.5, 1.5]]))


def test_text_turned_clockwise_is_seen_upright() -> None:
    upright = np.arange(6, dtype=np.uint8).reshape(2, 3)
    for degrees in TURNS:
        view = QuarterTurns(np.rot90(upright, -degrees // 90), degrees)
        np.testing.assert_array_equal(view.seen, upright)
        assert view.seen.flags.c_contiguous


@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from(TURNS))
def test_the_corners_seen_are_the_corners_given(height: int, width: int, degrees: int) -> None:
    view = QuarterTurns(np.zeros((height, width), np.uint8), degrees)
    assert view.shape == (height, width)
    rows, columns = view.seen.shape
    found = view.to_picture(np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], float))
    corners = [[0, 0], [width, 0], [width, height], [0, height]]
    first = degrees // 90
    assert found.tolist() == corners[first:] + corners[:first], "clockwise from the one where text begins"


def test_from_afar_a_picture_is_smaller_and_its_corners_are_the_same() -> None:
    view = FromAfar(np.zeros((50, 201), np.uint8), 0.4)
    assert view.seen.shape == (20, 80)
    assert view.shape == (50, 201)
    assert (view.scale, view.rotation) == (0.4, 0)
    np.testing.assert_allclose(view.to_picture(np.array([[80.4, 20.0]])), [[201, 50]])


def test_dots_run_together_from_afar() -> None:
    dots = np.full((40, 40), 255, np.uint8)
    dots[20, ::2] = 0
    assert (FromAfar(dots, 0.4).seen.min(axis=0) < 255).all()
