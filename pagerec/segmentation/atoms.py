"""Atoms: the smallest pieces a line of print is cut into.

All lines of a page are cut in one go, laid side by side. A component is described by its columns (*slots*): each
has its ink, its first and its last row, so that cutting a component between two columns is a matter of summing up
slots, without going back to its pixels.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .lines import EM, HEIGHT
from .profiles import histogram, quantile_of
from .scale import find_components

#: Share of the darkest ink within `_AROUND` ems above which a line image's pixel belongs to a stroke.
_STROKE, _AROUND = 0.34, 0.6
_STROKE_OF = (np.arange(256) * _STROKE).astype(np.uint8)
#: Least share of full ink in a stroke: without noise, and at most; between them it grows with the paper's noise.
_PALEST, _NOISIEST, _ABOVE_NOISE = 0.16, 0.42, 4.0
#: The same for faint components of their own, and their least area, in square ems.
_FAINT, _FAINT_AREA = 0.24, 0.012
#: Components overlapping by more than this share of the narrower one stand above one another.
_OVERLAP = 0.5
#: A thin run longer than `_UNDERLINE` and lower than `_UNDER` below the middle of the line is an underline, in ems.
_UNDERLINE, _UNDER = 1.3, 0.4
#: Slope of italics, and overlap in the slanted frame that components above one another have, too.
_SLANT, _SLANTED_OVERLAP = 0.2, 0.25
#: Narrowest component that may be two touching characters, and smallest distance of cuts, in ems.
_MIN_TOUCHING, _MIN_PIECE = 0.3, 0.14
#: Smallest distance of cuts, and how far the profile must rise beside one, in pixels of a line image.
_MARGIN, _REACH = max(2, round(_MIN_PIECE * EM)), round(0.35 * EM)
#: Least height of a component that is likely one Chinese character, in ems: capitals and d, h, l are lower.
_FULL = 0.8
#: Widest piece, in ems: what is wider is parted wherever it is thinnest.
_WIDEST = 1.15


class _Slots(NamedTuple):
    """Columns of components, component by component from left to right; all arrays have one entry a slot.

    `pixels` are the flat indices of all inked pixels and `slot_of` the slot of each.
    """

    component: NDArray[np.intp]
    column: NDArray[np.intp]
    x: NDArray[np.intp]
    ink: NDArray[np.float64]
    top: NDArray[np.intp]
    bottom: NDArray[np.intp]
    pixels: NDArray[np.intp]
    slot_of: NDArray[np.intp]


class _Extent(NamedTuple):
    """Left and right end of a piece, upright and where italics stand upright."""

    left: float
    right: float
    slanted_left: float
    slanted_right: float


def find_atoms(level: NDArray[np.uint8], line_images: Sequence[slice]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut lines laid side by side into atoms.

    Parameters
    ----------
    level : uint8, shape (HEIGHT, W)
        Their ink.
    line_images : sequence of slice
        Columns of each line.

    Returns
    -------
    labels : int32, shape (HEIGHT, W)
        Number of the atom every pixel belongs to, from 1 in the order of their centres; 0 for none.
    atoms : int32, shape (A, 4)
        Left, top, right, bottom of each (right and bottom excluded).
    """
    level = _without_underline(level)
    labels, boxes = _components(level, _least_ink(level, line_images))
    if not len(boxes):
        return np.zeros(level.shape, np.int32), np.zeros((0, 4), np.int32)
    slots = _slots(level, labels, boxes)
    starts = _piece_starts(slots, boxes)
    pieces = np.column_stack(
        [
            slots.x[starts],
            np.minimum.reduceat(slots.top, starts),
            np.append(slots.x[starts[1:] - 1], slots.x[-1]) + 1,
            np.maximum.reduceat(slots.bottom, starts),
        ]
    )
    groups = _stack(_extents(slots, starts, pieces))
    sizes = [len(group) for group in groups]
    members = np.concatenate([np.array(group) for group in groups])
    firsts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    atoms = np.column_stack(
        [
            np.minimum.reduceat(pieces[members, :2], firsts, axis=0),
            np.maximum.reduceat(pieces[members, 2:], firsts, axis=0),
        ]
    )
    atom_of = np.zeros(len(pieces), np.int32)
    atom_of[members] = np.repeat(np.arange(1, len(groups) + 1), sizes)
    piece_of_slot = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(slots.x))))
    painted = np.zeros(level.size, np.int32)
    painted[slots.pixels] = atom_of[piece_of_slot[slots.slot_of]]
    return _with_rim(painted.reshape(level.shape)), atoms.astype(np.int32)


