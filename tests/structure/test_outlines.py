"""Polygons of slanted and bent print are where its ink is; those of level print are its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.robustness import typeset
from pagerec.page import Char, Page, Point
from pagerec.page.polygons import corners_of
from pagerec.reading.reader import Reader
from pagerec.structure.outlines import char_outlines
from pagerec.training.synthesis.typeset import Typeset
from tests.pages import TEXT, bent, page_of, read_text, solid, turned


@cache
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def level() -> Typeset:
    return page_of([line[:34] for line in TEXT], 26.0, margin=3.5)


def inside(points: NDArray[np.intp], polygon: Sequence[Point]) -> float:
    """Share of points (x, y) that lie in a polygon or less than a pixel beside it."""
    outline = np.array(polygon, np.float32)
    near = [cv2.pointPolygonTest(outline, (float(x) + 0.5, float(y) + 0.5), True) > -1.0 for x, y in points]
    return float(np.mean(near))


def area(polygon: Sequence[Point]) -> float:
    return float(cv2.contourArea(np.array(polygon, np.float32)))


def ink_of(truth: Typeset, numbers: Sequence[int]) -> NDArray[np.intp]:
    return np.argwhere(np.isin(truth.ids, numbers))[:, ::-1]


def assert_around_their_ink(page: Page, truth: Typeset) -> None:
    assert read_text(page) == solid(truth)
    for number, char in enumerate(page.chars, start=1):
        assert inside(ink_of(truth, [number]), char.polygon) > 0.95, char
    first = 1
    for line in page.lines:
        numbers = range(first, first + len(line.chars))
        first += len(line.chars)
        assert inside(ink_of(truth, numbers), line.polygon) > 0.99, line


def test_a_turned_page(level: Typeset) -> None:
    truth = turned(level, 6.0)
    page = reader().read(truth.gray)
    assert_around_their_ink(page, truth)
    assert {len(line.polygon) for line in page.lines} == {4}
    for line in page.lines:
        start, end, *_ = line.polygon
        assert np.degrees(np.arctan2(end.y - start.y, end.x - start.x)) == pytest.approx(6, abs=0.3)
        assert area(line.polygon) < 0.4 * line.box.width * line.box.height
    large = [char for char in page.chars if char.box.height > 20]
    assert all(char.outline is not None for char in large)


def test_a_bent_page(level: Typeset) -> None:
    truth = bent(level, 14.0)
    page = reader().read(truth.gray)
    assert_around_their_ink(page, truth)
    for line in page.lines:
        assert len(line.polygon) > 8
        half = len(line.polygon) // 2
        upper, lower = line.polygon[:half], line.polygon[half:][::-1]
        assert all(above.y < below.y for above, below in zip(upper, lower, strict=True))
        assert area(line.polygon) < 0.7 * line.box.width * line.box.height


def test_a_slightly_turned_page_has_outlines_of_lines_alone(level: Typeset) -> None:
    page = reader().read(turned(level, 0.5).gray)
    assert all(line.outline is not None for line in page.lines)
    assert all(char.outline is None for char in page.chars)


def test_level_print_has_the_corners_of_its_boxes(level: Typeset) -> None:
    page = reader().read(level.gray)
    assert all(line.outline is None and line.polygon == corners_of(line.box) for line in page.lines)
    assert all(char.outline is None and char.polygon == corners_of(char.box) for char in page.chars)
    assert '"polygon"' not in page.to_json()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_print_on_its_side_begins_where_it_is_read(level: Typeset, quarters: int) -> None:
    height, width = level.gray.shape
    page = reader().read(np.rot90(level.gray, -quarters))
    upright = reader().read(level.gray)
    assert page.rotation == 90 * quarters
    for char, other in zip(page.chars, upright.chars, strict=True):
        assert turned_back(char, quarters, width, height) == pytest.approx(np.array(other.polygon), abs=2)
    for line, straight in zip(page.lines, upright.lines, strict=True):
        start, begin = line.polygon[0], straight.polygon[0]
        found = back(np.array([start]), quarters, width, height)[0]
        assert found == pytest.approx(np.array(begin), abs=2)


def turned_back(char: Char, quarters: int, width: int, height: int) -> NDArray[np.float64]:
    return back(np.array(char.polygon), quarters, width, height)


def back(points: NDArray[np.float64], quarters: int, width: int, height: int) -> NDArray[np.float64]:
    """Points of a picture of this size that was turned clockwise, where they were before."""
    x, y = points[:, 0], points[:, 1]
    places = {1: (y, height - x), 2: (width - x, height - y), 3: (width - y, x)}
    return np.stack(places[quarters], axis=1)


@pytest.mark.skipif(not typeset.available(), reason="needs fonts-noto-cjk, fonts-wqy-microhei, fonts-liberation")
@pytest.mark.parametrize("degrees", [0.0, 6.0])
def test_columns(degrees: float) -> None:
    gray = np.pad(typeset.vertical().gray, 40, constant_values=255)
    truth = turned(Typeset(gray, np.zeros(gray.shape, np.uint16), (), ()), degrees)
    page = reader().read(truth.gray)
    assert {line.direction for line in page.lines} == {90}
    for line in page.lines:
        first, second, *_ = line.polygon
        angle = np.degrees(np.arctan2(second.y - first.y, second.x - first.x))
        assert angle == pytest.approx(90 + degrees, abs=0.4)
        for char in line.chars:
            assert all(cv2.pointPolygonTest(np.array(line.polygon, np.float32), p, True) > -1.5 for p in char.polygon)


def test_json_keeps_them(level: Typeset) -> None:
    page = reader().read(turned(level, 6.0).gray)
    assert Page.from_json(page.to_json()) == page
    old = page.to_dict()
    for block in old["blocks"]:
        for line in block["lines"]:
            del line["polygon"]
            for char in line["chars"]:
                char.pop("polygon", None)
    assert all(char.outline is None for char in Page.from_dict(old).chars)


def test_what_leaves_its_box_by_less_than_a_pixel_is_level() -> None:
    square = np.array([[10.0, 10.0], [30.0, 10.0], [30.0, 30.0], [10.0, 30.0]])
    slight, slanted = square.copy(), square.copy()
    slight[1, 1] += 0.9
    slanted[1, 1] += 1.06
    lying = np.roll(square, -1, axis=0)
    assert char_outlines(np.stack([square, slight])) == [None, None]
    assert char_outlines(slanted[None]) == [((10.0, 10.0), (30.0, 11.1), (30.0, 30.0), (10.0, 30.0))]
    assert char_outlines(lying[None]) == [tuple(map(tuple, lying.tolist()))], "it begins at another corner"
    assert char_outlines(np.zeros((0, 4, 2))) == []
