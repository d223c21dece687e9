"""Columns and full-width parts of a page, in reading order, by white gutters (after Nagy and Seth's XY cut, 1984).

Rows of print are put together as long as one white gutter runs down through all of them; such a group is parted at
the gutter if both sides are columns of text, or panes: the lines of a pane follow each other in steps of their own.
Each side is looked at in the same way. The cells of a table are no columns of text, their lines are short; and they
stand in rows. So a table is read row by row.
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
class GutterParams:
    """How a page is parted at its gutters. Lengths are in ems.

    Attributes
    ----------
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


@dataclass(frozen=True, slots=True)
class PaneParams:
    """What the lines beside a gutter tell, where they are known.

    Attributes
    ----------
    tall : float
        How much higher a line is than each of several beside it that are no row with it: a clock's time beside weekday
        and date.
    rows : int
        Fewest rows of lines on either side of a gutter between panes.
    in_rows, level : float
        Share of either side's lines that stand beside one of the other side at most there, and how far feet or middles
        of two lines beside each other may be apart, in ems.
    """

    tall: float = 1.6
    rows: int = 5
    in_rows: float = 0.5
    level: float = 0.15


#: What pages are parted with.
PARAMS = GutterParams()
#: What panes are told with.
PANES = PaneParams()


class KnownLines(NamedTuple):
    """The lines of a page, where they are known.

    Attributes
    ----------
    boxes : float, shape (N, 4)
        Left, top, right, bottom of each, an em high.
    params : PaneParams, optional
        What they tell panes by.
    """

    boxes: NDArray[np.floating]
    params: PaneParams = PANES


def find_regions(
    mask: NDArray[np.bool_], em: float, params: GutterParams = PARAMS, known: KnownLines | None = None
) -> tuple[Box, ...]:
    """Blocks of a page that are read one after the other.

    Parameters
    ----------
    mask : bool, shape (H, W)
        Print, without rules.
    em : float
        Character size in pixels.
    params : GutterParams, optional
    known : KnownLines, optional
        The lines, where they are known: they tell panes.

    Returns
    -------
    tuple of Box
        In reading order; empty for an empty page.
    """
    page = _Print(mask, em, known, params.most_rows)
    return tuple(_regions(page, Box(0, 0, mask.shape[1], mask.shape[0]), params))


@dataclass(slots=True)
class _Print:
    """What stands on a page: its ink, the size of its type, known lines, and how many rows are still looked at."""

    mask: NDArray[np.bool_]
    em: float
    known: KnownLines | None
    effort: int


def _regions(page: _Print, region: Box, params: GutterParams) -> list[Box]:
    trimmed = _trim(page.mask, region)
    if trimmed is None:
        return []
    found: list[Box] = []
    plain = False
    for group, gutter in _groups(page, trimmed, params):
        if gutter is None:
            if plain:
                found[-1] = found[-1]._replace(bottom=group.bottom)
            else:
                found.append(group)
        else:
            left, right = _sides(group, trimmed.left, gutter)
            found += _regions(page, left, params) + _regions(page, right, params)
        plain = gutter is None
    return found


def _sides(rows: Box, left: int, gutter: tuple[int, int]) -> tuple[Box, Box]:
    """Both sides of a gutter, in columns from `left`, in a group of rows."""
    return rows._replace(right=left + gutter[0]), rows._replace(left=left + gutter[1])


