"""Decide what a cell's shape hardly tells: whether signs are set full-width or half-width.

Both brackets, or quotation marks, of a pair are of one kind and set the same way, and together they tell better. A sign
between two Chinese characters that takes the room of one is full-width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log

import numpy as np

from pagerec.segmentation.lines import EM
from pagerec.segmentation.values import Cells

from .charset import Charset, is_han
from .classifier import Scores
from .decode import Choice

#: Full-width forms, half-width forms, and the other bracket of a pair.
_FULL = {"(": "（", ")": "）", "[": "［", "]": "］"}
_HALF = {full: half for half, full in _FULL.items()}
_PARTNER = {"(": ")", "[": "]"}
#: Brackets that close what each opens.
_CLOSING = _PARTNER | dict(zip("{（［｛〈《〔【〖「『", "}）］｝〉》〕】〗」』", strict=True))
#: Signs that stand alone, and their full-width forms.
_WIDE = dict(zip(",:;!?", "，：；！？", strict=True))


@dataclass(frozen=True, slots=True)
class PairParams:
    """When brackets are made alike.

    Attributes
    ----------
    unequal : float
        How often brackets that follow each other are of two kinds, as those of an interval: [0, 1).
    floor : float
        Probability of a candidate that there is not.
    least : float
        The least one of a candidate to be taken.
    room : float
        Distance, in ems, of two Chinese characters with a full-width sign between them at least: a half-width one
        takes half of that, with a space behind it up to 0.75.
    """

    unequal: float = 0.01
    floor: float = 1e-3
    least: float = 1e-4
    room: float = 0.85


#: What pairs are matched with.
PARAMS = PairParams()


def match_pairs(
    paths: Sequence[Sequence[Choice]], scores: Sequence[Scores], charset: Charset, params: PairParams = PARAMS
) -> list[list[Choice]]:
    """Choose other candidates where the brackets or quotation marks of a pair don't match.

    Where one bracket of a pair is read full-width and the other half-width, or both are of two kinds, they become what
    they are more likely to be by the classifier. A straight quotation mark behind a curved opening one becomes a
    closing one.

    Parameters
    ----------
    paths, scores : sequence
        Of each line.
    charset : Charset
    params : PairParams, optional

    Returns
    -------
    list of list of Choice
        For each line its path, the cells unchanged.
    """
    return [_matched(path, score, charset, params) for path, score in zip(paths, scores, strict=True)]


def _matched(path: Sequence[Choice], scores: Scores, charset: Charset, params: PairParams) -> list[Choice]:
    matched = list(path)
    text = [charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path]
    brackets: list[int] = []
    quoted = False
    for k, char in enumerate(text):
        if char in "“”":
            quoted = char == "“"
        elif char == '"' and quoted:
            matched[k] = _other(path[k], "”", scores, charset, params) or path[k]
            quoted = False
        elif char in _CLOSING:
            brackets.append(k)
        elif brackets and char in _CLOSING.values():
            first = _opened(brackets, text, char)
            if first is None:
                first = brackets.pop()
                matched[first], matched[k] = _of_one_kind(path[first], path[k], scores, charset, params)
            elif (text[first] in _HALF) != (char in _HALF):
                matched[first], matched[k] = _alike(
                    path[first], path[k], _HALF.get(char, char), scores, charset, params
                )
    return matched


def _opened(brackets: list[int], text: Sequence[str], closing: str) -> int | None:
    """Take the place of the last bracket of a closing one's kind off the open ones, with those opened since."""
    for place in reversed(range(len(brackets))):
        own = _CLOSING[text[brackets[place]]]
        if _HALF.get(own, own) == _HALF.get(closing, closing):
            first = brackets[place]
            del brackets[place:]
            return first
    return None


def _of_one_kind(
    first: Choice, last: Choice, scores: Scores, charset: Charset, params: PairParams
) -> tuple[Choice, Choice]:
    """Two brackets of the kind that both are likeliest to be; as they are where two kinds are likelier."""
    best = first, last
    most = params.unequal * _probability(first, scores) * _probability(last, scores)
    for opening, closing in _CLOSING.items():
        one, other = _other(first, opening, scores, charset, params), _other(last, closing, scores, charset, params)
        if one and other and (both := _probability(one, scores) * _probability(other, scores)) > most:
            best, most = (one, other), both
    return best


def _probability(choice: Choice, scores: Scores) -> float:
    return float(scores.probabilities[choice.cell, choice.candidate])


def widen_signs(
    paths: Sequence[Sequence[Choice]],
    scores: Sequence[Scores],
    cells: Sequence[Cells],
    charset: Charset,
    params: PairParams = PARAMS,
) -> list[list[Choice]]:
    """Choose the full-width form of signs that have the room of a character between two Chinese ones.

    Parameters
    ----------
    paths, scores, cells : sequence
        Of each line.
    charset : Charset
    params : PairParams, optional

    Returns
    -------
    list of list of Choice
        For each line its path, the cells unchanged.
    """
    return [_widened(*line, charset, params) for line in zip(paths, scores, cells, strict=True)]


def _widened(
    path: Sequence[Choice], scores: Scores, cells: Cells, charset: Charset, params: PairParams
) -> list[Choice]:
    widened = list(path)
    text = [charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path]
    for k in range(1, len(path) - 1):
        if text[k] in _WIDE and is_han(text[k - 1]) and is_han(text[k + 1]):
            before, after = cells.boxes[path[k - 1].cell], cells.boxes[path[k + 1].cell]
            if after[0] - before[2] >= params.room * EM:
                widened[k] = _other(path[k], _WIDE[text[k]], scores, charset, params) or path[k]
    return widened


def _alike(
    first: Choice, last: Choice, closing: str, scores: Scores, charset: Charset, params: PairParams
) -> tuple[Choice, Choice]:
    """Both brackets of a pair in the form that they are more likely to have, if they are candidates."""
    opening = next(half for half, partner in _PARTNER.items() if partner == closing)
    forms = [(opening, closing), (_FULL[opening], _FULL[closing])]
    evidence = partial(_evidence, scores=scores, charset=charset, params=params)
    forms.sort(key=lambda form: evidence(first, form[0]) + evidence(last, form[1]))
    for one, two in reversed(forms):
        found = _other(first, one, scores, charset, params), _other(last, two, scores, charset, params)
        if found[0] and found[1]:
            return found[0], found[1]
    return first, last


def _evidence(choice: Choice, char: str, scores: Scores, charset: Charset, params: PairParams) -> float:
    other = _other(choice, char, scores, charset, params)
    return log(max(params.floor, _probability(other, scores) if other else 0.0))


def _other(choice: Choice, char: str, scores: Scores, charset: Charset, params: PairParams) -> Choice | None:
    """The choice with a character in place of the one chosen; None where it is no candidate."""
    if char not in charset:
        return None
    found = np.flatnonzero(scores.classes[choice.cell] == charset.encode(char))
    if not len(found) or scores.probabilities[choice.cell, found[0]] < params.least:
        return None
    return replace(choice, candidate=int(found[0]))
