"""Degraded pages keep their truth."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("albumentations")

from pagerec.training.synthesis.capture import Capture
from pagerec.training.synthesis.degrade import Degradation, degrade, random_degradation
from tests.pages import TEXT, page_of

EACH = [
    Degradation(),
    Degradation(scale=0.8),
    Degradation(scale=1.3),
    Degradation(skew=2.0),
    Degradation(skew=-3.0),
    Degradation(weight=0.03),
    Degradation(weight=-0.02),
    Degradation(blur=0.05),
    Degradation(ink=80, paper=210),
    Degradation(ink=230, paper=20),
    Degradation(gamma=0.7),
    Degradation(light=0.4),
    Degradation(noise=8.0),
    Degradation(jpeg=40),
    Degradation(bleed=0.05),
    Degradation(shadow=0.5, paper=220),
    Degradation(bilevel=True, noise=8.0, paper=220),
    Degradation(capture=Capture(motion=0.14)),
    Degradation(capture=Capture(grain=0.4), paper=220),
    Degradation(capture=Capture(sharpen=0.8), blur=0.03),
    Degradation(capture=Capture(shrink=0.6)),
    Degradation(capture=Capture(webp=30)),
    Degradation(0.9, 1.0, 0.02, 0.03, 0.03, 40, 220, 1.2, 0.3, 0.2, 6.0, Capture(0.13, 0.2, 0.5, 0.8, 60), False, 50),
]


@pytest.mark.parametrize(
    "how",
    EACH,
    ids=lambda how: ",".join(f.name for f in fields(how) if getattr(how, f.name) != f.default) or "none",
)
def test_shape_and_labels_are_kept(how: Degradation) -> None:
    truth = page_of(TEXT, 24)
    gray, ids = degrade(truth.gray.copy(), truth.ids.copy(), 24, how, np.random.default_rng(0))
    assert gray.shape == ids.shape
    assert gray.dtype == np.uint8
    assert ids.dtype == np.uint16
    assert gray.shape[0] >= truth.gray.shape[0] * how.scale - 1, "nothing is cut off"
    assert np.unique(ids).tolist() == list(range(len(truth.text) + 1))
    on, off = gray[ids > 0].astype(float), gray[ids == 0].astype(float)
    if how.ink < how.paper:
        assert on.mean() + 40 < off.mean(), "labels lie on the ink"
    else:
        assert on.mean() > off.mean() + 40


def test_nothing_is_done_by_default() -> None:
    truth = page_of(TEXT, 20)
    gray, ids = degrade(truth.gray, truth.ids, 20, Degradation(), np.random.default_rng(0))
    np.testing.assert_array_equal(gray, truth.gray)
    np.testing.assert_array_equal(ids, truth.ids)


def test_the_source_is_not_written_to() -> None:
    truth = page_of(TEXT, 20)
    gray, ids = truth.gray.copy(), truth.ids.copy()
    for how in EACH:
        degrade(truth.gray, truth.ids, 20, how, np.random.default_rng(0))
    np.testing.assert_array_equal(gray, truth.gray)
    np.testing.assert_array_equal(ids, truth.ids)


def test_positive_skew_falls_to_the_right() -> None:
    truth = page_of(["国" * 30], 24)
    _gray, ids = degrade(truth.gray, truth.ids, 24, Degradation(skew=3.0), np.random.default_rng(0))
    first, last = (np.argwhere(ids == number).mean(axis=0) for number in (1, 30))
    slope = np.degrees(np.arctan2(last[0] - first[0], last[1] - first[1]))
    assert slope == pytest.approx(3.0, abs=0.15)


def test_weight_spreads_and_thins() -> None:
    truth = page_of(TEXT, 24)
    ink = [
        255.0 - degrade(truth.gray, truth.ids, 24, Degradation(weight=w), np.random.default_rng(0))[0].mean()
        for w in (-0.03, 0.0, 0.03, 0.06)
    ]
    assert ink == sorted(ink)
    assert ink[0] < 0.8 * ink[1] < 0.65 * ink[3]


def test_dark_mode_and_faint_print() -> None:
    truth = page_of(TEXT, 24)
    gray, _ = degrade(truth.gray, truth.ids, 24, Degradation(ink=200, paper=30), np.random.default_rng(0))
    assert np.median(gray) == 30
    assert 195 <= gray.max() <= 200


def test_equal_chance_gives_equal_pages() -> None:
    truth = page_of(TEXT[:2], 20)
    pages = []
    for _ in range(2):
        random = np.random.default_rng(11)
        pages.append([degrade(truth.gray, truth.ids, 20, random_degradation(random, 20), random)[0] for _ in range(6)])
    for one, two in zip(*pages, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("em", [11, 40])
def test_random_degradations_keep_ink_and_paper_apart(em: float) -> None:
    random = np.random.default_rng(2)
    kinds = [random_degradation(random, em) for _ in range(400)]
    assert all(how.paper - how.ink >= 80 for how in kinds)
    assert all(0 <= how.ink <= 255 and 0 <= how.paper <= 255 and how.gamma > 0 for how in kinds)
    plain = sum(how.scale == 1 and not how.noise and not how.jpeg for how in kinds) / 400
    assert 0.3 < plain < 0.55


def test_a_capture_shows_and_is_repeatable() -> None:
    truth = page_of(TEXT[:3], 24)
    for how in (Capture(motion=0.15), Capture(grain=0.3), Capture(sharpen=0.6), Capture(shrink=0.6), Capture(webp=20)):
        one, two, other = (
            degrade(truth.gray, truth.ids, 24, Degradation(capture=how, paper=230), np.random.default_rng(seed))[0]
            for seed in (1, 1, 2)
        )
        np.testing.assert_array_equal(one, two)
        plain, _ = degrade(truth.gray, truth.ids, 24, Degradation(paper=230), np.random.default_rng(1))
        assert (one != plain).any()
        assert (one != other).any() == bool(how.motion or how.grain), "the rest leaves nothing to chance"


def test_two_levels_keep_the_strokes() -> None:
    truth = page_of(TEXT, 30, "song", "serif")
    how = Degradation(bilevel=True, ink=60, paper=210, blur=0.03, noise=4.0)
    gray, ids = degrade(truth.gray, truth.ids, 30, how, np.random.default_rng(0))
    assert set(np.unique(gray).tolist()) == {0, 255}
    black = np.bincount(ids.ravel(), (gray == 0).ravel(), minlength=len(truth.text) + 1)[1:]
    assert (black > 0).all(), "no character is lost"
    assert (gray[ids == 0] == 0).mean() < 0.06


def test_ink_bleeds_here_and_not_there() -> None:
    truth = page_of(["国" * 30] * 6, 24)
    more = np.zeros(0)
    for seed in range(3):
        gray, _ = degrade(truth.gray, truth.ids, 24, Degradation(bleed=0.06), np.random.default_rng(seed))
        assert (gray <= truth.gray).all()
        drawn = np.bincount(truth.ids.ravel(), 255.0 - gray.ravel())[1:]
        more = np.append(more, drawn / np.bincount(truth.ids.ravel(), 255.0 - truth.gray.ravel())[1:])
    assert more.min() < 1.03
    assert more.max() > 1.15


def test_a_shadow_has_a_dark_and_a_light_side() -> None:
    paper = np.full((300, 400), 255, np.uint8)
    how = Degradation(shadow=0.4, paper=250)
    gray, _ = degrade(paper, np.zeros((300, 400), np.uint16), 20, how, np.random.default_rng(0))
    assert gray.max() >= 245
    assert gray.min() == pytest.approx(0.6 * 250, abs=6)
    assert np.abs(np.diff(gray.astype(int), axis=1)).max() < 12, "its edge is soft"
