"""Classify a page's cells in rounds, so that most of them need no look.

Most cells of Chinese print are pieces of characters that are plain to read as a whole. The first round looks
only at cells of a full character's width with white on both sides, the second at the others of that width. Where
one of them is a Han character beyond doubt and none of its rivals is, its atoms are settled, and every cell not
yet seen that holds one of them is dropped. The last round looks at what is left: Latin, digits, punctuation, and
whatever is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..segmentation import Cells, Strip, cell_windows
from ..segmentation.lines import EM
from .charset import is_han
from .classifier import Classifier, Scores

#: Width of a full character's ink, in ems.
_NARROWEST, _WIDEST = 0.72, 1.1
#: Probability from which a reading is beyond doubt.
_SURE = 0.998


def classify(strips: Sequence[Strip], cells: Sequence[Cells], classifier: Classifier) -> list[Scores]:
    """Score the cells of all lines of a page.

    Parameters
    ----------
    strips, cells
        One of each for a line.
    classifier : Classifier

    Returns
    -------
    list of Scores
        One for each line; a dropped cell has probability 0 for every character.
    """
    if not strips:
        return []
    full = [_is_full(line) for line in cells]
    free = [wide & _is_free(line) for wide, line in zip(full, cells, strict=True)]
    every = [np.ones(len(line.first), bool) for line in cells]
    han = np.array([False, *map(is_han, classifier.charset.characters)])
    scores = _score(strips, cells, free, classifier)
    seen = free
    for wanted in (full, every):
        settled = [_settle(line, known, han) for line, known in zip(cells, scores, strict=True)]
        now = [w & ~s & ~done for w, s, done in zip(wanted, settled, seen, strict=True)]
        found = _score(strips, cells, now, classifier)
        scores = [_join(a, b, mask) for a, b, mask in zip(scores, found, now, strict=True)]
        seen = [done | mask for done, mask in zip(seen, now, strict=True)]
    return scores


def _is_free(cells: Cells) -> NDArray[np.bool_]:
    """Whether there is white on both sides of each cell."""
    ends = np.maximum.accumulate(np.concatenate(([-EM], cells.atoms[:, 2])))
    starts = np.minimum.accumulate(np.concatenate((cells.atoms[:, 0], [1 << 30]))[::-1])[::-1]
    before, behind = ends[cells.first - 1], starts[cells.last]
    return np.asarray((cells.boxes[:, 0] > before) & (cells.boxes[:, 2] < behind))


def _is_full(cells: Cells) -> NDArray[np.bool_]:
    width = cells.boxes[:, 2] - cells.boxes[:, 0]
    return np.asarray((width >= _NARROWEST * EM) & (width <= _WIDEST * EM))


def _score(
    strips: Sequence[Strip], cells: Sequence[Cells], masks: Sequence[NDArray[np.bool_]], classifier: Classifier
) -> list[Scores]:
    """Score the masked cells of all lines in one go; the others get nothing."""
    chosen = [np.flatnonzero(mask) for mask in masks]
    windows = [cell_windows(s, c, k) for s, c, k in zip(strips, cells, chosen, strict=True)]
    scores = classifier(np.concatenate(windows))
    ends = np.cumsum([len(k) for k in chosen])
    result = []
    for line, places, start, end in zip(cells, chosen, [0, *ends[:-1]], ends, strict=True):
        top = scores.classes.shape[1]
        classes = np.zeros((len(line.first), top), np.int32)
        probabilities = np.zeros((len(line.first), top), np.float32)
        reject = np.ones(len(line.first), np.float32)
        classes[places], probabilities[places] = scores.classes[start:end], scores.probabilities[start:end]
        reject[places] = scores.reject[start:end]
        result.append(Scores(classes, probabilities, reject))
    return result


def _settle(cells: Cells, scores: Scores, han: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells that are dropped because they cut into a Han character (a class in `han`) that is beyond doubt."""
    sure = np.flatnonzero((scores.probabilities[:, 0] >= _SURE) & han[scores.classes[:, 0]])
    count = len(cells.atoms)
    claims = np.zeros(count + 2, np.int32)
    np.add.at(claims, cells.first[sure], 1)
    np.add.at(claims, cells.last[sure] + 1, -1)
    claims = np.cumsum(claims)
    owner = np.zeros(count + 1, np.int32)
    for cell in sure.tolist():
        atoms = slice(int(cells.first[cell]), int(cells.last[cell]) + 1)
        if claims[atoms].max() == 1:
            owner[atoms] = cell + 1
    taken = np.concatenate(([0], np.cumsum(owner[1:] > 0)))
    touches = taken[cells.last] - taken[cells.first - 1] > 0
    is_owner = owner[cells.first] == np.arange(1, len(cells.first) + 1)
    return np.asarray(touches & ~is_owner)


def _join(early: Scores, late: Scores, rest: NDArray[np.bool_]) -> Scores:
    return Scores(
        np.where(rest[:, None], late.classes, early.classes),
        np.where(rest[:, None], late.probabilities, early.probabilities),
        np.where(rest, late.reject, early.reject),
    )
