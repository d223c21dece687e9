"""What else a character may be that is read as one: measured in faces that the network has not seen.

The network is sure of what it has learned, and a face may draw another character so: a round 0 as an O, a plain 1 as
an I. Such candidates are added with the share of characters read so that were others, and the language and the
geometry of the line decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .classifier import TOP, Scores

#: How many of a cell's likeliest candidates get others beside them.
_FIRST = 2


@dataclass(frozen=True, slots=True)
class Confusions:
    """Other characters that a class may be.

    Attributes
    ----------
    classes : int32, shape (classes, K)
        For each class of the charset; 0 where there are fewer.
    shares : float32, shape (classes, K)
        How many of those read as the class are this one.
    """

    classes: NDArray[np.int32]
    shares: NDArray[np.float32]


def with_confusions(scores: Scores, confusions: Confusions) -> Scores:
    """Scores of a line with what its candidates are taken for among them.

    Parameters
    ----------
    scores : Scores
    confusions : Confusions

    Returns
    -------
    Scores
        A candidate that was there has what it had and its share of others'.
    """
    first = scores.classes[:, :_FIRST]
    others = confusions.classes[first] * (scores.probabilities[:, :_FIRST, np.newaxis] > 0)
    cells = np.flatnonzero(others.any(axis=(1, 2)))
    if not len(cells):
        return scores
    added = scores.probabilities[cells, :_FIRST, np.newaxis] * confusions.shares[first[cells]]
    classes = np.concatenate([scores.classes[cells], others[cells].reshape(len(cells), -1)], axis=1)
    probabilities = np.concatenate([scores.probabilities[cells], added.reshape(len(cells), -1)], axis=1)
    # Each candidate once: its first place has the sum.
    rank = np.argsort(classes, axis=1, kind="stable")
    ordered = np.take_along_axis(classes, rank, axis=1)
    new = np.ones(ordered.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    number = np.cumsum(new) - 1
    sums = np.bincount(number, np.take_along_axis(probabilities, rank, axis=1).ravel())
    merged = np.where(new, sums[number].reshape(ordered.shape), 0.0)
    best = np.argsort(-merged, axis=1, kind="stable")[:, :TOP]
    all_classes, all_probabilities = scores.classes.copy(), scores.probabilities.copy()
    found = np.take_along_axis(merged, best, axis=1)
    all_classes[cells] = np.where(found > 0, np.take_along_axis(ordered, best, axis=1), 0)
    all_probabilities[cells] = np.minimum(found, 1.0)
    return Scores(all_classes, all_probabilities, scores.reject)
