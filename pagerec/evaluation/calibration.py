"""Whether confidences are probabilities: of characters read with confidence 0.9, nine of ten should be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pagerec.evaluation.alignment import NONE
from pagerec.evaluation.causes import Case

#: Bounds of the bins; most confidences are near 1, where bins are narrow.
EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A character that was read.

    Attributes
    ----------
    confidence : float
        0 … 1.
    right : bool
        Whether it is what is printed.
    """

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Characters of about the same confidence.

    Attributes
    ----------
    low, high : float
        Bounds of their confidence; the upper one belongs to the next bin, but for 1.
    count : int
    confidence, right : float
        Mean confidence, and the share that is right; 0 … 1.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float


def judged(case: Case) -> tuple[Judged, ...]:
    """The read characters of a case, in the truth's order; one whose text is several is right if all of these are."""
    wrong = {case.read_char(step) for step in case.steps if not step.equal} - {NONE}
    return tuple(Judged(char.confidence, k not in wrong) for k, char in enumerate(case.read))


def reliability(characters: Sequence[Judged]) -> list[Bin]:
    """The bins of a reliability diagram; without those that are empty."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [one for one in characters if low <= one.confidence < high or one.confidence == high == EDGES[-1]]
        if inside:
            count = len(inside)
            mean = sum(one.confidence for one in inside) / count
            found.append(Bin(low, high, count, mean, sum(one.right for one in inside) / count))
    return found


def calibration_error(bins: Iterable[Bin]) -> float:
    """Expected calibration error in per cent (Naeini, Cooper and Hauskrecht, 2015).

    The distance of confidence and share of right ones, on the mean of all characters.

    Examples
    --------
    >>> calibration_error([Bin(0.9, 1.0, 3, 0.95, 1.0), Bin(0.5, 0.6, 1, 0.55, 0.0)])
    17.5
    """
    off, count = 0.0, 0
    for one in bins:
        off += one.count * abs(one.confidence - one.right)
        count += one.count
    return round(100 * off / max(1, count), 9)
