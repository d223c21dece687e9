"""What all drawings share."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec.drawing.colors import INK
from pagerec.drawing.sheet import MOST_PIXELS, Place, Sheet, beside, legend, stack
from pagerec.segmentation.values import Ink
from tests.drawing.made import read_squares, sheet_of
from tests.pages import TEXT, bent, page_of


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


def test_lengths_grow_with_the_scale_and_are_a_pixel_at_least() -> None:
    reading = read_squares()
    assert [sheet_of(reading, scale).px(10) for scale in (0.01, 0.5, 1.0, 2.0)] == [1, 5, 10, 20]


def test_small_print_is_enlarged_up_to_twice() -> None:
    reading = read_squares()
    for em, factor in ((12.0, 2.0), (16.0, 1.5), (24.0, 1.0), (40.0, 1.0), (5.0, 2.0)):
        lines = tuple(replace(line, em=em) for line in reading.layout.text_lines)
        other = replace(reading, layout=replace(reading.layout, text_lines=lines))
        assert sheet_of(other).factor == pytest.approx(factor)
        assert sheet_of(other, 0.5).factor == pytest.approx(factor / 2)


def test_no_page_has_too_many_pixels() -> None:
    reading = read_squares()
    level = np.zeros((6000, 8000), np.uint8)
    large = replace(reading, layout=replace(reading.layout, ink=Ink(level, level > 0, False)))
    width, height = sheet_of(large, 8.0).page_size
    assert width * height == pytest.approx(MOST_PIXELS, rel=0.01)
    assert width / height == pytest.approx(8 / 6, rel=0.01)


def test_places_are_those_of_the_page() -> None:
    reading = read_squares()
    sheet = sheet_of(reading)
    for line in range(2):
        places = list(sheet.places(line))
        chars = reading.page.lines[line].chars
        assert [place.text for place in places] == [char.text for char in chars] == ["口"] * 6
        for place, char in zip(places, chars, strict=True):
            box = np.array([char.box.left, char.box.top, char.box.right, char.box.bottom]) * sheet.factor
            assert np.array([*place.corners[0], *place.corners[2]]) == pytest.approx(box, abs=2)
            assert place.confidence == pytest.approx(char.confidence)


def test_the_middle_is_between_the_corners() -> None:
    assert Place(((0, 0), (10, 2), (12, 8), (2, 6)), "能", 1.0).middle == (6, 4)


def test_pictures_below_and_beside_each_other() -> None:
    sheet = sheet_of(read_squares())
    one, two = Image.new("RGB", (50, 20), "red"), Image.new("RGB", (30, 40), "blue")
    below = stack(sheet, [one, two])
    assert below.size == (50 + 24, 20 + 40 + 36)
    assert [below.getpixel(at) for at in ((12, 12), (12, 12 + 20 + 12), (11, 12))] == [
        (255, 0, 0),
        (0, 0, 255),
        (255, 255, 255),
    ]
    aside = beside(sheet, [one, two])
    assert aside.size == (50 + 12 + 30, 40)
    assert [aside.getpixel(at) for at in ((0, 0), (0, 20), (62, 39))] == [(255, 0, 0), (255, 255, 255), (0, 0, 255)]


def test_a_legend_takes_as_many_rows_as_it_needs() -> None:
    sheet = sheet_of(read_squares())
    entries = [(INK, "one colour"), (None, "plain text"), (INK, "another colour")]
    wide, narrow = legend(sheet, entries, 1000), legend(sheet, entries, 10)
    assert narrow.height == 3 * wide.height
    assert narrow.width < wide.width
    swatches = [(np.asarray(drawn) == INK).all(axis=2).sum(axis=1).max() for drawn in (wide, narrow)]
    assert swatches[0] > swatches[1], "both swatches are in one row"
