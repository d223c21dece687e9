"""When a cell is a character."""

from __future__ import annotations

import numpy as np

from pagerec.evaluation.placing import Owned
from pagerec.recognition.whole import PURE, WHOLE, is_whole


def test_a_cell_holds_the_character_and_next_to_nothing_else() -> None:
    held, pure = np.array([1.0, WHOLE, WHOLE - 0.01, 1.0, 1.0]), np.array([1.0, PURE, 1.0, PURE - 0.01, PURE])
    assert is_whole(held, pure).tolist() == [True, True, False, False, True]


def test_cells_are_judged_by_the_same_measure_as_they_are_learnt_by() -> None:
    """One character with ink 1 in two atoms: 0.83 of it is no character."""
    ink = np.array([[0.0], [0.83], [0.17]])
    owned = Owned(np.array([0]), ink, np.array([[0.83], [1.0]]), np.array([0.0, 0.1]))
    assert owned.right(0).tolist() == [False, True]