def _groups(page: _Print, region: Box, params: GutterParams) -> list[tuple[Box, tuple[int, int] | None]]:
    """Part a region into groups of rows, each with the gutter that parts it, or None."""
    inside, em = page.mask[region.top : region.bottom, region.left : region.right], page.em
    bands = runs(inside.any(axis=1))
    rows_of_print = [_Row.of(inside[top:bottom], em, params) for top, bottom in bands]
    groups: list[tuple[Box, tuple[int, int] | None]] = []
    start = 0
    while start < len(bands):
        alone = rows_of_print[start].is_title(em, params) or page.effort <= 0
        gutters = [] if alone else _gutters(rows_of_print, start, em, params)
        page.effort -= 1 + sum(end - start for end, _ in gutters)
        top = region.top + bands[start][0]
        for end, gutter in gutters:
            rows = region._replace(top=top, bottom=region.top + bands[end - 1][1])
            if _parts(page, _sides(rows, region.left, gutter), params):
                foot = [
                    shorter
                    for shorter, other in reversed(gutters)
                    if shorter < end
                    and _stands_below(rows_of_print[shorter], gutter, other)
                    and _are_cards(
                        page, rows._replace(bottom=region.top + bands[shorter - 1][1]), gutter, other, params
                    )
                ]
                start = min(foot, default=end)
                groups.append((rows._replace(bottom=region.top + bands[start - 1][1]), gutter))
                break
        else:
            row = region._replace(top=top, bottom=region.top + bands[start][1])
            beside = (gutter for gutter in rows_of_print[start].white if _is_beside_tall(page, row, gutter))
            groups.append((row, next(beside, None)))
            start += 1
    return groups


