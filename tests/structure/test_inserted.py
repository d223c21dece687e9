"""Dots of tables of contents and underscores: which characters they stand beside, and what they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pagerec.page import Box, Char, Line
from pagerec.segmentation.layout_regions import LayoutRegion
from pagerec.segmentation.leaders import Leader
from pagerec.structure.inserted import NOWHERE, Inserted, leader_chars, with_blanks, with_underscores
from pagerec.structure.params import InsertedParams
from pagerec.structure.pieces import LinePiece

PARAMS = InsertedParams()


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
    assert {origin: [char.box for char in chars] for origin, chars in found.after.items()} == {(1, 1): places}


def test_dots_within_a_row_that_was_joined() -> None:
    joined = piece("7", 100, 50, 2).after(piece("绪论", 0, 50, 1))
    row, places = leader(30, 5, 54)
    found = leader_chars([joined], [row], [places], PARAMS)
    assert found.in_line(joined.line, joined.origin).text == "绪论.....7"
    assert found.origins(joined.origin) == [(1, 0), (1, 1), *[(NOWHERE, k) for k in range(5)], (2, 0)]


def test_a_line_without_dots_is_left_as_it_is() -> None:
    alone = piece("绪论", 0, 50, 1)
    assert Inserted().in_line(alone.line, alone.origin) is alone.line
    row, places = leader(30, 5, 90)
    assert leader_chars([alone], [row], [places], PARAMS) == Inserted()


@pytest.mark.parametrize(("middle", "width", "text"), [(54, 2, "."), (50, 2, "·"), (50, 4, "-")])
def test_what_dots_are(middle: float, width: float, text: str) -> None:
    alone = piece("绪论", 0, 50, 1)
    row, places = leader(30, 4, middle, width=width)
    (chars,) = leader_chars([alone], [row], [places], PARAMS).after.values()
    assert {char.text for char in chars} == {text}


def underscored(text: str, stroke: Box) -> str:
    """A line of a text with what may be an underscore."""
    alone = piece(text, 0, 50, 1)
    return with_underscores(Inserted(), [alone], [stroke], [stroke], PARAMS).in_line(alone.line, alone.origin).text


def test_underscores_stand_between_before_and_behind_letters() -> None:
    apart = piece("id", 17, 50, 1).after(piece("user", 0, 50, 0))
    chars = [replace(char, space_before=k == 4) for k, char in enumerate(apart.line.chars)]
    apart = replace(apart, line=Line(tuple(chars)), spans=(*apart.spans[:4], (47.0, 56.0), (57.0, 66.0)))
    found = with_underscores(Inserted(), [apart], [Box(40, 56, 46, 57)], [Box(40, 56, 46, 57)], PARAMS)
    assert apart.text == "user id"
    assert found.in_line(apart.line, apart.origin).text == "user_id", "there is no space where it stands"
    assert found.origins(apart.origin)[4] == (NOWHERE, 0)
    assert underscored("id", Box(20, 56, 27, 57)) == "id_"
    assert underscored("id", Box(20, 56, 34, 57)) == "id__"
    assert underscored("id", Box(-8, 56, -1, 57)) == "_id"


@pytest.mark.parametrize(
    ("text", "stroke", "reason"),
    [
        ("编号", Box(20, 56, 27, 57), "not beside a letter or digit"),
        ("id", Box(26, 56, 33, 57), "too far away"),
        ("id", Box(20, 70, 27, 71), "below the line"),
        ("id", Box(1, 53, 8, 54), "a part of a letter"),
        ("i_d", Box(10, 54, 18, 55), "was read"),
    ],
)
def test_what_is_no_underscore(text: str, stroke: Box, reason: str) -> None:
    assert underscored(text, stroke) == text, reason


def test_a_space_behind_an_underscore_that_was_read_stays() -> None:
    """Only white that an inserted one fills is none."""
    text = piece("i_dx", 0, 50, 1)
    chars = tuple(replace(char, space_before=k == 2) for k, char in enumerate(text.line.chars))
    line = Line(chars)
    dots = Inserted(after={(1, 3): (Char("_", Box(40, 56, 47, 57), 0.9),)})
    assert dots.in_line(line, text.origin).text == "i_ dx_"


def with_blank(pieces: list[LinePiece], rule: Box, *regions: LayoutRegion) -> list[str]:
    """Lines with what may be a blank among them."""
    found = with_blanks(Inserted(), pieces, regions, [rule], [rule], PARAMS)
    return [found.in_line(piece.line, piece.origin).text for piece in pieces]


def test_blanks_stand_behind_before_and_between() -> None:
    name, place = piece("姓名", 0, 50, 0), piece("性别", 100, 50, 1)
    assert with_blank([name, place], Box(22, 55, 66, 56)) == ["姓名________", "性别"]
    assert with_blank([name, place], Box(66, 55, 99, 56)) == ["姓名", "______性别"]
    assert with_blank([name], Box(25, 55, 80, 56)) == ["姓名__________"]
    joined = place.after(name)
    assert with_blank([joined], Box(25, 55, 96, 56)) == ["姓名_____________性别"]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Box(5, 55, 60, 56), "an underline"),
        (Box(35, 55, 80, 56), "too far from print"),
        (Box(22, 48, 66, 49), "a dash"),
        (Box(22, 59, 66, 60), "below the line"),
        (Box(22, 55, 30, 56), "no wider than a character"),
        (Box(22, 55, 260, 56), "sets parts of a page apart"),
    ],
)
def test_what_is_no_blank(rule: Box, reason: str) -> None:
    assert with_blank([piece("姓名", 0, 50, 0)], rule) == ["姓名"], reason


def test_sides_of_tables_and_what_is_in_figures_are_no_blanks() -> None:
    name, rule = piece("姓名", 0, 50, 0), Box(22, 55, 66, 56)
    around, below = Box(0, 30, 90, 90), Box(20, 30, 90, 57)
    assert with_blank([name], rule, LayoutRegion(below, "frame")) == ["姓名"]
    assert with_blank([name], rule, LayoutRegion(around, "figure")) == ["姓名"]
    assert with_blank([name], rule, LayoutRegion(around, "frame")) == ["姓名________"]


def test_underscores_of_a_word_are_no_blanks() -> None:
    assert with_blank([piece("id", 0, 50, 0)], Box(20, 56, 36, 57)) == ["id"], "they are inserted as underscores"
