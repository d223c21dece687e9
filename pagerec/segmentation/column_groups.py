"""Print in columns beside print in lines: which lines of the map make a group of columns, and the page without them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .column_params import PARAMS, ColumnParams
from .map_line import MapLine


def column_groups(lines: Sequence[MapLine], params: ColumnParams = PARAMS) -> list[list[MapLine]]:
    """Groups of columns of upright characters, each to be read on its own.

    Columns next to each other are of one group if they stand side by side for a part of their length: a title and the
    columns of its article, the columns of a side note, one slogan. All together tell whether their characters stand
    upright.

    Parameters
    ----------
    lines : sequence of MapLine
        All lines of a level page.
    params : ColumnParams, optional

    Returns
    -------
    list of list of MapLine
        From left to right; the lines of each in no order.
    """
    down = [line for line in lines if runs_down(line)]
    columns = sorted(down, key=lambda line: float(line.path[:, 0].mean()))
    groups: list[list[MapLine]] = []
    for column in columns:
        is_near = [any(_side_by_side(column, other, params) for other in group) for group in groups]
        joined = [line for group, near in zip(groups, is_near, strict=True) if near for line in group]
        groups = [group for group, near in zip(groups, is_near, strict=True) if not near] + [[*joined, column]]
    return [group for group in groups if _is_upright(group, params)]


def runs_down(line: MapLine) -> bool:
    """Whether a line runs down the page."""
    return abs(line.angle) > 45


def _is_upright(group: Sequence[MapLine], params: ColumnParams) -> bool:
    """Whether a group is long enough to tell, and its characters stand upright one below the other."""
    ems = np.array([line.length / line.em for line in group])
    upright = np.array([line.vertical for line in group])
    alone, together = params.upright
    least = alone if len(group) == 1 else together
    return bool(ems.sum() >= params.least_group and (ems * upright).sum() > least * ems.sum())


def _side_by_side(one: MapLine, other: MapLine, params: ColumnParams) -> bool:
    apart = abs(float(one.path[:, 0].mean() - other.path[:, 0].mean())) - (one.em + other.em) / 2
    top, bottom = (
        max(float(one.path[:, 1].min()), float(other.path[:, 1].min())),
        min(float(one.path[:, 1].max()), float(other.path[:, 1].max())),
    )
    larger, smaller = max(one.em, other.em), min(one.em, other.em)
    if apart <= -params.beside * larger:  # one below the other
        return top - bottom <= params.joined * larger <= params.joined * params.one_size * smaller
    shorter = min(float(np.ptp(one.path[:, 1])), float(np.ptp(other.path[:, 1])))
    return apart <= params.group_gap * larger and bottom - top >= params.group_share * shorter


def without_columns(
    gray: NDArray[np.uint8], lines: Sequence[MapLine], params: ColumnParams = PARAMS
) -> NDArray[np.uint8]:
    """A level page with columns painted over in the level of their ground.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    lines : sequence of MapLine
        The columns, in pixels of `gray`.
    params : ColumnParams, optional
    """
    cleared = gray.copy()
    for line in lines:
        around = np.array([params.half, params.beyond]) * line.em
        (left, top), (right, bottom) = line.path.min(axis=0) - around, line.path.max(axis=0) + around
        part = cleared[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
        if part.size:
            part[:] = int(np.median(part))
    return cleared
