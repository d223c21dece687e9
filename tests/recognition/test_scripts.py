"""Characters of the other script are less likely on a page."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.recognition.classifier import Scores
from pagerec.recognition.scripts import holds_other, script_of_classes, with_script

CHARACTERS = tuple("国们书國們書人a𠮶黄黃")


def classes(text: str) -> np.ndarray:
    return np.array([CHARACTERS.index(char) + 1 for char in text], np.int32)


@pytest.mark.parametrize(
    ("lines", "script"),
    [
        (["国们人", "书a"], "simplified"),
        (["國們", "人書"], "traditional"),
        (["国们书国們"], "simplified"),
        (["国们國們"], None),
        (["人a"], None),
        ([], None),
    ],
)
def test_the_script_of_a_page(lines: list[str], script: str | None) -> None:
    assert script_of_classes([classes(line) for line in lines], CHARACTERS) == script


def test_lines_that_hold_the_other_script() -> None:
    assert holds_other(classes("国們"), CHARACTERS, "simplified")
    assert not holds_other(classes("国人a"), CHARACTERS, "simplified")
    assert holds_other(classes("國书"), CHARACTERS, "traditional")
    assert holds_other(classes("𠮶"), CHARACTERS, "simplified")
    assert not holds_other(classes("𠮶黃"), CHARACTERS, "traditional")


def test_a_variant_gives_way_and_what_is_clear_stays() -> None:
    scores = Scores(
        np.array([classes("黃黄"), classes("國国")]),
        np.array([[0.7, 0.2], [0.999, 0.0001]], np.float32),
        np.array([0.1, 0.0], np.float32),
    )
    found = with_script(scores, CHARACTERS, "simplified")
    assert found.classes.tolist() == [classes("黄黃").tolist(), classes("國国").tolist()]
    np.testing.assert_allclose(found.probabilities.sum(axis=1), scores.probabilities.sum(axis=1), rtol=1e-5)
    np.testing.assert_array_equal(found.reject, scores.reject)
    same = with_script(scores, CHARACTERS, "traditional")
    assert same.classes.tolist() == scores.classes.tolist()
