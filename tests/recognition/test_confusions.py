"""What is taken for another character is tried beside it."""

from __future__ import annotations

import numpy as np

from pagerec.recognition.classifier import TOP, Scores
from pagerec.recognition.confusions import Confusions, with_confusions

#: Class 1 may be 2 or 3, class 2 may be 1.
CONFUSIONS = Confusions(
    np.array([[0, 0], [2, 3], [1, 0], [0, 0], [0, 0]], np.int32),
    np.array([[0, 0], [0.2, 0.1], [0.5, 0], [0, 0], [0, 0]], np.float32),
)


def scores(classes: list[int], probabilities: list[float]) -> Scores:
    pad = [0] * (TOP - len(classes))
    return Scores(
        np.array([classes + pad], np.int32), np.array([probabilities + pad], np.float32), np.array([0.05], np.float32)
    )


def found(given: Scores) -> dict[int, float]:
    result = with_confusions(given, CONFUSIONS)
    assert result.classes.shape == (1, TOP)
    assert (np.diff(result.probabilities[0]) <= 0).all()
    pairs = zip(result.classes[0].tolist(), result.probabilities[0].tolist(), strict=True)
    return {number: round(share, 4) for number, share in pairs if share}


def test_others_come_with_their_share() -> None:
    assert found(scores([1], [0.9])) == {1: 0.9, 2: 0.18, 3: 0.09}


def test_what_is_there_is_added_to() -> None:
    assert found(scores([1, 3], [0.8, 0.1])) == {1: 0.8, 2: 0.16, 3: 0.18}


def test_both_ways_at_once() -> None:
    assert found(scores([1, 2], [0.6, 0.4])) == {1: 0.8, 2: 0.52, 3: 0.06}


def test_what_is_no_character_keeps_its_share() -> None:
    assert found(scores([0, 1], [0.7, 0.3])) == {0: 0.7, 1: 0.3, 2: 0.06, 3: 0.03}


def test_nothing_is_confused_with_what_has_no_probability() -> None:
    given = scores([4, 1], [0.9, 0.0])
    assert with_confusions(given, CONFUSIONS) is given
