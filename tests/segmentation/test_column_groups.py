"""Groups of columns beside print in lines, of lines of the map alone."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.segmentation.column_groups import column_groups, without_columns
from pagerec.segmentation.map_line import MapLine


def down(x: float, top: float, bottom: float, em: float = 20.0, upright: float = 0.9) -> MapLine:
    return MapLine(np.array([[x, top], [x, bottom]]), em, upright, 0.9)


def level(y: float, left: float = 10.0, right: float = 300.0) -> MapLine:
    return MapLine(np.array([[left, y], [right, y]]), 20.0, 0.0, 0.9)


def groups(*lines: MapLine) -> list[list[float]]:
    """Where the columns of each group stand."""
    return [sorted(float(line.path[0, 0]) for line in group) for group in column_groups(lines)]


ARTICLE = (down(400, 50, 300, em=40), down(350, 50, 350), down(320, 50, 350), down(290, 50, 200))


def test_a_title_and_its_columns_are_one_group() -> None:
    assert groups(level(60), *ARTICLE, level(120)) == [[290, 320, 350, 400]]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_lines_does_not_matter(seed: int) -> None:
    lines = [level(60), *ARTICLE, down(700, 50, 300), level(400)]
    shuffled = [lines[k] for k in np.random.default_rng(seed).permutation(len(lines))]
    assert groups(*shuffled) == groups(*lines) == [[290, 320, 350, 400], [700]]


def test_columns_far_apart_or_one_below_the_other_are_two_groups() -> None:
    assert groups(down(100, 50, 300), down(200, 50, 300)) == [[100], [200]]
    assert groups(down(100, 50, 300), down(130, 320, 600)) == [[100], [130]]
    assert groups(down(100, 50, 300), down(100, 600, 800)) == [[100], [100]]


def test_a_column_that_goes_on_below_is_of_its_group() -> None:
    assert groups(down(100, 50, 300), down(102, 320, 600)) == [[100, 102]]


def test_all_of_a_group_tell_whether_they_stand_upright() -> None:
    assert groups(down(100, 50, 300, upright=0.3), down(130, 50, 300, upright=0.7)) == [[100, 130]]
    assert groups(down(100, 50, 300, upright=0.45)) == [], "numbers below each other"
    assert groups(down(100, 50, 300, upright=0.1), down(130, 50, 300, upright=0.2)) == [], "labels on their side"


def test_two_characters_are_no_column() -> None:
    assert groups(down(100, 50, 85)) == []
    assert groups() == groups(level(60)) == []


def test_columns_are_painted_over_in_the_level_of_their_ground() -> None:
    gray = np.full((200, 200), 250, np.uint8)
    gray[:, 100:] = 180
    gray[30:150:20, 140:155] = gray[30:150:20, 40:55] = 0
    before = gray.copy()
    cleared = without_columns(gray, [down(147, 30, 150, em=24)])
    assert (cleared[:, 100:] == 180).all()
    np.testing.assert_array_equal(cleared[:, :100], before[:, :100])
    np.testing.assert_array_equal(gray, before)


def test_columns_over_the_edge_are_painted_over_as_far_as_they_are_seen() -> None:
    gray = np.full((60, 60), 255, np.uint8)
    assert without_columns(gray, [down(-40, -90, -20), down(55, 30, 90)]).shape == (60, 60)
