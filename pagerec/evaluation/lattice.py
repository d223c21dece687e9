"""Questions to the lattice of one line: whether a character is there, and a path through it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from pagerec.evaluation.folding import fold
from pagerec.recognition.charset import Charset, is_han
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Weights
from pagerec.segmentation import Cells
from pagerec.segmentation.lines import EM

#: A candidate this much less probable than the cell's best is the classifier's error, not the decoder's.
_FAR_BELOW = 0.1
#: Narrowest cell that may be a Han character, in ems; 日 and 目 are some 0.5 wide.
_NARROWEST_HAN = 0.35
#: Price of a cell too narrow for a Han character: more than any number of right candidates in a gap.
_IMPLAUSIBLE = 1000

Classes = NDArray[np.int32]


class Cause(Enum):
    """What made an error."""

    LINES = "lines"
    """The line isn't found, or found where its characters are not."""
    CUTTING = "cutting"
    """The line is found, but no cell of it is the character."""
    CHARSET = "charset"
    """The model has no class for the character."""
    CLASSIFIER = "classifier"
    """The cell is there, but the character isn't among its candidates, or far below the best."""
    DECODING = "decoding"
    """The cell and the character are there, but the path leads elsewhere."""
    EXTRA = "extra"
    """Something was read where no text is printed."""
    ORDER = "order"
    """The text is there, in another place of the page's order."""


class Vocabulary:
    """The classes of every character, however it is spelt.

    Parameters
    ----------
    charset : Charset
    """

    def __init__(self, charset: Charset) -> None:
        table: dict[str, list[int]] = {}
        for number, char in enumerate(charset.characters, start=1):
            table.setdefault(fold(char), []).append(number)
        self._table = {text: np.asarray(numbers, np.int32) for text, numbers in table.items()}
        self._none = np.zeros(0, np.int32)

    def classes(self, char: str) -> Classes:
        """All classes that fold to the same text as `char`; none for a character that the model lacks."""
        return self._table.get(fold(char), self._none)


def names(scores: Scores, classes: Classes) -> NDArray[np.bool_]:
    """For each cell, whether one of `classes` is among its serious candidates.

    These are the ones that the decoder tries, without those far less probable than the best one.

    Parameters
    ----------
    scores : Scores
        N cells.
    classes : int32, shape (M,)

    Returns
    -------
    bool, shape (N,)
    """
    tried = Weights().candidates
    if not len(scores):
        return np.zeros(0, bool)
    best = np.maximum(scores.probabilities.max(axis=1), scores.reject)
    serious = scores.probabilities[:, :tried] >= _FAR_BELOW * best[:, None]
    return np.asarray((np.isin(scores.classes[:, :tried], classes) & serious).any(axis=1))


def judge_cells(right: NDArray[np.bool_], named: NDArray[np.bool_]) -> Cause:
    """Cause of an error at a character, by which cells are it and which cells name it.

    Parameters
    ----------
    right, named : bool, shape (N,)
        Cells that hold the character and nothing else; cells that have it among their candidates.
    """
    if not right.any():
        return Cause.CUTTING
    return Cause.DECODING if (right & named).any() else Cause.CLASSIFIER


def judge_gap(
    text: Sequence[str], cells: Cells, scores: Scores, gap: tuple[int, int], words: Vocabulary
) -> list[Cause]:
    """Causes of the errors between two rightly read characters, without knowing where each character is.

    The path through the gap is taken that parts its atoms into as many cells as there are characters,
    makes no Han character too narrow, and names as many of them as any does. What it names, the decoder
    lost; what it doesn't, the classifier; where there is no such path, cutting is to blame. That is kind
    to cutting: a path of plausible cells need not be the right one.

    Parameters
    ----------
    text : sequence of str
        The characters printed in the gap.
    cells, scores
        Of the line.
    gap : tuple of int
        The first and the last atom of the gap, from 1.
    words : Vocabulary
    """
    first, last = gap
    inside = np.flatnonzero((cells.first >= first) & (cells.last <= last))
    widths = (cells.boxes[:, 2] - cells.boxes[:, 0]) / EM
    named = [names(scores, words.classes(char)) for char in text]
    value = [
        n[inside].astype(int) - _IMPLAUSIBLE * ((widths[inside] < _NARROWEST_HAN) & is_han(c))
        for n, c in zip(named, text, strict=True)
    ]
    path = _best_path(cells.first[inside] - first, cells.last[inside] - first + 1, value, last - first + 1)
    if path is None:
        return [Cause.CUTTING] * len(text)
    return [_gap_cause(int(v[k])) for v, k in zip(value, path, strict=True)]


def _gap_cause(value: int) -> Cause:
    if value < 0:
        return Cause.CUTTING
    return Cause.DECODING if value else Cause.CLASSIFIER


def _best_path(
    start: NDArray[np.int32], end: NDArray[np.int32], values: Sequence[NDArray[np.int_]], length: int
) -> list[int] | None:
    """Arcs of the path of ``len(values)`` arcs from 0 to `length` with the greatest sum of values."""
    best: list[dict[int, tuple[int, list[int]]]] = [{0: (0, [])}]
    for value in values:
        reached: dict[int, tuple[int, list[int]]] = {}
        for arc, (a, b, gain) in enumerate(zip(start.tolist(), end.tolist(), value.tolist(), strict=True)):
            before = best[-1].get(a)
            if before is not None and (b not in reached or before[0] + gain > reached[b][0]):
                reached[b] = (before[0] + gain, [*before[1], arc])
        best.append(reached)
    return best[-1][length][1] if length in best[-1] else None
