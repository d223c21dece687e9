"""Figures cut out of the pictures of pages."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pagerec import Block, Box, Document, ImageError, OptionError, Page
from pagerec.formats.cuts import Cut, pages_and_cuts
from tests.formats.made import block

AREA = Box(10, 20, 50, 40)


def page_with(*areas: Box, rotation: int = 0) -> Page:
    figures = (Block((), "figure", area) for area in areas)
    return Page((block("上文"), *figures), 200, 100, rotation=rotation)


def picture() -> Image.Image:
    """White, with a figure: red on the left, blue on the right."""
    made = Image.new("RGB", (200, 100), "white")
    made.paste("red", (10, 20, 30, 40))
    made.paste("blue", (30, 20, 50, 40))
    return made


def colours(cut: Cut) -> list[tuple[int, ...]]:
    """Upper left and lower right corner."""
    with Image.open(io.BytesIO(cut.content)) as opened:
        assert opened.size == (cut.width, cut.height)
        shown = opened.convert("RGB")
    return [shown.getpixel((1, 1)), shown.getpixel((cut.width - 2, cut.height - 2))]  # type: ignore[misc]


def test_a_figure_keeps_its_colours() -> None:
    ((page, cuts),) = pages_and_cuts(Document((page_with(AREA),)), picture())
    assert page == page_with(AREA)
    assert list(cuts) == [1]
    assert (cuts[1].width, cuts[1].height) == (40, 20)
    assert colours(cuts[1]) == [(255, 0, 0), (0, 0, 255)]


def test_a_figure_is_turned_as_the_text_is() -> None:
    ((_, cuts),) = pages_and_cuts(Document((page_with(AREA, rotation=90),)), picture())
    assert (cuts[1].width, cuts[1].height) == (20, 40)
    assert colours(cuts[1]) == [(0, 0, 255), (255, 0, 0)]


def test_a_jpeg_stays_one_and_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    picture().rotate(180).save(tmp_path / "a.jpg", exif=exif, quality=95, subsampling=0)
    ((_, cuts),) = pages_and_cuts(Document((page_with(AREA),)), tmp_path / "a.jpg")
    assert cuts[1].content.startswith(b"\xff\xd8")
    assert np.allclose(colours(cuts[1]), [(255, 0, 0), (0, 0, 255)], atol=40)


def test_what_is_outside_is_left_out() -> None:
    document = Document((page_with(Box(-10, 90, 20, 200), Box(300, 0, 400, 50)),))
    ((_, cuts),) = pages_and_cuts(document, picture())
    assert {place: (cut.width, cut.height) for place, cut in cuts.items()} == {1: (20, 10)}


def test_pictures_are_not_opened_for_nothing() -> None:
    assert list(pages_and_cuts(Document((page_with(),)), "none.png")) == [(page_with(), {})]
    assert list(pages_and_cuts(Document((page_with(AREA),)), None)) == [(page_with(AREA), {})]


def test_other_pictures_are_refused() -> None:
    with pytest.raises(ImageError, match="none"):
        list(pages_and_cuts(Document((page_with(AREA),)), "none.png"))
    with pytest.raises(OptionError, match="give the picture that the page was read from"):
        list(pages_and_cuts(Document((page_with(AREA),)), Image.new("L", (9, 9))))
