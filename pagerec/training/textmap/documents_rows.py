"""Characters of a PDF page put together to rows of print: each with its direction, its baseline and its em."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .documents_text import STRAIGHT, Char
from .samples import ABOVE_BASELINE, WIDEST_GAP

#: Sizes of type that differ more than this are two lines.
SIZE_STEP = 1.25
#: Indices and small capitals are so much smaller than the type they go with, at least and at most.
_SCRIPT = (0.45, 0.87)
#: Where the baseline of an index may be, in ems of the main type above its baseline.
_SCRIPT_SHIFT = (-0.6, 0.9)
#: Letters of one word, and an index and its letter, are not farther apart, in ems.
_TOUCHING = 0.3
#: Baselines of one line agree to this, in ems; inside a word, as in TeX's own name, less is asked.
_SAME_BASELINE, _LOWERED = 0.12, 0.35
#: How far the next character of a line may start before the end of the last one, in ems: print from right to left.
_BACK = 2.5
#: Characters of one line run in one direction: cosine of the largest angle between them.
_PARALLEL = math.cos(math.radians(1.5))
#: Pitch of vertical print, in ems, and the fewest characters of a vertical line.
_PITCH, _COLUMN = (0.8, 1.3), 3


@dataclass(frozen=True, slots=True)
class Row:
    """Characters that are read as one line.

    Attributes
    ----------
    chars : tuple of Char
        In the order they are read.
    em : float
        Size of the main type.
    above : float
        Place of the baseline, as `Char.above`; of a vertical row: x of its middle.
    start, end : float
        Extent in the direction of the advance; of a vertical row: top and bottom.
    is_vertical : bool
        Upright characters one below the other.
    """

    chars: tuple[Char, ...]
    em: float
    above: float
    start: float
    end: float
    is_vertical: bool = False

    @property
    def right(self) -> float:
        """x of the direction of the advance."""
        return self.chars[0].right

    @property
    def down(self) -> float:
        """y of the direction of the advance."""
        return self.chars[0].down

    @property
    def is_straight(self) -> bool:
        """Whether it runs along an axis of the page."""
        return self.chars[0].is_straight

    @property
    def text(self) -> str:
        """What it says, without spaces."""
        return "".join(char.text for char in self.chars)

    @property
    def math(self) -> float:
        """Part of its characters that is of a formula."""
        return sum(char.is_math for char in self.chars) / len(self.chars)

    @property
    def is_text(self) -> bool:
        """Whether a person would read it: it has letters or digits, and hardly anything else."""
        known = sum(not char.is_symbol for char in self.chars)
        return known * 2 > len(self.chars) and any(char.text.isalnum() and not char.is_symbol for char in self.chars)

    @property
    def corners(self) -> NDArray[np.float64]:
        """Corners as those of `TrueLine`."""
        if self.is_vertical:
            left, right = self.above - self.em / 2, self.above + self.em / 2
            return np.array([[right, self.start], [right, self.end], [left, self.end], [left, self.start]])
        along, up = np.array([self.right, self.down]), np.array([self.down, -self.right])
        upper = up * (self.above + ABOVE_BASELINE * self.em)
        lower = up * (self.above + (ABOVE_BASELINE - 1) * self.em)
        return np.array(
            [along * self.start + upper, along * self.end + upper, along * self.end + lower, along * self.start + lower]
        )


def measure(chars: Sequence[Char]) -> Row:
    """The row of characters that run in one direction."""
    spans = [char.span for char in chars]
    order = sorted(range(len(chars)), key=lambda index: spans[index])
    sizes = np.repeat([char.em for char in chars], [1 if char.is_symbol else 3 for char in chars])
    em = float(np.sort(sizes)[len(sizes) // 2])
    above = float(np.median([char.above for char in chars if abs(char.em - em) <= 0.15 * em]))
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return Row(tuple(chars[index] for index in order), em, above, start, end)


def measure_column(chars: Sequence[Char]) -> Row:
    """The row of upright characters one below the other."""
    em = float(np.median([char.em for char in chars]))
    middle = float(np.median([char.x + char.em / 2 for char in chars]))
    start = chars[0].y - ABOVE_BASELINE * chars[0].em
    return Row(tuple(chars), em, middle, start, chars[-1].y + (1 - ABOVE_BASELINE) * chars[-1].em, is_vertical=True)


def find_rows(chars: Sequence[Char]) -> list[Row]:
    """Characters put together to rows of print.

    Rows end where `WIDEST_GAP` or `SIZE_STEP` is passed. Indices and small capitals stay in the row of their word.
    """
    columns, others = _take_columns(chars)
    return [*columns, *join_rows(_link(others))]


def _take_columns(chars: Sequence[Char]) -> tuple[list[Row], list[Char]]:
    """Vertical rows, and the characters that are in none."""
    columns: list[Row] = []
    others: list[Char] = []
    start = 0
    for index in range(1, len(chars) + 1):
        if index < len(chars) and _stands_below(chars[index - 1], chars[index]):
            continue
        if index - start >= _COLUMN:
            columns.append(measure_column(chars[start:index]))
        else:
            others.extend(chars[start:index])
        start = index
    return columns, others


def _stands_below(first: Char, second: Char) -> bool:
    if not (first.is_wide and second.is_wide and min(first.right, second.right) > STRAIGHT):
        return False
    em = first.em
    return abs(second.x - first.x) < 0.1 * em and _PITCH[0] * em < second.y - first.y < _PITCH[1] * em


def _link(chars: Sequence[Char]) -> list[Row]:
    """Rows of characters that follow each other in the document."""
    rows: list[Row] = []
    linked: list[Char] = []
    for char in chars:
        if linked and not _follows(linked[0], linked[-1], char):
            rows.append(measure(linked))
            linked = []
        linked.append(char)
    return rows + ([measure(linked)] if linked else [])


def _follows(first: Char, last: Char, char: Char) -> bool:
    """Whether a character goes on with a row; the first one tells the size and the baseline of the row."""
    if first.right * char.right + first.down * char.down < _PARALLEL:
        return False
    em = first.em
    gap, shift, size = (char.span[0] - last.span[1]) / em, (char.above - first.above) / em, char.em / em
    if gap < -_BACK:
        return False
    if 1 / SIZE_STEP <= size <= SIZE_STEP:
        return (abs(shift) < _SAME_BASELINE and gap <= WIDEST_GAP) or (abs(shift) < _LOWERED and gap < _TOUCHING)
    return _SCRIPT[0] <= size <= _SCRIPT[1] and _SCRIPT_SHIFT[0] < shift < _SCRIPT_SHIFT[1] and gap < _TOUCHING


def join_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of which none goes on with another one."""
    found: list[Row] = []
    directions: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        directions[round(row.right * 40), round(row.down * 40)].append(row)
    for group in directions.values():
        found.extend(_join_parallel(group))
    return found


def _join_parallel(rows: list[Row]) -> list[Row]:
    rows = sorted(rows, key=lambda row: -row.em * len(row.chars))
    done: list[Row] = []
    while rows:
        row = rows.pop(0)
        partner = next((index for index, other in enumerate(rows) if _belong(row, other)), None)
        if partner is None:
            done.append(row)
        else:
            rows.insert(0, measure([*row.chars, *rows.pop(partner).chars]))
    return done


def _belong(row: Row, other: Row) -> bool:
    """Whether two parallel rows are one."""
    large, small = (row, other) if row.em >= other.em else (other, row)
    gap = max(other.start - row.end, row.start - other.end) / large.em
    shift = (small.above - large.above) / large.em
    size = small.em / large.em
    if size >= 1 / SIZE_STEP:
        return abs(shift) < _SAME_BASELINE and gap <= WIDEST_GAP
    inside = _SCRIPT_SHIFT[0] < shift < _SCRIPT_SHIFT[1] and size >= _SCRIPT[0]
    return inside and gap < _TOUCHING and len(small.chars) <= len(large.chars)
