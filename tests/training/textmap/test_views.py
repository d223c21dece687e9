"""Views of pages carry their lines along."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.training.textmap.samples import TruePage
from pagerec.training.textmap.views import Pictures, take_view
from pagerec.training.textmap.wear import worn
from tests.training.textmap.pages import tiny_page

NOTHING = Pictures((), ())


def random_pictures() -> Pictures:
    random = np.random.default_rng(5)
    photos = [random.integers(0, 256, (90, 120)).astype(np.uint8)]
    icon = np.full((32, 32, 2), 255, np.uint8)
    return Pictures(photos, [icon])


@pytest.mark.parametrize("pictures", [NOTHING, random_pictures()], ids=["nothing", "pictures"])
def test_a_view_has_its_size_and_is_the_same_for_the_same_chance(pictures: Pictures) -> None:
    for seed in range(12):
        one, two = (take_view(tiny_page(), pictures, 128, np.random.default_rng(seed)) for _ in range(2))
        assert one.gray.shape == (128, 128)
        assert one.gray.dtype == np.uint8
        assert np.array_equal(one.gray, two.gray)
        assert len(one.lines) == len(two.lines)


def test_lines_lie_on_their_print() -> None:
    """Print differs from its ground, between the edges of its line more than above it."""
    told = []
    for seed in range(60):
        view = take_view(tiny_page(), NOTHING, 192, np.random.default_rng(seed))
        for line in view.lines:
            middle = (line.upper + line.lower) / 2
            above = line.upper + (line.upper - line.lower) * 0.5
            points = [np.round(place).astype(int) for place in (middle, above)]
            if not all(((p >= 0) & (p < 192)).all() for p in points) or len(middle) < 4 or line.em < 8:
                continue
            inside, outside = (view.gray[p[:, 1], p[:, 0]].astype(float) for p in points)
            told.append(inside.std() > outside.std())
    assert len(told) > 20
    assert np.mean(told) > 0.8


def test_the_size_of_type_is_its_height_in_the_view() -> None:
    for seed in range(30):
        for line in take_view(tiny_page(), NOTHING, 192, np.random.default_rng(seed)).lines:
            heights = np.linalg.norm(line.upper - line.lower, axis=1)
            assert heights.min() * 0.8 <= line.em <= heights.max() * 1.2


def test_a_page_without_lines() -> None:
    page = TruePage(np.full((100, 100, 3), 200, np.uint8), (), np.zeros((0, 4)))
    for seed in range(10):
        view = take_view(page, random_pictures(), 96, np.random.default_rng(seed))
        assert view.lines == ()


@pytest.mark.parametrize("em", [5.0, 12.0, 60.0])
def test_worn_pictures_keep_their_shape(em: float) -> None:
    gray = tiny_page().image[..., 0]
    for seed in range(25):
        found = worn(gray, em, np.random.default_rng(seed))
        assert found.shape == gray.shape
        assert found.dtype == np.uint8
