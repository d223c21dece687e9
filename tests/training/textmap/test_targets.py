"""What the text map is to say."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.training.textmap.targets import LARGEST_EM, SMALLEST_EM, ShapedLine, draw_targets


def level(left: float, right: float, top: float, em: float) -> ShapedLine:
    return ShapedLine(np.array([[left, top], [right, top]]), np.array([[left, top + em], [right, top + em]]), em)


def test_a_line_has_a_core_half_as_high_and_its_geometry() -> None:
    targets = draw_targets((128, 256), [level(40, 200, 40, 20)], ())
    rows, columns = np.nonzero(targets.core == 1)
    assert (2 * rows.min(), 2 * (rows.max() + 1)) == pytest.approx((45, 55), abs=2)
    assert (2 * columns.min(), 2 * (columns.max() + 1)) == pytest.approx((42.4, 197.6), abs=2)
    rows, columns = np.nonzero(targets.inside)
    assert (4 * rows.min(), 4 * (rows.max() + 1)) == pytest.approx((40, 60), abs=4)
    inside = targets.geometry[targets.inside > 0]
    assert inside == pytest.approx(np.tile([np.log2(20 / 16), 1, 0, 0], (len(inside), 1)), abs=1e-5)
    assert (targets.geometry[targets.inside == 0] == 0).all()


@pytest.mark.parametrize("degrees", [0, 30, 90, 180, 200])
def test_the_direction_is_that_of_the_doubled_angle(degrees: float) -> None:
    angle = np.radians(degrees)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    ends = np.array([[128.0, 128.0] - 60 * along, [128.0, 128.0] + 60 * along])
    line = ShapedLine(ends - 10 * across, ends + 10 * across, 20.0, vertical=degrees == 90)
    targets = draw_targets((256, 256), [line], ())
    _, cos, sin, vertical = targets.geometry[targets.inside > 0].mean(axis=0)
    assert (cos, sin) == pytest.approx((np.cos(2 * angle), np.sin(2 * angle)), abs=1e-4)
    assert vertical == float(degrees == 90)


@pytest.mark.parametrize(
    ("em", "said"),
    [(SMALLEST_EM / 2, {0}), (SMALLEST_EM * 0.9, {0, 2}), (20, {0, 1}), (LARGEST_EM * 1.2, {0, 2}), (120, {0})],
)
def test_sizes_that_the_map_does_not_know(em: float, said: set[int]) -> None:
    targets = draw_targets((256, 256), [level(20, 240, 60, em)], ())
    assert set(np.unique(targets.core).tolist()) == said
    assert targets.inside.any() == (1 in said)


def test_lines_count_where_it_does_not_matter_otherwise() -> None:
    outline = np.array([[0, 0], [256, 0], [256, 128], [0, 128]], np.float64)
    targets = draw_targets((128, 256), [level(40, 200, 40, 20)], [outline])
    assert set(np.unique(targets.core).tolist()) == {1, 2}


def test_lines_set_solid_have_cores_apart() -> None:
    targets = draw_targets((128, 256), [level(40, 200, 40, 20), level(40, 200, 60, 20)], ())
    inked = np.flatnonzero((targets.core == 1).any(axis=1))
    assert (np.diff(inked) > 1).sum() == 1


def test_a_lone_character_keeps_a_core() -> None:
    targets = draw_targets((64, 64), [level(20, 26, 20, 24)], ())
    assert (targets.core == 1).any()
