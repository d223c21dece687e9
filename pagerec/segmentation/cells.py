"""Cut a line too finely, and list every group of pieces that may be a character.

Atoms are connected components, joined where they lie above one another and parted where print touches, so
that hardly any true boundary is missed. Which atoms belong together is not decided here: left-right
characters such as 能 and 刺 are cells of several atoms, and the decoder chooses among all cells.
"""

from __future__ import annotations

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from .lines import EM, HEIGHT
from .profiles import quantile
from .values import Cells, Strip

#: Share of the darkest ink within `_AROUND` ems above which a strip's pixel belongs to a stroke.
_STROKE, _AROUND = 0.34, 0.6
#: Least share of full ink in a stroke: without noise, and at most; between them it grows with the paper's noise.
_PALEST, _NOISIEST, _ABOVE_NOISE = 0.16, 0.42, 4.0
#: The same for faint components of their own, and their least area, in square ems.
_FAINT, _FAINT_AREA = 0.24, 0.012
#: Widest cell, widest white inside one, in ems, and most atoms in one.
MAX_WIDTH, _MAX_GAP, MAX_ATOMS = 1.2, 0.45, 8
#: Components overlapping by more than this share of the narrower one stand above one another.
_OVERLAP = 0.5
#: A thin run longer than `_UNDERLINE` and lower than `_UNDER` below the middle of the line is an underline, in ems.
_UNDERLINE, _UNDER = 1.3, 0.4
#: Slope of italics, and overlap in the slanted frame that components above one another have, too.
_SLANT, _SLANTED_OVERLAP = 0.2, 0.25
#: Narrowest component that may be two touching characters, and smallest distance of cuts, in ems.
_MIN_TOUCHING, _MIN_PIECE = 0.3, 0.14


def find_cells(strip: Strip) -> Cells:
    """Over-segment a strip.

    Returns
    -------
    Cells
        Empty where the strip has no ink.
    """
    level = _without_underline(strip.level)
    labels, stats = _components(level)
    pieces = _pieces(level, labels, stats)
    if not pieces:
        none = np.zeros((0, 4), np.int32)
        return Cells(np.zeros(labels.shape, np.int32), none, none[:, 0], none[:, 0], none)
    groups = _stack(pieces)
    atoms = np.asarray([_union([pieces[i] for i in group]) for group in groups], np.int32)
    painted = _paint(labels, pieces, groups)
    return _enumerate(painted, atoms)


def cell_windows(strip: Strip, cells: Cells, chosen: NDArray[np.intp] | None = None) -> NDArray[np.uint8]:
    """What the classifier sees of each cell: the line around it, and the cell's own ink.

    The window is as wide as it is high and centred on the cell, in the line's own frame: position and size
    are kept, so that 。 , · and o O 0 stay apart.

    Parameters
    ----------
    strip, cells
        A line and its cells.
    chosen : int array, optional
        Indices of the cells wanted; all without it.

    Returns
    -------
    uint8, shape (N, HEIGHT, HEIGHT, 2)
        Channel 0: all ink. Channel 1: the ink of the cell's own atoms.
    """
    boxes, first, last = cells.boxes, cells.first, cells.last
    if chosen is not None:
        boxes, first, last = boxes[chosen], first[chosen], last[chosen]
    pad = HEIGHT // 2
    level = np.pad(strip.level, ((0, 0), (pad, pad)))
    labels = np.pad(cells.labels, ((0, 0), (pad, pad)))
    start = (boxes[:, 0] + boxes[:, 2]) // 2
    columns = start[:, None] + np.arange(HEIGHT)[None, :]
    seen = level.T[columns]
    owner = labels.T[columns]
    own = np.where((owner >= first[:, None, None]) & (owner <= last[:, None, None]), seen, 0)
    return np.stack([seen, own], axis=-1).transpose(0, 2, 1, 3)


Piece = tuple[int, int, int, int, int, float, float]  # component, left, top, right, bottom, slanted left and right


