"""Choose among all ways to cut the lines: the best path through the lattice of cells.

Every cell is an arc from the boundary before its first atom to the boundary behind its last one, with the classifier's
candidates on it. A path's score is the sum, over its cells, of the classifier's log-probability, a weighted
log-probability of the character after the two before it, and a constant for each character (without it the language
model would prefer few, wide cells). An atom may be passed over at a price, so that dirt is not read. All lines of a
page are searched at once, boundary by boundary, with a small beam (Viterbi, 1967, in the form that speech recognisers
use).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..segmentation.lines import EM
from ..segmentation.values import Cells
from .charset import Charset, are_han
from .classifier import Scores
from .language import LanguageModel

#: Letters with the shape of a digit.
_LIKE_DIGITS = np.array([ord(char) for char in "OolI"], np.int32)
#: Boundary index meaning "nothing chosen".
SKIPPED = -1


@dataclass(frozen=True, slots=True)
class Weights:
    """How the parts of a path's score are weighed.

    Attributes
    ----------
    language, language_other : float
        Of the language model's log-probability, for Han characters and for others, whose neighbours tell less.
    character : float
        Added for each character read.
    like_digit : float
        Taken off for a letter with the shape of a digit that stands close behind one: ``2O11`` is a number.
    skip : float
        Log-score of passing over an atom without ink.
    skip_ink : float
        Added to it for each square em of the atom's box.
    beam : int
        Hypotheses kept at each boundary.
    candidates : int
        Characters tried for a cell.
    """

    language: float = 0.27
    language_other: float = 0.27
    character: float = 3.0
    like_digit: float = 0.0
    skip: float = -8.4
    skip_ink: float = -68.0
    beam: int = 5
    candidates: int = 8


@dataclass(frozen=True, slots=True)
class DecodeParams:
    """Which candidates are tried, whatever the model; what is fitted to it is in `Weights`.

    Attributes
    ----------
    least : float
        Probability above which a candidate is tried.
    least_share : float
        The same as a share of that of the cell's best one.
    floor : float
        Least probability that counts.
    apart : float
        White from which a letter does not stand close behind a digit, in ems.
    unheard : float
        Least log-probability that counts of what the language model says of a line's first character: about that of
        any of the charset's. The bullets and marks of lists, which a corpus of running text lacks, are printed there.
    """

    least: float = 1e-6
    least_share: float = 1e-4
    floor: float = 1e-6
    apart: float = 0.2
    unheard: float = -10.0


#: What paths are searched with.
PARAMS = DecodeParams()


@dataclass(frozen=True, slots=True)
class Choice:
    """A character of the best path.

    Attributes
    ----------
    cell : int
        Index of the cell among its line's.
    candidate : int
        Which of the cell's candidates.
    """

    cell: int
    candidate: int


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Everything that can be chosen on all lines, sorted by the boundary where it ends."""

    line: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    cell: NDArray[np.int32]
    candidate: NDArray[np.int32]
    code: NDArray[np.int32]
    score: NDArray[np.float32]
    language: NDArray[np.float32]
    like_digit: NDArray[np.float32]


def decode(
    lines: Sequence[Cells],
    scores: Sequence[Scores],
    charset: Charset,
    language: LanguageModel,
    weights: Weights | None = None,
    params: DecodeParams = PARAMS,
) -> list[list[Choice]]:
    """The best path of each line.

    Parameters
    ----------
    lines : sequence of Cells
    scores : sequence of Scores
        One for each line, an entry for each of its cells.
    charset : Charset
    language : LanguageModel
    weights : Weights, optional
    params : DecodeParams, optional

    Returns
    -------
    list of list of Choice
        For each line its characters from left to right.
    """
    weights = weights or Weights()
    if not lines:
        return []
    arcs = _arcs(lines, scores, charset, weights, params)
    return _search(
        arcs,
        len(lines),
        max(len(cells.atoms) for cells in lines),
        [len(c.atoms) for c in lines],
        language,
        weights.beam,
        params.unheard,
    )


@lru_cache(maxsize=4)
def _codes(characters: tuple[str, ...]) -> NDArray[np.int32]:
    """Code point of each class, 0 for class 0."""
    return np.array([0, *map(ord, characters)], np.int32)


def _arcs(
    lines: Sequence[Cells], scores: Sequence[Scores], charset: Charset, weights: Weights, params: DecodeParams
) -> _Arcs:
    codes = _codes(charset.characters)
    columns: list[tuple[NDArray[np.generic], ...]] = []
    for number, (cells, score) in enumerate(zip(lines, scores, strict=True)):
        columns.append(_cell_arcs(number, cells, score, codes, weights, params))
        columns.append(_skip_arcs(number, cells, weights))
    joined = [np.concatenate(column) for column in zip(*columns, strict=True)]
    order = np.argsort(joined[2], kind="stable")
    line, start, end, cell, candidate, code, score_ = (column[order] for column in joined)
    close = np.concatenate([_close(cells, params) for cells in lines])
    before = np.cumsum([0, *(len(cells.atoms) for cells in lines)])
    like_digit = np.where(
        close[before[line] + start] & np.isin(code, _LIKE_DIGITS), np.float32(weights.like_digit), np.float32(0)
    )
    language = np.where(are_han(code), weights.language, weights.language_other).astype(np.float32)
    language[code == 0] = 0.0
    return _Arcs(line, start, end, cell, candidate, code, score_, language, like_digit)


