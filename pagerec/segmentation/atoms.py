"""Atoms: the smallest pieces a line of print is cut into.

All lines of a page are cut in one go, laid side by side. A component is described by its columns (*slots*): each
has its ink, its first and its last row, so that cutting a component between two columns is a matter of summing up
slots, without going back to its pixels.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .lines import EM, HEIGHT
from .profiles import histogram, quantile_of
from .scale import find_components

#: So many of the last groups may overlap a piece: groups are made in the order of their left edges.
_NEAR = 6


@dataclass(frozen=True, slots=True)
class CellParams:
    """How a line is cut into atoms, and which of them may be a character. Lengths are in ems.

    Attributes
    ----------
    stroke, around : float
        Share of the darkest ink so far around above which a line image's pixel belongs to a stroke.
    palest, noisiest, above_noise : float
        Least share of full ink in a stroke: without noise, and at most; between them it is so many times the paper's
        noise.
    noise : float
        Share of a line's pixels fainter than strokes that have no more ink than its noise.
    faint, faint_area : float
        The same for faint components of their own, and their least area, in square ems.
    intruding : float
        Height of what only reaches in from a neighbouring line.
    least_area : int
        Area of a component, in pixels of a line image.
    overlap : float
        Components overlapping by more than this share of the narrower one stand above one another.
    underline, under : float
        A thin run longer than the first and lower than the second below the middle of the line is an underline.
    slant, slanted_overlap : float
        Slope of italics, and overlap in the slanted frame that components above one another have, too.
    touching, piece, reach : float
        Narrowest component that may be two touching characters, smallest distance of cuts, and how far beside one the
        profile must rise.
    full, full_width : float, (low, high)
        Least height of a component that is likely one Chinese character (capitals and d, h, l are lower), and its
        width.
    thin_full, thin : float
        Most ink where such a component, and where another one, is cut.
    depth_full, depth, deeper : float
        That ink over the most beside it, on both sides, at most, and how much less still, in pixels.
    widest : float
        Widest piece: what is wider is parted wherever it is thinnest.
    part, rest : (low, high), float
        Where it is parted, and what is left of it at least.
    uneven : float
        Pixels of ink that a part of another width than an em costs for each pixel.
    widest_cell, widest_gap : float
        Widest cell, and widest white inside one.
    most_atoms : int
        Most atoms in a cell.
    """

    stroke: float = 0.34
    around: float = 0.6
    palest: float = 0.16
    noisiest: float = 0.42
    above_noise: float = 4.0
    noise: float = 0.7
    faint: float = 0.24
    faint_area: float = 0.012
    intruding: float = 0.1
    least_area: int = 3
    overlap: float = 0.5
    underline: float = 1.3
    under: float = 0.4
    slant: float = 0.2
    slanted_overlap: float = 0.25
    touching: float = 0.3
    piece: float = 0.14
    reach: float = 0.35
    full: float = 0.8
    full_width: tuple[float, float] = (0.55, 1.15)
    thin_full: float = 0.11
    thin: float = 0.5
    depth_full: float = 0.6
    depth: float = 0.9
    deeper: float = 0.2
    widest: float = 1.15
    part: tuple[float, float] = (0.6, 1.1)
    rest: float = 0.3
    uneven: float = 0.02
    widest_cell: float = 1.2
    widest_gap: float = 0.45
    most_atoms: int = 8


#: What lines are cut with.
PARAMS = CellParams()


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


def find_atoms(
    level: NDArray[np.uint8], line_images: Sequence[slice], params: CellParams = PARAMS
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut lines laid side by side into atoms.

    Parameters
    ----------
    level : uint8, shape (HEIGHT, W)
        Their ink.
    line_images : sequence of slice
        Columns of each line.
    params : CellParams, optional

    Returns
    -------
    labels : int32, shape (HEIGHT, W)
        Number of the atom every pixel belongs to, from 1 in the order of their centres; 0 for none.
    atoms : int32, shape (A, 4)
        Left, top, right, bottom of each (right and bottom excluded).
    """
    level = _without_underline(level, params)
    labels, boxes = _components(level, _least_ink(level, line_images, params), params)
    if not len(boxes):
        return np.zeros(level.shape, np.int32), np.zeros((0, 4), np.int32)
    slots = _slots(level, labels, boxes)
    starts = _piece_starts(slots, boxes, params)
    pieces = np.column_stack(
        [
            slots.x[starts],
            np.minimum.reduceat(slots.top, starts),
            np.append(slots.x[starts[1:] - 1], slots.x[-1]) + 1,
            np.maximum.reduceat(slots.bottom, starts),
        ]
    )
    groups = _stack(_extents(slots, starts, pieces, params), params)
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


