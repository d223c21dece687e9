"""Lines to the blocks of a page that are read one after the other, by their boxes alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .insets import Inset
from .layout import find_regions
from .values import Frame, Region

#: Room that a line's ink has at its ends, in ems: two spaces of code are no gutter.
_ROOM = 0.15
#: Pixels an em at which boxes of lines are drawn to find the white between them.
_GRAIN = 8.0


def in_blocks(frames: Sequence[Frame], insets: Sequence[Inset], em: float) -> tuple[Frame, ...]:
    """Frames block by block, each with its block and the bounds of that.

    Parameters
    ----------
    frames : sequence of Frame
        Measured, in no order.
    insets : sequence of Inset
        Parts of the page whose lines are apart from those around them.
    em : float
        Size of the page's type, in pixels.
    """
    return tuple(frame for _, frame in numbered_blocks(frames, insets, em))


def numbered_blocks(frames: Sequence[Frame], insets: Sequence[Inset], em: float) -> list[tuple[int, Frame]]:
    """As `in_blocks`, with each frame's number in what was given."""
    found: list[tuple[int, Frame]] = []
    count = 0
    for group in _by_part(frames, insets):
        for numbers, column in _regions_of([frames[k] for k in group], em):
            found += [(group[k], replace(frames[group[k]], block=count, column=column)) for k in numbers]
            count += 1
    return found


def _by_part(frames: Sequence[Frame], insets: Sequence[Inset]) -> list[list[int]]:
    """Lines of the page, then those of each part of its insets: of the smallest that holds a line's middle."""
    parts = sorted((part for inset in insets for part in inset.parts), key=lambda part: part.width * part.height)
    groups: dict[int, list[int]] = {}
    for place, frame in enumerate(frames):
        left, top, right, bottom = frame.box
        x, y = (left + right) / 2, (top + bottom) / 2
        number = next((k for k, part in enumerate(parts) if part.holds(x, y)), -1)
        groups.setdefault(number, []).append(place)
    return [groups[number] for number in sorted(groups)]


def _regions_of(frames: Sequence[Frame], em: float) -> list[tuple[list[int], tuple[float, float]]]:
    """Numbers of the lines of each region, in reading order, and the columns that it reaches over."""
    boxes = np.array([frame.box for frame in frames]) + np.array([-_ROOM, 0, _ROOM, 0]) * em
    scale = _GRAIN / em
    low = boxes.min(axis=0)[:2]
    left = float(low[0])
    small = np.round((boxes - np.tile(low, 2)) * scale).astype(int)
    mask = np.zeros((int(small[:, 3].max()) + 2, int(small[:, 2].max()) + 2), bool)
    for x0, y0, x1, y1 in small.tolist():
        mask[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = True
    regions = find_regions(mask, _GRAIN)
    number = _nearest(small, regions)
    found = []
    for k, region in enumerate(regions):
        own = np.flatnonzero(number == k).tolist()
        if own:
            found.append((own, (region.left / scale + left, region.right / scale + left)))
    return found


def _nearest(boxes: NDArray[np.int_], regions: Sequence[Region]) -> NDArray[np.intp]:
    """For each box the region that it overlaps most."""
    bounds = np.array(regions)
    across = np.minimum(boxes[:, None, 2], bounds[:, 2]) - np.maximum(boxes[:, None, 0], bounds[:, 0])
    down = np.minimum(boxes[:, None, 3], bounds[:, 3]) - np.maximum(boxes[:, None, 1], bounds[:, 1])
    return np.asarray(np.where((across > 0) & (down > 0), across * down, np.minimum(across, down)).argmax(axis=1))
