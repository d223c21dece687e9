"""Simulated scans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.public.sampling import generator
from benchmarks.public.scan import Scan, draw, simulate

PLAIN = Scan(spread=0.1, skew=0, blur=0.01, ink=30, paper=240, light=0, grain=0, noise=0, jpeg=80)
EM = 16.0


def bar() -> np.ndarray:
    page = np.full((80, 120), 255, np.uint8)
    page[30:46, 20:100] = 0
    return page


def test_the_same_seed_gives_the_same_scan() -> None:
    first, second = (simulate(bar(), EM, draw(generator(7, "a")), generator(7, "b")) for _ in range(2))
    assert np.array_equal(first, second)
    assert draw(generator(7, "a")) != draw(generator(8, "a"))


def test_draws_stay_within_bounds() -> None:
    drawn = [draw(generator(k)) for k in range(300)]
    assert max(abs(how.skew) for how in drawn) <= 2.5
    assert all(35 <= how.jpeg <= 85 and how.paper - how.ink >= 100 for how in drawn)


def test_ink_and_paper() -> None:
    picture = simulate(bar(), EM, PLAIN, generator(1))
    assert picture.shape == bar().shape
    assert picture.dtype == np.uint8
    assert picture[5, 5] == 240
    assert picture[38, 60] == 30


def test_spread_widens_ink() -> None:
    light = [int(simulate(bar(), EM, replace(PLAIN, spread=spread), generator(1)).sum()) for spread in (0, 0.2, 0.4)]
    assert light[0] > light[1] > light[2]


@pytest.mark.parametrize("degrees", [-2.5, 2.5])
def test_skew_turns_on_a_larger_sheet(degrees: float) -> None:
    picture = simulate(bar(), EM, replace(PLAIN, skew=degrees), generator(1))
    assert picture.shape > bar().shape
    rows = [np.flatnonzero(picture[:, column] < 135).mean() for column in (30, 90)]
    assert np.sign(rows[1] - rows[0]) == np.sign(degrees)


def test_light_and_noise_change_the_paper() -> None:
    uneven = simulate(bar(), EM, replace(PLAIN, light=0.3), generator(1))
    assert np.ptp(uneven[:20].astype(int)) > 5
    noisy = simulate(bar(), EM, replace(PLAIN, noise=5), generator(1))
    assert 3 < noisy[:20].std() < 7
