"""Boxes, cuts and numbers on a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

import pagerec
from pagerec import Block, Box, Char, ImageError, Line, OptionError, Page
from pagerec.drawing import confidence_color
from pagerec.page import Point
from tests.drawing.made import LEFT, RIGHT, made_page

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")


@pytest.fixture
def page() -> Page:
    return made_page()


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


def test_kinds_are_written_above_blocks_and_a_figure_needs_no_lines() -> None:
    figure = Page((Block((), "figure", area=Box(60, 40, 150, 90)),), 200, 100)
    drawn = np.asarray(figure.draw(boxes="block"))
    assert drawn[20:38, 60:110].min() < 255
    assert drawn[45:85, 65:145].min() == 255


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


def test_cuts_of_a_line_that_runs_down_lie_across_it() -> None:
    line = Line((Char("能", Box(50, 10, 70, 30), 1.0), Char("小", Box(50, 40, 70, 60), 1.0)), 90)
    drawn = np.asarray(pagerec.draw(Page((Block((line,)),), 100, 100)))
    cut = (drawn == (200, 120, 220)).all(axis=2)
    assert np.flatnonzero(cut.any(axis=1)).tolist() == [35]
    assert np.flatnonzero(cut.any(axis=0)).tolist() == list(range(52, 68)), "the frames of line and block lie over it"


def test_slanted_print_has_its_polygon() -> None:
    outline = tuple(Point(x, y) for x, y in ((20, 20), (60, 40), (50, 60), (10, 40)))
    line = Line((Char("能", Box(10, 20, 60, 60), 0.5, outline=outline),))
    page = Page((Block((line,)),), 100, 100, skew=26.6)
    drawn = np.asarray(pagerec.draw(page, boxes="line"))
    color = (drawn == confidence_color(0.5)).all(axis=2)
    assert color[30, 40]
    assert color[50, 55]
    assert not color[20:30, 50:].any(), "the box's own corner"


def test_a_page_too_large_for_paper_needs_its_picture() -> None:
    with pytest.raises(OptionError, match="too many to draw: give the picture"):
        pagerec.draw(Page((), 100_000, 100_000))
