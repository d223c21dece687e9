"""Lone characters in rows of lines."""

from __future__ import annotations

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.typeset import PACKAGES, available, page
from pagerec.segmentation import find_components
from pagerec.segmentation.lone import lone_characters
from pagerec.segmentation.values import TextLine

EM = 20.0


def known(left: float, right: float, centre: float = 50.0, em: float = EM) -> TextLine:
    return TextLine(left, right, centre, em, centre - 9, centre + 9)


def found(*marks: tuple[int, int, int, int], lines: tuple[TextLine, ...] = ()) -> list[TextLine]:
    """What is found where there is ink at left, top, right, bottom, beside two lines of a row."""
    mask = np.zeros((120, 400), bool)
    for left, top, right, bottom in marks:
        mask[top:bottom, left:right] = True
    return lone_characters(find_components(mask).boxes, lines or (known(20, 60), known(120, 160)))


@pytest.mark.parametrize(
    "mark",
    [
        (220, 42, 236, 60),  # a character
        (220, 49, 236, 51),  # 一
        (220, 42, 224, 60),  # a 1
        (80, 42, 96, 60),  # between the lines
    ],
)
def test_a_character_in_a_row_is_a_line_of_it(mark: tuple[int, int, int, int]) -> None:
    (lone,) = found(mark)
    assert (lone.left, lone.right, lone.centre, lone.em) == (mark[0], mark[2], 50.0, EM)
    assert lone.top <= mark[1]
    assert lone.bottom >= mark[3]


def test_strokes_of_a_character_belong_together() -> None:
    (lone,) = found((220, 42, 226, 60), (230, 42, 236, 60))
    assert (lone.left, lone.right) == (220, 236)


@pytest.mark.parametrize(
    "mark",
    [
        (220, 80, 236, 98),  # in no row
        (220, 48, 224, 52),  # a speck
        (220, 30, 236, 70),  # larger than the row's print
        (220, 42, 300, 60),  # longer than a few characters
        (62, 42, 78, 60),  # close to a line
        (220, 56, 236, 64),  # low in the row
    ],
)
def test_what_is_none(mark: tuple[int, int, int, int]) -> None:
    assert found(mark) == []


def test_lines_of_other_sizes_or_one_below_the_other_are_no_row() -> None:
    mark = (220, 42, 236, 60)
    assert found(mark, lines=(known(20, 60), known(120, 160, em=40.0))) == []
    assert found(mark, lines=(known(20, 60), known(20, 60, centre=80.0))) == []
    assert found(mark, lines=(known(20, 60),)) == []


def test_a_texture_has_no_lone_characters() -> None:
    marks = [(left, 42, left + 8, 60) for left in range(180, 390, 20)]
    assert len(found(*marks[:4])) == 4
    assert found(*marks) == []


@pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")
@pytest.mark.parametrize(
    "line",
    [
        "甲方　　　　一　　　　乙方　　　　二",
        "序号　　　　一　　　　二　　　　三　　　　12",
    ],
)
def test_single_strokes_in_a_row_are_read(line: str) -> None:
    assert pagerec.read(page((line,), leading=2.5).gray).text.split() == line.split()


COLUMN = tuple(known(216, 240, 50.0 + 30 * row) for row in range(1, 4))


@pytest.mark.parametrize(
    ("mark", "count"),
    [
        ((224, 49, 232, 51), 1),  # a dash in the middle of its column
        ((216, 49, 224, 51), 1),  # at its left
        ((224, 44, 232, 58), 0),  # something higher: an icon, too
        ((260, 49, 268, 51), 0),  # in no column
    ],
)
def test_a_dash_beside_a_single_line_stands_in_a_column(mark: tuple[int, int, int, int], count: int) -> None:
    assert len(found(mark, lines=(known(20, 60), *COLUMN))) == count
    assert not found(mark, lines=(known(20, 60), *COLUMN[:2]))
