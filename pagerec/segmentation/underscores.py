"""Underscores: short level strokes below the base line of a line, with nothing above them.

Beside print the text map doesn't see them, and between letters they are taken for a part of these. What is longer is a
rule or a blank to fill in; words that are underlined stand above their stroke, and the foot of a letter stands on the
base line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .values import TextLine


@dataclass(frozen=True, slots=True)
class UnderscoreParams:
    """What an underscore is. Lengths are in ems of its line.

    Attributes
    ----------
    low : (high, low)
        How far below the line's middle its stroke begins and ends: in 28 Chinese faces it begins at 0.3 to 0.38, where
        the feet of letters are, too.
    blank, foot : float
        A stroke as wide as that is no foot of letters, and may begin as high as this.
    thick : float
        Height of the stroke at most.
    narrowest, widest : float
        Width of one at least, and of several that touch each other at most.
    above : float
        From how far above the line's middle on there is nothing above it.
    beside : float
        How far letters beside it may stand over its ends.
    reach : float
        How far before and behind the line's print it is looked for.
    slope : float
        How far a line may rise or fall from its beginning to its end.
    """

    low: tuple[float, float] = (0.40, 0.85)
    blank: float = 1.2
    foot: float = 0.3
    thick: float = 0.14
    narrowest: float = 0.3
    widest: float = 3.5
    above: float = 0.5
    beside: float = 0.12
    reach: float = 3.0
    slope: float = 0.3


#: What underscores are found with.
PARAMS = UnderscoreParams()


def find_underscores(
    mask: NDArray[np.bool_], text_lines: Sequence[TextLine], params: UnderscoreParams = PARAMS
) -> tuple[Box, ...]:
    """Find what may be underscores in or beside lines.

    Parameters
    ----------
    mask : bool, shape (H, W)
        Ink of the level page.
    text_lines : sequence of TextLine
        Those that run along bent or slanted lines are left out.
    params : UnderscoreParams, optional

    Returns
    -------
    tuple of Box
        Their strokes on the level page, from left to right.
    """
    return tuple(sorted({box for line in text_lines for box in _strokes(mask, line, params)}))


def _strokes(mask: NDArray[np.bool_], text_line: TextLine, params: UnderscoreParams) -> list[Box]:
    """Level strokes on the level of a line, with nothing above."""
    em, (height, width) = text_line.em, mask.shape
    level = _on_level(text_line, params)
    if level is None:
        return []
    *ends, centre = level
    left, right = (
        min(max(0, round(end + side * params.reach * em)), width) for end, side in zip(ends, (-1, 1), strict=True)
    )
    top, low, bottom = (min(max(0, round(centre + share * em)), height) for share in (params.foot, *params.low))
    narrow, thick = max(3, round(params.narrowest * em)), max(2, round(params.thick * em))
    zone = mask[top:bottom, left:right]
    if min(zone.shape, default=0) == 0 or not (zone.sum(axis=1) >= narrow).any():
        return []
    opened = cv2.morphologyEx(zone.view(np.uint8), cv2.MORPH_OPEN, np.ones((1, narrow), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    first, edge = max(0, round(centre - params.above * em)), round(params.beside * em)
    boxes = []
    for x, y, across, down, _ in stats[1:].tolist():
        box = Box(left + x, top + y, left + x + across, top + y + down)
        inner = slice(box.left + edge, max(box.left + edge + 1, box.right - edge))
        highest = 0 if across >= params.blank * em else low - top
        is_stroke = highest < y < len(zone) - down and down <= thick and across <= params.widest * em
        goes_on = (x == 0 < left) or box.right == right < width
        if is_stroke and not goes_on and not mask[first : box.top - 1, inner].any():
            boxes.append(box)
    return boxes


def _on_level(text_line: TextLine, params: UnderscoreParams) -> tuple[float, float, float] | None:
    """Left, right and middle of a line on the level page; None where it isn't level there."""
    course = text_line.course
    if course is None:
        return text_line.left, text_line.right, text_line.centre
    ends = np.array([[text_line.left, text_line.centre], [text_line.right, text_line.centre]])
    (left, first), (right, last) = course.to_page(ends).tolist()
    if len(course.points) > 2 or left >= right or abs(last - first) > params.slope * text_line.em:
        return None
    return left, right, (first + last) / 2
