"""Profiles, quantiles by histogram, and the boundary between two kinds of values."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pagerec.segmentation.binarize import otsu
from pagerec.segmentation.profiles import histogram, quantile, quantile_of, runs

levels = st.lists(st.integers(0, 255), max_size=200).map(lambda values: np.array(values, np.uint8))


@given(st.lists(st.booleans(), max_size=60))
def test_runs_are_the_places_with_ink_and_are_apart(flags: list[bool]) -> None:
    found = runs(np.array(flags, bool))
    assert [place for start, end in found for place in range(start, end)] == [k for k, flag in enumerate(flags) if flag]
    assert all(start < end for start, end in found)
    assert all(end < start for (_, end), (start, _) in pairwise(found))


@given(levels, st.floats(0, 1))
def test_a_quantile_has_as_many_values_up_to_it(values: np.ndarray, q: float) -> None:
    found = quantile(values, q)
    if not len(values):
        assert found == 0.0
        return
    assert np.count_nonzero(values <= found) >= q * len(values)
    assert np.count_nonzero(values < found) < max(q * len(values), 1e-9) or found == 0.0
    assert found == quantile_of(np.bincount(values, minlength=256), q)


@given(levels)
def test_a_histogram_counts_every_value(values: np.ndarray) -> None:
    assert histogram(values).tolist() == np.bincount(values, minlength=256).tolist()


@given(st.lists(st.integers(0, 50), min_size=2, max_size=40))
def test_no_other_boundary_parts_the_means_further(counts: list[int]) -> None:
    numbers = np.array(counts, np.int64)

    def between(bound: int) -> float:
        """Variance between what is up to the bound and what is above."""
        low, high = numbers[: bound + 1], numbers[bound + 1 :]
        if not low.sum() or not high.sum():
            return 0.0
        values = np.arange(len(numbers))
        one = (low * values[: bound + 1]).sum() / low.sum()
        two = (high * values[bound + 1 :]).sum() / high.sum()
        return float(low.sum() * high.sum() * (one - two) ** 2) / float(numbers.sum()) ** 2

    best = max(between(bound) for bound in range(len(numbers)))
    assert between(otsu(numbers)) >= best * (1 - 1e-6) - 1e-9
