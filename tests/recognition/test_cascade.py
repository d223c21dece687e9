"""Cells classified in rounds: which are looked at, and which need no look."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.recognition.cascade import classify
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.segmentation import Cells, LineImage, find_cells
from pagerec.segmentation.lines import EM
from tests.segmentation.made import blocks

HAN, LETTER = 1, 2
WIDE = round(0.8 * EM)


class Named:
    """A cell of a full character's width is 国, a narrow one a letter, each with a probability of its own."""

    charset = Charset("国a")

    def __init__(self, han: float = 0.999, letter: float = 0.5) -> None:
        self.han, self.letter = han, letter
        self.widths: list[list[int]] = []

    def __call__(self, windows: NDArray[np.uint8]) -> Scores:
        columns = windows[..., 1].any(axis=1)
        width = columns.shape[1] - columns[:, ::-1].argmax(axis=1) - columns.argmax(axis=1)
        self.widths.append(width.tolist())
        full = (width >= 0.72 * EM) & (width <= 1.1 * EM)
        classes = np.where(full, HAN, LETTER)[:, None].astype(np.int32)
        probabilities = np.where(full, self.han, self.letter)[:, None].astype(np.float32)
        return Scores(classes, probabilities, 1 - probabilities[:, 0])

    @property
    def looks(self) -> int:
        """Cells that were looked at."""
        return sum(map(len, self.widths))


def scored(line: LineImage, classifier: Named) -> tuple[Cells, Scores]:
    cells = find_cells(line)
    (scores,) = classify([line], [cells], classifier)
    assert len(scores) == len(cells.first)
    return cells, scores


def runs_of(cells: Cells, wanted: NDArray[np.bool_]) -> set[tuple[int, int]]:
    return set(zip(cells.first[wanted].tolist(), cells.last[wanted].tolist(), strict=True))


TWO_PARTS = blocks((20, 29), (32, 20 + WIDE + 3))


def test_pieces_of_a_character_beyond_doubt_need_no_look() -> None:
    classifier = Named()
    cells, scores = scored(TWO_PARTS, classifier)
    assert runs_of(cells, scores.probabilities[:, 0] > 0) == {(1, 2)}
    assert classifier.looks == 1
    assert scores.reject.tolist().count(1.0) == 2, "the pieces"


def test_pieces_of_a_character_in_doubt_are_looked_at() -> None:
    classifier = Named(han=0.99)
    cells, scores = scored(TWO_PARTS, classifier)
    assert classifier.looks == len(cells.first) == 3
    assert (scores.probabilities[:, 0] > 0).all()
    assert scores.classes[scores.probabilities[:, 0] > 0.9, 0].tolist() == [HAN]


def test_two_that_lay_claim_to_an_atom_settle_nothing() -> None:
    three = blocks((20, 30), (32, 42), (44, 54))
    classifier = Named()
    cells, _ = scored(three, classifier)
    both = runs_of(cells, (cells.last - cells.first) == 1)
    assert both == {(1, 2), (2, 3)}
    assert classifier.looks == len(cells.first)


LETTERS = [(20 + 14 * k, 28 + 14 * k) for k in range(4)]


def low(spans: list[tuple[int, int]]) -> LineImage:
    """Letters as low as x."""
    line = blocks(*spans)
    line.level[:14] = 0
    return line


def test_letters_in_a_row_settle_their_atoms() -> None:
    classifier = Named(letter=0.99)
    cells, scores = scored(low(LETTERS), classifier)
    assert classifier.widths == [[8] * 4], "one round"
    assert runs_of(cells, scores.probabilities[:, 0] > 0) == {(k, k) for k in range(1, 5)}


@pytest.mark.parametrize("count", [2, 3])
def test_few_letters_are_settled_at_last(count: int) -> None:
    classifier = Named(han=0.9, letter=0.99)
    cells, scores = scored(low(LETTERS[:count]), classifier)
    pairs = (cells.last - cells.first) == 1
    assert (scores.probabilities[pairs, 0] > 0).all(), "they were looked at first"


def test_pieces_at_the_end_of_a_line_are_no_letters_of_the_next() -> None:
    lines = [TWO_PARTS, low(LETTERS)]
    cells = [find_cells(line) for line in lines]
    (together, _), (alone,) = (
        classify(lines, cells, Named(letter=0.99)),
        classify(lines[:1], cells[:1], Named(letter=0.99)),
    )
    np.testing.assert_array_equal(together.classes, alone.classes)


def test_lines_do_not_meddle_with_each_other() -> None:
    lines = [TWO_PARTS, blocks(width=30), blocks((0, WIDE), (WIDE + 4, 2 * WIDE + 4)), low(LETTERS)]
    cells = [find_cells(line) for line in lines]
    together = classify(lines, cells, Named(letter=0.99))
    for line, own, scores in zip(lines, cells, together, strict=True):
        (alone,) = classify([line], [own], Named(letter=0.99))
        for one, other in ((scores.classes, alone.classes), (scores.probabilities, alone.probabilities)):
            np.testing.assert_array_equal(one, other)


def test_no_cell_is_looked_at_twice_and_nothing_gives_nothing() -> None:
    classifier = Named(han=0.5)
    cells, _ = scored(blocks((10, 18), (21, 33), (60, 80), (82, 90)), classifier)
    assert classifier.looks == len(cells.first)
    assert classify([], [], classifier) == []
