"""When a cell is a character: what the classifier is trained on, and what its cells are judged by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["PURE", "WHOLE", "is_whole"]

WHOLE = 0.85
"""Share of a character's ink that its cell holds at least: what is missing then is the end of a stroke."""

PURE = 0.75
"""Share of a cell's ink that is its character's at least; the rest is noise, or reaches over from a neighbour."""


def is_whole(held: NDArray[np.float64], pure: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether cells are characters.

    Parameters
    ----------
    held : float, shape (N,)
        Share of a character's ink that each cell holds.
    pure : float, shape (N,)
        Share of each cell's ink that is this character's.

    Examples
    --------
    >>> is_whole(np.array([0.9, 0.9, 0.8]), np.array([0.8, 0.7, 1.0]))
    array([ True, False, False])
    """
    return np.asarray((held >= WHOLE) & (pure >= PURE))
