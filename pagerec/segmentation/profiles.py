"""Projection profiles: where they are not zero."""

from __future__ import annotations

from typing import Any

import numpy as np


def quantile(levels: Any, q: float) -> float:
    """Quantile of gray levels by their histogram; 0.0 of none.

    Parameters
    ----------
    levels : uint8, any shape
    q : float
        0…1.

    Examples
    --------
    >>> import numpy as np
    >>> quantile(np.array([10, 20, 30, 40], np.uint8), 0.5)
    20.0
    """
    counts = np.cumsum(np.bincount(np.ravel(levels), minlength=256))
    return float(np.searchsorted(counts, q * counts[-1])) if counts[-1] else 0.0


def runs(flags: Any) -> list[tuple[int, int]]:
    """Start and end (excluded) of every run of True.

    Parameters
    ----------
    flags : bool, shape (N,)

    Examples
    --------
    >>> import numpy as np
    >>> runs(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.asarray(flags, np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
