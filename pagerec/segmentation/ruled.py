"""Print between rules: rules so near that they would be taken for ink of the lines are painted over.

So are the short and round sides of frames around print, which would be brackets without their rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .map_line import MapLine
from .nontext import RuleParams, TiltParams, level_and_upright_rules
from .profiles import runs
from .values import Ink


@dataclass(frozen=True, slots=True)
class RuledParams:
    """How rules are painted over. Lengths are in ems.

    Attributes
    ----------
    rim : float
        How far a rule's edge fades into the paper.
    thick : RuleParams
        What is a thick rule: one that is so long is none of print's own strokes.
    tilt : TiltParams
        How wide one may be that is not quite level.
    half : float
        How far print reaches above and below the middle of its line: strokes of blurred characters that run together,
        those of large print, and underlines are left where lines are cut out.
    within : float
        Share of a rule that is so near to a line from which it is one of these.
    ends, sides, side : float, (low, high), float
        Rules whose ends differ by no more may be the upper and the lower side of a frame; how high it is: higher ones
        have rules at their sides, too; and usual thickness of its left and right side at most.
    spans : float
        Share of that height that a side is seen on.
    """

    rim: float = 0.08
    thick: RuleParams = field(default_factory=lambda: RuleParams(length=6.0, width=0.3))
    tilt: TiltParams = field(default_factory=TiltParams)
    half: float = 0.5
    within: float = 0.5
    ends: float = 0.8
    sides: tuple[float, float] = (0.9, 4.0)
    side: float = 0.2
    spans: float = 0.95


#: What rules are painted over with.
PARAMS = RuledParams()


class Unruled(NamedTuple):
    """A page without its rules: without all of them, and with those that are as near to print as print's own strokes.

    `bare` is what lines are measured in, `gray` what they are cut from.
    """

    bare: NDArray[np.uint8]
    gray: NDArray[np.uint8]


def without_rules(
    gray: NDArray[np.uint8],
    ink: Ink,
    em: float,
    lines: Sequence[MapLine],
    rules: RuleParams,
    params: RuledParams = PARAMS,
) -> Unruled:
    """The page with paper where rules are; strokes that cross a rule stay.

    Each rule is closed across (a grey closing or, on dark paper, an opening): what is thinner than the tool, the rule
    itself, becomes as its sides are; a stroke across it is as long as the tool and stays.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    ink : Ink
        Its ink.
    em : float
        Size of the page's print, in pixels.
    lines : sequence of MapLine
        All lines, in pixels of the page.
    rules : RuleParams
        What is a rule.
    params : RuledParams, optional
    """
    along, upright = level_and_upright_rules(ink.mask, em, rules, params.thick)
    paint = partial(_painted, em=em, inverted=ink.inverted, params=params)
    if upright.any():
        gray = np.ascontiguousarray(paint(np.ascontiguousarray(gray.T), upright).T)
    if not along.any():
        return Unruled(gray, gray)
    gray = _without_sides(gray, ink.mask, along, em, params)
    return Unruled(paint(gray, along), paint(gray, _apart(along, _print(gray.shape, lines, params), params)))


def _without_sides(
    gray: NDArray[np.uint8], mask: NDArray[np.bool_], rules: NDArray[np.bool_], em: float, params: RuledParams
) -> NDArray[np.uint8]:
    """The page with paper where thin ink joins the ends of two level rules, one above the other."""
    frames = _frames(rules, em, params)
    if not frames:
        return gray
    found = gray.copy()
    for upper, lower in frames:
        top, bottom = upper[3], lower[1]
        around = (bottom - top) // 2 + 1
        for outer, end, step in (
            (min(upper[0], lower[0]), max(upper[0], lower[0]), -1),
            (max(upper[2], lower[2]), min(upper[2], lower[2]), 1),
        ):
            low, high = sorted((outer + step * around, end - step * max(2, round(params.side * em))))
            place = np.s_[top:bottom, max(0, low) : high + 1]
            side = _side(mask[place], em, params)
            if side is not None:
                paper = gray[place][~mask[place]]
                found[place][side] = int(np.median(paper)) if paper.size else gray[place].max()
    return found


def _frames(
    rules: NDArray[np.bool_], em: float, params: RuledParams
) -> list[tuple[tuple[int, int, int, int], tuple[int, int, int, int]]]:
    """Level rules that may be the upper and the lower side of one frame: left, top, right and bottom of both."""
    boxes: list[tuple[int, int, int, int]] = []
    for top, bottom in runs(rules.any(axis=1)):
        _, _, stats, _ = cv2.connectedComponentsWithStats(rules[top:bottom].view(np.uint8), connectivity=8)
        boxes += [(x, y + top, x + w, y + top + h) for x, y, w, h, _ in stats[1:].tolist()]
    places = np.array(boxes, np.int64).reshape(-1, 4)
    low, high = (share * em for share in params.sides)
    frames = []
    for upper in boxes:
        apart = places[:, 1] - upper[3]
        same = (np.abs(places[:, [0, 2]] - [upper[0], upper[2]]) <= params.ends * em).all(axis=1)
        near = np.flatnonzero(same & (apart >= low) & (apart <= high))
        if len(near):
            frames.append((upper, boxes[int(near[np.argmin(apart[near])])]))
    return frames


def _side(mask: NDArray[np.bool_], em: float, params: RuledParams) -> NDArray[np.bool_] | None:
    """Where a side of a frame is in a narrow place between the ends of its rules; None without one."""
    if not mask.size:
        return None
    # A thin round side is broken where it is pale.
    near = cv2.dilate(np.ascontiguousarray(mask).view(np.uint8), np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    for number in np.flatnonzero(stats[1:, 3] >= params.spans * len(mask)) + 1:
        own = labels == number
        rows = (own & mask).sum(axis=1)
        if np.median(rows) <= max(2.0, params.side * em):
            return np.asarray(own)
    return None


def _print(shape: tuple[int, ...], lines: Sequence[MapLine], params: RuledParams) -> NDArray[np.bool_]:
    """Where print is: along each line, and around its ends."""
    found = np.zeros(shape, np.uint8)
    for line in lines:
        width = max(1, round(2 * params.half * line.em))
        cv2.polylines(found, [np.round(line.path).astype(np.int32)], False, 1, width)
    return found > 0


def _apart(rules: NDArray[np.bool_], print_: NDArray[np.bool_], params: RuledParams) -> NDArray[np.bool_]:
    """The level rules that are not mostly where print is."""
    found = np.zeros_like(rules)
    for top, bottom in runs(rules.any(axis=1)):
        count, labels = cv2.connectedComponents(rules[top:bottom].view(np.uint8), connectivity=8)
        sizes = np.bincount(labels.ravel(), minlength=count)
        near = np.bincount(labels[print_[top:bottom]], minlength=count)
        apart = near < params.within * sizes
        apart[0] = False
        found[top:bottom] = apart[labels]
    return found


def _painted(
    gray: NDArray[np.uint8], rules: NDArray[np.bool_], em: float, inverted: bool, params: RuledParams
) -> NDArray[np.uint8]:
    """The page with its level rules painted over, in the rows that have any."""
    if not rules.any():
        return gray
    found = gray.copy()
    rim = max(1, round(params.rim * em))
    thick = max(2, round(params.thick.width * params.tilt.wider * em))
    tool = np.ones((thick + 2 * rim + 1 | 1, 1), np.uint8)
    kind = cv2.MORPH_OPEN if inverted else cv2.MORPH_CLOSE
    for top, bottom in runs(rules.any(axis=1)):
        low, high = max(0, top - rim), min(len(gray), bottom + rim)
        first, last = max(0, low - len(tool)), min(len(gray), high + len(tool))
        paper = cv2.morphologyEx(gray[first:last], kind, tool)[low - first : high - first]
        wide = cv2.dilate(rules[low:high].view(np.uint8), np.ones((2 * rim + 1, 3), np.uint8)) > 0
        found[low:high] = np.where(wide, paper, found[low:high])
    return found
