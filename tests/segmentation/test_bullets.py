"""Bullets of lists, of boxes alone, and as they are read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import pagerec
from pagerec.segmentation.bullets import are_bullets
from pagerec.segmentation.values import TextLine
from tests.pages import TEXT, page_of

EM = 20.0


def item(row: int, mark: float = 30.0, text: float = 60.0, *, size: float = 7.0) -> list[TextLine]:
    """A mark and the line behind it."""
    middle = 50.0 + 30 * row
    return [
        TextLine(mark, mark + size, middle, EM, middle - size / 2, middle + size / 2),
        TextLine(text, text + 200, middle, EM, middle - 9, middle + 9),
    ]


def bullets(*items: list[TextLine]) -> list[bool]:
    """For each item whether its mark is a bullet."""
    lines = [line for one in items for line in one]
    marks = np.array([line.right - line.left < EM for line in lines], bool)
    found = are_bullets(lines, marks)
    assert not found[~marks].any()
    return found[marks].tolist()


def test_marks_below_each_other_before_lines_are_bullets() -> None:
    assert bullets(*map(item, range(3))) == [True] * 3
    assert bullets(*map(item, range(2))) == [False] * 2, "two may be anything"
    assert bullets() == []


@pytest.mark.parametrize(
    "odd",
    [
        item(3, mark=38.0),  # at another place
        item(3, size=10.0),  # of another size
        item(3, text=120.0),  # far before its line
        item(3)[:1],  # before none
        [replace(item(3)[0], centre=170.0, top=166.0, bottom=174.0), item(3)[1]],  # not on its line's level
    ],
)
def test_what_differs_is_none(odd: list[TextLine]) -> None:
    assert bullets(*map(item, range(3)), odd) == [True, True, True, False]


def test_icons_are_no_bullets() -> None:
    assert not any(bullets(*(item(row, size=16.0) for row in range(4))))


def test_square_bullets_are_read() -> None:
    """They look like what is left of rules, and like icons."""
    lines = [text.strip("“")[:24] for text in TEXT]
    page = page_of(lines, em=20, leading=1.8)
    gray = np.pad(page.gray, ((0, 0), (60, 0)), constant_values=255)
    boxes = [line.box for line in pagerec.read(gray).lines]
    left = min(box.left for box in boxes) - 34
    for box in boxes:
        middle = (box.top + box.bottom) // 2
        gray[middle - 4 : middle + 4, left : left + 8] = 0
    texts = [line.text for line in pagerec.read(gray).lines]
    assert len(texts) == len(lines)
    assert sum(text[0] in "▪■•·" for text in texts) >= len(lines) - 1, texts
