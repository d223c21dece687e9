"""Lines to the blocks of a page that are read one after the other, by their boxes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .layout import GutterParams, KnownLines, PaneParams, find_regions
from .layout_regions import LayoutRegion
from .values import TextLine


@dataclass(frozen=True, slots=True)
class LayoutParams:
    """How a page is parted by its lines. Lengths are in ems.

    Attributes
    ----------
    room : float
        Room that a line's ink has at its ends: two spaces of code are no gutter.
    grain : float
        Pixels an em at which boxes of lines are drawn to find the white between them.
    gutters : GutterParams
        How the page is parted at such white.
    panes : PaneParams
        What the lines beside a gutter tell.
    """

    room: float = 0.15
    grain: float = 8.0
    gutters: GutterParams = field(default_factory=GutterParams)
    panes: PaneParams = field(default_factory=PaneParams)


#: What blocks are found with.
PARAMS = LayoutParams()


def in_blocks(
    text_lines: Sequence[TextLine],
    layout_regions: Sequence[LayoutRegion],
    em: float,
    params: LayoutParams = PARAMS,
    leaders: Sequence[TextLine] = (),
) -> tuple[TextLine, ...]:
    """Text lines block by block, each with its block and the bounds of that.

    Parameters
    ----------
    text_lines : sequence of TextLine
        Measured, in no order.
    layout_regions : sequence of LayoutRegion
        Parts of the page whose lines are apart from those around them.
    em : float
        Size of the page's type, in pixels.
    params : LayoutParams, optional
    leaders : sequence of TextLine, optional
        What holds the title and the number of a row together, as text between them would.
    """
    return tuple(text_line for _, text_line in numbered_blocks(text_lines, layout_regions, em, params, leaders))


def numbered_blocks(
    text_lines: Sequence[TextLine],
    layout_regions: Sequence[LayoutRegion],
    em: float,
    params: LayoutParams = PARAMS,
    leaders: Sequence[TextLine] = (),
) -> list[tuple[int, TextLine]]:
    """As `in_blocks`, with each one's number in what was given."""
    found: list[tuple[int, TextLine]] = []
    if not text_lines:
        return found
    count, every = 0, [*text_lines, *leaders]
    for group in _by_part(every, layout_regions):
        for numbers, column in _regions_of([every[k] for k in group], em, params):
            found += [(group[k], replace(every[group[k]], block=count, column=column)) for k in numbers]
            count += 1
    return [(number, text_line) for number, text_line in found if number < len(text_lines)]


def _by_part(text_lines: Sequence[TextLine], layout_regions: Sequence[LayoutRegion]) -> list[list[int]]:
    """Lines of the page, then those of each part of the regions: of the smallest that holds a line's middle."""
    parts = sorted(
        (part for layout_region in layout_regions for part in layout_region.parts),
        key=lambda part: part.width * part.height,
    )
    groups: dict[int, list[int]] = {}
    for place, text_line in enumerate(text_lines):
        left, top, right, bottom = text_line.box
        x, y = (left + right) / 2, (top + bottom) / 2
        number = next((k for k, part in enumerate(parts) if part.holds(x, y)), -1)
        groups.setdefault(number, []).append(place)
    return [groups[number] for number in sorted(groups)]


def _regions_of(
    text_lines: Sequence[TextLine], em: float, params: LayoutParams
) -> list[tuple[list[int], tuple[float, float]]]:
    """Numbers of the lines of each region, in reading order, and the columns that it reaches over."""
    boxes = np.array([text_line.box for text_line in text_lines]) + np.array([-params.room, 0, params.room, 0]) * em
    scale = params.grain / em
    low = boxes.min(axis=0)[:2]
    left = float(low[0])
    small = np.round((boxes - np.tile(low, 2)) * scale).astype(int)
    mask = np.zeros((int(small[:, 3].max()) + 2, int(small[:, 2].max()) + 2), bool)
    for x0, y0, x1, y1 in small.tolist():
        mask[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = True
    lines = (np.array([_em_box(text_line) for text_line in text_lines]) - np.tile(low, 2)) * scale
    regions = find_regions(mask, params.grain, params.gutters, KnownLines(lines, params.panes))
    number = _nearest(small, regions)
    found = []
    for k, region in enumerate(regions):
        own = np.flatnonzero(number == k).tolist()
        if own:
            found.append((own, (region.left / scale + left, region.right / scale + left)))
    return found


def _em_box(text_line: TextLine) -> tuple[float, float, float, float]:
    """A line's box, as high as its em: which of its characters have ascents doesn't matter."""
    left, top, right, bottom = text_line.box
    if text_line.course is not None:
        return left, top, right, bottom
    return left, text_line.centre - text_line.em / 2, right, text_line.centre + text_line.em / 2


def _nearest(boxes: NDArray[np.int_], regions: Sequence[Box]) -> NDArray[np.intp]:
    """For each box the region that it overlaps most."""
    bounds = np.array(regions)
    across = np.minimum(boxes[:, None, 2], bounds[:, 2]) - np.maximum(boxes[:, None, 0], bounds[:, 0])
    down = np.minimum(boxes[:, None, 3], bounds[:, 3]) - np.maximum(boxes[:, None, 1], bounds[:, 1])
    return np.asarray(np.where((across > 0) & (down > 0), across * down, np.minimum(across, down)).argmax(axis=1))
