"""Boxes, cuts and numbers on a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

import pagerec
from pagerec import Block, Box, Char, ImageError, Line, OptionError, Page
from pagerec.drawing import confidence_color

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LEFT, RIGHT = Box(40, 50, 60, 70), Box(66, 50, 86, 70)


@pytest.fixture
def page() -> Page:
    line = Line((Char("能", LEFT, 1.0), Char("小", RIGHT, 0.0)))
    return Page((Block((line,)),), width=200, height=100)


def test_characters_are_coloured_by_confidence(page: Page) -> None:
    drawn = pagerec.draw(page)
    assert (drawn.mode, drawn.size) == ("RGB", (200, 100))
    assert drawn.getpixel((RIGHT.left, 60)) == confidence_color(0.0)
    assert drawn.getpixel((LEFT.right - 1, 60)) == confidence_color(1.0)
    assert drawn.getpixel((63, 60)) == (200, 120, 220), "the cut between the two"
    assert drawn.getpixel((50, 60)) == (255, 255, 255), "nothing inside"


def test_levels(page: Page) -> None:
    lines, blocks = pagerec.draw(page, boxes="line"), pagerec.draw(page, boxes="block")
    for drawn in (lines, blocks):
        assert drawn.getpixel((63, 60)) == (255, 255, 255)
    assert np.asarray(blocks).tobytes() != np.asarray(pagerec.draw(page)).tobytes()


def test_blocks_are_numbered_left_of_their_corner(page: Page) -> None:
    beside = np.asarray(pagerec.draw(page, boxes="block"))[50:72, 20:39]
    assert beside.min() < 255


def test_on_the_picture(page: Page) -> None:
    picture = Image.new("RGB", (200, 100), (90, 90, 90))
    drawn = pagerec.draw(page, picture)
    assert drawn.getpixel((5, 5)) == (90, 90, 90)
    assert picture.getcolors() == [(20_000, (90, 90, 90))], "the user's picture is left alone"
    assert page.draw(picture).tobytes() == drawn.tobytes()


def test_wrong_arguments(page: Page, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="10 x 10 pixels and the page 200 x 100"):
        pagerec.draw(page, Image.new("L", (10, 10)))
    with pytest.raises(OptionError, match='give "char"'):
        pagerec.draw(page, boxes="word")  # type: ignore[arg-type]
    with pytest.raises(ImageError, match="no such file"):
        pagerec.draw(page, tmp_path / "none.png")
    with pytest.raises(OptionError, match=r"none\.ttf: can't be read as a font"):
        pagerec.draw(page, label_font=tmp_path / "none.ttf")


@pytest.mark.skipif(not (FONT.exists() and features.check("freetype2")), reason=f"needs {FONT}")
def test_labels_stand_above_the_boxes(page: Page) -> None:
    plain, labelled = (np.asarray(pagerec.draw(page, label_font=font)) for font in (None, FONT))
    rows, columns = np.nonzero((plain != labelled).any(axis=2))
    assert rows.min() > 30
    assert rows.max() < 55
    assert columns.min() >= LEFT.left
    assert columns.max() < RIGHT.right + 5


def test_blank_page_and_boxes_outside() -> None:
    assert pagerec.draw(Page((), 30, 20)).getcolors() == [(600, (255, 255, 255))]
    outside = Block((Line((Char("能", Box(-50, -50, 500, 500), 0.5), Char("小", Box(9, 9, 9, 9), 0.5))),))
    assert pagerec.draw(Page((outside,), 30, 20)).size == (30, 20)


@given(st.floats(0, 1))
def test_colours_are_colours(confidence: float) -> None:
    assert all(0 <= level <= 255 for level in confidence_color(confidence))
