"""Bullets of lists: small marks of one size, one below the other, each before a line.

The text map misses many of them, and alone each looks like dirt, an icon, or what is left of a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .values import TextLine


@dataclass(frozen=True, slots=True)
class BulletParams:
    """What bullets are. Lengths are in ems.

    Attributes
    ----------
    low, high : float
        Height of one at least and at most: icons are higher.
    near, aside : float
        How far behind it its line begins at most, and how far their middles are apart.
    below : float
        How far the left ends of those below each other are apart.
    size : float
        How much their widths and heights differ.
    count : int
        So many at least: a single mark may be anything.
    """

    low: float = 0.15
    high: float = 0.5
    near: float = 2.0
    aside: float = 0.3
    below: float = 0.15
    size: float = 0.12
    count: int = 3


#: What bullets are told by.
PARAMS = BulletParams()


def find_bullets(
    components: NDArray[np.int32], text_lines: Sequence[TextLine], params: BulletParams = PARAMS
) -> list[TextLine]:
    """Lines of the bullets that are not among the lines found.

    Parameters
    ----------
    components : int32, shape (N, 5)
        Left, top, width, height and area of the level page's components, without rules and figures.
    text_lines : sequence of TextLine
        All lines that are known.
    params : BulletParams, optional
    """
    level = [line for line in text_lines if line.course is None]
    if len(level) < params.count or not len(components):
        return []
    boxes = components[:, :4].astype(np.float64)
    boxes[:, 2:] += boxes[:, :2]
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    order = np.argsort(middles)
    boxes, middles = boxes[order], middles[order]
    before = [one for line in level if (one := _before(line, boxes, middles, params)) is not None]
    known = np.array([(line.left, line.top, line.right, line.bottom) for line in text_lines])
    new = [line for line in before if not _is_known(line, known)]
    marks = [line.right - line.left <= params.high * line.em for line in text_lines]
    found = are_bullets([*text_lines, *new], np.array(marks + [True] * len(new)), params)[len(text_lines) :]
    return [line for line, is_bullet in zip(new, found, strict=True) if is_bullet]


def _before(
    line: TextLine, boxes: NDArray[np.float64], middles: NDArray[np.float64], params: BulletParams
) -> TextLine | None:
    """The small mark next before a line, as a line; None without one. The boxes are sorted by their middles."""
    aside, em = params.aside * line.em, line.em
    near = boxes[np.searchsorted(middles, line.centre - aside) : np.searchsorted(middles, line.centre + aside)]
    gap = line.left - near[:, 2]
    near = near[(gap >= 0) & (gap <= params.near * em)]
    if not len(near):
        return None
    left, top, right, bottom = near[np.argmax(near[:, 2])].tolist()
    small = max(right - left, bottom - top) <= params.high * em and bottom - top >= params.low * em
    return TextLine(left, right, line.centre, em, top, bottom) if small else None


def _is_known(line: TextLine, boxes: NDArray[np.float64]) -> bool:
    """Whether a line's middle is in one of the boxes (N, 4)."""
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    return bool(((boxes[:, :2] <= [x, y]) & (boxes[:, 2:] >= [x, y])).all(axis=1).any())


def are_bullets(
    text_lines: Sequence[TextLine], marks: NDArray[np.bool_], params: BulletParams = PARAMS
) -> NDArray[np.bool_]:
    """Which lines are bullets before others.

    Parameters
    ----------
    text_lines : sequence of TextLine
    marks : bool, shape (N,)
        Which of them are a single sign.
    params : BulletParams, optional
    """
    found = before_lines(text_lines, marks, params)
    chosen = [line for line, is_before in zip(text_lines, found, strict=True) if is_before]
    boxes = np.array([(line.left, line.top, line.right, line.bottom) for line in chosen], np.float64).reshape(-1, 4)
    found[found] = lists_of(boxes, np.array([line.em for line in chosen]), params) > 0
    return found


def before_lines(
    text_lines: Sequence[TextLine], marks: NDArray[np.bool_], params: BulletParams = PARAMS
) -> NDArray[np.bool_]:
    """Which of the marks among lines stand next before a line that is none; parameters as for `are_bullets`."""
    found = np.zeros(len(text_lines), bool)
    chosen = np.flatnonzero(marks & np.array([line.is_nearly_level for line in text_lines], bool))
    if len(chosen) < params.count:
        return found
    boxes = np.array([(line.left, line.top, line.right, line.bottom) for line in text_lines])
    centres, ems = np.array([(line.centre, line.em) for line in text_lines]).T
    gap = boxes[:, 0] - boxes[chosen, 2][:, np.newaxis]
    behind = (gap >= 0) & (gap <= params.near * ems[chosen, np.newaxis]) & ~marks
    level = np.abs(centres - (boxes[chosen, 1] + boxes[chosen, 3])[:, np.newaxis] / 2) <= params.aside * ems
    found[chosen[(behind & level).any(axis=1)]] = True
    return found


def lists_of(boxes: NDArray[np.float64], ems: NDArray[np.float64], params: BulletParams = PARAMS) -> NDArray[np.intp]:
    """Number of the list, from 1, that each mark before a line is a bullet of; 0 for what is none.

    Parameters
    ----------
    boxes : float64, shape (N, 4)
        Left, top, right, bottom of the marks.
    ems : float64, shape (N,)
        Of the lines that they stand before.
    params : BulletParams, optional
    """
    found = np.zeros(len(boxes), np.intp)
    size = boxes[:, 2:] - boxes[:, :2]
    chosen = np.flatnonzero(size[:, 1] <= params.high * ems)
    left, size, em = boxes[chosen, 0], size[chosen], ems[chosen, np.newaxis]
    alike = np.abs(left - left[:, np.newaxis]) <= params.below * em
    alike &= (np.abs(size - size[:, np.newaxis]) <= params.size * em[..., np.newaxis]).all(axis=2)
    is_bullet = alike.sum(axis=1) >= params.count
    chosen, alike = chosen[is_bullet], alike[np.ix_(is_bullet, is_bullet)]
    numbers = np.arange(1, len(chosen) + 1)
    while len(chosen):
        joined = np.where(alike | alike.T, numbers, len(numbers) + 1).min(axis=1)
        if (joined == numbers).all():
            break
        numbers = joined
    found[chosen] = numbers
    return found
