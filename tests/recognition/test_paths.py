"""Paths with and without what a line's face tells."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from pagerec.recognition.paths import find_paths
from tests.recognition.test_geometry import CHARSET, geometry, line, scores


class Indifferent:
    """A language model to which everything is equally likely."""

    def log_prob(self, before2: ArrayLike, before1: ArrayLike, current: ArrayLike) -> NDArray[np.float32]:
        return np.full(np.broadcast(before2, before1, current).shape, -7.0, np.float32)


def model(*, with_geometry: bool) -> Model:
    known = SimpleNamespace(
        classifier=SimpleNamespace(charset=CHARSET),
        lexicon=None,
        language=Indifferent(),
        weights=Weights(),
        geometry=replace(geometry()) if with_geometry else None,
    )
    return cast(Model, known)


#: A small n, a capital H, and what is as high as the n, which the shape takes for a capital.
CELLS, SCORES = line([0.4, 0.65, 0.4]), scores({"n": 1.0}, {"H": 1.0}, {"S": 0.6, "s": 0.4})


def text(known: Model) -> str:
    (path,), (found,) = find_paths([CELLS], [SCORES], known)
    return "".join(CHARSET.decode(int(found.classes[choice.cell, choice.candidate])) for choice in path)


def test_by_shape_alone() -> None:
    assert text(model(with_geometry=False)) == "nHS"
    assert find_paths([CELLS], [SCORES], model(with_geometry=False))[1][0] is SCORES


def test_with_the_geometry_of_the_line() -> None:
    assert text(model(with_geometry=True)) == "nHs"


def test_no_lines() -> None:
    assert find_paths([], [], model(with_geometry=True)) == ([], [])
