"""Pages on a screen."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from pagerec import Block, Box, Char, Document, Line, Page
from pagerec.drawing import confidence_color
from pagerec.drawing.display import _places, to_png
from pagerec.formats.frames import line_frame
from pagerec.reading.reading import Reading
from tests.drawing.made import RIGHT, made_page, scan


@pytest.fixture
def page() -> Page:
    return made_page()


@pytest.fixture(scope="module")
def reading() -> Reading:
    return scan()


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


def test_html_of_a_page_on_its_side() -> None:
    line = Line((Char("能", Box(50, 10, 70, 30), 1.0), Char("小", Box(50, 36, 70, 56), 1.0)), direction=90)
    tree = ElementTree.fromstring(Page((Block((line,)),), 100, 100, rotation=90)._repr_html_())
    (group,) = tree.iter("{http://www.w3.org/2000/svg}g")
    assert group.get("transform") == "rotate(90)"
    assert group[0].get("x") == "10 36"
    assert -70 < float(group[0].get("y", "0")) < -50


@pytest.mark.parametrize(("text", "shift"), [("能", 0.0), ("（", -6.4), ("。", -1.6), ("a", 0.0)])
def test_ink_of_full_width_punctuation_comes_to_its_place(text: str, shift: float) -> None:
    """The box is 14 pixels wide, and the font's square 20."""
    line = Line((Char(text, Box(100, 10, 114, 30), 1.0),))
    (piece,) = line_frame(line, 0.0).pieces
    (place,) = _places(piece, 20.0, 0)
    middle = -3.0 if text == "能" else 0.0
    assert place == pytest.approx(100 + middle + (shift if text != "（" else 14 - 0.92 * 20))


def test_a_png_has_few_colours() -> None:
    picture = Image.linear_gradient("L").convert("RGB")
    picture.putpixel((0, 0), (255, 0, 0))
    with Image.open(io.BytesIO(to_png(picture))) as small:
        assert (small.format, small.mode, small.size) == ("PNG", "P", (256, 256))
