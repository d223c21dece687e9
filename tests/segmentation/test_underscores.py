"""Short level strokes below lines, of masks alone, and as they are read."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import pagerec
from benchmarks.robustness.typeset import PACKAGES, available, page
from pagerec.segmentation.underscores import find_underscores
from pagerec.segmentation.values import Course, TextLine

EM = 20
LINE = TextLine(20, 200, 50, EM, 40, 60)


def mask_of(*parts: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Ink of left, top, width, height."""
    mask = np.zeros((100, 300), bool)
    for left, top, width, height in parts:
        mask[top : top + height, left : left + width] = True
    return mask


LETTERS = ((20, 42, 60, 15), (95, 42, 105, 15))


@pytest.mark.parametrize(
    ("stroke", "found"),
    [
        ((82, 60, 11, 2), 1),
        ((205, 60, 11, 2), 1),
        ((5, 60, 11, 2), 1),
        ((40, 60, 11, 2), 0),  # below letters
        ((82, 55, 11, 2), 0),  # on the base line
        ((205, 57, 30, 2), 1),  # as wide as no foot of a letter
        ((82, 60, 11, 6), 0),  # thick
        ((82, 60, 4, 2), 0),  # short
        ((205, 60, 80, 2), 0),  # a blank
        ((280, 60, 11, 2), 0),  # far away
    ],
)
def test_strokes_beside_and_between_letters(stroke: tuple[int, int, int, int], found: int) -> None:
    assert len(find_underscores(mask_of(*LETTERS, stroke), [LINE])) == found


def test_lines_that_are_hardly_slanted() -> None:
    mask = mask_of(*LETTERS, (82, 60, 11, 2))
    courses = [Course(np.array([[20.0, 50.0], [200.0, 50.0 + drop]]), 20.0, 50.0) for drop in (2.0, 40.0)]
    lines = [TextLine(20, 200, 50, EM, 40, 60, course=course) for course in courses]
    assert [len(find_underscores(mask, [line])) for line in lines] == [1, 0]


def test_nothing() -> None:
    assert find_underscores(mask_of(), [LINE]) == ()
    assert find_underscores(np.zeros((0, 0), bool), [LINE]) == ()


@pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")
@pytest.mark.parametrize("face", ["sans", "song"])
def test_names_are_read_with_their_underscores(face: str) -> None:
    lines = ("user_id = 8", "max_file_size", "第3列是create_time_ms。")
    assert pagerec.read(page(lines, face=face).gray).text.splitlines() == list(lines)
