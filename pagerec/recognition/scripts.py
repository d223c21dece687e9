"""Simplified or traditional: most pages are in one script, and characters of the other one are less likely in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pagerec.common.scripts import own_characters

from .charset import gb2312_han, is_han, tongyong_han
from .classifier import Scores
from .presets import big5_han

__all__ = ["ScriptParams", "holds_other", "script_of_classes", "with_script"]

MainScript = Literal["simplified", "traditional"]


@dataclass(frozen=True, slots=True)
class ScriptParams:
    """How a page's script is found and used.

    Attributes
    ----------
    rarer : float
        Share of the rarer script's own characters from which a page is in both.
    other : float
        By how much a character of the other script is less likely in a page, as a factor.
    """

    rarer: float = 0.34
    other: float = 0.03


#: What the script is found and used with.
PARAMS = ScriptParams()


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Which classes are characters of one script alone (to tell it by), and which are none of it."""

    own: dict[MainScript, NDArray[np.bool_]]
    foreign: dict[MainScript, NDArray[np.bool_]]


@lru_cache(maxsize=4)
def _kinds(characters: tuple[str, ...]) -> _Kinds:
    simplified, traditional = frozenset(gb2312_han() + tongyong_han()), frozenset(big5_han())
    own, not_traditional = own_characters(), simplified - traditional
    # Class 0 is no character.
    return _Kinds(
        {
            "simplified": np.array([False, *(char in own[0] for char in characters)]),
            "traditional": np.array([False, *(char in own[1] for char in characters)]),
        },
        {
            "simplified": np.array([False, *(is_han(char) and char not in simplified for char in characters)]),
            "traditional": np.array([False, *(char in not_traditional for char in characters)]),
        },
    )


def script_of_classes(
    classes: Sequence[NDArray[np.int32]], characters: tuple[str, ...], params: ScriptParams = PARAMS
) -> MainScript | None:
    """The script of a page; None where nothing tells, or both are there.

    Parameters
    ----------
    classes : sequence of int32 arrays
        Those of each line's characters.
    characters : tuple of str
        Of the charset.
    params : ScriptParams, optional
    """
    kinds = _kinds(characters)
    read = np.concatenate([np.zeros(0, np.int32), *classes])
    simplified, traditional = (int(kinds.own[script][read].sum()) for script in ("simplified", "traditional"))
    if simplified == traditional or min(simplified, traditional) >= params.rarer * (simplified + traditional):
        return None
    return "simplified" if simplified > traditional else "traditional"


def holds_other(classes: NDArray[np.int32], characters: tuple[str, ...], script: MainScript) -> bool:
    """Whether a line holds characters that are none of a script."""
    return bool(_kinds(characters).foreign[script][classes].any())


def with_script(
    scores: Scores, characters: tuple[str, ...], script: MainScript, params: ScriptParams = PARAMS
) -> Scores:
    """Scores of a line of a page in that script: characters of the other one are less likely."""
    foreign = _kinds(characters).foreign[script][scores.classes]
    before = scores.probabilities.sum(axis=1, keepdims=True)
    probabilities = np.where(foreign, scores.probabilities * np.float32(params.other), scores.probabilities)
    after = probabilities.sum(axis=1, keepdims=True)
    return scores.with_probabilities(probabilities * (before / np.maximum(after, np.float32(1e-9))))
