"""Chinese in columns: cut into characters, and laid out again as lines.

The page is turned counterclockwise, so that columns become lines in reading order and are found as lines are. Each
is cut into pieces, about one character each (the pitch is nearly constant), and every piece is turned upright again
and set beside the one before it. Words, brackets and dashes, which lie on their side in a column, stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .column_params import PARAMS, ColumnParams
from .line_shape import LineShape
from .map_line import MapLine
from .profiles import runs
from .scale import Components, find_components
from .values import Ink, TextLine


@dataclass(frozen=True, slots=True)
class ColumnPiece:
    """A stretch of a column.

    Attributes
    ----------
    column : int
        Index of its column.
    start, end : int
        Rows of the page, end excluded.
    turned : bool
        Whether it lies on its side and is read from top to bottom.
    level : bool
        Whether it is a whole line that stands level on the page, a title over columns.
    """

    column: int
    start: int
    end: int
    turned: bool = False
    level: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sideways:
    """A page in columns, turned counterclockwise: its columns are lines in reading order.

    Attributes
    ----------
    ink : Ink
    components : Components
        Of its mask.
    text_lines : tuple of TextLine
        Its lines, which are the page's columns.
    pitch : float
        Usual distance of characters, in ems.
    params : ColumnParams
        What it is cut and laid out with.
    """

    ink: Ink
    components: Components
    text_lines: tuple[TextLine, ...]
    pitch: float = 1.0
    params: ColumnParams = PARAMS

    def resized(self, size: float, kept: Collection[int]) -> Sideways:
        """The same page if its print is larger than it seemed, or smaller: by a factor, but for some columns."""
        half = self.params.half * size
        text_lines = tuple(
            line
            if number in kept
            else replace(line, em=line.em * size, top=line.centre - half * line.em, bottom=line.centre + half * line.em)
            for number, line in enumerate(self.text_lines)
        )
        return replace(self, text_lines=text_lines, pitch=self.pitch / size)

    def cut_column(self, column: int) -> list[ColumnPiece]:
        """Cut a whole column into pieces."""
        text_line = self.text_lines[column]
        return self.cut(column, int(text_line.left), int(text_line.right) + 1)

    def cut(self, column: int, start: int, end: int) -> list[ColumnPiece]:
        """Cut a stretch of a column into pieces, which may reach over its ends where there is no ink."""
        text_line = self.text_lines[column]
        low = max(start, int(text_line.left))
        profile = _profile(self.ink, text_line, low, min(end, int(text_line.right) + 1))
        bounds = pairwise(_cuts(profile, self.pitch * text_line.em, self.params))
        return [ColumnPiece(column, low + a, low + b) for a, b in bounds if profile[max(a, 0) : max(b, 0)].any()]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of a page, and how they were laid out as lines.

    Attributes
    ----------
    page : Sideways
    rows : tuple of tuple of ColumnPiece
        The pieces of each line laid out.
    places : int, shape (N, 4)
        For each piece, row after row: where it was laid (row, left), and what to add to x and y to get back.
    tops : int, shape (R,)
        Where each line laid out begins, in pixels.
    """

    page: Sideways
    rows: tuple[tuple[ColumnPiece, ...], ...]
    places: NDArray[np.intp]
    tops: NDArray[np.intp]

    @property
    def pieces(self) -> tuple[ColumnPiece, ...]:
        """The pieces of all rows."""
        return tuple(piece for row in self.rows for piece in row)

    def to_page(self, quads: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map the corners of boxes (N, 4, 2) from where they were laid out to the page."""
        turned = np.array([piece.turned for piece in self.pieces], bool)
        piece = self.pieces_at(quads.mean(axis=1))
        back = quads + self.places[piece, None, 2:]
        onto_page = np.stack([len(self.page.ink.level) - back[..., 1], back[..., 0]], axis=-1)
        return np.where(turned[piece, None, None], onto_page, back)

    def is_level(self, row: float) -> bool:
        """Whether what was laid out at this row stands level on the page."""
        return self.rows[int(np.searchsorted(self.tops, row, side="right")) - 1][0].level

    def pieces_at(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        """Which of the pieces each point (N, 2) of the layout lies in."""
        far = 1 << 32
        starts = self.places[:, 0] * far + self.places[:, 1]
        rows = np.searchsorted(self.tops, points[:, 1], side="right") - 1
        keys = rows * far + np.maximum(points[:, 0], 0).astype(np.intp)
        return np.asarray(np.maximum(np.searchsorted(starts, keys, side="right") - 1, 0))

    def joined(self, first: ColumnPiece, last: ColumnPiece) -> ColumnPiece:
        """Pieces from one to another of a column as one that lies on its side, from white to white if that is near."""
        begin, stop = (self.places_to_part(first.column, place)[0] for place in (first.start, last.end))
        if begin >= stop:  # hardly any ink
            begin, stop = first.start, last.end
        return ColumnPiece(first.column, begin, stop, turned=True)

    def places_to_part(self, column: int, place: int) -> list[int]:
        """Where a column may be cut instead of at a place: in white around it, the nearest first; there, if none is."""
        text_line = self.page.text_lines[column]
        reach = int(self.page.params.near * text_line.em)
        low = max(0, place - reach)
        inked = self.page.ink.mask[max(0, int(text_line.top)) : int(text_line.bottom), low : place + reach + 1].any(
            axis=0
        )
        nearest = (min(max(place, low + a), low + b - 1) for a, b in runs(~inked))
        return sorted(nearest, key=lambda found: abs(found - place))[: self.page.params.choice] or [place]


def column_text_lines(lines: Sequence[MapLine], width: int, params: ColumnParams = PARAMS) -> tuple[TextLine, ...]:
    """Text lines that run down a page, on the page turned counterclockwise: the rightmost column first.

    Parameters
    ----------
    lines : sequence of MapLine
        In pixels of the page.
    width : int
        Of the page, in pixels.
    params : ColumnParams, optional
    """
    columns: list[list[MapLine]] = []
    for line in sorted(lines, key=lambda line: -float(line.path[:, 0].mean())):
        last = columns[-1][-1] if columns else None
        if last is not None and last.path[:, 0].mean() - line.path[:, 0].mean() < params.beside * line.em:
            columns[-1].append(line)
        else:
            columns.append([line])
    found: list[TextLine] = []
    for column in columns:
        part: list[TextLine] = []
        for line in sorted(column, key=lambda line: line.path[0, 1]):
            centre = width - float(line.path[:, 0].mean())
            start, end = max(0.0, line.path[0, 1] - params.beyond * line.em), line.path[-1, 1] + params.beyond * line.em
            half = params.half * line.em
            text_line = TextLine(float(start), float(end), centre, line.em, centre - half, centre + half)
            if part and start - part[-1].right < params.joined * line.em:
                before = part.pop()
                text_line = replace(before, right=max(float(end), before.right))
            part.append(text_line)
        found += part
    return tuple(found)


def turned_sideways(ink: Ink, text_lines: Sequence[TextLine], params: ColumnParams = PARAMS) -> Sideways:
    """Turn a page in columns counterclockwise; `text_lines` are those of its columns there."""
    level = np.ascontiguousarray(np.rot90(ink.level))
    sideways = replace(ink, level=level, mask=np.ascontiguousarray(np.rot90(ink.mask)))
    text_lines = [_measured(sideways.mask, text_line, params) for text_line in text_lines]
    usual = float(np.median([text_line.em for text_line in text_lines])) if text_lines else 1.0
    even = tuple(
        replace(text_line, em=usual) if abs(text_line.em / usual - 1) < params.same_size else text_line
        for text_line in text_lines
    )
    pitch = _pitch(
        [_profile(sideways, text_line, int(text_line.left), int(text_line.right) + 1) for text_line in even],
        even,
        params,
    )
    return Sideways(sideways, find_components(sideways.mask), even, pitch, params)


def _measured(mask: NDArray[np.bool_], text_line: TextLine, params: ColumnParams) -> TextLine:
    """A column's frame with the em and the middle that its ink tells."""
    look = params.look * text_line.em
    top, bottom = max(0, int(text_line.centre - look)), int(text_line.centre + look) + 1
    left, right = max(0, int(text_line.left)), int(text_line.right) + 1
    part = mask[top:bottom, left:right]
    rows = np.flatnonzero(part.any(axis=1))
    shape = LineShape.of(part, (int(rows[0]), int(rows[-1]) + 1), left, top) if len(rows) else None
    if shape is None or not params.trusted[0] <= shape.em / text_line.em <= params.trusted[1]:
        return text_line
    own = shape.text_line(shape.em, 0, params=params.shape)
    half = params.half * own.em
    return replace(text_line, em=own.em, centre=own.centre, top=own.centre - half, bottom=own.centre + half)


def cut_columns(page: Sideways) -> list[list[ColumnPiece]]:
    """Cut columns into pieces, about a character each."""
    found = [page.cut_column(number) for number in range(len(page.text_lines))]
    return [row for row in found if row]


def _profile(sideways: Ink, text_line: TextLine, start: int, end: int) -> NDArray[np.float64]:
    """Ink across each place along a stretch of a column, in ems of full ink."""
    place = np.s_[max(0, int(text_line.top)) : int(text_line.bottom), start : max(start, end)]
    ink = np.where(sideways.mask[place], sideways.level[place], 0)
    return np.asarray(ink.sum(axis=0, dtype=np.float64) / (255 * text_line.em))


def _pitch(profiles: Sequence[NDArray[np.float64]], text_lines: Sequence[TextLine], params: ColumnParams) -> float:
    """Usual distance of characters, in ems: that of neighbouring full ones with white around."""
    distances: list[float] = []
    low, high = params.full
    for profile, text_line in zip(profiles, text_lines, strict=True):
        bounds = [(a, b) for a, b in runs(profile > 0) if low <= (b - a) / text_line.em <= high]
        centres = np.array([(a + b) / 2 for a, b in bounds]) / text_line.em
        apart = np.diff(centres)
        distances += apart[(apart >= params.pitch[0]) & (apart <= params.pitch[1])].tolist()
    return float(np.median(distances)) if distances else 1.0


def _cuts(profile: NDArray[np.float64], pitch: float, params: ColumnParams) -> list[int]:
    """The cheapest cuts: through little ink, about a pitch apart, or with white between (dynamic programming)."""
    low, high = max(1, int(params.piece[0] * pitch)), max(2, round(params.piece[1] * pitch))
    lengths = np.arange(low, high + 1)
    uneven = np.where(lengths > pitch, params.long_cost, params.short_cost) * (lengths / pitch - 1.0) ** 2
    white = high  # an opening bracket at the top of a column has its ink at its own foot
    ink = np.concatenate([np.zeros(white), profile, np.zeros(white)])
    cost, before = np.full(len(ink) + 1, np.inf), np.zeros(len(ink) + 1, np.intp)
    cost[0] = 0.0
    gap = params.white
    through = params.cut * np.minimum(np.append(ink, 0.0), np.append(0.0, ink))
    for end in range(1, len(ink) + 1):
        if ink[end - 1] == 0 and cost[end - 1] + gap < cost[end]:
            cost[end], before[end] = cost[end - 1] + gap, end - 1
        reach = lengths[lengths <= end]
        if len(reach):
            totals = cost[end - reach] + uneven[: len(reach)]
            best = int(np.argmin(totals))
            if totals[best] + through[end] < cost[end]:
                cost[end], before[end] = totals[best] + through[end], end - reach[best]
    bounds = [len(ink)]
    while bounds[-1] > 0:
        bounds.append(int(before[bounds[-1]]))
    return sorted(bound - white for bound in bounds)


def lay_out(page: Sideways, rows: Sequence[Sequence[ColumnPiece]]) -> tuple[Ink, tuple[TextLine, ...], Columns]:
    """Set pieces of columns side by side, in lines.

    Parameters
    ----------
    page : Sideways
    rows : sequence of sequence of ColumnPiece
        What to set in each line; at least one piece.

    Returns
    -------
    ink : Ink
        The lines.
    text_lines : tuple of TextLine
        Theirs.
    columns : Columns
        The way back.
    """
    row_lines = [page.text_lines[row[0].column] for row in rows]
    steps = [int(page.params.row * text_line.em) + 1 for text_line in row_lines]
    ends = np.cumsum(steps, dtype=np.intp)
    tops = ends - steps
    length = max(
        int(sum(_advance(piece, text_line, page.params) for piece in row))
        for row, text_line in zip(rows, row_lines, strict=True)
    )
    level = np.zeros((ends[-1], length + max(steps)), np.uint8)
    places, found = [], []
    for number, (row, text_line, first, end) in enumerate(
        zip(rows, row_lines, tops.tolist(), ends.tolist(), strict=True)
    ):
        middle, pen = (first + end) // 2, text_line.em / 2
        for piece in row:
            cut = _cut_out(page, piece)
            left, top = round(pen + (page.params.around * text_line.em if piece.turned else 0)), middle - cut.middle
            skipped = max(0, first - top)
            source = cut.level[skipped : skipped + end - first]
            into = level[top + skipped : top + skipped + len(source), left : left + source.shape[1]]
            np.maximum(into, source[: len(into), : into.shape[1]], out=into)
            places.append((number, left, cut.x - left, cut.y - top))
            pen += _advance(piece, text_line, page.params)
        found.append(TextLine(text_line.em / 2, pen, middle, text_line.em, first, end - 1, text_line.block))
    ink = replace(page.ink, level=level, mask=level > page.ink.least)
    return ink, tuple(found), Columns(page, tuple(map(tuple, rows)), np.array(places, np.intp), tops)


def _advance(piece: ColumnPiece, text_line: TextLine, params: ColumnParams) -> float:
    if piece.level:
        return text_line.bottom - text_line.top
    length = piece.end - piece.start + 2 * params.around * text_line.em if piece.turned else text_line.em
    return length + params.apart * text_line.em


class _Cut(NamedTuple):
    """A piece as it is laid out: its ink, the row that comes to the line's middle, and the place it was taken from.

    The place is that of its left upper corner, on the page, or on the page turned sideways for what lies on its side.
    """

    level: NDArray[np.uint8]
    middle: int
    x: int
    y: int


def _cut_out(page: Sideways, piece: ColumnPiece) -> _Cut:
    text_line, height, params = page.text_lines[piece.column], len(page.ink.level), page.params
    if piece.level:
        first, last = max(0, int(text_line.top)), min(height, int(text_line.bottom) + 1)
        start, level = _own_ink(page, piece, slice(first, last), 0)
        return _Cut(np.rot90(level, -1), (piece.start + piece.end) // 2 - start, height - last, start)
    half = round((params.word_half if piece.turned else params.half) * text_line.em)
    first = max(0, round(text_line.centre) - half, int(text_line.top) - 1)
    last = min(height, round(text_line.centre) + half, int(text_line.bottom) + 1)
    start, level = _own_ink(page, piece, slice(first, last), int(params.near * text_line.em))
    if piece.turned:
        middle = round(text_line.centre) - first
        if piece.end - piece.start > params.word * text_line.em:
            middle = _word_middle(level > page.ink.least, middle, text_line.em, params)
        return _Cut(level, middle, start, first)
    upright = np.rot90(level, -1)
    middle = _middle(upright > page.ink.least, last - text_line.centre, text_line.em, params)
    return _Cut(upright, middle, height - last, start)


def _word_middle(mask: NDArray[np.bool_], middle: int, em: float, params: ColumnParams) -> int:
    """The row of a word on its side that comes to the line's middle, so that its capitals are where a line's are."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return middle
    above, below = params.capital
    tall = rows[-1] + 1 - rows[0] >= params.tall * em
    found = round(float(rows[0] + above * em if tall else rows[-1] + 1 - below * em))
    return found if abs(found - middle) <= params.moved * em else middle


def _own_ink(page: Sideways, piece: ColumnPiece, rows: slice, reach: int) -> tuple[int, NDArray[np.uint8]]:
    """A piece's ink, and the column of the page it begins at.

    Components that reach a little over its ends belong to it as a whole if their middle is inside, and not at all
    otherwise; longer ones are parted.
    """
    low, high = max(0, piece.start - reach), min(page.ink.level.shape[1], piece.end + reach)
    near = page.components.labels[rows, low:high]
    some = near[near > 0]
    least = int(some.min()) if some.size else 1
    numbers = np.where(near > 0, near - (least - 1), 0)  # components of some rows of a page have neighbouring numbers
    boxes = np.concatenate([np.zeros((1, 5), np.int32), page.components.boxes[least - 1 : int(near.max(initial=0))]])
    left, right = boxes[:, 0], boxes[:, 0] + boxes[:, 2]
    centre = (left + right) / 2
    inner = (piece.start <= centre) & (centre < piece.end)
    over = np.where(
        inner,
        np.maximum(piece.start - left, right - piece.end),
        np.where(centre < piece.start, right - piece.start, piece.end - left),
    )
    whole = (boxes[:, 2] <= page.params.whole * page.text_lines[piece.column].em) & (over <= reach) & (boxes[:, 4] > 0)
    own, other = (whole & inner)[numbers], (whole & ~inner)[numbers]
    inside = np.zeros(high - low, bool)
    inside[piece.start - low : piece.end - low] = True
    around = np.ones((3, 3), np.uint8)
    rim, rim_of_other = (cv2.dilate(part.view(np.uint8), around) > 0 for part in (own, other))
    kept = (rim & ~other) | (inside & ~rim_of_other)
    return low, np.where(kept, page.ink.level[rows, low:high], 0).astype(np.uint8)


def _middle(mask: NDArray[np.bool_], centre: float, em: float, params: ColumnParams) -> int:
    """The row of a piece that comes to the line's middle: that of its ink, wherever it was cut.

    Full stops and commas stand in the upper right corner in a column, and at the foot in a line.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return len(mask) // 2
    high, wide = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    off = (columns[0] + columns[-1] + 1) / 2 - centre
    is_mark = max(high, wide) < params.mark * em and off > params.right * em
    if high > em:  # some of it is of its neighbours
        return round(float(np.average(np.arange(len(mask)), weights=mask.sum(axis=1))))
    return round(float(rows[0] + rows[-1] + 1) / 2 - (params.foot * em if is_mark else 0.0))
