"""What may be lost or wrong is told, and what was read well is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import pagerec
from pagerec.page import PageWarning
from pagerec.reading.params import PARAMS
from tests.pages import TEXT, page_of


def test_a_page_that_is_read_well_has_none() -> None:
    assert pagerec.read(page_of(list(TEXT[:3]), em=32).gray).warnings == ()


@pytest.mark.parametrize("gray", [np.full((200, 300), 255, np.uint8), np.zeros((9, 9), np.uint8)])
def test_a_blank_page_has_none(gray: NDArray[np.uint8]) -> None:
    assert pagerec.read(gray).warnings == ()


@pytest.mark.xfail(strict=False, reason="a smear is half explained by the network that was trained on: *unread text*")
def test_ink_without_text() -> None:
    y, x = np.indices((400, 600))
    gray = (255 - 200 * np.exp(-((x - 300) ** 2 + (y - 200) ** 2) / 8000)).astype(np.uint8)
    page = pagerec.read(gray)
    assert page.text == ""
    assert page.warnings == (PageWarning("nothing read", page.box),)


def test_a_texture_is_too_much() -> None:
    """Marks as large as small print, all the same, more than any page has."""
    tile = np.where(np.random.default_rng(5).random((14, 11)) < 0.3, 0, 255).astype(np.uint8)
    tile[:3], tile[:, :2] = 255, 255
    page = pagerec.read(np.tile(tile, (100, 110)))
    assert page.text == ""
    assert page.warnings == (PageWarning("too much", page.box),)


FEWER = pytest.mark.xfail(
    strict=False, reason="lines that each have a ground of their own are 94 ems long, and no crowd"
)


@pytest.mark.parametrize(("share", "reason"), [pytest.param(0.3, "too much", marks=FEWER), (0.0, "")])
def test_a_texture_of_which_some_lines_look_like_signs(share: float, reason: str) -> None:
    """And a page of as many lines is one."""
    bounds = replace(PARAMS.bounds, crowd=100, text_in_crowd=share)
    reader = pagerec.Reader(params=replace(PARAMS, bounds=bounds))
    y, x = np.indices((2400, 2400))
    board = reader.read(np.where((x // 7 + y // 7) % 2, 0, 255).astype(np.uint8))
    assert ("too much" in [warning.reason for warning in board.warnings]) is bool(reason)
    assert reader.read(page_of(TEXT).gray).text


def test_print_too_blurred_is_told_with_its_place() -> None:
    """Of two paragraphs the lower one is smeared until it can't be read."""
    good = page_of(list(TEXT[:2]), em=32).gray
    smeared = good.astype(np.float32)
    for axis in (0, 1):
        smeared = sum(np.roll(smeared, shift, axis) for shift in range(-9, 10)) / 19
    both = np.concatenate([good, smeared.clip(0, 255).astype(np.uint8)])
    page = pagerec.read(both)
    assert all(warning.box.top >= len(good) - 40 for warning in page.warnings)
    below = [line for line in page.lines if line.box.top >= len(good)]
    assert page.warnings or not below
