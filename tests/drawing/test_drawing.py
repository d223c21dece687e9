"""Boxes, cuts and numbers on a picture; every stage; pages on a screen."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, features

import pagerec
from pagerec import Block, Box, Char, Document, ImageError, Line, OptionError, Page
from pagerec.drawing import STAGES, confidence_color
from pagerec.drawing.profiles import _panels
from pagerec.drawing.sheet import Sheet
from pagerec.reading.reading import Reading, StageName
from pagerec.segmentation.values import TextLine
from tests.pages import TEXT, bent, page_of, turned

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

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


@given(st.floats(0, 1))
def test_colours_are_colours(confidence: float) -> None:
    assert all(0 <= level <= 255 for level in confidence_color(confidence))


# Stages


@pytest.fixture(scope="module")
def reading() -> Reading:
    return pagerec.Reader(threads=2).read_stages(EXAMPLES / "scan.png")


@pytest.mark.parametrize("stage", STAGES)
def test_stages_are_drawn_and_explained(reading: Reading, stage: StageName) -> None:
    drawn = reading.draw(stage)
    assert drawn.mode == "RGB"
    pixels = np.asarray(drawn)
    assert pixels.min() < 100, "there is ink"
    assert (pixels[[0, -1]] == 255).all(), "white above and below"
    larger = reading.draw(stage, scale=1.5)
    assert larger.width > 1.2 * drawn.width
    assert larger.height > 1.1 * drawn.height


def test_profile_is_the_ink_of_each_row() -> None:
    gray = page_of(TEXT[:2]).gray
    reading = pagerec.Reader(threads=2).read_stages(gray)
    drawn = np.asarray(reading.draw("profiles").convert("L"), np.int32)
    left = round(reading.layout.ink.mask.shape[1] * Sheet(reading, (), 1.0, None).factor) + 12 + 34
    dark = (drawn[:, left + 13 : left + 180] < 200).sum(axis=1)
    profile = np.count_nonzero(reading.layout.ink.mask, axis=1)
    rows = np.arange(len(profile)) * (Sheet(reading, (), 1.0, None).factor) + 12
    measured = dark[np.round(rows + 0.5).astype(int)]
    assert np.corrcoef(profile, measured)[0, 1] > 0.98


def test_the_map_lies_over_its_lines() -> None:
    truth = turned(page_of([line[:24] for line in TEXT[:3]], 24.0, margin=3.0), 3.0)
    reading = pagerec.Reader(threads=2).read_stages(truth.gray)
    factor = Sheet(reading, (), 1.0, None).factor
    drawn = np.asarray(reading.draw("map"), np.int32)
    green = drawn[..., 1] - drawn[..., 0] > 40
    (top, *_, bottom), (left, *_, right) = (np.flatnonzero(green[:-60].any(axis=axis)) - 12 for axis in (1, 0))
    text_lines = reading.layout.text_lines
    found = np.array([left, top, right, bottom]) / factor
    expected = [
        text_lines[0].left,
        text_lines[0].top,
        max(text_line.right for text_line in text_lines),
        text_lines[-1].bottom,
    ]
    assert found == pytest.approx(expected, abs=12)
    between = round((text_lines[0].bottom + text_lines[1].top) / 2 * factor) + 12
    assert (
        green[between].mean() < 0.3 * green[round((text_lines[0].centre + 0.2 * text_lines[0].em) * factor) + 12].mean()
    )


def test_bent_lines_are_drawn_where_they_are() -> None:
    truth = bent(page_of([line[:24] for line in TEXT[:3]], 24.0, margin=3.0), 10.0)
    reading = pagerec.Reader(threads=2).read_stages(truth.gray)
    sheet = Sheet(reading, (), 1.0, None)
    assert any(text_line.course is not None for text_line in reading.layout.text_lines)
    ink = np.asarray(sheet.page().convert("L")) < 128
    covered = np.zeros(ink.shape, np.uint8)
    for number in range(len(reading.line_images)):
        for place in sheet.places(number):
            cv2.fillPoly(covered, [np.round(place.corners).astype(np.int32)], 1)
    assert ink[covered > 0].sum() > 0.97 * ink.sum()


def test_columns_of_text_have_profiles_of_their_own() -> None:
    text_lines = [
        TextLine(0, 50, 20 * k, 16, 20 * k - 8, 20 * k + 8, block) for block, k in ((0, 1), (1, 3), (1, 4), (2, 3))
    ]
    assert _panels(text_lines) == [[0, 1], [2]]


def test_lattice_shows_the_path(reading: Reading) -> None:
    drawn = np.asarray(reading.draw("lattice", lines=[1]))
    confidences = [char.confidence for char in reading.page.lines[1].chars]
    sure = np.array(confidence_color(max(confidences)))
    assert (drawn == sure).all(axis=2).sum() > 10_000


def test_lines_are_chosen(reading: Reading) -> None:
    heights = [
        reading.draw("atoms", lines=lines).height for lines in ([0], [0, 1], range(len(reading.line_images)), None)
    ]
    assert heights == [*sorted(heights[:3]), reading.draw("atoms", lines=[0, 1, 2]).height]


def test_wrong_stages(reading: Reading, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no stage 'profile': give one of map, ink, components, profiles"):
        reading.draw("profile")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="no line 7: the lines are 0 to 6"):
        reading.draw("atoms", lines=[7])
    for scale in (0.0, -1.0, 100.0, float("nan")):
        with pytest.raises(OptionError, match=r"give a number, 0\.1 to 8"):
            reading.draw("ink", scale=scale)
    with pytest.raises(OptionError, match=r"none\.ttf: can't be read as a font"):
        reading.draw("text", label_font=tmp_path / "none.ttf")


@pytest.mark.parametrize("stage", STAGES)
def test_a_blank_page_and_no_chinese_font(stage: StageName, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerec.drawing.stages.chinese_font", lambda: None)
    assert reading.draw(stage).size[0] > 100
    blank = pagerec.Reader(threads=2).read_stages(np.full((60, 80), 255, np.uint8))
    assert blank.draw(stage).mode == "RGB"


def test_a_large_page_is_drawn_smaller() -> None:
    blank = pagerec.Reader(threads=2).read_stages(np.full((5000, 6000), 255, np.uint8))
    drawn = blank.draw("confidence", scale=8)
    assert drawn.width * drawn.height < 20_000_000


# On a screen


def test_html_holds_the_text_and_explains_what_is_in_doubt(page: Page) -> None:
    tree = ElementTree.fromstring(page._repr_html_())
    (text,) = tree.iter("{http://www.w3.org/2000/svg}text")
    assert "".join(text.itertext()).startswith("能小")
    (doubtful,) = text
    assert doubtful.text == "小"
    assert doubtful.get("fill") == "#dc0000"
    assert doubtful[0].text == "小 0.0 %"
    assert len(text.get("x", "").split()) == 2
    assert "2 characters, 1 in doubt" in "".join(tree.itertext())


def test_html_of_hostile_characters() -> None:
    chars = [Char(text, Box(20 * k, 0, 20 * k + 18, 20), 0.5) for k, text in enumerate(("<", "&", "\x00", "𠀀", "'\""))]
    page = Page((Block((Line(tuple(chars)),)),), 200, 40, skew=3.0)
    (text,) = ElementTree.fromstring(page._repr_html_()).iter("{http://www.w3.org/2000/svg}text")
    assert "".join(span.text or "" for span in text) == "<&\ufffd𠀀'\""
    assert len(text.get("x", "").split()) == 7, "a place for each UTF-16 code unit"


def test_a_document_shows_its_first_pages(page: Page) -> None:
    html = Document((page,) * 5)._repr_html_()
    ElementTree.fromstring(html)
    assert html.count("<svg") == 3
    assert "page 3 of 5" in html
    assert "and 2 more pages" in html
    assert "no pages" in Document(())._repr_html_()
    assert Document(())._repr_png_() is None


def test_png_in_notebooks(page: Page, reading: Reading) -> None:
    shown = page._repr_png_()
    assert shown is not None
    with Image.open(io.BytesIO(shown)) as opened:
        assert opened.size == (200, 100)
        assert opened.convert("RGB").getpixel((RIGHT.left, 60)) == confidence_color(0.0)
    with Image.open(io.BytesIO(reading._repr_png_())) as opened:
        assert opened.width > 700
    large = Page((), 8000, 8000)._repr_png_()
    assert large is not None
    with Image.open(io.BytesIO(large)) as opened:
        assert opened.width < 2000


def test_repr_of_a_reading_is_short(reading: Reading) -> None:
    assert repr(reading).startswith("Reading(7 lines, ")
    assert len(repr(reading)) < 250


def test_html_of_a_page_on_its_side() -> None:
    line = Line((Char("能", Box(50, 10, 70, 30), 1.0), Char("小", Box(50, 36, 70, 56), 1.0)), direction=90)
    tree = ElementTree.fromstring(Page((Block((line,)),), 100, 100, rotation=90)._repr_html_())
    (group,) = tree.iter("{http://www.w3.org/2000/svg}g")
    assert group.get("transform") == "rotate(90)"
    assert group[0].get("x") == "10 36"
    assert -70 < float(group[0].get("y", "0")) < -50
