"""Words of Latin letters: which of the letters that look alike, by how the word is spelt."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.lines import EM
from pagerec.segmentation.values import Cells

from .charset import Charset
from .classifier import Scores
from .decode import Choice
from .lexicon import Lexicon, parts

_LETTERS = frozenset(string.ascii_letters + string.digits)


@dataclass(frozen=True, slots=True)
class WordParams:
    """When another spelling is believed.

    Attributes
    ----------
    apart : float
        White between characters that ends a word, in ems.
    language : float
        What the lexicon's log-probability weighs beside the classifier's.
    least : float
        Probability from which a candidate is tried.
    most : int
        Spellings of a word that are tried.
    shortest : int
        Letters of a word that is believed for its spelling.
    short, frequent : int, float
        Letters of a word that is believed if it is so frequent, and all of it are letters before: It, In, to.
    """

    apart: float = 0.2
    language: float = 0.7
    least: float = 1e-3
    most: int = 64
    shortest: int = 3
    short: int = 2
    frequent: float = 3e-4


#: What words are told by.
PARAMS = WordParams()


class _Spelling(NamedTuple):
    """A way to read the characters of a word: the text, its log-probability by the classifier, each one's candidate."""

    text: str
    score: float
    candidates: tuple[int, ...]


def with_words(
    path: Sequence[Choice],
    cells: Cells,
    scores: Scores,
    charset: Charset,
    lexicon: Lexicon,
    params: WordParams = PARAMS,
) -> list[Choice]:
    """A line's path with words as they are spelt, where other candidates of their characters spell a known one.

    What makes no known word stays as it is: names, codes and numbers.

    Parameters
    ----------
    path : sequence of Choice
    cells, scores
        Of the line.
    charset : Charset
    lexicon : Lexicon
    params : WordParams, optional
    """
    found = list(path)
    texts = [charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path]
    if _LETTERS.isdisjoint(texts):
        return found
    boxes = cells.boxes[[choice.cell for choice in path]]
    for start, end in _runs(texts, boxes, params):
        spellings = _spellings(found[start:end], scores, charset, params)
        if len(spellings) > 1:
            best = _best("".join(texts[start:end]), spellings, lexicon, params)
            for place, candidate in zip(range(start, end), best.candidates, strict=True):
                found[place] = replace(found[place], candidate=candidate)
    return found


def _runs(texts: Sequence[str], boxes: NDArray[np.int32], params: WordParams) -> Iterator[tuple[int, int]]:
    """First and one past the last place of each run of letters and digits, at least two of them."""
    start = 0
    for place in range(1, len(texts) + 1):
        ends = place == len(texts) or texts[place] not in _LETTERS
        if ends or texts[place - 1] not in _LETTERS or boxes[place, 0] - boxes[place - 1, 2] >= params.apart * EM:
            if place - start > 1 and texts[start] in _LETTERS:
                yield start, place
            start = place


def _spellings(path: Sequence[Choice], scores: Scores, charset: Charset, params: WordParams) -> list[_Spelling]:
    """The likeliest ways to read a word by the classifier alone; the path's own is the first."""
    found = [_Spelling("", 0.0, ())]
    for choice in path:
        probabilities = scores.probabilities[choice.cell]
        tried = [choice.candidate]
        tried += [k for k in np.flatnonzero(probabilities >= params.least).tolist() if k != choice.candidate]
        named = [(k, charset.decode(int(scores.classes[choice.cell, k]))) for k in tried]
        logs = np.log(np.maximum(probabilities, params.least))
        longer = [
            _Spelling(one.text + text, one.score + float(logs[k]), (*one.candidates, k))
            for one in found
            for k, text in named
            if text in _LETTERS
        ]
        found = [longer[0], *sorted(longer[1:], key=lambda one: -one.score)[: params.most - 1]]
    return found


def _best(own: str, spellings: Sequence[_Spelling], lexicon: Lexicon, params: WordParams) -> _Spelling:
    logs = lexicon.log_prob({one.text for one in spellings})
    known = lexicon.known({part for one in spellings for part in parts(one.text) if not part.isdigit()})
    believed = [one for one in spellings if one is spellings[0] or _is_believed(own, one.text, known, params)]
    return max(believed, key=lambda one: one.score + params.language * logs[one.text])


def _is_believed(own: str, other: str, known: dict[str, float], params: WordParams) -> bool:
    """Whether every word of another spelling that differs is a known one."""
    start = 0
    for part in parts(other):
        before = own[start : start + len(part)]
        start += len(part)
        if before == part:
            continue
        enough = len(part) >= params.shortest
        if len(part) == params.short:
            enough = before.isalpha() and known.get(part, -np.inf) >= np.log(params.frequent)
        if not enough or part not in known:
            return False
    return True
