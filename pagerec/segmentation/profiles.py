"""Projection profiles: where they are not zero."""

from __future__ import annotations

from typing import Any

import cv2
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
    return quantile_of(histogram(levels), q)


def histogram(levels: Any) -> Any:
    """How often each of the 256 gray levels occurs.

    Parameters
    ----------
    levels : uint8, any shape

    Returns
    -------
    int, shape (256,)
    """
    flat = np.ravel(levels)
    if not flat.size:
        return np.zeros(256, np.int64)
    return cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel().astype(np.int64)


def quantile_of(counts: Any, q: float) -> float:
    """Quantile of whole numbers by how often each occurs; 0.0 of none.

    Parameters
    ----------
    counts : int, shape (N,)
        Of 0, 1, 2 …
    q : float
        0…1.
    """
    below = np.cumsum(counts)
    return float(np.searchsorted(below, q * below[-1])) if below[-1] else 0.0


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
