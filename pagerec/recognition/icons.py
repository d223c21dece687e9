"""Icons: what stands apart at an end of a line, is read as a character and is none.

Arrows, gears and pictures beside labels, bullets of a design, remains of rules. Which characters they are taken for is
counted on pages whose print is known; that, and how well, how large and where such a character stands, are weighed by a
logistic regression that is fitted to the same pages (`pagerec.training.textmap.icons`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.lines import EM
from pagerec.segmentation.values import Cells

from .charset import Charset, are_han
from .classifier import Scores
from .decode import Choice

#: What is told of a character beside the odds of its class, in the order of `evidence`.
FEATURES = ("doubt", "reject", "gap", "height", "width", "alone", "first", "one of two", "of two", "of many")
#: A character counts as if so many of its kind (signs, letters, Han) had been seen as it, too.
_PRIOR = 2.0
#: Least doubt, most of a gap in ems, and characters of a line from which they are many.
_LEAST_DOUBT, _WIDEST, _MANY = 1e-3, 1.5, 9
#: Characters that an icon is taken for, at most.
_MOST = 2


@dataclass(frozen=True, slots=True)
class Icons:
    """How probably what stands apart is no print.

    Attributes
    ----------
    odds : float64, shape (classes,)
        Logarithm of how many icons are read as a class for a character of print that stands apart.
    weights : float64, shape (2 + features,)
        A constant, the weight of the odds, and that of each of `FEATURES`.
    """

    odds: NDArray[np.float64]
    weights: NDArray[np.float64]

    def probability(self, cells: Cells, scores: Scores, path: Sequence[Choice], part: slice) -> float:
        """That a part of a line which stands apart is no print: of two characters, in the mean of their odds."""
        classes = [scores.classes[choice.cell, choice.candidate] for choice in path[part]]
        told = evidence(cells, scores, path, part) @ self.weights[2:]
        total = self.weights[0] + self.weights[1] * self.odds[classes] + told
        return float(1 / (1 + np.exp(-total.mean())))


def apart(cells: Cells, path: Sequence[Choice], at_end: bool, white: float) -> slice | None:
    """The fewest characters, one or two, at an end of a line that so many ems of white part from the others.

    A line of no more is apart. None where there are no such characters.
    """
    count = len(path)
    for size in range(1, min(_MOST, count) + 1):
        part = slice(count - size, count) if at_end else slice(0, size)
        if size == count or _gap(cells, path, part) >= white:
            return part
    return None


def _gap(cells: Cells, path: Sequence[Choice], part: slice) -> float:
    """White between characters at an end of a line and the others, in ems; 0 where there are no others."""
    boxes = cells.boxes[[choice.cell for choice in path]]
    cut = part.start or part.stop
    if cut == len(path) or not cut:
        return 0.0
    return float(boxes[cut:, 0].min() - boxes[:cut, 2].max()) / EM


def evidence(cells: Cells, scores: Scores, path: Sequence[Choice], part: slice) -> NDArray[np.float64]:
    """What is told of characters that stand apart at an end of a line.

    Parameters
    ----------
    cells, scores, path
        Of the line.
    part : slice
        As `apart` gives it.

    Returns
    -------
    float64, shape (1 or 2, features)
    """
    chosen, count = path[part], len(path)
    size = len(chosen)
    boxes = cells.boxes[[choice.cell for choice in chosen]] / EM
    sure = np.array([scores.probabilities[choice.cell, choice.candidate] for choice in chosen], np.float64)
    of_line = [
        min(_gap(cells, path, part), _WIDEST),
        size == count,
        size < count and not part.start,
        size == _MOST,
        count == _MOST,
        count >= _MANY,
    ]
    line = np.broadcast_to(np.array(of_line, np.float64), (size, len(of_line)))
    doubt = np.log(np.maximum(1 - sure, _LEAST_DOUBT))
    reject = scores.reject[[choice.cell for choice in chosen]]
    height, width = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    return np.column_stack([doubt, reject, line[:, 0], height, width, line[:, 1:]])


def class_odds(icons: Mapping[str, int], print_: Mapping[str, int], charset: Charset) -> NDArray[np.float64]:
    """The odds of every class.

    Parameters
    ----------
    icons, print_ : mapping of str to int
        How many icons were read as a character, and how many characters of print, standing apart.
    charset : Charset
    """
    counts = np.zeros((len(charset), 2))
    for column, seen in enumerate((icons, print_)):
        for char, count in seen.items():
            counts[charset.encode(char), column] = count
    counts[0] = 0
    codes = np.array([0, *map(ord, charset.characters)], np.int32)
    kinds = np.where(charset.signs, 0, np.where(are_han(codes), 2, 1))
    of_kind = np.stack([np.bincount(kinds, column, minlength=3) for column in counts.T], axis=1) + 0.5
    usual = _PRIOR * of_kind / of_kind.sum(axis=1, keepdims=True)
    likely = counts + usual[kinds]
    return np.asarray(np.log(likely[:, 0] / likely[:, 1]))
