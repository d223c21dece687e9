"""Which pieces of columns are tried on their side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.reading.columns_reading import PARAMS, _stretches, _taken_for
from pagerec.recognition.classifier import Scores


def runs_of(lengths: Sequence[int]) -> list[list[int]]:
    """Runs of neighbours, a piece apart."""
    runs, start = [], 0
    for length in lengths:
        runs.append(list(range(start, start + length)))
        start += length + 1
    return runs


@given(st.lists(st.integers(1, 400), max_size=60))
def test_stretches_are_of_one_run_and_not_too_many(lengths: list[int]) -> None:
    runs = runs_of(lengths)
    found = _stretches(runs, PARAMS)
    owner = {piece: number for number, run in enumerate(runs) for piece in run}
    assert sum(map(len, found)) <= PARAMS.most
    assert found == sorted(found, key=lambda part: (part[0], len(part)))
    assert len(set(map(tuple, found))) == len(found)
    for part in found:
        assert list(part) == list(range(part[0], part[0] + len(part)))
        assert len(part) <= PARAMS.longest
        assert len({owner[piece] for piece in part}) == 1


@pytest.mark.parametrize("length", [1, 2, 8, 30])
def test_all_stretches_of_a_few_runs_are_tried(length: int) -> None:
    found = _stretches(runs_of([length] * 3), PARAMS)
    assert len(found) == 3 * sum(min(PARAMS.longest, length - start) for start in range(length))


def test_words_are_tried_beside_noise() -> None:
    noise, word = range(5_000), range(6_000, 6_004)
    found = _stretches([list(noise), list(word)], PARAMS)
    assert {piece for part in found for piece in part} == set(word)


def test_one_character_is_taken_for_another_in_some_cells_only() -> None:
    classes = np.array([[5, 7, 9], [5, 8, 9], [5, 7, 9]], np.int32)
    probabilities = np.array([[0.5, 0.25, 0.125]] * 3, np.float32)
    scores = _taken_for(Scores(classes, probabilities, np.zeros(3, np.float32)), np.array([True, True, False]), 5, 7)
    likely = [
        {c: p for c, p in zip(*row, strict=True) if p}
        for row in zip(scores.classes.tolist(), scores.probabilities.tolist(), strict=True)
    ]
    assert likely == [{7: 0.75, 9: 0.125}, {7: 0.5, 8: 0.25, 9: 0.125}, {5: 0.5, 7: 0.25, 9: 0.125}]
