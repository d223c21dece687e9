"""Columns and full-width parts of a page, in reading order, by white gutters (after Nagy and Seth's XY cut, 1984).

Rows of print are put together as long as one white gutter runs down through all of them; such a group is parted at
the gutter if both sides are columns of text, and each side is looked at in the same way. The cells of a
table are no columns of text: their lines are short, so a table is read row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .profiles import runs


@dataclass(frozen=True, slots=True)
class LayoutParams:
    """How a page is parted at its gutters. Lengths are in ems.

    Attributes
    ----------
    room : float
        Room that a line's ink has at its ends: two spaces of code are no gutter.
    grain : float
        Pixels an em at which boxes of lines are drawn to find the white between them.
    gutter, column : float
        Least width of a gutter, and of a column.
    lines : int
        Least number of lines of a column.
    filled : float
        Least share of its width that half of them fill.
    few_lines, justified : int, float
        Lines of a shorter column, and the share of its width that half of them fill: they are nearly all full, where
        cells of a table are not as long as each other.
    card, card_pitch : float
        Two and three lines are a card, if the longest but one fills so much, and they follow each other so closely.
    pitch : float
        Height that counts as a line of a column: thin ones may run together.
    low : float
        What is lower is no line.
    title : (low, high)
        Height of a title's ink.
    most_gaps : int
        Gaps of a row of print that are looked at.
    most_rows : int
        Rows in all, each with every gutter: a grid of dots has more than any page. What is left then is read from left
        to right.
    """

    room: float = 0.15
    grain: float = 8.0
    gutter: float = 1.0
    column: float = 9.5
    lines: int = 6
    filled: float = 0.55
    few_lines: int = 4
    justified: float = 0.88
    card: float = 0.8
    card_pitch: float = 1.7
    pitch: float = 2.0
    low: float = 0.4
    title: tuple[float, float] = (1.15, 3.0)
    most_gaps: int = 40
    most_rows: int = 60_000


#: What pages are parted with.
PARAMS = LayoutParams()


def find_regions(mask: NDArray[np.bool_], em: float, params: LayoutParams = PARAMS) -> tuple[Box, ...]:
    """Blocks of a page that are read one after the other.

    Parameters
    ----------
    mask : bool, shape (H, W)
        Print, without rules.
    em : float
        Character size in pixels.
    params : LayoutParams, optional

    Returns
    -------
    tuple of Box
        In reading order; empty for an empty page.
    """
    return tuple(_regions(mask, Box(0, 0, mask.shape[1], mask.shape[0]), em, _Effort(params.most_rows), params))


@dataclass(slots=True)
class _Effort:
    """How many rows are still looked at on a page."""

    left: int


def _regions(mask: NDArray[np.bool_], region: Box, em: float, effort: _Effort, params: LayoutParams) -> list[Box]:
    trimmed = _trim(mask, region)
    if trimmed is None:
        return []
    found: list[Box] = []
    plain = False
    for group, gutter in _groups(mask, trimmed, em, effort, params):
        if gutter is None:
            if plain:
                found[-1] = found[-1]._replace(bottom=group.bottom)
            else:
                found.append(group)
        else:
            left, right = (
                group._replace(right=trimmed.left + gutter[0]),
                group._replace(left=trimmed.left + gutter[1]),
            )
            found += _regions(mask, left, em, effort, params) + _regions(mask, right, em, effort, params)
        plain = gutter is None
    return found


def _groups(
    mask: NDArray[np.bool_], region: Box, em: float, effort: _Effort, params: LayoutParams
) -> list[tuple[Box, tuple[int, int] | None]]:
    """Part a region into groups of rows, each with the gutter that parts it, or None."""
    inside = mask[region.top : region.bottom, region.left : region.right]
    bands = runs(inside.any(axis=1))
    rows_of_print = [_Row.of(inside[top:bottom], em, params) for top, bottom in bands]
    groups: list[tuple[Box, tuple[int, int] | None]] = []
    start = 0
    while start < len(bands):
        alone = rows_of_print[start].is_title(em, params) or effort.left <= 0
        end, gutters = (start + 1, []) if alone else _extend(rows_of_print, start, em, params)
        effort.left -= (end - start) * (1 + len(gutters))
        rows = region._replace(top=region.top + bands[start][0], bottom=region.top + bands[end - 1][1])
        gutter = next((c for c in gutters if _parts_columns(mask, rows, c, em, params)), None)
        if gutter is None:
            end = start + 1
            rows = rows._replace(bottom=region.top + bands[start][1])
        groups.append((rows, gutter))
        start = end
    return groups


class _Row(NamedTuple):
    """A row of print: its height, its first and last column with ink, wide white inside, length without that."""

    height: int
    first: int
    last: int
    white: list[tuple[int, int]]
    filled: float

    @classmethod
    def of(cls, inside: NDArray[np.bool_], em: float, params: LayoutParams) -> _Row:
        inked = inside.any(axis=0)
        columns = np.flatnonzero(inked)
        white = [run for run in runs(~inked) if run[1] - run[0] >= params.gutter * em]
        if len(white) > params.most_gaps:
            white = sorted(sorted(white, key=lambda run: run[0] - run[1])[: params.most_gaps])
        return cls(len(inside), int(columns[0]), int(columns[-1]), white, _filled(columns, em, params))

    def is_title(self, em: float, params: LayoutParams) -> bool:
        """Whether it is one piece, larger than the text: a title over columns may stand above one of them."""
        return params.title[0] * em < self.height < params.title[1] * em and self.filled >= self.last - self.first


def _extend(rows: list[_Row], start: int, em: float, params: LayoutParams) -> tuple[int, list[tuple[int, int]]]:
    """How far down from a row of print the same gutters run, and these gutters (in columns of the page)."""
    white, first, last = rows[start].white, rows[start].first, rows[start].last
    end = start + 1
    while end < len(rows):
        narrower = _intersect(white, rows[end].white, params.gutter * em)
        further = min(first, rows[end].first), max(last, rows[end].last)
        if not _between(narrower, *further) and _between(white, first, last):
            break
        white, (first, last), end = narrower, further, end + 1
    return end, sorted(_between(white, first, last), key=lambda c: c[0] - c[1])


def _intersect(one: list[tuple[int, int]], two: list[tuple[int, int]], gutter: float) -> list[tuple[int, int]]:
    """What two lists of intervals, each from left to right, share, where it is wide enough for a gutter."""
    shared, i, j = [], 0, 0
    while i < len(one) and j < len(two):
        left, right = max(one[i][0], two[j][0]), min(one[i][1], two[j][1])
        if right - left >= gutter:
            shared.append((left, right))
        if one[i][1] < two[j][1]:
            i += 1
        else:
            j += 1
    return shared


def _between(white: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Those white intervals that have print on both sides, when print reaches from column `first` to `last`."""
    return [run for run in white if first < run[0] and run[1] <= last]


