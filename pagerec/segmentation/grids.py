"""Grids of rules: the cells of ruled tables and framed parts of a page. Pure functions on boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box


@dataclass(frozen=True, slots=True)
class GridParams:
    """When rules make a grid.

    Attributes
    ----------
    reach : float
        How far the ends of rules that meet may be apart, in ems: rules at the corner of a frame often miss each other.
    double : float
        Rules closer than this are one, in ems: double rules.
    ruled : float
        Least share of a cell's side that is ruled.
    closed : float
        Least share of the upper and of the lower side of a grid that is ruled: boxes side by side are none.
    most_pairs : int
        Most pairs of level and upright rules that are looked at: more is a screen or noise, no table.
    """

    reach: float = 0.5
    double: float = 0.4
    ruled: float = 0.6
    closed: float = 0.8
    most_pairs: int = 40_000


#: What grids are found with.
PARAMS = GridParams()


class GridCell(NamedTuple):
    """A part of a grid with rules around it; rows and columns are counted from 0."""

    box: Box
    row: int
    column: int
    row_span: int
    column_span: int


class Grid(NamedTuple):
    """Rules that meet, and the cells between them: row by row, and from left to right.

    Without a cell the rules are no grid: not every part between them is a rectangle.
    """

    box: Box
    cells: tuple[GridCell, ...]


def find_grids(
    level: Sequence[Box], upright: Sequence[Box], em: float, params: GridParams = PARAMS
) -> tuple[Grid, ...]:
    """Groups of rules that meet, each with its cells.

    A grid has at least two level rules and one upright one. Where its left, right, upper or lower side has no
    rule, it ends where the rules across end.

    Parameters
    ----------
    level, upright : sequence of Box
        Boxes of the rules.
    em : float
        Character size in pixels.
    params : GridParams, optional

    Returns
    -------
    tuple of Grid

    Examples
    --------
    >>> level = [Box(0, y, 200, y + 2) for y in (0, 50, 100)]
    >>> upright = [Box(x, 0, x + 2, 102) for x in (0, 100, 198)]
    >>> [len(grid.cells) for grid in find_grids(level, upright, 20)]
    [4]
    """
    if len(level) < 2 or not upright or len(level) * len(upright) > params.most_pairs:
        return ()
    grids = []
    for rows, columns in _meeting(np.array(level), np.array(upright), params.reach * em):
        if len(rows) >= 2 and len(columns):
            corners = np.concatenate([rows, columns])
            (left, top), (right, bottom) = corners[:, :2].min(axis=0).tolist(), corners[:, 2:].max(axis=0).tolist()
            box = Box(left, top, right, bottom)
            grids.append(Grid(box, _cells(rows, columns, box, em, params)))
    return tuple(grids)


def _meeting(
    level: NDArray[np.int64], upright: NDArray[np.int64], reach: float
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Groups of level and upright rules that meet, in a chain at least."""
    across = (level[:, None, 0] <= upright[:, 2] + reach) & (upright[:, 0] <= level[:, None, 2] + reach)
    down = (level[:, None, 1] <= upright[:, 3] + reach) & (upright[:, 1] <= level[:, None, 3] + reach)
    meets = across & down
    groups = []
    left = set(np.flatnonzero(meets.any(axis=1)).tolist())
    while left:
        rows, columns = np.zeros(len(level), bool), np.zeros(len(upright), bool)
        rows[min(left)] = True
        while True:
            columns = np.asarray(meets[rows].any(axis=0))
            more = np.asarray(meets[:, columns].any(axis=1) | rows)
            if (more == rows).all():
                break
            rows = more
        left -= set(np.flatnonzero(rows).tolist())
        groups.append((level[rows], upright[columns]))
    return groups


def _cells(
    rows: NDArray[np.int64], columns: NDArray[np.int64], box: Box, em: float, params: GridParams
) -> tuple[GridCell, ...]:
    ys = _positions((rows[:, 1] + rows[:, 3]) / 2, box.top, box.bottom, em, params)
    xs = _positions((columns[:, 0] + columns[:, 2]) / 2, box.left, box.right, em, params)
    # Turned, an upright rule is a level one.
    over = _ruled(rows, ys, xs, em, params)
    beside = _ruled(columns[:, [1, 0, 3, 2]], xs, ys, em, params).T
    if min(_closed(over[0], xs), _closed(over[-1], xs)) < params.closed:
        return ()
    number = np.full((len(ys) - 1, len(xs) - 1), -1)
    cells: list[GridCell] = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if number[row, column] >= 0:
                continue
            squares = _flood(row, column, over, beside)
            top, left = squares.min(axis=0)
            bottom, right = squares.max(axis=0)
            if len(squares) != (bottom - top + 1) * (right - left + 1):
                return ()
            number[top : bottom + 1, left : right + 1] = len(cells)
            place = Box(round(xs[left]), round(ys[top]), round(xs[right + 1]), round(ys[bottom + 1]))
            cells.append(GridCell(place, int(top), int(left), int(bottom - top + 1), int(right - left + 1)))
    return tuple(cells)


def _closed(ruled: NDArray[np.bool_], xs: list[float]) -> float:
    """Share of a grid's upper or lower side that is ruled."""
    return float(np.diff(xs)[ruled].sum() / max(xs[-1] - xs[0], 1.0))


def _flood(row: int, column: int, over: NDArray[np.bool_], beside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Squares (N, 2) of the grid that no rule parts from this one."""
    found, waiting = {(row, column)}, [(row, column)]
    while waiting:
        r, c = waiting.pop()
        near = [
            (r - 1, c, r > 0 and not over[r, c]),
            (r + 1, c, r + 2 < len(over) and not over[r + 1, c]),
            (r, c - 1, c > 0 and not beside[r, c]),
            (r, c + 1, c + 2 < beside.shape[1] and not beside[r, c + 1]),
        ]
        for y, x, open_side in near:
            if open_side and (y, x) not in found:
                found.add((y, x))
                waiting.append((y, x))
    return np.array(sorted(found))


def _positions(centres: NDArray[np.float64], first: int, last: int, em: float, params: GridParams) -> list[float]:
    """Where rules are, in order; double rules count as one, and the ends of the rules across as rules."""
    found: list[float] = []
    for centre in np.sort(np.concatenate([centres, [first, last]])).tolist():
        if not found or centre - found[-1] > params.double * em:
            found.append(centre)
    return found


def _ruled(
    rules: NDArray[np.int64], at: list[float], between: list[float], em: float, params: GridParams
) -> NDArray[np.bool_]:
    """For each position, and each stretch between two of the others, whether a rule is there."""
    ruled = np.zeros((len(at), len(between) - 1), bool)
    starts, stops = np.array(between[:-1]), np.array(between[1:])
    centres = (rules[:, 1] + rules[:, 3]) / 2
    for number, position in enumerate(at):
        near = rules[np.abs(centres - position) <= params.double * em]
        covered = np.minimum(near[:, 2:3], stops) - np.maximum(near[:, 0:1], starts)
        ruled[number] = np.maximum(covered, 0).sum(axis=0) >= params.ruled * (stops - starts)
    return ruled
