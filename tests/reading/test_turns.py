"""Pages on their side and upside down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import pagerec
from pagerec.page import Box, Page
from pagerec.reading.turns import Look, in_order, may_be_better, part_of
from tests.pages import TEXT, error_rate, padded, page_of, read_text, solid

TURNS = (90, 180, 270)


@pytest.fixture(scope="module")
def upright() -> Page:
    return pagerec.read(page_of(TEXT[:4]).gray)


@pytest.mark.parametrize("degrees", TURNS)
def test_a_turned_page_is_read_as_if_it_were_upright(upright: Page, degrees: int) -> None:
    gray = page_of(TEXT[:4]).gray
    page = pagerec.read(np.rot90(gray, -degrees // 90))
    assert page.text == upright.text
    assert page.rotation == degrees
    assert (page.height, page.width) == (gray.shape if degrees == 180 else gray.shape[::-1])
    assert {line.direction for line in page.lines} == {degrees}
    assert page.paragraphs == upright.paragraphs
    for char, other in zip(page.chars, upright.chars, strict=True):
        assert _turned(other.box, degrees, gray.shape) == pytest.approx(char.box, abs=1)


def _turned(box: Box, degrees: int, shape: tuple[int, ...]) -> Box:
    """A box on the page turned clockwise."""
    height, width = shape
    left, top, right, bottom = box
    return {
        90: Box(height - bottom, left, height - top, right),
        180: Box(width - right, height - bottom, width - left, height - top),
        270: Box(top, width - right, bottom, width - left),
    }[degrees]


def test_a_turned_and_skewed_page() -> None:
    from pagerec.training.synthesis.degrade import Degradation, degrade

    truth = page_of(TEXT[:4])
    turned, _ = degrade(padded(truth.gray, 20), truth.ids, 24, Degradation(skew=4.0), np.random.default_rng(0))
    page = pagerec.read(np.rot90(turned, 2))
    assert read_text(page) == solid(truth)
    assert page.rotation == 180
    assert page.skew == pytest.approx(4.0, abs=0.2)


def test_what_cannot_be_read_is_left_as_it_is() -> None:
    strokes = np.full((400, 400), 255, np.uint8)
    random = np.random.default_rng(1)
    for _ in range(150):
        y, x = random.integers(0, 380, 2)
        strokes[y : y + random.integers(2, 20), x : x + random.integers(2, 20)] = 0
    assert pagerec.read(strokes).rotation == 0


def test_noise_with_flat_dirt_at_the_edge_is_read() -> None:
    random = np.random.default_rng(45)
    truth = page_of(TEXT[:3])
    gray = truth.gray * 0.8 + 25
    noisy = np.clip(gray + random.normal(0, 45, gray.shape), 0, 255).astype(np.uint8)
    noisy[3:5, 30:60] = 0
    page = pagerec.read(noisy)
    assert page.rotation == 0
    assert error_rate(read_text(page), solid(truth)) < 0.2


def test_print_made_of_dots_is_seen_from_afar() -> None:
    truth = page_of(TEXT[:3], em=20)
    ink, pitch = truth.gray < 128, 3
    dots = np.full((ink.shape[0] * pitch, ink.shape[1] * pitch), 255, np.uint8)
    dots[::pitch, ::pitch][ink] = 0
    page = pagerec.read(dots)
    assert error_rate(read_text(page), solid(truth)) < 0.05
    assert (page.height, page.width) == dots.shape
    top = pitch * np.flatnonzero(ink.any(axis=1))[0]
    assert page.lines[0].box.top == pytest.approx(top, abs=2 * pitch)


FIRST, AFAR, TURNED = Look(), Look(scale=0.33), Look(90)


@pytest.mark.parametrize(
    ("promises", "found"),
    [
        ({}, True),
        ({FIRST: 0.9}, False),  # nothing is so much better
        ({FIRST: 0.8}, True),
        ({AFAR: 0.5}, True),  # the other one may be
        ({AFAR: 0.5, TURNED: 0.55}, False),  # nothing explains enough
        ({FIRST: 0.5, AFAR: 0.3, TURNED: 0.64}, False),
        ({FIRST: 0.5, AFAR: 0.3, TURNED: 0.66}, True),
    ],
)
def test_looks_that_cannot_be_better_are_not_taken(promises: dict[Look, float], found: bool) -> None:
    assert may_be_better(promises, FIRST, [AFAR, TURNED]) == found


def test_the_look_that_may_decide_alone_comes_first() -> None:
    reading = pagerec.Reader().read_stages(page_of(TEXT[:2]).gray)
    unread = replace(reading, paths=[[] for _ in reading.paths])
    whole, nowhere = reading.page.box, Box(0, 0, 1, 1)
    assert in_order(FIRST, [AFAR, TURNED], whole, reading) == [FIRST, AFAR, TURNED]
    assert in_order(FIRST, [AFAR, TURNED], whole, unread) == [AFAR, TURNED, FIRST]
    assert in_order(FIRST, [AFAR, TURNED], nowhere, reading) == [AFAR, TURNED, FIRST]


def test_the_part_that_tells_is_around_the_line_of_which_most_is_not_explained() -> None:
    reading = pagerec.Reader().read_stages(page_of(2 * TEXT, em=20).gray)
    for unread in (0, 7, 11):
        paths = [[] if number == unread else path for number, path in enumerate(reading.paths)]
        box = reading.page.lines[unread].box
        part = part_of(replace(reading, paths=paths), AFAR)
        assert part.holds((part.left + part.right) / 2, (box.top + box.bottom) / 2)
