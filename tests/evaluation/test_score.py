"""One way to judge a picture."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.score import Score, by_kind, percent, rates, score


@dataclass(frozen=True)
class Picture:
    kind: str
    score: Score
    seconds: float


def test_errors_are_counted_of_folded_text() -> None:
    assert score("“中”，ＡＢ", '"中",AC') == Score(6, 1, 1, 0)
    assert score("甲乙丙", "甲己").edits == 2
    assert score("中", "").cer == 100.0


def test_errors_are_added_up_before_they_are_divided() -> None:
    found = rates([Picture("a", Score(90, 9, 50, 5), 1.0), Picture("a", Score(10, 0, 0, 0), 3.0)])
    assert (found.pictures, found.length, found.edits) == (2, 100, 9)
    assert (found.cer, found.han_cer, found.exact, found.seconds) == (9.0, 10.0, 50.0, 2.0)


def test_pictures_are_grouped_by_kind() -> None:
    one, two, three = (Picture(kind, Score(1, 0, 0, 0), 1.0) for kind in "aba")
    assert by_kind([one, two, three]) == {"a": [one, three], "b": [two]}


def test_nothing_is_no_error() -> None:
    assert percent(0, 0) == 0.0
    assert score("", "").cer == 0.0