def _without_underline(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip without thin horizontal runs below the characters."""
    low = round(HEIGHT / 2 + _UNDER * EM)
    foot = (level[low:] > 255 * _STROKE).view(np.uint8)
    runs = cv2.morphologyEx(foot, cv2.MORPH_OPEN, np.ones((1, round(_UNDERLINE * EM)), np.uint8))
    if not runs.any():
        return level
    cleared = level.copy()
    cleared[low:][cv2.dilate(runs, np.ones((3, 1), np.uint8)) > 0] = 0
    return cleared


def _strokes(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mask of what is dark for its surroundings, so that pale print and hairlines hold together."""
    reach = round(_AROUND * EM) | 1
    darkest = cv2.dilate(level, np.ones((reach, reach), np.uint8))
    faint = level[level < 255 * _STROKE]
    noise = quantile(faint, 0.7)
    floor = min(max(255 * _PALEST, _ABOVE_NOISE * noise), 255 * _NOISIEST)
    return ((level > _STROKE * darkest.astype(np.float32)) & (level > floor)).view(np.uint8)


def _components(level: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Label the strokes, and, with further numbers, faint components that hold no stroke (blurred full stops)."""
    strokes = _strokes(level)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    faint = (level > 255 * _FAINT).view(np.uint8)
    more, pale, pale_stats, _ = cv2.connectedComponentsWithStats(faint, connectivity=8)
    holds_stroke = np.zeros(more, bool)
    holds_stroke[pale[strokes > 0]] = True
    enough = (pale_stats[:, 4] >= _FAINT_AREA * EM * EM) & ~holds_stroke
    enough[0] = False
    number = np.zeros(more, np.int32)
    number[enough] = np.arange(count, count + int(enough.sum()), dtype=np.int32)
    joined = np.where(labels > 0, labels, number[pale]).astype(np.int32)
    return joined, np.concatenate([stats[1:], pale_stats[enough]])


def _pieces(level: NDArray[np.uint8], labels: NDArray[np.int32], stats: NDArray[np.int32]) -> list[Piece]:
    """Components, parted where characters may touch; what only reaches in from a neighbouring line is left out."""
    pieces: list[Piece] = []
    slanted = _slanted_extents(labels, len(stats))
    for index, (left, top, width, height, area) in enumerate(stats.tolist(), start=1):
        if area < 3 or _intrudes(top, height):
            continue
        whole = (index, left, top, left + width, top + height, *slanted[index])
        if width < _MIN_TOUCHING * EM:
            pieces.append(whole)
            continue
        inside = labels[top : top + height, left : left + width] == index
        density = np.where(inside, level[top : top + height, left : left + width], 0).sum(axis=0) / 255.0
        cuts = _cuts(density, height)
        if not cuts:
            pieces.append(whole)
            continue
        edges = [0, *cuts, width]
        for a, b in itertools.pairwise(edges):
            rows = np.flatnonzero(inside[:, a:b].any(axis=1))
            if len(rows):
                pieces.append(
                    (
                        index,
                        left + a,
                        top + int(rows[0]),
                        left + b,
                        top + int(rows[-1]) + 1,
                        left + a,
                        left + b,
                    )
                )
    return pieces


def _slanted_extents(labels: NDArray[np.int32], count: int) -> list[tuple[float, float]]:
    """Left and right end of each component where italics stand upright."""
    y, x = np.nonzero(labels)
    number = labels[y, x]
    along = x + _SLANT * (y - HEIGHT / 2)
    left, right = np.full(count + 1, np.inf), np.full(count + 1, -np.inf)
    np.minimum.at(left, number, along)
    np.maximum.at(right, number, along + 1)
    return list(zip(left.tolist(), right.tolist(), strict=True))


def _intrudes(top: int, height: int) -> bool:
    edge = round(0.1 * EM)
    return (top == 0 and height <= edge) or (top + height == HEIGHT and height <= edge)


def _cuts(profile: NDArray[np.float64], height: int) -> list[int]:
    """Columns at which a component may be two touching characters: thin places of its column profile.

    Parameters
    ----------
    profile : float, shape (W,)
        Ink of each column, in pixels of full ink.
    height : int
        Of the component, in pixels.
    """
    width = len(profile)
    full = height >= 0.72 * EM and 0.55 * EM <= width <= 1.15 * EM
    limit, depth = (0.11 * EM, 0.6) if full else (0.5 * EM, 0.9)
    margin, reach = max(2, round(_MIN_PIECE * EM)), round(0.35 * EM)
    middle = profile[margin : width - margin + 1]
    before, behind = profile[margin - 1 : width - margin], profile[margin + 1 : width - margin + 2]
    lowest = (
        np.flatnonzero((middle[: len(behind)] <= before[: len(behind)]) & (middle[: len(behind)] < behind)) + margin
    )
    places = np.asarray([x for x in lowest.tolist() if profile[x] <= limit and _is_deep(profile, x, reach, depth)], int)
    cuts: list[int] = []
    for place in places[np.argsort(profile[places], kind="stable")].tolist():
        if all(abs(place - other) >= margin for other in cuts):
            cuts.append(place)
    return _part_wide(profile, sorted(cuts))


def _is_deep(profile: NDArray[np.float64], place: int, reach: int, depth: float) -> bool:
    """Whether the profile rises well on both sides of a place."""
    behind = profile[place + 1 : place + 1 + reach]
    sides = min(float(profile[max(0, place - reach) : place].max()), float(behind.max(initial=0.0)))
    return float(profile[place]) <= depth * sides - 0.2


def _part_wide(profile: NDArray[np.float64], cuts: list[int]) -> list[int]:
    """Add a cut at the thinnest column wherever a piece is wider than any character (long dashes, touching print)."""
    edges = [0, *cuts, len(profile)]
    added = list(cuts)
    for a, b in itertools.pairwise(edges):
        while b - a > 1.15 * EM:
            low, high = a + round(0.6 * EM), min(a + round(1.1 * EM), b - round(0.3 * EM))
            window = profile[low:high] + 0.02 * np.abs(np.arange(low, high) - (a + EM))
            a = low + int(np.argmin(window))
            added.append(a)
    return sorted(added)


def _stack(pieces: list[Piece]) -> list[list[int]]:
    """Join pieces that lie above one another, upright and slanted; groups in the order of their centres."""
    order = sorted(range(len(pieces)), key=lambda i: (pieces[i][1], pieces[i][3]))
    groups: list[list[int]] = []
    extents: list[tuple[float, float, float, float]] = []
    for i in order:
        _, left, _, right, _, slanted_left, slanted_right = pieces[i]
        members, own = [i], (float(left), float(right), slanted_left, slanted_right)
        # Only the last few groups can overlap: groups are made in the order of their left edges.
        for k in range(len(groups) - 1, max(-1, len(groups) - 6), -1):
            if _above(extents[k], own):
                other = extents.pop(k)
                members = groups.pop(k) + members
                own = (
                    min(own[0], other[0]),
                    max(own[1], other[1]),
                    min(own[2], other[2]),
                    max(own[3], other[3]),
                )
        groups.append(members)
        extents.append(own)
    ranked = sorted(range(len(groups)), key=lambda k: extents[k][0] + extents[k][1])
    return [groups[k] for k in ranked]


def _above(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return _overlap(one[:2], two[:2]) >= _OVERLAP and _overlap(one[2:], two[2:]) >= _SLANTED_OVERLAP


def _overlap(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    """Length that two intervals share, relative to the shorter one."""
    return (min(one[1], two[1]) - max(one[0], two[0])) / max(min(one[1] - one[0], two[1] - two[0]), 1.0)


def _union(pieces: list[Piece]) -> tuple[int, int, int, int]:
    return (
        min(p[1] for p in pieces),
        min(p[2] for p in pieces),
        max(p[3] for p in pieces),
        max(p[4] for p in pieces),
    )


def _paint(labels: NDArray[np.int32], pieces: list[Piece], groups: list[list[int]]) -> NDArray[np.int32]:
    """Atom numbers for all pixels; a rim of one pixel takes in the fading edge of strokes."""
    painted = np.zeros(labels.shape, np.int32)
    for number, group in enumerate(groups, start=1):
        for i in group:
            index, left, top, right, bottom, *_ = pieces[i]
            painted[top:bottom, left:right][labels[top:bottom, left:right] == index] = number
    rim = cv2.dilate(painted.astype(np.uint16), np.ones((3, 3), np.uint8)).astype(np.int32)
    return np.where(painted > 0, painted, rim)


def _enumerate(labels: NDArray[np.int32], atoms: NDArray[np.int32]) -> Cells:
    """All runs of up to `MAX_ATOMS` atoms that are narrow enough and hold no wide gap."""
    count = len(atoms)
    numbers = np.arange(1, count + 1, dtype=np.int32)
    boxes = atoms.copy()
    gap = np.zeros(count, np.int32)
    firsts, lasts, found = [numbers], [numbers], [atoms]
    for size in range(2, min(MAX_ATOMS, count) + 1):
        added = atoms[size - 1 :]
        boxes, gap = boxes[:-1], gap[:-1]
        gap = np.maximum(gap, added[:, 0] - boxes[:, 2])
        boxes = np.column_stack(
            [
                np.minimum(boxes[:, 0], added[:, 0]),
                np.minimum(boxes[:, 1], added[:, 1]),
                np.maximum(boxes[:, 2], added[:, 2]),
                np.maximum(boxes[:, 3], added[:, 3]),
            ]
        )
        keep = (boxes[:, 2] - boxes[:, 0] <= MAX_WIDTH * EM) & (gap <= _MAX_GAP * EM)
        if not keep.any():
            break
        firsts.append(numbers[: count - size + 1][keep])
        lasts.append(numbers[size - 1 :][keep])
        found.append(boxes[keep])
    return Cells(labels, atoms, np.concatenate(firsts), np.concatenate(lasts), np.concatenate(found))