def _stands_below(row: _Row, gutter: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a row is on one side of a gutter alone, on which another gutter ends above it."""
    on_left = row.last < gutter[0] and other[1] <= gutter[0]
    return on_left or (row.first >= gutter[1] and other[0] >= gutter[1])


def _are_cards(page: _Print, rows: Box, gutter: tuple[int, int], other: tuple[int, int], params: GutterParams) -> bool:
    """Whether both gutters part a group of rows, so that what lies below some of its parts stands below all."""
    first, second = sorted((gutter, other))
    left, rest = _sides(rows, rows.left, first)
    middle, right = rest._replace(right=rows.left + second[0]), rest._replace(left=rows.left + second[1])
    return _parts(page, (left, middle), params) and _parts(page, (middle, right), params)


class _Row(NamedTuple):
    """A row of print: its height, its first and last column with ink, wide white inside, length without that."""

    height: int
    first: int
    last: int
    white: list[tuple[int, int]]
    filled: float

    @classmethod
    def of(cls, inside: NDArray[np.bool_], em: float, params: GutterParams) -> _Row:
        inked = inside.any(axis=0)
        columns = np.flatnonzero(inked)
        white = [run for run in runs(~inked) if run[1] - run[0] >= params.gutter * em]
        if len(white) > params.most_gaps:
            white = sorted(sorted(white, key=lambda run: run[0] - run[1])[: params.most_gaps])
        return cls(len(inside), int(columns[0]), int(columns[-1]), white, _filled(columns, em, params))

    def is_title(self, em: float, params: GutterParams) -> bool:
        """Whether it is one piece, larger than the text: a title over columns may stand above one of them."""
        return params.title[0] * em < self.height < params.title[1] * em and self.filled >= self.last - self.first


def _gutters(rows: list[_Row], start: int, em: float, params: GutterParams) -> list[tuple[int, tuple[int, int]]]:
    """White that runs down from a row of print: to which row, and its columns of the page.

    First what runs furthest, the widest first.
    """
    white, first, last = rows[start].white, rows[start].first, rows[start].last
    ended: list[tuple[int, tuple[int, int]]] = []
    end = start + 1
    while end < len(rows):
        narrower = _intersect(white, rows[end].white, params.gutter * em)
        further = min(first, rows[end].first), max(last, rows[end].last)
        if not _between(narrower, *further) and _between(white, first, last):
            break
        ended += [(end, gutter) for gutter in _between(white, first, last) if not _meets(gutter, narrower)]
        white, (first, last), end = narrower, further, end + 1
    ended += [(end, gutter) for gutter in _between(white, first, last)]
    return sorted((one for one in ended if one[0] > start + 1), key=lambda one: (-one[0], one[1][0] - one[1][1]))


def _meets(run: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(first < run[1] and run[0] < end for first, end in others)


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


def _parts(page: _Print, sides: tuple[Box, Box], params: GutterParams) -> bool:
    return all(_is_column(page.mask, side, page.em, params) for side in sides) or _are_panes(page, sides)


def _is_beside_tall(page: _Print, row: Box, gutter: tuple[int, int]) -> bool:
    """Whether one line stands on one side of a gap in a row of print, and lines one above the other beside it."""
    if page.known is None:
        return False
    lines, params = page.known
    one, other = (lines[_are_inside(lines, side)] for side in _sides(row, row.left, gutter))
    if len(one) > len(other):
        one, other = other, one
    if len(one) != 1 or _count_rows(np.sort(other[:, 1:], axis=0), page.em) < 2:
        return False
    (_, top, _, bottom), middle = one[0], (other[:, 1] + other[:, 3]) / 2
    small = (other[:, 3] - other[:, 1]) * params.tall <= bottom - top
    return bool((small & (top < middle) & (middle < bottom)).all())


def _are_panes(page: _Print, sides: tuple[Box, Box]) -> bool:
    """Whether the lines of both sides follow each other in steps of their own, from the first on.

    Lines of a table stand in rows.
    """
    if page.known is None:
        return False
    lines, params = page.known
    one, other = (_lines_in(lines, side) for side in sides)
    level = params.level * page.em
    if min(_count_rows(one, page.em), _count_rows(other, page.em)) < params.rows:
        return False
    beside, beside_other = _stand_beside(one, other, level), _stand_beside(other, one, level)
    return not (beside[0] or beside_other[0]) and max(beside.mean(), beside_other.mean()) <= params.in_rows


def _lines_in(lines: NDArray[np.floating], side: Box) -> NDArray[np.float64]:
    """Middle and foot of each line in a region, from top to bottom."""
    own = lines[_are_inside(lines, side)]
    found = np.stack([(own[:, 1] + own[:, 3]) / 2, own[:, 3]], axis=1)
    return found[np.argsort(found[:, 0], kind="stable")]


def _are_inside(lines: NDArray[np.floating], side: Box) -> NDArray[np.bool_]:
    """Which lines have their middle in a region."""
    x, y = (lines[:, 0] + lines[:, 2]) / 2, (lines[:, 1] + lines[:, 3]) / 2
    return np.asarray((side.left <= x) & (x < side.right) & (side.top <= y) & (y < side.bottom))


def _count_rows(lines: NDArray[np.float64], em: float) -> int:
    return int(np.count_nonzero(np.diff(lines[:, 0], prepend=-np.inf) > em / 2))


def _stand_beside(some: NDArray[np.float64], others: NDArray[np.float64], level: float) -> NDArray[np.bool_]:
    """Which lines stand beside one of the others, or beside the middle of two."""
    beside = (np.abs(some[:, np.newaxis] - others) <= level).any(axis=(1, 2))
    between = (others[:-1, 0] + others[1:, 0]) / 2
    return np.asarray(beside | (np.abs(some[:, :1] - between) <= level).any(axis=1))


def _is_column(mask: NDArray[np.bool_], side: Box, em: float, params: GutterParams) -> bool:
    """Whether a region is wide enough and its lines are long enough for running text.

    Where white runs down through all of it, so is each part.
    """
    trimmed = _trim(mask, side)
    if trimmed is None or trimmed.right - trimmed.left < params.column * em:
        return False
    inside = mask[trimmed.top : trimmed.bottom, trimmed.left : trimmed.right]
    if parts := _parts_across(inside, em, params):
        return all(
            _is_column(mask, trimmed._replace(left=trimmed.left + left, right=trimmed.left + right), em, params)
            for left, right in parts
        )
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


def _parts_across(inside: NDArray[np.bool_], em: float, params: GutterParams) -> list[tuple[int, int]]:
    """Columns of the parts of a region between which white runs down through all of it.

    Without the numbers of a list on the left, and what is one piece: they say nothing.
    """
    white = [run for run in runs(~inside.any(axis=0)) if run[1] - run[0] >= params.gutter * em]
    ends = [0, *(end for run in white for end in run), inside.shape[1]]
    parts = list(zip(ends[::2], ends[1::2], strict=True)) if white else []
    if parts and parts[0][1] < params.column * em:
        parts.pop(0)
    return [(left, right) for left, right in parts if len(runs(inside[:, left:right].any(axis=1))) > 1]


def _filled(columns: NDArray[np.intp], em: float, params: GutterParams) -> float:
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
