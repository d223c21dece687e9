"""Align what was read with what is printed, and see which lines were only read in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from pagerec.errors import OptionError

try:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein
except ImportError as error:
    raise OptionError("evaluating needs rapidfuzz: pip install 'pagerec[evaluate]'") from error

#: Marks the missing side of a deletion or insertion.
NONE = -1
#: Share of a piece of text that must agree with the truth at one place for the piece to belong there.
_AGREES = 0.6
#: The same in the measure of a free search (0…100), and the shortest piece that is searched for.
_FOUND, _SEARCHED = 70.0, 4


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment: a match, substitution, deletion or insertion.

    Attributes
    ----------
    true, read : int
        Indices into the two texts; `NONE` in `true` for an insertion, in `read` for a deletion.
    equal : bool
        Whether it is a match.
    """

    true: int
    read: int
    equal: bool


def align(truth: str, read: str) -> list[Step]:
    """Steps of a shortest edit (Levenshtein, 1966) from `truth` to `read`.

    Examples
    --------
    >>> [(s.true, s.read) for s in align("甲乙丙", "甲己丙丁") if not s.equal]
    [(1, 1), (-1, 3)]
    """
    steps: list[Step] = []
    for code in Levenshtein.opcodes(truth, read):
        true = range(code.src_start, code.src_end)
        seen = range(code.dest_start, code.dest_end)
        if code.tag == "delete":
            steps.extend(Step(i, NONE, False) for i in true)
        elif code.tag == "insert":
            steps.extend(Step(NONE, j, False) for j in seen)
        else:
            steps.extend(Step(i, j, code.tag == "equal") for i, j in zip(true, seen, strict=True))
    return steps


def distance(truth: str, read: str) -> int:
    """Number of edits from `truth` to `read`."""
    return int(Levenshtein.distance(truth, read))


def regions(steps: Sequence[Step]) -> Iterator[slice]:
    """Runs of steps that are no matches: places where something went wrong, each with one story."""
    position = 0
    for equal, group in groupby(steps, key=lambda step: step.equal):
        end = position + len(list(group))
        if not equal:
            yield slice(position, end)
        position = end


def true_order(truth: str, pieces: Sequence[str]) -> list[int]:
    """Order in which the pieces of a reading stand in the truth.

    A piece belongs where most of it is aligned with the truth, or where a search finds it; one that is
    found nowhere stays behind the piece before it.

    Parameters
    ----------
    truth : str
        Folded.
    pieces : sequence of str
        Folded lines, or parts of lines, as they were read.

    Returns
    -------
    list of int
        Indices of `pieces`; ``0, 1, 2…`` where another order saves no edits.

    Examples
    --------
    >>> true_order("春眠不觉晓处处闻啼鸟", ["处处闻啼鸟", "春眠不觉晓"])
    [1, 0]
    """
    same = list(range(len(pieces)))
    places = _places(truth, pieces)
    keys: list[float] = []
    for place in places:
        keys.append(place if place is not None else keys[-1] if keys else -1.0)
    order = sorted(same, key=lambda k: keys[k])
    saved = distance(truth, "".join(pieces)) - distance(truth, "".join(pieces[k] for k in order))
    return order if saved > 0 else same


def _places(truth: str, pieces: Sequence[str]) -> list[float | None]:
    matched: list[list[int]] = [[] for _ in pieces]
    owner = [k for k, piece in enumerate(pieces) for _ in piece]
    for step in align(truth, "".join(pieces)):
        if step.equal:
            matched[owner[step.read]].append(step.true)
    return [_place(truth, piece, found) for piece, found in zip(pieces, matched, strict=True)]


def _place(truth: str, piece: str, matched: list[int]) -> float | None:
    """Middle of the stretch of the truth that a piece is the reading of."""
    if not piece:
        return None
    if len(matched) >= _AGREES * len(piece) and matched[-1] - matched[0] <= 2 * len(piece) + 4:
        return float(median(matched))
    if len(piece) < _SEARCHED:
        return None
    found = fuzz.partial_ratio_alignment(piece, truth, score_cutoff=_FOUND)
    return None if found is None else (found.dest_start + found.dest_end) / 2
