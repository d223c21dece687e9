"""Projection profiles: where they are not zero."""

from __future__ import annotations

from typing import Any

import numpy as np


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
