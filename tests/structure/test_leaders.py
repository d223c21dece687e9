"""Dots of tables of contents: which character they follow, and what they are."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.page import Box, Char, Line
from pagerec.segmentation.leaders import Leader
from pagerec.structure.leaders import NOWHERE, leader_chars, origins_with_leaders, with_leaders
from pagerec.structure.params import LeaderCharParams
from pagerec.structure.pieces import LinePiece

PARAMS = LeaderCharParams()


def piece(text: str, left: int, centre: float, number: int) -> LinePiece:
    """A line of characters 10 wide, of an em of 10."""
    boxes = [Box(left + 10 * k, round(centre) - 5, left + 10 * k + 9, round(centre) + 5) for k in range(len(text))]
    line = Line(tuple(Char(char, box, 0.9) for char, box in zip(text, boxes, strict=True)))
    spans = tuple((float(box.left), float(box.right)) for box in boxes)
    return LinePiece(line, line.box, 10.0, centre, spans, tuple((number, k) for k in range(len(text))))


def leader(first: float, count: int, middle: float, *, width: float = 2) -> tuple[Leader, list[Box]]:
    lefts = first + 6.0 * np.arange(count)
    dots = np.stack([lefts, np.full(count, middle - 1), lefts + width, np.full(count, middle + 1)], axis=1)
    return Leader.of(dots), [Box(*map(int, dot)) for dot in dots]


def test_dots_follow_the_nearest_character_before_them_on_their_level() -> None:
    pieces = [piece("目录", 0, 20, 0), piece("绪论", 0, 50, 1), piece("7", 100, 50, 2), piece("左", 200, 50, 3)]
    row, places = leader(30, 5, 54)
    found = leader_chars(pieces, [row], [places], PARAMS)
    assert {origin: [char.box for char in chars] for origin, chars in found.items()} == {(1, 1): places}


def test_dots_within_a_row_that_was_joined() -> None:
    joined = piece("7", 100, 50, 2).after(piece("绪论", 0, 50, 1))
    row, places = leader(30, 5, 54)
    found = leader_chars([joined], [row], [places], PARAMS)
    assert with_leaders(joined.line, joined.origin, found).text == "绪论.....7"
    assert origins_with_leaders(joined.origin, found) == [(1, 0), (1, 1), *[(NOWHERE, k) for k in range(5)], (2, 0)]


def test_a_line_without_dots_is_left_as_it_is() -> None:
    alone = piece("绪论", 0, 50, 1)
    assert with_leaders(alone.line, alone.origin, {}) is alone.line
    row, places = leader(30, 5, 90)
    assert leader_chars([alone], [row], [places], PARAMS) == {}


@pytest.mark.parametrize(("middle", "width", "text"), [(54, 2, "."), (50, 2, "·"), (50, 4, "-")])
def test_what_dots_are(middle: float, width: float, text: str) -> None:
    alone = piece("绪论", 0, 50, 1)
    row, places = leader(30, 4, middle, width=width)
    (chars,) = leader_chars([alone], [row], [places], PARAMS).values()
    assert {char.text for char in chars} == {text}