def _parts_columns(
    mask: NDArray[np.bool_], rows: Box, gutter: tuple[int, int], em: float, params: LayoutParams
) -> bool:
    base = rows.left
    sides = rows._replace(right=base + gutter[0]), rows._replace(left=base + gutter[1])
    return all(_is_column(mask, side, em, params) for side in sides)


def _is_column(mask: NDArray[np.bool_], side: Box, em: float, params: LayoutParams) -> bool:
    """Whether a region is wide enough and its lines are long enough for running text."""
    trimmed = _trim(mask, side)
    if trimmed is None or trimmed.right - trimmed.left < params.column * em:
        return False
    inside = mask[trimmed.top : trimmed.bottom, trimmed.left : trimmed.right]
    lines = [band for band in runs(inside.any(axis=1)) if band[1] - band[0] > params.low * em]
    lengths = [np.flatnonzero(inside[a:b].any(axis=0)) for a, b in lines]
    filled = [_filled(columns, em, params) / inside.shape[1] for columns in lengths]
    if not lines:
        return False
    count, usual = max(len(lines), int((trimmed.bottom - trimmed.top) / (params.pitch * em))), float(np.median(filled))
    if (count >= params.lines and usual >= params.filled) or (
        len(lines) >= params.few_lines and usual >= params.justified
    ):
        return True
    pitch = max((below[1] - above[1] for above, below in pairwise(lines)), default=np.inf)
    return 1 < len(lines) < params.few_lines and sorted(filled)[-2] >= params.card and pitch <= params.card_pitch * em


def _filled(columns: NDArray[np.intp], em: float, params: LayoutParams) -> float:
    """Length of a line without its wide gaps: the cells of a table row are far apart, words are not."""
    gaps = np.diff(columns)
    return float(columns[-1] - columns[0] + 1 - gaps[gaps >= params.gutter * em].sum())


def _trim(mask: NDArray[np.bool_], region: Box) -> Box | None:
    inside = mask[region.top : region.bottom, region.left : region.right]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return None
    return Box(
        region.left + int(columns[0]),
        region.top + int(rows[0]),
        region.left + int(columns[-1]) + 1,
        region.top + int(rows[-1]) + 1,
    )
