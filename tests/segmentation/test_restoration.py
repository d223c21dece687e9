"""Lines made easier to read."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from pagerec.segmentation.restoration import (
    RESTORATIONS,
    sharpened,
    upright_from_left,
    upright_from_right,
    without_bleed_through,
    without_noise,
)
from tests.pages import TEXT, page_of


def print_of(em: float = 26.0) -> np.ndarray:
    return page_of(TEXT[:1], em).gray


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_a_blur_is_undone() -> None:
    clean = print_of()
    blurred = np.asarray(cv2.GaussianBlur(clean, (0, 0), 2.2), np.uint8)
    assert distance(sharpened(blurred, 26.0), clean) < 0.75 * distance(blurred, clean)


def test_light_print_is_sharpened_as_dark_print_is() -> None:
    blurred = np.asarray(cv2.GaussianBlur(print_of(), (0, 0), 2.0), np.uint8)
    assert distance(255 - sharpened(255 - blurred, 26.0), sharpened(blurred, 26.0)) < 1.5


def test_noise_is_taken_away() -> None:
    clean = 90 + 0.4 * print_of()
    noisy = np.clip(clean + np.random.default_rng(0).normal(0, 20, clean.shape), 0, 255).astype(np.uint8)
    found = without_noise(noisy, 26.0)
    paper = cv2.erode((clean > 190).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert found[paper].std() < 0.5 * noisy[paper].std()
    assert found[clean < 110].mean() < found[paper].mean() - 50, "print is left"


def test_print_of_the_back_is_taken_away() -> None:
    level = np.zeros((32, 200), np.uint8)
    level[8:24, 20:60], level[8:24, 100:150] = 255, 70
    found = without_bleed_through(level)
    assert (found[:, 100:150] == 0).all()
    assert (found[8:24, 20:60] == 255).all()


@pytest.mark.parametrize(("lean", "mended"), [(0.2, upright_from_right), (-0.2, upright_from_left)])
def test_print_that_leans_is_set_upright(lean: float, mended: Callable[[np.ndarray, float], np.ndarray]) -> None:
    clean = print_of()
    height, width = clean.shape
    leaning = cv2.warpAffine(
        clean, np.array([[1, -lean, lean * height / 2], [0, 1, 0]]), (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    found = mended(np.asarray(leaning, np.uint8), 26.0)
    assert found.shape == clean.shape
    assert distance(found, clean) < 0.4 * distance(leaning, clean)
    assert (mended(np.full((44, 40_000), 200, np.uint8), 26.0) == 200).all()


def test_restorations_have_names() -> None:
    turned = {"upright from left", "upright from right"}
    assert set(RESTORATIONS) == {"sharpened", "without noise", "without bleed-through", *turned}
    assert all((one.gray is None) != (one.level is None) for one in RESTORATIONS.values())