def _close(cells: Cells, params: DecodeParams) -> NDArray[np.bool_]:
    """Whether each atom follows closely on what is before it."""
    ends = np.maximum.accumulate(np.concatenate(([-EM], cells.atoms[:-1, 2]))) if len(cells.atoms) else np.zeros(0)
    return np.asarray(cells.atoms[:, 0] - ends < params.apart * EM)


def _cell_arcs(
    number: int, cells: Cells, score: Scores, codes: NDArray[np.int32], weights: Weights, params: DecodeParams
) -> tuple[NDArray[np.generic], ...]:
    top = weights.candidates
    probabilities, classes = score.probabilities[:, :top], score.classes[:, :top]
    best = probabilities.max(axis=1, keepdims=True)
    use = (classes > 0) & (probabilities > params.least) & (probabilities > params.least_share * best)
    cell, candidate = np.nonzero(use)
    value = np.log(np.maximum(probabilities[cell, candidate], params.floor)) + weights.character
    return (
        np.full(len(cell), number, np.int32),
        (cells.first[cell] - 1).astype(np.int32),
        cells.last[cell].astype(np.int32),
        cell.astype(np.int32),
        candidate.astype(np.int32),
        codes[classes[cell, candidate]],
        value.astype(np.float32),
    )


def _skip_arcs(number: int, cells: Cells, weights: Weights) -> tuple[NDArray[np.generic], ...]:
    count = len(cells.atoms)
    atoms = cells.atoms.astype(np.float32)
    area = (atoms[:, 2] - atoms[:, 0]) * (atoms[:, 3] - atoms[:, 1]) / EM**2
    ends = np.arange(1, count + 1, dtype=np.int32)
    none = np.full(count, SKIPPED, np.int32)
    value = (weights.skip + weights.skip_ink * area).astype(np.float32)
    return np.full(count, number, np.int32), ends - 1, ends, none, none, np.zeros(count, np.int32), value


def _search(
    arcs: _Arcs, lines: int, longest: int, lengths: list[int], language: LanguageModel, beam: int, unheard: float
) -> list[list[Choice]]:
    shape = (lines, longest + 1, beam)
    total = np.full(shape, -np.inf, np.float32)
    last, before = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    arc_of, slot_of = np.full(shape, SKIPPED, np.int32), np.zeros(shape, np.int8)
    total[:, 0, 0] = 0.0
    # Hypotheses are numbered line by line, boundary by boundary, slot by slot.
    totals, lasts, befores, arcs_of, slots_of = (array.ravel() for array in (total, last, before, arc_of, slot_of))
    bounds = np.searchsorted(arcs.end, np.arange(longest + 2)).tolist()
    begins = (arcs.line.astype(np.intp) * (longest + 1) + arcs.start) * beam
    like_digit = np.bincount(arcs.end, arcs.like_digit, longest + 2).tolist()
    slots = np.arange(beam)
    for boundary in range(1, longest + 1):
        first = bounds[boundary]
        places = (begins[first : bounds[boundary + 1], np.newaxis] + slots).ravel()
        values = totals.take(places)
        held = np.flatnonzero(values > -np.inf)
        places, index = places.take(held), first + held // beam
        one, two, code = lasts.take(places), befores.take(places), arcs.code.take(index)
        heard = language.log_prob(two, one, code)
        heard = np.maximum(heard, np.where(one == 0, np.float32(unheard), -np.inf), out=heard)
        value = values.take(held) + arcs.score.take(index) + arcs.language.take(index) * heard
        if like_digit[boundary]:
            digit = (one >= ord("0")) & (one <= ord("9"))
            value -= np.where(digit, arcs.like_digit.take(index), np.float32(0))
        skips = code == 0
        new_last, new_before = np.where(skips, one, code), np.where(skips, two, one)
        line = arcs.line.take(index)
        keep, rank = _best(line, new_last, new_before, value, beam)
        to = (line.take(keep).astype(np.intp) * (longest + 1) + boundary) * beam + rank
        totals[to], lasts[to], befores[to] = value.take(keep), new_last.take(keep), new_before.take(keep)
        arcs_of[to], slots_of[to] = index.take(keep), (places.take(keep) % beam)
    return [_trace(arcs, total, arc_of, slot_of, line, length) for line, length in enumerate(lengths)]


def _best(
    line: NDArray[np.int32],
    last: NDArray[np.int32],
    before: NDArray[np.int32],
    value: NDArray[np.float32],
    beam: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The `beam` best hypotheses of each line, one for each pair of last characters; indices and ranks from 0.

    Lines are in order.
    """
    state = (line.astype(np.int64) << 42) | (last.astype(np.int64) << 21) | before
    order = np.lexsort((-value, state))
    sorted_state = state.take(order)
    first = np.ones(len(order), bool)
    np.not_equal(sorted_state[1:], sorted_state[:-1], out=first[1:])
    order = order[first]
    lines = line.take(order)
    order = order.take(np.lexsort((-value.take(order), lines)))
    rank = np.arange(len(order)) - np.searchsorted(lines, lines)
    keep = rank < beam
    return order[keep], rank[keep]


def _trace(
    arcs: _Arcs,
    total: NDArray[np.float32],
    arc_of: NDArray[np.int32],
    slot_of: NDArray[np.int8],
    line: int,
    length: int,
) -> list[Choice]:
    path: list[Choice] = []
    boundary, slot = length, int(np.argmax(total[line, length]))
    while boundary > 0:
        arc = int(arc_of[line, boundary, slot])
        if arcs.cell[arc] != SKIPPED:
            path.append(Choice(int(arcs.cell[arc]), int(arcs.candidate[arc])))
        boundary, slot = int(arcs.start[arc]), int(slot_of[line, boundary, slot])
    return path[::-1]
