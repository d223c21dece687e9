"""Reading order: a topological sort over pure functions on boxes.

After Breuel (2003), "High performance document layout analysis": of two boxes that share columns of the page the
upper one is read first; of two boxes side by side the left one, unless something that reaches over both lies
between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pagerec.page import Box

from .params import PARAMS, BlockParams


def reading_order(boxes: Sequence[Box], params: BlockParams = PARAMS.blocks) -> list[int]:
    """Indices of boxes in the order in which they are read.

    The order depends on the boxes alone, not on the order in which they are given. Where the rules contradict
    each other, the box with the fewest before it comes next.

    Parameters
    ----------
    boxes : sequence of Box
        In pixels of a page that is level. Boxes as wide as their column tell more than boxes of their ink.
    params : BlockParams, optional

    Returns
    -------
    list of int

    Examples
    --------
    A title, two columns, a line at the foot:

    >>> title, left, right = Box(0, 0, 90, 9), Box(0, 20, 40, 80), Box(50, 20, 90, 80)
    >>> foot = Box(0, 90, 90, 99)
    >>> reading_order([foot, right, left, title])
    [3, 2, 1, 0]
    """
    if len(boxes) > params.most_boxes:
        return sorted(range(len(boxes)), key=lambda k: (boxes[k].top, boxes[k].left, boxes[k]))
    sequence = sorted(range(len(boxes)), key=lambda k: (boxes[k].top, boxes[k].left, boxes[k]))
    if len(boxes) < 2:
        return sequence
    before = comes_before(np.array([boxes[k] for k in sequence], np.float64))
    waiting = before.sum(axis=0)
    ordered: list[int] = []
    for _ in sequence:
        # The first of those with the fewest before them: none, if no rules contradict each other.
        following = int(np.argmin(waiting))
        ordered.append(sequence[following])
        waiting -= before[following]
        waiting[following] = len(sequence) * len(sequence)
    return ordered


def comes_before(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each box is read before each other one.

    Parameters
    ----------
    boxes : float, shape (N, 4)
        Left, top, right, bottom.

    Returns
    -------
    bool, shape (N, N)
    """
    left, top, right, bottom = boxes.T
    middle = (top + bottom) / 2
    shared = (left[:, None] < right) & (left < right[:, None])
    upper = middle[:, None] < middle
    beside = ~shared & (left[:, None] < left)
    for number in np.flatnonzero(_spans(shared)):
        over = shared[number] & (np.arange(len(boxes)) != number)
        parted = (over & (middle < middle[number]))[:, None] & (over & (middle > middle[number]))
        beside &= ~(parted | parted.T)
    return np.asarray((shared & upper) | beside)


def _spans(shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each box reaches over two that are side by side."""
    over = shared.astype(np.float32)
    return np.asarray((over * (over @ (~shared).astype(np.float32))).any(axis=1))
