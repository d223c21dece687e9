"""Bent lines: measured, and made straight."""

from __future__ import annotations

import numpy as np
import pytest

import pagerec
from benchmarks.robustness import shape
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, page
from pagerec.segmentation.bend import Bend, Straightened
from pagerec.segmentation.page import find_bend
from pagerec.segmentation.views import QuarterTurns
from tests.pages import error_rate, read_text

needs_fonts = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")
CURL = Bend(np.array([[0.0, 0.02, 0.0], [0.03, 0.0, 0.0], [0.01, 0.0, 0.0], [0.0, 0.0, 0.0]]))


@needs_fonts
def test_straight_lines_have_no_bend() -> None:
    assert find_bend(page(PROSE).gray) is None


@needs_fonts
def test_bent_lines_are_found() -> None:
    assert find_bend(shape.curled(page(PROSE).gray, 25)) is not None
    assert find_bend(shape.in_perspective(page(PROSE).gray, 0.05, 0.08)) is not None


@needs_fonts
def test_boxes_of_a_bent_page_hold_its_ink() -> None:
    sheet = page(PROSE[:2])
    bent = shape.curled(sheet.gray, 30)
    read = pagerec.read(bent)
    assert error_rate(read_text(read), "".join(sheet.text.split())) < 0.03
    inside = np.zeros(bent.shape, bool)
    for left, top, right, bottom in (char.box for char in read.chars):
        inside[top:bottom, left:right] = True
    assert ((bent < 128) & ~inside).sum() < 0.05 * (bent < 128).sum()


@pytest.mark.parametrize("shape_", [(1, 1), (3, 200), (300, 300)])
def test_no_print_has_no_bend(shape_: tuple[int, int]) -> None:
    assert find_bend(np.full(shape_, 255, np.uint8)) is None


def test_the_way_back_from_a_straightened_picture() -> None:
    gray = np.full((200, 300), 255, np.uint8)
    gray[50:54, 240:244] = 0
    view = Straightened(gray, CURL)
    rows, columns = np.nonzero(view.seen < 100)
    back = view.to_picture(np.array([[columns.mean() + 0.5, rows.mean() + 0.5]]))
    assert back == pytest.approx(np.array([[242.0, 52.0]]), abs=0.6)
    assert len(view.seen) > len(gray), "there is room for what is moved up and down"


def test_a_turned_and_bent_picture_leads_back_to_the_picture() -> None:
    gray = np.full((300, 200), 255, np.uint8)
    gray[120:124, 60:64] = 0
    turned = QuarterTurns(gray, 90)
    view = Straightened(turned.seen, CURL, turned)
    rows, columns = np.nonzero(view.seen < 100)
    back = view.to_picture(np.array([[columns.mean() + 0.5, rows.mean() + 0.5]]))
    assert back == pytest.approx(np.array([[62.0, 122.0]]), abs=0.6)
    assert (view.rotation, view.shape) == (90, gray.shape)


def test_what_is_far_away_becomes_as_wide_as_it_becomes_high() -> None:
    gray = np.full((400, 600), 255, np.uint8)
    far = 0.15  # how much lower the right side is than the middle
    rows = int(100 * (1 - far * 0.8))
    gray[200 - rows // 2 : 200 + rows // 2, 540 - rows // 2 : 540 + rows // 2] = 0
    bend = Bend(np.array([[0.0, far / 2, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))
    seen = Straightened(gray, bend).seen < 128
    high, wide = np.count_nonzero(seen.any(axis=1)), np.count_nonzero(seen.any(axis=0))
    assert seen.shape[1] == pytest.approx(600, abs=2), "as much as is won at one side is lost at the other"
    assert wide / high == pytest.approx(1.0, abs=0.06)
    assert abs(rows / high - 1) > 0.08
