"""Batches of views."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from pagerec.errors import TrainingError
from pagerec.training.textmap.feed import Sources, batches, load_pictures, to_batch
from pagerec.training.textmap.views import Pictures, take_view
from tests.training.textmap.pages import save_pages, tiny_page


def test_a_batch_has_the_map_at_half_and_a_quarter() -> None:
    random = np.random.default_rng(0)
    views = [take_view(tiny_page(k), Pictures((), ()), 96, random) for k in range(3)]
    pictures, core, geometry = to_batch(views)
    assert (pictures.shape, pictures.dtype) == ((3, 96, 96, 1), np.uint8)
    assert (core.shape, core.dtype) == ((3, 48, 48), np.uint8)
    assert (geometry.shape, geometry.dtype) == ((3, 24, 24, 5), np.float32)
    assert set(np.unique(core)) <= {0, 1, 2}
    assert set(np.unique(geometry[..., 4])) <= {0, 1}


def test_no_pages_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="make some first"):
        next(batches(Sources([tmp_path]), 2, 64, 0))


def test_pictures_are_gray_with_their_cover(tmp_path: Path) -> None:
    assert load_pictures(None, np.random.default_rng(0)) == Pictures((), ())
    for folder in ("photos", "icons"):
        (tmp_path / folder).mkdir()
    cv2.imwrite(str(tmp_path / "photos" / "one.png"), np.full((80, 90, 3), 99, np.uint8))
    cv2.imwrite(str(tmp_path / "photos" / "small.png"), np.full((8, 9, 3), 99, np.uint8))
    cv2.imwrite(str(tmp_path / "icons" / "one.png"), np.full((300, 200, 4), 50, np.uint8))
    cv2.imwrite(str(tmp_path / "icons" / "plain.png"), np.full((20, 20, 3), 50, np.uint8))
    found = load_pictures(tmp_path, np.random.default_rng(0))
    assert [photo.shape for photo in found.photos] == [(80, 90)]
    assert sorted(icon.shape for icon in found.icons) == [(20, 20, 2), (128, 85, 2)]


@pytest.mark.slow
def test_batches_come_from_another_process(tmp_path: Path) -> None:
    feed = batches(Sources([save_pages(tmp_path)]), 2, 64, 0)
    one, two = next(feed), next(feed)
    assert one[0].shape == two[0].shape == (2, 64, 64, 1)
    again = next(batches(Sources([tmp_path]), 2, 64, 0))
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
