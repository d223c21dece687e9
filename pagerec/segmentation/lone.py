"""Lone characters in rows of others: the text map misses some that stand alone in the cells of tables and calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .values import TextLine


@dataclass(frozen=True, slots=True)
class LoneParams:
    """What may be a lone character. Lengths are in ems of its row.

    Attributes
    ----------
    row : int
        Least lines in a row that others may be in.
    column, line_up : int, float
        A dash that stands for a value may have a single line beside it: it is in line with so many others, whose middle
        or end is no further from its own.
    aside, size : float
        How far the middles of a row's lines may lie from each other, and how much their ems may differ, as a factor.
    least, most : float
        Least height or width of the ink, and most of both: a few characters.
    dash : (width, height)
        Least width and greatest height of a dash.
    strokes : float
        White between the strokes of what is looked at together.
    clear : float
        White on all sides.
    share : float
        Most of them for a known line: what has more is a texture, where nothing is looked for.
    """

    row: int = 2
    column: int = 3
    line_up: float = 0.25
    aside: float = 0.25
    size: float = 1.25
    least: float = 0.4
    dash: tuple[float, float] = (0.25, 0.2)
    most: tuple[float, float] = (1.1, 2.2)
    strokes: float = 0.3
    clear: float = 0.3
    share: float = 2.0


#: What lone characters are found with.
PARAMS = LoneParams()


def lone_characters(
    components: NDArray[np.int32], text_lines: Sequence[TextLine], params: LoneParams = PARAMS
) -> list[TextLine]:
    """Lines of what may be lone characters, for reading to decide; none where no lines stand in rows.

    Parameters
    ----------
    components : int32, shape (N, 5)
        Left, top, width, height and area of the level page's components, without rules and figures.
    text_lines : sequence of TextLine
        All lines that are known.
    params : LoneParams, optional
    """
    rows = _rows([line for line in text_lines if line.course is None], params)
    if not rows:
        return []
    boxes = components[:, :4].astype(np.float64)
    boxes[:, 2:] += boxes[:, :2]
    known = np.array([[line.left, line.top, line.right, line.bottom] for line in text_lines])
    columns = known[:, [0, 2]]
    found: list[TextLine] = []
    for centre, em, count in rows:
        reach = params.most[0] / 2 * em + params.aside * em
        near = boxes[(boxes[:, 1] > centre - reach) & (boxes[:, 3] < centre + reach)]
        for left, top, right, bottom in _clusters(near, params.strokes * em):
            wide, high = (right - left) / em, (bottom - top) / em
            if high > params.most[0] or wide > params.most[1]:
                continue
            is_dash = wide >= params.dash[0] and high <= params.dash[1]
            in_column = is_dash and _count_in_line(left, right, columns, params.line_up * em) >= params.column
            if not in_column and (count < params.row or max(wide, high) < params.least):
                continue
            if abs((top + bottom) / 2 - centre) > params.aside * em:
                continue
            place = np.array([left, top, right, bottom]) + params.clear * em * np.array([-1, -1, 1, 1])
            if _overlaps(place, known).any():
                continue
            half = params.most[0] / 2 * em
            found.append(TextLine(left, right, centre, em, min(top, centre - half), max(bottom, centre + half)))
            known = np.concatenate([known, [[left, top, right, bottom]]])
            if len(found) > params.share * len(text_lines):
                return []
    return found


def _count_in_line(left: float, right: float, columns: NDArray[np.float64], most: float) -> int:
    """How many lines (left and right end of each) have a middle or an end where this has it."""
    middle = np.abs(columns.sum(axis=1) - (left + right)) / 2
    return int(np.count_nonzero(np.minimum(middle, np.abs(columns - [left, right]).min(axis=1)) <= most))


def _rows(text_lines: Sequence[TextLine], params: LoneParams) -> list[tuple[float, float, int]]:
    """Middle and em of each row of lines that stand side by side, and how many these are."""
    found: list[tuple[float, float, int]] = []
    row: list[TextLine] = []
    for line in [*sorted(text_lines, key=lambda line: line.centre), None]:
        if row and (line is None or line.centre - row[-1].centre > params.aside * row[-1].em):
            em = float(np.median([one.em for one in row]))
            alike = [one for one in row if 1 / params.size < one.em / em < params.size]
            if alike:
                found.append((float(np.median([one.centre for one in alike])), em, len(alike)))
            row = []
        if line is not None:
            row.append(line)
    return found


def _clusters(boxes: NDArray[np.float64], gap: float) -> list[tuple[float, float, float, float]]:
    """Boxes around those (N, 4) of a row that are nearer to each other than a gap, from left to right."""
    found: list[tuple[float, float, float, float]] = []
    for left, top, right, bottom in boxes[np.argsort(boxes[:, 0], kind="stable")].tolist():
        if found and left - found[-1][2] < gap:
            before = found[-1]
            found[-1] = before[0], min(top, before[1]), max(right, before[2]), max(bottom, before[3])
        else:
            found.append((left, top, right, bottom))
    return found


def _overlaps(place: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the boxes (N, 4) reach into a place."""
    return np.asarray(((boxes[:, :2] < place[2:]) & (boxes[:, 2:] > place[:2])).all(axis=1))
