"""Make brackets, and quotation marks, of a pair look alike.

A cell shows a bracket's shape, and hardly tells whether it is set full-width or half-width. Both of a pair are set the
same way, and together they tell better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log

import numpy as np

from .charset import Charset
from .classifier import Scores
from .decode import Choice

#: Full-width forms, half-width forms, and the other bracket of a pair.
_FULL = {"(": "（", ")": "）", "[": "［", "]": "］"}
_HALF = {full: half for half, full in _FULL.items()}
_PARTNER = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class PairParams:
    """When brackets are made alike.

    Attributes
    ----------
    floor : float
        Probability of a candidate that there is not.
    least : float
        The least one of a candidate to be taken.
    """

    floor: float = 1e-3
    least: float = 1e-4


#: What pairs are matched with.
PARAMS = PairParams()


def match_pairs(
    paths: Sequence[Sequence[Choice]], scores: Sequence[Scores], charset: Charset, params: PairParams = PARAMS
) -> list[list[Choice]]:
    """Choose other candidates where the brackets or quotation marks of a pair don't match.

    Where one bracket of a pair is read full-width and the other half-width, both become what they are more likely to
    be by the classifier. A straight quotation mark behind a curved opening one becomes a closing one.

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
        elif _HALF.get(char, char) in _PARTNER:
            brackets.append(k)
        elif brackets and _PARTNER[_HALF.get(text[brackets[-1]], text[brackets[-1]])] == _HALF.get(char, char):
            first = brackets.pop()
            if (text[first] in _HALF) != (char in _HALF):
                matched[first], matched[k] = _alike(
                    path[first], path[k], _HALF.get(char, char), scores, charset, params
                )
    return matched


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
    return log(max(params.floor, float(scores.probabilities[other.cell, other.candidate]) if other else 0.0))


def _other(choice: Choice, char: str, scores: Scores, charset: Charset, params: PairParams) -> Choice | None:
    """The choice with a character in place of the one chosen; None where it is no candidate."""
    if char not in charset:
        return None
    found = np.flatnonzero(scores.classes[choice.cell] == charset.encode(char))
    if not len(found) or scores.probabilities[choice.cell, found[0]] < params.least:
        return None
    return replace(choice, candidate=int(found[0]))
