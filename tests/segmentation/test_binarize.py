"""Gray raster to ink."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from pagerec.segmentation import find_ink
from pagerec.segmentation.binarize import is_dark, noise_level
from tests.pages import TEXT, page_of


def overlap(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    return np.count_nonzero(one & two) / np.count_nonzero(one | two)


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (60, 255), (0, 190), (90, 200)])
def test_dark_mode_gives_the_same_ink(ink: int, paper: int) -> None:
    cover = 255 - page_of(TEXT, 16).gray.astype(np.float64)
    gray = np.round(paper + (ink - paper) * cover / 255).astype(np.uint8)
    light, dark = find_ink(gray), find_ink(255 - gray)
    assert not light.inverted
    assert dark.inverted
    np.testing.assert_array_equal(light.mask, dark.mask)
    np.testing.assert_array_equal(light.level, dark.level)


@pytest.mark.parametrize("shape", [(12_000, 500), (60, 4000), (3000, 2000)])
def test_the_paper_of_scrolls_and_strips_is_known(shape: tuple[int, int]) -> None:
    tile = page_of(TEXT, 16).gray
    rows, columns = -(-shape[0] // tile.shape[0]), -(-shape[1] // tile.shape[1])
    gray = np.tile(tile, (rows, columns))[: shape[0], : shape[1]]
    assert not is_dark(gray)
    assert is_dark(255 - gray)


@pytest.mark.parametrize("faint", [60, 100])
def test_print_of_any_strength_gives_nearly_the_same_ink(faint: int) -> None:
    clean = page_of(TEXT, 20).gray
    pale = (200 - (255 - clean.astype(np.float64)) * faint / 255).astype(np.uint8)
    one, two = find_ink(clean), find_ink(pale)
    assert overlap(one.mask, two.mask) > 0.97
    assert np.abs(one.level.astype(int) - two.level).mean() < 4


@pytest.mark.parametrize("turns", range(4))
def test_uneven_light(turns: int) -> None:
    truth = page_of(TEXT, 20)
    light = np.rot90(np.linspace(1.0, 0.4, truth.gray.size).reshape(np.rot90(truth.gray, turns).shape), -turns)
    shaded = (truth.gray * light).astype(np.uint8)
    clean, ink = find_ink(truth.gray), find_ink(shaded)
    assert overlap(clean.mask, ink.mask) > 0.9
    for number in range(1, len(truth.text) + 1):
        char = (truth.ids == number) & clean.mask
        assert np.count_nonzero(ink.mask & char) >= 0.65 * np.count_nonzero(char)
    full = ink.level[ink.mask & clean.mask]
    assert np.median(full) > 200


def shadow(share: float) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A page, and the same with its right-hand part in a shadow."""
    clean = page_of(TEXT, 20).gray
    shaded = clean.copy()
    edge = round(clean.shape[1] * (1 - share))
    shaded[:, edge:] = (shaded[:, edge:] * 0.6).astype(np.uint8)
    return clean, shaded


@pytest.mark.parametrize("share", [0.2, 0.3, 0.5, 0.7])
def test_a_shadow_with_an_edge(share: float) -> None:
    clean, shaded = shadow(share)
    assert not find_ink(shaded).inverted
    assert overlap(find_ink(clean).mask, find_ink(shaded).mask) > 0.8


def test_a_pale_background_pattern_is_not_ink() -> None:
    truth = page_of(TEXT, 20)
    pattern = np.where(np.indices(truth.gray.shape).sum(axis=0) // 6 % 2, 228, 255)
    ink = find_ink(np.minimum(truth.gray, pattern).astype(np.uint8))
    assert not ink.mask[truth.ids == 0].mean() > 0.08
    assert overlap(ink.mask, find_ink(truth.gray).mask) > 0.9


@pytest.mark.parametrize("level", [0, 1, 128, 254, 255])
def test_a_plain_picture_has_no_ink(level: int) -> None:
    ink = find_ink(np.full((40, 70), level, np.uint8))
    assert not ink.mask.any()
    assert not ink.level.any()


def test_noise_on_blank_paper_is_measured() -> None:
    random = np.random.default_rng(1)
    for sigma in (4.0, 8.0, 16.0):
        paper = np.clip(random.normal(200, sigma, (300, 300)), 0, 255).astype(np.uint8)
        assert noise_level(paper) == pytest.approx(sigma, rel=0.25)
    assert noise_level(page_of(TEXT, 16).gray) < 2.5


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=24), elements=st.integers(0, 255)))
def test_any_picture_gives_ink_of_its_own_shape(gray: NDArray[np.uint8]) -> None:
    before = gray.copy()
    ink = find_ink(gray)
    assert ink.level.shape == ink.mask.shape == gray.shape
    assert ink.level.dtype == np.uint8
    assert ink.mask.dtype == bool
    assert not (ink.mask & (ink.level == 0)).any()
    np.testing.assert_array_equal(gray, before)
