"""Coloured ink over black print is taken off; coloured print stays."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

from pagerec.reading.reader import Reader
from pagerec.segmentation.overlays import find_overlays, without_overlays
from pagerec.sources.images import load_image
from tests.pages import TEXT, page_of, read_text

RED, BLUE = (215, 40, 45), (50, 70, 210)


def paper(em: int = 24) -> Image.Image:
    return Image.fromarray(page_of(list(TEXT[:5]), em=em).gray).convert("RGB")


def drawn(page: Image.Image, colour: tuple[int, int, int], kind: str) -> Image.Image:
    """The page with something over it, as ink lies over ink."""
    over = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(over)
    width, height = page.size
    if kind == "seal":
        side = height * 3 // 4
        left, top = width // 2 - side // 2, height // 2 - side // 2
        pen.ellipse((left, top, left + side, top + side), outline=colour, width=6)
        pen.rectangle((width // 2 - 8, height // 2 - 8, width // 2 + 8, height // 2 + 8), fill=colour)
    elif kind == "strokes":
        for y in range(20, height, 40):
            pen.line((20, y, width - 20, y + 14), fill=colour, width=4)
    return ImageChops.multiply(page, over)


def rasters(image: Image.Image) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    raster = load_image(image)
    assert raster.lightest is not None
    return raster.gray, raster.lightest


@pytest.mark.parametrize("colour", [RED, BLUE])
@pytest.mark.parametrize("kind", ["seal", "strokes"])
def test_what_lies_over_print_is_taken_off(kind: str, colour: tuple[int, int, int]) -> None:
    clean = np.asarray(paper().convert("L"))
    gray, lightest = rasters(drawn(paper(), colour, kind))
    mended = without_overlays(gray, lightest)
    assert np.abs(mended.astype(int) - clean).mean() < 0.35 * np.abs(gray.astype(int) - clean).mean()
    dark = clean < 60
    assert (mended[dark] < 110).mean() > 0.98, "print under it stays"


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_coloured_print_stays(colour: tuple[int, int, int]) -> None:
    """A red line among black ones; and a page in red alone."""
    page = np.asarray(paper())
    ink = 1 - page / 255
    red = np.round(255 - ink * (255 - np.array(colour))).astype(np.uint8)
    half = page.copy()
    half[: len(page) // 2] = red[: len(page) // 2]
    for picture in (half, red):
        gray, lightest = rasters(Image.fromarray(picture))
        assert not find_overlays(gray, lightest).any()
        assert without_overlays(gray, lightest) is gray


def test_black_print_with_coloured_rims_stays() -> None:
    """Screens draw each colour of a pixel at its own place, a third of a pixel from the next."""
    page = np.asarray(paper(18)).astype(np.float64)[:, :, 0]
    rims = np.stack([(2 * page + np.roll(page, step, axis=1)) / 3 for step in (-1, 0, 1)], axis=2)
    gray, lightest = rasters(Image.fromarray(np.round(rims).astype(np.uint8)))
    assert (lightest.astype(int) - gray > 40).mean() > 0.01, "there is colour"
    assert without_overlays(gray, lightest) is gray


def test_letters_on_a_coloured_button_stay() -> None:
    picture = paper()
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 30, 320, 90), fill=RED, outline=(0, 0, 0), width=2)
    pen.line((60, 60, 300, 60), fill="white", width=5)
    gray, lightest = rasters(picture)
    mended = without_overlays(gray, lightest)
    np.testing.assert_array_equal(mended[40:80, 50:310], gray[40:80, 50:310])


def test_a_gray_picture_is_left_as_it_is() -> None:
    gray = page_of(TEXT, em=20).gray
    assert without_overlays(gray, None) is gray


@pytest.mark.parametrize("kind", ["seal", "strokes"])
def test_a_page_under_it_is_read(kind: str) -> None:
    reader = Reader()
    clean = read_text(reader.read(paper(32)))
    assert len(clean) > 40
    found = read_text(reader.read(drawn(paper(32), RED, kind)))
    common = sum(1 for char in set(clean) if char in found)
    assert common >= 0.97 * len(set(clean))
