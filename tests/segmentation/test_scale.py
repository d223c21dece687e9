"""Size of the print."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.segmentation import estimate_em, find_components, find_ink
from pagerec.segmentation.line_shape import INK_HEIGHT
from tests.pages import TEXT, page_of

SIZES = (11, 12, 14, 17, 20, 25, 31, 38, 47, 60)


def test_components_of_a_hand_made_mask() -> None:
    mask = np.zeros((6, 9), bool)
    mask[1:3, 1:4] = True
    mask[3, 4] = True  # touches the block at a corner
    mask[5, 7:9] = True
    assert sorted(find_components(mask).boxes.tolist()) == [[1, 1, 4, 3, 7], [7, 5, 2, 1, 2]]
    assert find_components(np.zeros((3, 3), bool)).boxes.shape == (0, 5)


@pytest.mark.parametrize("han", ["hei", "song", "uming"])
@pytest.mark.parametrize("em", SIZES)
def test_estimate_on_running_text(em: float, han: str) -> None:
    """The ink of a full character is `INK_HEIGHT` ems high."""
    truth = page_of(TEXT, em, han)
    found = estimate_em(find_components(find_ink(truth.gray).mask).boxes, truth.gray.shape)
    assert found == pytest.approx(INK_HEIGHT * em, rel=0.1)


@pytest.mark.parametrize("lines", [("前言",), ("第一章",), TEXT[:1], ("三、小结：",)])
def test_estimate_on_little_text(lines: tuple[str, ...]) -> None:
    """Few components tell less, but the order of magnitude is right."""
    truth = page_of(lines, 24)
    assert 12 <= estimate_em(find_components(find_ink(truth.gray).mask).boxes, truth.gray.shape) <= 26


def test_rules_frames_and_dirt_do_not_change_the_estimate() -> None:
    mask = find_ink(page_of(TEXT, 20, margin=3).gray).mask
    plain = estimate_em(find_components(mask).boxes, mask.shape)
    height, width = mask.shape
    mask[10:12, 10 : width - 10] = mask[height - 12 : height - 10, 10 : width - 10] = True
    mask[10 : height - 10, 10:12] = mask[10 : height - 10, width - 12 : width - 10] = True
    mask[20:50, width - 60 : width - 20] = True  # a black box
    random = np.random.default_rng(0)
    mask[random.integers(height, size=400), random.integers(width, size=400)] = True
    assert estimate_em(find_components(mask).boxes, mask.shape) == pytest.approx(plain, rel=0.1)


def test_touching_characters_count_by_their_height() -> None:
    boxes = np.array([[0, 30 * k, 70, 20, 700] for k in range(8)], np.int32)
    assert estimate_em(boxes, (300, 300)) == 20


def test_nothing_and_specks() -> None:
    assert estimate_em(np.zeros((0, 5), np.int32), (100, 100)) == 0.0
    specks = np.array([[5 * k, 5, 2, 1, 2] for k in range(10)], np.int32)
    assert 0 < estimate_em(specks, (100, 100)) <= 3
