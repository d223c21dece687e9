"""Courses of lines: where their places are on the page, and what is cut out along them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pagerec.segmentation.values import Course, TextLine

LEVEL = Course(np.array([[10.0, 50.0], [110.0, 50.0]]), 10.0, 50.0)
FALLING = Course(np.array([[100.0, 10.0], [100.0, 110.0]]), 0.0, 0.0)
BENT = Course(np.array([[0.0, 0.0], [50.0, 0.0], [50.0, 50.0]]), 0.0, 0.0)


@pytest.mark.parametrize(("course", "direction"), [(LEVEL, 0), (FALLING, 90)])
def test_directions(course: Course, direction: int) -> None:
    assert course.direction == direction


def test_a_level_course_moves_nothing() -> None:
    places = np.array([[20.0, 45.0], [90.0, 60.0]])
    np.testing.assert_allclose(LEVEL.to_page(places), places)


def test_below_a_line_that_falls_is_to_its_left() -> None:
    np.testing.assert_allclose(FALLING.to_page(np.array([[30.0, 0.0], [30.0, 4.0]])), [[100, 40], [96, 40]])


def test_the_middle_of_a_bent_line_follows_its_points() -> None:
    np.testing.assert_allclose(BENT.to_page(np.array([[25.0, 0.0], [75.0, 0.0]])), [[25, 0], [50, 25]])
    edge = BENT.edge(0.0, 100.0, 0.0)
    assert len(edge) == 3
    np.testing.assert_allclose(edge[1], [50, 0])


def test_straightened_print_is_upright() -> None:
    upright = np.zeros((40, 100), np.uint8)
    cv2.putText(upright, "F", (20, 32), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3)
    fallen = np.ascontiguousarray(np.rot90(upright, -1))
    course = Course(np.array([[20.0, 0.0], [20.0, 100.0]]), 0.0, 20.0)
    found = course.straightened(fallen, (0, 0, 100, 40), (100, 40), cv2.INTER_LINEAR, cv2.BORDER_CONSTANT)
    assert np.abs(found.astype(int) - upright).mean() < 3


def test_a_line_is_nearly_level_up_to_some_slant() -> None:
    slanted = Course(np.array([[0.0, 0.0], [100.0, 40.0]]), 0.0, 0.0)
    level = TextLine(left=0.0, right=100.0, centre=0.0, em=20.0, top=-10.0, bottom=10.0)
    assert level.is_nearly_level
    assert not replace(level, course=FALLING).is_nearly_level
    assert replace(level, course=slanted).box[3] > level.box[3] + 30


def test_a_line_longer_than_remap_takes_is_straightened_in_parts() -> None:
    length = 40_000
    image = np.tile((np.arange(length) // 100 % 200).astype(np.uint8), (8, 1))
    course = Course(np.array([[0.0, 4.0], [float(length), 4.0]]), 0.0, 4.0)
    found = course.straightened(image, (0, 0, length, 8), (length, 8), cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)
    np.testing.assert_array_equal(found, image)
    shrunk = course.straightened(image, (0, 0, length, 8), (length // 4, 2), cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)
    assert shrunk.shape == (2, length // 4)
    np.testing.assert_array_equal(shrunk[0, 5:-5:25], image[0, 20:-20:100])
