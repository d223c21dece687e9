"""Confidences against what is right."""

from __future__ import annotations

import pytest

from pagerec.evaluation.calibration import EDGES, Bin, Judged, calibration_error, reliability


def test_characters_are_in_the_bin_of_their_confidence() -> None:
    characters = [Judged(0.95, True), Judged(0.94, False), Judged(1.0, True), Judged(0.0, False), Judged(0.99, True)]
    bins = reliability(characters)
    assert [(one.low, one.high, one.count) for one in bins] == [
        (0.0, 0.1, 1),
        (0.9, 0.95, 1),
        (0.95, 0.99, 1),
        (0.99, 1.0, 2),
    ]
    assert bins[-1].right == 1.0
    assert bins[-1].confidence == pytest.approx(0.995)
    assert sum(one.count for one in bins) == len(characters)


def test_every_confidence_has_one_bin() -> None:
    characters = [Judged(edge, True) for edge in EDGES]
    assert sum(one.count for one in reliability(characters)) == len(EDGES)


def test_probabilities_have_no_error_and_boasts_have() -> None:
    honest = [Judged(0.75, k < 3) for k in range(4)]
    assert calibration_error(reliability(honest)) == 0
    boasts = [Judged(1.0, k < 3) for k in range(4)]
    assert calibration_error(reliability(boasts)) == pytest.approx(25)


def test_nothing_was_read() -> None:
    assert reliability([]) == []
    assert calibration_error([]) == 0


def test_errors_of_opposite_directions_do_not_cancel() -> None:
    assert calibration_error([Bin(0.4, 0.5, 2, 0.45, 0.65), Bin(0.6, 0.7, 2, 0.65, 0.45)]) == pytest.approx(20)