def _without_underline(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink without thin horizontal runs below the characters."""
    low = round(HEIGHT / 2 + _UNDER * EM)
    foot = (level[low:] > 255 * _STROKE).view(np.uint8)
    runs = cv2.morphologyEx(foot, cv2.MORPH_OPEN, np.ones((1, round(_UNDERLINE * EM)), np.uint8))
    if not runs.any():
        return level
    cleared = level.copy()
    cleared[low:][cv2.dilate(runs, np.ones((3, 1), np.uint8)) > 0] = 0
    return cleared


def _least_ink(level: NDArray[np.uint8], line_images: Sequence[slice]) -> NDArray[np.uint8]:
    """Level that a stroke exceeds, for each column: it depends on the noise of its line."""
    least = np.full(level.shape[1], 255, np.uint8)
    faint = np.arange(256) < 255 * _STROKE
    for columns in line_images:
        noise = quantile_of(histogram(level[:, columns]) * faint, 0.7)
        least[columns] = int(min(max(255 * _PALEST, _ABOVE_NOISE * noise), 255 * _NOISIEST))
    return least


def _components(level: NDArray[np.uint8], least: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Label strokes and, with further numbers, faint components that hold no stroke (blurred full stops).

    Strokes are dark for their surroundings, so that pale print and hairlines hold together. What only reaches in
    from a neighbouring line is left out.
    """
    reach = round(_AROUND * EM) | 1
    darkest = cv2.dilate(level, np.ones((reach, reach), np.uint8))
    strokes = level > np.maximum(cv2.LUT(darkest, _STROKE_OF), least)
    labels, stats = find_components(strokes)
    faint = level > 255 * _FAINT
    pale, pale_stats = find_components(faint)
    holds_stroke = np.zeros(len(pale_stats) + 1, bool)
    holds_stroke[pale[strokes]] = True
    number, boxes = _numbered(stats, _is_piece(stats))
    enough = _is_piece(pale_stats) & (pale_stats[:, 4] >= _FAINT_AREA * EM * EM) & ~holds_stroke[1:]
    further, pale_boxes = _numbered(pale_stats, enough, len(boxes))
    joined = np.where(labels > 0, number[labels], further[pale])
    return np.asarray(joined, np.int32), np.concatenate([boxes, pale_boxes])


def _is_piece(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    top, height, area = stats[:, 1], stats[:, 3], stats[:, 4]
    edge = round(0.1 * EM)
    intrudes = ((top == 0) | (top + height == HEIGHT)) & (height <= edge)
    return np.asarray((area >= 3) & ~intrudes)


def _numbered(
    stats: NDArray[np.int32], kept: NDArray[np.bool_], after: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """New numbers of components (0 for those not kept), counted on from `after`, and the boxes of those kept."""
    number = np.zeros(len(stats) + 1, np.int32)
    number[1:][kept] = np.arange(after + 1, after + 1 + np.count_nonzero(kept), dtype=np.int32)
    return number, stats[kept, :4]


def _slots(level: NDArray[np.uint8], labels: NDArray[np.int32], boxes: NDArray[np.int32]) -> _Slots:
    left, width = boxes[:, 0].astype(np.intp), boxes[:, 2].astype(np.intp)
    offset = np.cumsum(width) - width
    count = int(width.sum())
    pixels = np.flatnonzero(labels)
    y, x = np.divmod(pixels, labels.shape[1])
    owner = labels.ravel()[pixels] - 1
    slot_of = (offset - left)[owner] + x
    ink = np.bincount(slot_of, level.ravel()[pixels], minlength=count) / 255.0
    top, bottom = np.zeros(count, np.intp), np.zeros(count, np.intp)
    bottom[slot_of] = y + 1  # pixels come row by row: the last one stays
    top[slot_of[::-1]] = y[::-1]
    component = np.repeat(np.arange(len(boxes)), width)
    column = np.arange(count) - offset[component]
    return _Slots(component, column, left[component] + column, ink, top, bottom, pixels, slot_of)


def _piece_starts(slots: _Slots, boxes: NDArray[np.int32]) -> NDArray[np.intp]:
    """The slots at which pieces begin: every component's first, and cuts where characters may touch."""
    starts = slots.column == 0
    starts[_cuts(slots, boxes)] = True
    found = np.flatnonzero(starts)
    wide = found[np.diff(np.append(found, len(starts))) > _WIDEST * EM]
    for start in wide.tolist():
        end = int(found[np.searchsorted(found, start, side="right")]) if start < found[-1] else len(starts)
        starts[_part_wide(slots.ink, start, end)] = True
    return np.flatnonzero(starts)


def _cuts(slots: _Slots, boxes: NDArray[np.int32]) -> list[int]:
    """Slots before which a component may be cut: thin places of its column profile, well apart, thinnest first."""
    width, height = boxes[:, 2], boxes[:, 3]
    full = (height >= _FULL * EM) & (width >= 0.55 * EM) & (width <= 1.15 * EM)
    limit = np.where(width < _MIN_TOUCHING * EM, -1.0, np.where(full, 0.11 * EM, 0.5 * EM))[slots.component]
    depth = np.where(full, 0.6, 0.9)[slots.component]
    ink, room = slots.ink, width[slots.component] - slots.column
    thin = (ink <= limit) & (slots.column >= _MARGIN) & (room >= _MARGIN)
    thin[1:-1] &= (ink[1:-1] <= ink[:-2]) & (ink[1:-1] < ink[2:])
    places = np.flatnonzero(thin)
    around = np.arange(1, _REACH + 1)
    before = np.where(around <= slots.column[places, None], ink[np.maximum(places[:, None] - around, 0)], 0.0)
    behind = np.where(around < room[places, None], ink[np.minimum(places[:, None] + around, len(ink) - 1)], 0.0)
    sides = np.minimum(before.max(axis=1), behind.max(axis=1))
    places = places[ink[places] <= depth[places] * sides - 0.2]
    cuts: list[int] = []
    near: dict[int, list[int]] = {}
    for place in places[np.argsort(ink[places], kind="stable")].tolist():
        others = near.setdefault(int(slots.component[place]), [])
        if all(abs(place - other) >= _MARGIN for other in others):
            others.append(place)
            cuts.append(place)
    return cuts


def _part_wide(ink: NDArray[np.float64], start: int, end: int) -> list[int]:
    """Cuts at the thinnest column wherever a piece is wider than any character (long dashes, touching print)."""
    cuts = []
    while end - start > _WIDEST * EM:
        low, high = start + round(0.6 * EM), min(start + round(1.1 * EM), end - round(0.3 * EM))
        start = low + int(np.argmin(ink[low:high] + 0.02 * np.abs(np.arange(low, high) - (start + EM))))
        cuts.append(start)
    return cuts


def _extents(slots: _Slots, starts: NDArray[np.intp], pieces: NDArray[np.intp]) -> list[_Extent]:
    """Extent of each piece; the cuts of a parted component are upright."""
    leaning = np.minimum.reduceat(slots.x + _SLANT * (slots.top - HEIGHT / 2), starts)
    leant = np.maximum.reduceat(slots.x + _SLANT * (slots.bottom - 1 - HEIGHT / 2), starts) + 1
    owner = slots.component[starts]
    parted = np.bincount(owner)[owner] > 1
    left, right = pieces[:, 0].astype(np.float64), pieces[:, 2].astype(np.float64)
    columns = left, right, np.where(parted, left, leaning), np.where(parted, right, leant)
    return list(itertools.starmap(_Extent, np.column_stack(columns).tolist()))


def _stack(pieces: list[_Extent]) -> list[list[int]]:
    """Join pieces that lie above one another, upright and slanted; groups in the order of their centres."""
    groups: list[list[int]] = []
    extents: list[_Extent] = []
    for i in sorted(range(len(pieces)), key=pieces.__getitem__):
        members, own = [i], pieces[i]
        # Only the last few groups can overlap: groups are made in the order of their left edges.
        for k in range(len(groups) - 1, max(-1, len(groups) - 6), -1):
            other = extents[k]
            if other.right > own.left and _above(other, own):
                del extents[k]
                members = groups.pop(k) + members
                own = _Extent(
                    min(own.left, other.left),
                    max(own.right, other.right),
                    min(own.slanted_left, other.slanted_left),
                    max(own.slanted_right, other.slanted_right),
                )
        groups.append(members)
        extents.append(own)
    ranked = sorted(range(len(groups)), key=lambda k: extents[k].left + extents[k].right)
    return [groups[k] for k in ranked]


def _above(one: _Extent, two: _Extent) -> bool:
    return (
        _overlap(one.left, one.right, two.left, two.right) >= _OVERLAP
        and _overlap(one.slanted_left, one.slanted_right, two.slanted_left, two.slanted_right) >= _SLANTED_OVERLAP
    )


def _overlap(left: float, right: float, other_left: float, other_right: float) -> float:
    """Length that two intervals share, relative to the shorter one."""
    shared = min(right, other_right) - max(left, other_left)
    return shared / max(min(right - left, other_right - other_left), 1.0)


def _with_rim(painted: NDArray[np.int32]) -> NDArray[np.int32]:
    """Atom numbers with a rim of one pixel, which takes in the fading edge of strokes."""
    kind = np.uint16 if painted.max(initial=0) < 1 << 16 else np.float32
    rim = cv2.dilate(painted.astype(kind), np.ones((3, 3), np.uint8)).astype(np.int32)
    return np.where(painted > 0, painted, rim)
