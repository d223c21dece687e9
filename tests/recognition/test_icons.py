"""What stands apart in a line, and how probably it is no print."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.icons import FEATURES, Icons, apart, class_odds, evidence
from pagerec.segmentation import Cells
from pagerec.segmentation.lines import EM

CHARSET = Charset("○●a国字")


def line(*places: int, sure: float = 0.9) -> tuple[Cells, Scores, list[Choice]]:
    """Characters an em high and half an em wide, at these places in quarters of an em, all of class 1."""
    left = np.array(places, np.int32) * EM // 4
    boxes = np.stack([left, np.full_like(left, 4), left + EM // 2, np.full_like(left, 4 + EM)], axis=1)
    numbers = np.arange(1, len(places) + 1, dtype=np.int32)
    cells = Cells(np.zeros((32, 1), np.int32), boxes, numbers, numbers, boxes)
    probabilities = np.full((len(places), 1), sure, np.float32)
    scores = Scores(np.ones((len(places), 1), np.int32), probabilities, 1 - probabilities[:, 0])
    return cells, scores, [Choice(k, 0) for k in range(len(places))]


@pytest.mark.parametrize(
    ("places", "first", "last"),
    [
        ((0, 4, 6, 8), slice(0, 1), None),
        ((0, 2, 4, 8), None, slice(3, 4)),
        ((0, 2, 6, 8, 10), slice(0, 2), None),
        ((0, 2, 4, 8, 10), None, slice(3, 5)),
        ((0, 2, 4, 8, 10, 12), None, None),
        ((0,), slice(0, 1), slice(0, 1)),
        ((0, 2), slice(0, 2), slice(0, 2)),
        ((0, 4), slice(0, 1), slice(1, 2)),
        ((), None, None),
    ],
)
def test_one_or_two_characters_before_and_behind_white(
    places: tuple[int, ...], first: slice | None, last: slice | None
) -> None:
    cells, _, path = line(*places)
    assert apart(cells, path, False, 0.3) == first
    assert apart(cells, path, True, 0.3) == last


def test_what_is_told_of_them() -> None:
    cells, scores, path = line(0, 6, 8, 10)
    (row,) = evidence(cells, scores, path, slice(0, 1))
    told = dict(zip(FEATURES, row.tolist(), strict=True))
    assert told["doubt"] == pytest.approx(np.log(0.1), rel=1e-4)
    assert told["reject"] == pytest.approx(0.1, rel=1e-4)
    assert (told["gap"], told["height"], told["width"]) == pytest.approx((1.0, 1.0, 0.5))
    assert (told["alone"], told["first"], told["one of two"], told["of two"]) == (0, 1, 0, 0)
    rows = evidence(*line(0, 2), slice(0, 2))
    assert rows.shape == (2, len(FEATURES))
    assert dict(zip(FEATURES, rows[1].tolist(), strict=True))["alone"] == 1


def test_classes_seen_as_icons_are_likelier_ones() -> None:
    odds = class_odds({"○": 50, "a": 1}, {"○": 2, "a": 100, "国": 300}, CHARSET)
    ring, disc, letter, han, other_han = odds[1:].tolist()
    assert ring > 2
    assert 0 < disc < ring + 1, "like other signs"
    assert letter < -3
    assert other_han < 0, "like other Han characters"
    assert han < other_han
    assert not np.isnan(odds).any()


def test_the_weights_decide() -> None:
    weights = np.zeros(2 + len(FEATURES))
    weights[1] = 1.0
    icons = Icons(np.array([0.0, 2.0, 0, 0, 0, 0]), weights)
    cells, scores, path = line(0, 6, 8)
    assert icons.probability(cells, scores, path, slice(0, 1)) == pytest.approx(1 / (1 + np.exp(-2)))
    weights[0] = -2.0
    assert icons.probability(cells, scores, path, slice(0, 1)) == pytest.approx(0.5)
