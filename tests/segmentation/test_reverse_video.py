"""Print on panels."""

from __future__ import annotations

import numpy as np
import pytest

import pagerec
from pagerec.segmentation import find_ink
from pagerec.segmentation.reverse_video import clear_panels
from tests.pages import TEXT, error_rate, padded, page_of, read_text, solid

EM = 24.0


def test_a_page_without_panels_is_the_same() -> None:
    ink = find_ink(page_of(TEXT[:3]).gray)
    assert clear_panels(ink, EM) is ink
    assert clear_panels(find_ink(np.full((50, 50), 255, np.uint8)), 0.0).mask.sum() == 0


@pytest.mark.parametrize(("ground", "print_"), [(30, 255), (90, 250), (120, 10), (150, 0)])
def test_lines_on_a_panel_are_read(ground: int, print_: int) -> None:
    truth = page_of(TEXT[:4])
    cover = (255 - truth.gray.astype(float)) / 255
    gray = truth.gray.copy()
    rows = slice(91, 127)  # the third line
    gray[rows] = (ground + (print_ - ground) * cover[rows]).astype(np.uint8)
    gray = padded(gray, 40)
    assert error_rate(read_text(pagerec.read(gray)), solid(truth)) < 0.02


def test_a_bar_without_print_is_paper() -> None:
    gray = padded(page_of(TEXT[:2]).gray, 30)
    gray[20:50, 100:300] = 60
    ink = find_ink(gray)
    assert ink.mask[22:48, 102:298].all()
    assert not clear_panels(ink, EM).mask[22:48, 102:298].any()


def test_a_photograph_is_no_panel() -> None:
    random = np.random.default_rng(2)
    gray = padded(page_of(TEXT[:2]).gray, 120)
    gray[10:110, 100:300] = random.integers(0, 150, (100, 200))
    ink = find_ink(gray)
    assert np.array_equal(clear_panels(ink, EM).mask, ink.mask)
