"""Leaders: the rows of dots between the titles and the numbers of a table of contents.

They lead the eye and say nothing, but text map and network take them, with the titles beside them, for something else.
So they are found by their geometry, taken off the picture before it is read, and put back as characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .scale import PARAMS as SCALE
from .scale import ScaleParams, estimate_em
from .values import TextLine

__all__ = ["Leader", "LeaderParams", "find_leaders", "skew_of", "without_dots"]


@dataclass(frozen=True, slots=True)
class LeaderParams:
    """What leaders are.

    Attributes
    ----------
    dot, dash : float
        The height and width of a dot at most, in ems: a hyphen may stand for it.
    pitch : float
        The most from one dot to the next, in ems.
    level : float
        How far dots beside each other may be off the same level, in ems.
    uneven : float
        Share by which a step may differ from the usual one of its row.
    size : float
        Share by which the sides of the first and last one may differ from the usual ones of its row.
    fewest : int
        Dots of a row at least.
    long : float
        Width of dots that are no ellipsis, which is two ems wide or four, in ems.
    near : float
        White before and after the dots at most, besides a step, in ems.
    number : float
        Width of what follows the dots at most, in ems.
    above, below : float
        How far it reaches above and below the dots' middle, where it is looked for, in ems.
    same_end : float
        How far apart what follows the dots may end, in ems.
    rows : int
        Rows with long leaders that end there at least.
    most : int
        Small components of a page with more of which are dirt, or a screen of dots.
    room : int
        Pixels around a dot that may have some of its ink.
    """

    dot: float = 0.3
    dash: float = 0.45
    pitch: float = 1.6
    level: float = 0.12
    uneven: float = 0.15
    size: float = 0.5
    fewest: int = 4
    long: float = 4.5
    near: float = 1.5
    number: float = 6.0
    above: float = 0.5
    below: float = 0.2
    same_end: float = 0.5
    rows: int = 3
    most: int = 20_000
    room: int = 2


@dataclass(frozen=True, slots=True, eq=False)
class Leader:
    """A row of dots on the level page.

    Attributes
    ----------
    text_line : TextLine
        The row.
    dots : float, shape (N, 4)
        Left, top, right, bottom of each.
    """

    text_line: TextLine
    dots: NDArray[np.float64]

    @classmethod
    def of(cls, dots: NDArray[np.float64]) -> Leader:
        """Of its dots."""
        (left, top), (right, bottom) = dots[:, :2].min(axis=0).tolist(), dots[:, 2:].max(axis=0).tolist()
        return cls(TextLine(left, right, (top + bottom) / 2, bottom - top, top, bottom), dots)


#: What leaders are found with.
PARAMS = LeaderParams()

#: Steps of a row after which dots are apart.
_APART = 1.5


def find_leaders(
    mask: NDArray[np.bool_], components: NDArray[np.int32], params: LeaderParams = PARAMS, scale: ScaleParams = SCALE
) -> list[NDArray[np.float64]]:
    """Find the leaders of tables of contents.

    Parameters
    ----------
    mask : bool, shape (H, W)
        Ink of a level page.
    components : int32, shape (N, 5)
        Left, top, width, height and area of its components.
    params : LeaderParams, optional
    scale : ScaleParams, optional
        What the size of its type is told with.

    Returns
    -------
    list of float, shape (N, 4)
        For each row of dots between a title and what ends at the same place in several rows: left, top, right and
        bottom of its dots, from left to right.
    """
    em = estimate_em(components, (mask.shape[0], mask.shape[1]), scale)
    small = (components[:, 3] <= max(2.0, params.dot * em)) & (components[:, 2] <= max(2.0, params.dash * em))
    dots = components[small, :4].astype(np.float64)
    if not params.fewest * params.rows <= len(dots) <= params.most:
        return []
    dots[:, 2:] += dots[:, :2]
    runs = [(run, _end_of_row(mask, run, em, params)) for run in _runs(dots, em, params)]
    long = params.long * em
    ends = np.array([end for run, end in runs if end is not None and run[-1, 2] - run[0, 0] >= long])
    return [
        run
        for run, end in runs
        if end is not None and np.count_nonzero(np.abs(ends - end) <= params.same_end * em) >= params.rows
    ]


def without_dots(
    gray: NDArray[np.uint8], dots: NDArray[np.float64], *, inverted: bool, params: LeaderParams = PARAMS
) -> NDArray[np.uint8]:
    """Give a picture with paper in place of dots.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    dots : float, shape (N, 4)
        Left, top, right, bottom.
    inverted : bool
        Whether the print is light on dark.
    params : LeaderParams, optional
    """
    cleared, room = gray.copy(), params.room
    for left, top, right, bottom in np.round(dots).astype(int).tolist():
        rows, columns = (slice(max(0, a - room), b + room) for a, b in ((top, bottom), (left, right)))
        place = gray[rows, columns]
        if place.size:
            cleared[rows, columns] = place.min() if inverted else place.max()
    return cleared


def skew_of(leaders: Sequence[NDArray[np.float64]]) -> float:
    """Give by how many degrees leaders fall to the right: titles and numbers are too short to tell.

    Parameters
    ----------
    leaders : sequence of float, shape (N, 4)

    Examples
    --------
    >>> dots = np.array([[0, 5, 2, 7], [50, 6, 52, 8], [100, 7, 102, 9]])
    >>> round(skew_of([dots]), 3)
    1.146
    """
    middles = [(row[:, :2] + row[:, 2:]) / 2 for row in leaders]
    slopes = [np.polyfit(points[:, 0], points[:, 1], 1)[0] for points in middles]
    return float(np.degrees(np.arctan(np.median(slopes))))


def _runs(dots: NDArray[np.float64], em: float, params: LeaderParams) -> list[NDArray[np.float64]]:
    """Rows of dots in even steps."""
    x, y = (dots[:, 0] + dots[:, 2]) / 2, (dots[:, 1] + dots[:, 3]) / 2
    following = _following(x, y, em, params)
    starts = np.setdiff1d(np.arange(len(dots)), following)
    found: list[NDArray[np.float64]] = []
    for start in starts.tolist():
        chain = [start]
        while (after := int(following[chain[-1]])) >= 0:
            chain.append(after)
        found += [_alike(dots[part], em, params) for part in _even(np.array(chain), x, params)]
    return [run for run in found if len(run) >= params.fewest]


def _alike(run: NDArray[np.float64], em: float, params: LeaderParams) -> NDArray[np.float64]:
    """A run without what is at its ends and apart, of another size, or off the level: parts of characters."""
    middles = (run[:, :2] + run[:, 2:]) / 2
    steps = np.diff(middles[:, 0])
    gaps = np.flatnonzero(steps > _APART * np.median(steps)) + 1
    ends = [0, *gaps.tolist(), len(run)]
    while len(ends) > 2 and ends[1] - ends[0] < params.fewest:
        ends.pop(0)
    while len(ends) > 2 and ends[-1] - ends[-2] < params.fewest:
        ends.pop()
    run, middles = run[ends[0] : ends[-1]], middles[ends[0] : ends[-1]]
    size, level = run[:, 2:] - run[:, :2], max(1.0, params.level * em)
    usual = np.median(size, axis=0)
    fits = np.asarray((np.abs(size - usual) <= np.maximum(params.room, params.size * usual)).all(axis=1))
    fits[1:-1] = True
    if len(run) > 1:
        fits[[0, -1]] &= np.abs(middles[[0, -1], 1] - middles[[1, -2], 1]) <= level
    return run[fits]


def _following(x: NDArray[np.float64], y: NDArray[np.float64], em: float, params: LeaderParams) -> NDArray[np.intp]:
    """For each dot the nearest to its right on the same level, which no other one has; -1 for none."""
    level = max(1.0, params.level * em)
    pairs: list[NDArray[np.intp]] = []
    for shift in (0.0, 0.5):  # dots on the same level share a band of at least one of the two divisions
        band = np.floor(y / (2 * level) + shift)
        order = np.lexsort((x, band))
        beside = np.flatnonzero(np.diff(band[order]) == 0)
        pairs.append(np.stack([order[beside], order[beside + 1]], axis=1))
    found, every = np.full(len(x), -1, np.intp), np.concatenate(pairs)
    apart = x[every[:, 1]] - x[every[:, 0]]
    near = (apart > 0) & (apart <= params.pitch * em)
    every = every[near][np.argsort(apart[near], kind="stable")]
    for side in (0, 1):  # the nearest of each one alone
        every = every[np.sort(np.unique(every[:, side], return_index=True)[1])]
    found[every[:, 0]] = every[:, 1]
    return found


def _even(chain: NDArray[np.intp], x: NDArray[np.float64], params: LeaderParams) -> list[NDArray[np.intp]]:
    """Parts of a chain with steps like the usual one, or a whole number of them: dots may be lost."""
    if len(chain) < params.fewest:
        return []
    steps = np.diff(x[chain])
    usual = float(np.median(steps))
    off = np.abs(steps - usual * np.maximum(1, np.round(steps / usual)))
    breaks = np.flatnonzero(off > params.uneven * usual + 1) + 1
    return [part for part in np.split(chain, breaks) if len(part) >= params.fewest]


def _end_of_row(mask: NDArray[np.bool_], dots: NDArray[np.float64], em: float, params: LeaderParams) -> float | None:
    """Where what follows the dots ends, if there is something short before white, and something before the dots."""
    (left, top), (right, bottom) = dots[0, :2], dots[-1, 2:]
    before, _ = _ink_beside(mask, left, (top + dots[0, 3]) / 2, em, params)
    _, after = _ink_beside(mask, right, (dots[-1, 1] + bottom) / 2, em, params)
    near = params.near * em + (right - left) / (len(dots) - 1)
    if not len(before) or not len(after) or left - before[-1] > near or after[0] - right > near:
        return None
    gaps = np.flatnonzero(np.diff(after) > em)
    end = float(after[gaps[0]] if len(gaps) else after[-1])
    return end if end - right <= params.number * em else None


def _ink_beside(
    mask: NDArray[np.bool_], x: float, middle: float, em: float, params: LeaderParams
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Columns with ink left and right of a place, on the level of a row's dots there."""
    rows = slice(max(0, round(middle - params.above * em)), round(middle + params.below * em) + 1)
    ink = np.flatnonzero(mask[rows].any(axis=0))
    return ink[ink < x], ink[ink >= x]