def _without_underline(level: NDArray[np.uint8], params: CellParams) -> NDArray[np.uint8]:
    """The ink without thin horizontal runs below the characters."""
    low = round(HEIGHT / 2 + params.under * EM)
    foot = (level[low:] > 255 * params.stroke).view(np.uint8)
    runs = cv2.morphologyEx(foot, cv2.MORPH_OPEN, np.ones((1, round(params.underline * EM)), np.uint8))
    if not runs.any():
        return level
    cleared = level.copy()
    cleared[low:][cv2.dilate(runs, np.ones((3, 1), np.uint8)) > 0] = 0
    return cleared


def _least_ink(level: NDArray[np.uint8], line_images: Sequence[slice], params: CellParams) -> NDArray[np.uint8]:
    """Level that a stroke exceeds, for each column: it depends on the noise of its line."""
    least = np.full(level.shape[1], 255, np.uint8)
    faint = np.arange(256) < 255 * params.stroke
    for columns in line_images:
        noise = quantile_of(histogram(level[:, columns]) * faint, params.noise)
        least[columns] = int(min(max(255 * params.palest, params.above_noise * noise), 255 * params.noisiest))
    return least


def _components(
    level: NDArray[np.uint8], least: NDArray[np.uint8], params: CellParams
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Label strokes and, with further numbers, faint components that hold no stroke (blurred full stops).

    Strokes are dark for their surroundings, so that pale print and hairlines hold together. What only reaches in
    from a neighbouring line is left out.
    """
    reach = round(params.around * EM) | 1
    darkest = cv2.dilate(level, np.ones((reach, reach), np.uint8))
    strokes = level > np.maximum(cv2.LUT(darkest, (np.arange(256) * params.stroke).astype(np.uint8)), least)
    labels, stats = find_components(strokes)
    faint = level > 255 * params.faint
    pale, pale_stats = find_components(faint)
    holds_stroke = np.zeros(len(pale_stats) + 1, bool)
    holds_stroke[pale[strokes]] = True
    number, boxes = _numbered(stats, _is_piece(stats, params))
    enough = _is_piece(pale_stats, params) & (pale_stats[:, 4] >= params.faint_area * EM * EM) & ~holds_stroke[1:]
    further, pale_boxes = _numbered(pale_stats, enough, len(boxes))
    joined = np.where(labels > 0, number[labels], further[pale])
    return np.asarray(joined, np.int32), np.concatenate([boxes, pale_boxes])


def _is_piece(stats: NDArray[np.int32], params: CellParams) -> NDArray[np.bool_]:
    top, height, area = stats[:, 1], stats[:, 3], stats[:, 4]
    edge = round(params.intruding * EM)
    intrudes = ((top == 0) | (top + height == HEIGHT)) & (height <= edge)
    return np.asarray((area >= params.least_area) & ~intrudes)


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


def _piece_starts(slots: _Slots, boxes: NDArray[np.int32], params: CellParams) -> NDArray[np.intp]:
    """The slots at which pieces begin: every component's first, and cuts where characters may touch."""
    starts = slots.column == 0
    starts[_cuts(slots, boxes, params)] = True
    found = np.flatnonzero(starts)
    wide = found[np.diff(np.append(found, len(starts))) > params.widest * EM]
    for start in wide.tolist():
        end = int(found[np.searchsorted(found, start, side="right")]) if start < found[-1] else len(starts)
        starts[_part_wide(slots.ink, start, end, params)] = True
    return np.flatnonzero(starts)


def _cuts(slots: _Slots, boxes: NDArray[np.int32], params: CellParams) -> list[int]:
    """Slots before which a component may be cut: thin places of its column profile, well apart, thinnest first."""
    width, height = boxes[:, 2], boxes[:, 3]
    low, high = params.full_width
    full = (height >= params.full * EM) & (width >= low * EM) & (width <= high * EM)
    margin, reach = max(2, round(params.piece * EM)), round(params.reach * EM)
    thinnest = np.where(full, params.thin_full * EM, params.thin * EM)
    limit = np.where(width < params.touching * EM, -1.0, thinnest)[slots.component]
    depth = np.where(full, params.depth_full, params.depth)[slots.component]
    ink, room = slots.ink, width[slots.component] - slots.column
    thin = (ink <= limit) & (slots.column >= margin) & (room >= margin)
    thin[1:-1] &= (ink[1:-1] <= ink[:-2]) & (ink[1:-1] < ink[2:])
    places = np.flatnonzero(thin)
    around = np.arange(1, reach + 1)
    before = np.where(around <= slots.column[places, None], ink[np.maximum(places[:, None] - around, 0)], 0.0)
    behind = np.where(around < room[places, None], ink[np.minimum(places[:, None] + around, len(ink) - 1)], 0.0)
    sides = np.minimum(before.max(axis=1), behind.max(axis=1))
    places = places[ink[places] <= depth[places] * sides - params.deeper]
    cuts: list[int] = []
    near: dict[int, list[int]] = {}
    for place in places[np.argsort(ink[places], kind="stable")].tolist():
        others = near.setdefault(int(slots.component[place]), [])
        if all(abs(place - other) >= margin for other in others):
            others.append(place)
            cuts.append(place)
    return cuts


def _part_wide(ink: NDArray[np.float64], start: int, end: int, params: CellParams) -> list[int]:
    """Cuts at the thinnest column wherever a piece is wider than any character (long dashes, touching print)."""
    cuts = []
    while end - start > params.widest * EM:
        low = start + round(params.part[0] * EM)
        high = min(start + round(params.part[1] * EM), end - round(params.rest * EM))
        start = low + int(np.argmin(ink[low:high] + params.uneven * np.abs(np.arange(low, high) - (start + EM))))
        cuts.append(start)
    return cuts


def _extents(slots: _Slots, starts: NDArray[np.intp], pieces: NDArray[np.intp], params: CellParams) -> list[_Extent]:
    """Extent of each piece; the cuts of a parted component are upright."""
    leaning = np.minimum.reduceat(slots.x + _aside(slots.top, params), starts)
    leant = np.maximum.reduceat(slots.x + _aside(slots.bottom - 1, params), starts) + 1
    owner = slots.component[starts]
    parted = np.bincount(owner)[owner] > 1
    left, right = pieces[:, 0].astype(np.float64), pieces[:, 2].astype(np.float64)
    columns = left, right, np.where(parted, left, leaning), np.where(parted, right, leant)
    return list(itertools.starmap(_Extent, np.column_stack(columns).tolist()))


def _aside(rows: NDArray[np.intp], params: CellParams) -> NDArray[np.float64]:
    """How far rows of slanted print are aside; in parts of two, so that no place is rounded otherwise than another."""
    return np.round(params.slant * (rows - HEIGHT / 2) * 64) / 64


def _stack(pieces: list[_Extent], params: CellParams) -> list[list[int]]:
    """Join pieces that lie above one another, upright and slanted; groups in the order of their centres."""
    upright, slanted = params.overlap, params.slanted_overlap
    groups: list[list[int]] = []
    extents: list[_Extent] = []
    for i in sorted(range(len(pieces)), key=pieces.__getitem__):
        members, own = [i], pieces[i]
        # Only the last few groups can overlap: groups are made in the order of their left edges.
        for k in range(len(groups) - 1, max(-1, len(groups) - _NEAR), -1):
            other = extents[k]
            if other.right > own.left and _above(other, own, upright, slanted):
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


def _above(one: _Extent, two: _Extent, upright: float, slanted: float) -> bool:
    return (
        _overlap(one.left, one.right, two.left, two.right) >= upright
        and _overlap(one.slanted_left, one.slanted_right, two.slanted_left, two.slanted_right) >= slanted
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
