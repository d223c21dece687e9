"""Pictures made easier to read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

import pagerec
from pagerec.segmentation import retouch
from pagerec.segmentation.retouch import Retouched, handy, sharpened, with_even_ground, without_back, without_noise
from pagerec.segmentation.views import QuarterTurns
from tests.pages import TEXT, error_rate, padded, page_of, read_text, solid

EM = 24.0


def sound() -> np.ndarray:
    return padded(page_of(TEXT[:4]).gray, 30)


@pytest.mark.parametrize("mend", [with_even_ground, without_back, without_noise, sharpened])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_sound_page_has_no_faults(mend, inverted: bool) -> None:
    gray = sound()
    assert mend(255 - gray if inverted else gray, EM) is None


@pytest.mark.parametrize("mend", [with_even_ground, without_back, without_noise, sharpened])
@pytest.mark.parametrize("em", [0.5, 500.0])
def test_tiny_and_plain_pictures(mend, em: float) -> None:
    for gray in (np.zeros((1, 1), np.uint8), np.full((40, 3), 200, np.uint8), np.eye(9, dtype=np.uint8) * 255):
        mended = mend(gray, em)
        assert mended is None or mended.shape == gray.shape


def test_a_marker_is_taken_away() -> None:
    gray = sound()
    marked = gray.copy()
    marked[:, 100:300] = (gray[:, 100:300] * 0.6).astype(np.uint8)
    even = with_even_ground(marked, EM)
    assert even is not None
    paper = gray == 255
    assert np.count_nonzero(even[paper] < 200) < 0.01 * np.count_nonzero(paper)
    assert np.count_nonzero(even[gray < 60] > 128) < 0.05 * np.count_nonzero(gray < 60)


@pytest.mark.parametrize(("ground", "print_"), [(20, 255), (120, 255), (160, 10)])
def test_a_selection_full_of_print_is_read(ground: int, print_: int) -> None:
    truth = page_of(TEXT[:4])
    gray = truth.gray.copy()
    cover = (255 - gray.astype(float)) / 255
    band = np.s_[92:124, 72:240]  # hardly higher than the line, from the middle of a character on
    gray[band] = (ground + (print_ - ground) * cover[band]).astype(np.uint8)
    assert error_rate(read_text(pagerec.read(padded(gray, 40))), solid(truth)) < 0.02


def test_print_of_the_back_is_taken_away() -> None:
    gray = sound()
    back = cv2.GaussianBlur(np.roll(gray[:, ::-1], 20, axis=0), (0, 0), 1.2)
    behind = np.minimum(gray, 255 - 0.3 * (255 - back.astype(float))).astype(np.uint8)
    front = without_back(behind, EM)
    assert front is not None
    assert np.count_nonzero(front[gray == 255] < 200) < 0.002 * front.size


def test_noise_is_taken_away() -> None:
    truth = page_of(TEXT[:4])
    gray = padded(truth.gray, 30)
    noisy = np.clip(gray * 0.8 + 25 + np.random.default_rng(3).normal(0, 55, gray.shape), 0, 255).astype(np.uint8)
    page = pagerec.read(noisy)
    assert error_rate(read_text(page), solid(truth)) < 0.03
    assert error_rate(read_text(pagerec.read(np.rot90(noisy))), solid(truth)) < 0.03


def test_a_blur_is_undone() -> None:
    truth = page_of(TEXT[:4])
    blurred = cv2.GaussianBlur(padded(truth.gray, 30), (0, 0), 0.105 * EM)
    assert error_rate(read_text(pagerec.read(blurred)), solid(truth)) < 0.03


def test_large_pictures_are_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    gray = sound()
    assert handy(gray, 30.0)[0] is gray
    monkeypatch.setattr(retouch, "_MOST", gray.size // 4)
    small, scale = handy(gray, 30.0)
    assert scale == pytest.approx(0.5)
    assert small.shape == tuple(pytest.approx(side / 2, abs=1) for side in gray.shape)


def test_large_print_is_shrunk() -> None:
    gray = sound()
    small, scale = handy(gray, 400.0)
    assert scale == pytest.approx(0.1)
    assert small.shape == tuple(pytest.approx(side / 10, abs=1) for side in gray.shape)


def test_the_way_back() -> None:
    gray = np.zeros((40, 60), np.uint8)
    turned = QuarterTurns(gray, 90)
    view = Retouched(gray[::2, ::2], (40, 60), 0.5, turned)
    point = np.array([[7.0, 11.0]])
    assert view.rotation == 90
    assert view.to_picture(point) == pytest.approx(turned.to_picture(2 * point))
    assert Retouched(gray, (40, 60)).to_picture(point) == pytest.approx(point)


def test_boxes_of_a_shrunken_picture_are_in_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = page_of(TEXT[:4])
    gray = padded(truth.gray, 30)
    marked = gray.copy()
    marked[:, 100:300] = (gray[:, 100:300] * 0.6).astype(np.uint8)
    monkeypatch.setattr(retouch, "_MOST", int(gray.size * 0.8))
    page = pagerec.read(marked)
    assert (page.height, page.width) == gray.shape
    for left, top, right, bottom in (char.box for char in page.chars):
        assert (gray[top:bottom, left:right] < 128).any()
