"""What is told of a line as the map sees it."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.segmentation.map_line import MapLine


def line(*points: tuple[float, float]) -> MapLine:
    return MapLine(np.array(points, np.float64), 20.0, 0.0, 0.9)


def test_length_is_along_the_path() -> None:
    assert line((0, 0), (30, 40)).length == pytest.approx(50)
    assert line((0, 0), (30, 40), (30, 100)).length == pytest.approx(110)


@pytest.mark.parametrize(("end", "angle"), [((10, 0), 0), ((10, 10), 45), ((0, 10), 90), ((10, -10), -45)])
def test_the_angle_is_how_far_it_falls(end: tuple[float, float], angle: float) -> None:
    assert line((0, 0), end).angle == pytest.approx(angle)
