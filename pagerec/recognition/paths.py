"""The best path of each line: by classifier and language first, then with what the line's face tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pagerec.segmentation.values import Cells

from .classifier import Scores
from .decode import PARAMS as DECODE
from .decode import Choice, DecodeParams, Weights, decode
from .geometry import PARAMS as GEOMETRY
from .geometry import GeometryParams, weigh
from .model import Model
from .numbers import PARAMS as NUMBERS
from .numbers import NumberParams, with_numbers
from .words import PARAMS as WORDS
from .words import WordParams, with_words

#: Share of a character's probability from which another candidate that gains on it may take its place: of 111 lines
#: that are read in another way with their geometry 110 have one.
_CONTEST = 0.05


def find_paths(
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    model: Model,
    weights: Weights | None = None,
    params: DecodeParams = DECODE,
    geometry: GeometryParams = GEOMETRY,
    numbers: NumberParams = NUMBERS,
    words: WordParams = WORDS,
) -> tuple[list[list[Choice]], Sequence[Scores]]:
    """Decode lines.

    Parameters
    ----------
    cells, scores : sequence
        Of each line.
    model : Model
    weights : Weights, optional
        The model's own without them.
    params : DecodeParams, optional
    geometry : GeometryParams, optional
    numbers : NumberParams, optional
    words : WordParams, optional

    Returns
    -------
    list of list of Choice
        For each line its characters.
    sequence of Scores
        The scores with the geometry of type in them, which the paths go by.
    """

    def paths_by(cells: Sequence[Cells], scores: Sequence[Scores]) -> list[list[Choice]]:
        return decode(cells, scores, model.classifier.charset, model.language, weights or model.weights, params)

    def spelt(paths: list[list[Choice]], scores: Sequence[Scores]) -> list[list[Choice]]:
        charset, lexicon = model.classifier.charset, model.lexicon
        found = []
        for path, line, score in zip(paths, cells, scores, strict=True):
            path = path if lexicon is None else with_words(path, line, score, charset, lexicon, words)
            found.append(with_numbers(path, line, score, charset, numbers))
        return found

    paths = paths_by(cells, scores)
    if model.geometry is None:
        return spelt(paths, scores), scores
    weighed = weigh(cells, scores, paths, model.geometry, geometry)
    changed = [k for k, line in enumerate(weighed) if line is not scores[k]]
    doubtful = []
    for k in changed:
        then = _then(paths[k], scores[k], weighed[k])
        if then is None:
            doubtful.append(k)
        else:
            paths[k] = then
    again = paths_by([cells[k] for k in doubtful], [weighed[k] for k in doubtful])
    for k, path in zip(doubtful, again, strict=True):
        paths[k] = path
    return spelt(paths, weighed), weighed


def _then(path: Sequence[Choice], before: Scores, after: Scores) -> list[Choice] | None:
    """The same path through weighed scores; None where one of its characters may be another one by these."""
    cell = np.array([choice.cell for choice in path], np.intp)
    candidate = np.array([choice.candidate for choice in path], np.intp)
    ranks = [np.argsort(scores.classes[cell], axis=1, kind="stable") for scores in (before, after)]
    had, has = (
        np.take_along_axis(scores.probabilities[cell], rank, axis=1)
        for scores, rank in zip((before, after), ranks, strict=True)
    )
    place = np.argmax(ranks[0] == candidate[:, np.newaxis], axis=1)[:, np.newaxis]
    own_before, own = (np.take_along_axis(values, place, axis=1) for values in (had, has))
    if ((has * own_before > had * own) & (has > _CONTEST * own)).any():
        return None
    slots = np.take_along_axis(ranks[1], place, axis=1)[:, 0]
    return [Choice(*one) for one in zip(cell.tolist(), slots.tolist(), strict=True)]
