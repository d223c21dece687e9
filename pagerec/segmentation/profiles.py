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


def weighted_quantile(values: Any, weights: Any, q: float) -> float:
    """The smallest value up to which this share of the weight lies.

    Parameters
    ----------
    values, weights : float, shape (N,)
        At least one; weights are positive.
    q : float
        0…1.

    Examples
    --------
    >>> weighted_quantile([3.0, 1.0, 2.0], [1.0, 1.0, 5.0], 0.5)
    2.0
    """
    data, weight = np.asarray(values, np.float64), np.asarray(weights, np.float64)
    order = np.argsort(data, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(data[order][min(int(np.searchsorted(share, q)), len(data) - 1)])


def near_pairs(ones: Any, others: Any, reach: Any) -> tuple[Any, Any]:
    """Numbers of all points and others that lie near each other along the longer side of what they take up.

    It takes time and memory for those pairs alone, where comparing all with all would take them for every pair.

    Parameters
    ----------
    ones, others : float, shape (N, 2) and (M, 2)
    reach : float, shape (N,)
        How far around each point others are near.

    Returns
    -------
    one, other : int, shape (P,)
        Sorted by the first.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.array([[0.0, 0.0], [9.0, 1.0], [50.0, 2.0]])
    >>> one, other = near_pairs(points, points, np.full(3, 10.0))
    >>> list(zip(one.tolist(), other.tolist()))
    [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]
    """
    axis = int(np.argmax(np.ptp(others, axis=0)))
    order = np.argsort(others[:, axis], kind="stable")
    places = others[order, axis]
    first = np.searchsorted(places, ones[:, axis] - reach)
    counts = np.searchsorted(places, ones[:, axis] + reach, side="right") - first
    one = np.repeat(np.arange(len(ones)), counts)
    within = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    other = order[np.repeat(first, counts) + within]
    exact = np.lexsort((other, one))
    return one[exact], other[exact]
