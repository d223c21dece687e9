"""Colours of drawings."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.drawing.colors import COUNTS, DISTINCT, block_color, confidence_color, lighter


@given(st.floats(0, 1))
def test_colours_are_colours(confidence: float) -> None:
    assert all(0 <= level <= 255 for level in confidence_color(confidence))


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_is_greener(one: float, other: float) -> None:
    low, high = sorted((one, other))
    (red, green, _), (less_red, greener, _) = confidence_color(low), confidence_color(high)
    assert green <= greener
    assert red >= less_red


def test_half_is_yellow() -> None:
    assert confidence_color(0.5) == (220, 180, 0)


def test_neighbours_are_told_apart() -> None:
    for block in range(20):
        assert block_color(block) != block_color(block + 1)
    assert min(math.dist(a, b) for a, b in itertools.pairwise((*DISTINCT, DISTINCT[0]))) > 100
    brightness = [sum(color) for color in COUNTS]
    assert brightness == sorted(brightness), "more atoms are lighter"


@pytest.mark.parametrize(("share", "found"), [(0.0, (10, 20, 30)), (1.0, (255, 255, 255)), (0.5, (132, 138, 142))])
def test_mixed_with_white(share: float, found: tuple[int, int, int]) -> None:
    assert lighter((10, 20, 30), share) == found
