"""Skew: measured, and taken away."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.segmentation import estimate_skew, find_ink, rotate
from pagerec.segmentation.page import find_lines
from pagerec.segmentation.skew import room_to_turn, rotation
from tests.pages import TEXT, page_of, text_map

ANGLES = (-10.0, -7.0, -5.0, -3.3, -2.0, -1.1, -0.5, -0.25, 0.25, 0.4, 1.0, 1.7, 2.6, 4.2, 5.0, 6.5, 10.0)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize(("em", "lines"), [(14, TEXT * 3), (28, TEXT)])
def test_skew_of_text_is_found(angle: float, em: float, lines: tuple[str, ...]) -> None:
    from pagerec.training.synthesis.degrade import Degradation, degrade

    truth = page_of(lines, em)
    turned, _ = degrade(truth.gray, truth.ids, em, Degradation(skew=angle), np.random.default_rng(0))
    assert estimate_skew(find_ink(turned).mask) == pytest.approx(angle, abs=0.15)


@pytest.mark.parametrize("lines", [TEXT, TEXT[:2], TEXT[:1]])
@pytest.mark.parametrize("em", [12, 24, 40])
def test_level_text_is_level(lines: tuple[str, ...], em: float) -> None:
    assert abs(estimate_skew(find_ink(page_of(lines, em).gray).mask)) < 0.12


@pytest.mark.parametrize("text", ["小刺", "六、总结", "第一章", "能小刺和细洞", "参考文献", "从一开始就"])
def test_a_short_level_line_is_level(text: str) -> None:
    found = [abs(find_lines(page_of([text], em).gray, text_map()).skew) for em in (12, 16, 24, 40)]
    assert max(found) < 0.3


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (200, 300)])
def test_no_ink_is_level(shape: tuple[int, int]) -> None:
    assert estimate_skew(np.zeros(shape, bool)) == 0.0


def test_noise_is_level() -> None:
    random = np.random.default_rng(3)
    assert all(estimate_skew(random.random((400, 400)) < density) == 0.0 for density in (0.02, 0.1, 0.3))


def test_a_page_turned_back_has_level_rows() -> None:
    falling = np.zeros((101, 301), np.uint8)
    columns = np.arange(301)
    falling[np.round(50 + (columns - 150) * np.tan(np.radians(4.0))).astype(int), columns] = 255
    level = rotate(falling, 4.0) > 60
    rows = np.nonzero(level)[0]
    assert rows.min() >= 49
    assert rows.max() <= 51
    assert not rotate(falling, 4.0)[0].any(), "new corners are paper"


def test_rotation_moves_points_as_rotate_moves_pixels() -> None:
    picture = np.zeros((80, 120), np.uint8)
    picture[20:23, 90:93] = 255
    turned = rotate(picture, -5.0)
    x, y = rotation(-5.0, 80, 120) @ [91.0, 21.0, 1.0]
    row, column = np.average(np.indices(turned.shape).reshape(2, -1), axis=1, weights=turned.ravel().astype(float))
    assert (column, row) == pytest.approx((x, y), abs=0.3)


def test_no_ink_leaves_the_picture_when_it_is_turned() -> None:
    mask = np.zeros((200, 300), bool)
    mask[2:-2, 2:-2] = True
    pad = room_to_turn(mask, 10.0)
    padded = np.pad(mask.view(np.uint8) * np.uint8(255), pad)
    turned = rotate(padded, 10.0)
    assert np.count_nonzero(turned > 127) == pytest.approx(np.count_nonzero(padded), rel=0.01)
    assert room_to_turn(np.pad(mask, 60), 10.0) == 0
