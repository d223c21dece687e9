"""One way to judge a picture: edits between what is printed and what was read, both folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar

from pagerec.evaluation.alignment import distance
from pagerec.evaluation.folding import fold, han

__all__ = ["Judged", "Rates", "Score", "by_kind", "percent", "rates", "score"]


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of a text.

    Attributes
    ----------
    length, edits : int
        Characters of the truth and errors, folded.
    han_length, han_edits : int
        The same of the Han characters alone.
    """

    length: int
    edits: int
    han_length: int
    han_edits: int

    @property
    def cer(self) -> float:
        """Errors for a hundred characters."""
        return percent(self.edits, self.length)


class Judged(Protocol):
    """What can be added up: a picture with its score and the seconds that it took."""

    @property
    def kind(self) -> str: ...  # noqa: D102

    @property
    def score(self) -> Score: ...  # noqa: D102

    @property
    def seconds(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rates:
    """Figures of some pictures; rates in per cent.

    Attributes
    ----------
    pictures, length, edits : int
    cer, han_cer : float
        Character error rate of all characters, and of the Han characters alone.
    exact : float
        Share of pictures without an error.
    seconds : float
        The median a picture.
    """

    pictures: int
    length: int
    edits: int
    cer: float
    han_cer: float
    exact: float
    seconds: float


_J = TypeVar("_J", bound=Judged)


def score(truth: str, read: str) -> Score:
    """Compare what was read with the truth.

    Examples
    --------
    >>> score("中文，A B C", "中交,A BC")
    Score(length=6, edits=1, han_length=2, han_edits=1)
    """
    right, answer = fold(truth), fold(read)
    han_right, han_answer = han(right), han(answer)
    return Score(len(right), distance(right, answer), len(han_right), distance(han_right, han_answer))


def rates(judged: Sequence[Judged]) -> Rates:
    """Figures of some pictures, at least one: errors and characters are added up before they are divided."""
    scores = [one.score for one in judged]
    length, edits = sum(s.length for s in scores), sum(s.edits for s in scores)
    return Rates(
        pictures=len(judged),
        length=length,
        edits=edits,
        cer=percent(edits, length),
        han_cer=percent(sum(s.han_edits for s in scores), sum(s.han_length for s in scores)),
        exact=percent(sum(s.edits == 0 for s in scores), len(scores)),
        seconds=median(one.seconds for one in judged),
    )


def by_kind(judged: Iterable[_J]) -> dict[str, list[_J]]:
    """Pictures of each kind."""
    kinds: dict[str, list[_J]] = {}
    for one in judged:
        kinds.setdefault(one.kind, []).append(one)
    return kinds


def percent(part: int, whole: int) -> float:
    """Give a share in per cent; 0 of nothing."""
    return 100.0 * part / whole if whole else 0.0
