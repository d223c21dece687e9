"""Questions to a lattice made by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.lattice import Cause, Vocabulary, judge_cells, judge_gap, names
from pagerec.recognition.classifier import Scores
from tests.evaluation.made import CHARSET, PARTS, SPLIT, lattice


def test_names_takes_serious_candidates_only() -> None:
    scores = Scores(
        np.array([[1, 2], [1, 2], [1, 2]], np.int32),
        np.array([[0.5, 0.4], [0.9, 0.05], [0.05, 0.01]], np.float32),
        np.array([0.0, 0.0, 0.9], np.float32),
    )
    assert names(scores, np.array([2], np.int32)).tolist() == [True, False, False]
    assert names(scores, np.array([1], np.int32)).tolist() == [True, True, False]


def test_look_alikes_are_one_character() -> None:
    words = Vocabulary(CHARSET)
    assert words.classes("．").tolist() == [CHARSET.encode("."), CHARSET.encode("。")]
    assert words.classes("丙").size == 0


@pytest.mark.parametrize(
    ("right", "named", "cause"),
    [
        ([False, False], [True, True], Cause.CUTTING),
        ([True, False], [False, True], Cause.CLASSIFIER),
        ([True, False], [True, False], Cause.DECODING),
    ],
)
def test_judge_cells(right: list[bool], named: list[bool], cause: Cause) -> None:
    assert judge_cells(np.array(right), np.array(named)) is cause


def test_an_empty_gap_is_cutting() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    assert judge_gap("能", cells, scores, (3, 2), Vocabulary(CHARSET)) == [Cause.CUTTING]


def test_a_sliver_is_no_han_character() -> None:
    cells, scores = lattice([(2, 6), (8, 30)], {})
    assert judge_gap("能的", cells, scores, (1, 2), Vocabulary(CHARSET)) == [Cause.CUTTING, Cause.CLASSIFIER]


def test_a_gap_is_parted_so_that_most_is_named() -> None:
    words = Vocabulary(CHARSET)
    cells, scores = lattice(PARTS, {**SPLIT, (2, 3): "能"})
    assert judge_gap("甲能乙", cells, scores, (1, 4), words) == [Cause.DECODING] * 3
    assert judge_gap("甲的乙", cells, scores, (1, 4), words) == [Cause.DECODING, Cause.CLASSIFIER, Cause.DECODING]


def test_more_characters_than_atoms_is_cutting() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    assert judge_gap("甲乙能", cells, scores, (1, 2), Vocabulary(CHARSET)) == [Cause.CUTTING] * 3


def test_no_cells_name_nothing() -> None:
    none = Scores(np.zeros((0, 2), np.int32), np.zeros((0, 2), np.float32), np.zeros(0, np.float32))
    assert names(none, np.array([1], np.int32)).shape == (0,)
