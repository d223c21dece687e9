"""From the text map to text lines: components of the core, linked along the direction in which they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from .map_line import PARAMS, MapLine, MapLineParams
from .map_links import joined
from .text_map import CORE_STRIDE, MapLook, TextMap


def find_map_lines(
    gray: NDArray[np.uint8], text_map: TextMap, params: MapLineParams = PARAMS
) -> tuple[list[MapLine], list[MapLook]]:
    """All lines of a picture, in no order, and the looks in which they were found.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    text_map : TextMap
    params : MapLineParams, optional
    """
    if min(gray.shape) < params.least_side:
        return [], []
    scale = min(1.0, float(np.sqrt(params.pixels / gray.size)))
    looks = [text_map(gray, scale)]
    lines = lines_of_look(looks[0], params)
    small = [line for line in lines if line.em * scale < params.smallest]
    if small and scale < 1.0:
        em = float(np.quantile([line.em for line in small], params.small_share))
        finer = min(1.0, params.wanted / em, float(np.sqrt(params.finest / gray.size)))
        if finer > params.finer * scale:
            looks.append(text_map(gray, finer))
            bound = params.smallest / scale
            kept = [line for line in lines if line.em >= bound]
            finer_lines = [line for line in lines_of_look(looks[-1], params) if line.em < params.finer_em * bound]
            lines = kept + _unexplained(finer_lines, kept, params)
    while max(gray.shape) * scale > params.coarsest * params.largest:
        coarser = scale / params.coarse
        looks.append(text_map(gray, coarser))
        small = [line for line in lines if line.em * scale <= params.largest]
        # What is a little too large for one look may be a little too small for the other.
        large = [line for line in lines_of_look(looks[-1], params) if line.em * scale > params.largest / params.either]
        found = small + _unexplained(large, small, params)
        between = [line for line in lines if params.largest < line.em * scale <= params.largest * params.either]
        lines = found + _unexplained(between, found, params)
        scale = coarser
    return joined(lines, params), looks


def _unexplained(lines: Sequence[MapLine], others: Sequence[MapLine], params: MapLineParams) -> list[MapLine]:
    """Those of the lines of which other lines do not cover much already, and in which there is not more print."""
    if not others:
        return list(lines)
    kept = []
    low = np.array([other.path.min(axis=0) - other.em for other in others])
    high = np.array([other.path.max(axis=0) + other.em for other in others])
    middles = np.array([other.path.mean(axis=0) for other in others])
    ems = np.array([other.length / other.em for other in others])
    for line in lines:
        inside = _inside(line, params)
        covered = np.zeros(len(inside), bool)
        near = (low < inside.max(axis=0)).all(axis=1) & (high > inside.min(axis=0)).all(axis=1)
        for number in np.flatnonzero(near).tolist():
            covered |= _distance(inside, others[number].path) < params.near * others[number].em
        told = float(ems[_are_inside(middles, line)].sum())
        if covered.mean() < params.covered and told <= params.told * max(line.length / line.em, 1.0):
            kept.append(line)
    return kept


def _are_inside(points: NDArray[np.float64], line: MapLine) -> NDArray[np.bool_]:
    """Which points lie in the print of a line: up to half an em around its path."""
    return np.asarray(_distance(points, line.path) <= line.em / 2, bool)


def _inside(line: MapLine, params: MapLineParams) -> NDArray[np.float64]:
    """Points all over a line."""
    points = _points(line.path, max(5, int(2 * line.length / line.em)))
    dx, dy = (line.path[-1] - line.path[0]) / max(line.length, 1e-9)
    across = np.array([-dy, dx]) * line.em
    return np.concatenate([points + share * across for share in np.linspace(-params.across, params.across, 9)])


def _points(path: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    places = np.linspace(0, along[-1], count)
    return np.stack([np.interp(places, along, path[:, k]) for k in (0, 1)], axis=1)


def _distance(points: NDArray[np.float64], path: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of points from a path."""
    best = np.full(len(points), np.inf)
    for start, end in pairwise(path):
        step = end - start
        share = np.clip((points - start) @ step / max(float(step @ step), 1e-9), 0, 1)
        best = np.minimum(best, np.linalg.norm(points - (start + share[:, None] * step), axis=1))
    return best


def lines_of_look(look: MapLook, params: MapLineParams) -> list[MapLine]:
    """The lines that the map shows at one scale, not yet joined."""
    found: list[MapLine] = []
    mask = look.core > params.levels[0]
    for number, level in enumerate(params.levels):
        if number:
            mask &= look.core > level
        pieces = _pieces(mask, look, params)
        if pieces is None:
            break
        thick = pieces.height > params.thick * params.core * pieces.em / CORE_STRIDE
        found += _lines(pieces, np.flatnonzero(~thick), look, params)
        if not thick.any():
            break
        mask = np.concatenate([[False], thick])[pieces.labels]
        if number == len(params.levels) - 1:
            parts = _pieces(_parted(mask, pieces, np.flatnonzero(thick), params), look, params)
            found += _lines(parts, range(len(parts.em)), look, params) if parts is not None else []
    return found


def _lines(pieces: _Pieces, numbers: Iterable[int], look: MapLook, params: MapLineParams) -> list[MapLine]:
    return [line for number in numbers if (line := _line(pieces, number, look, params)) is not None]


def _parted(
    mask: NDArray[np.bool_], pieces: _Pieces, numbers: Iterable[int], params: MapLineParams
) -> NDArray[np.bool_]:
    """Components that hold several lines at every level (a large initial beside them) cut where they are thinnest.

    Along the line: at the emptiest row between two that are fuller.
    """
    for number in numbers:
        own = slice(pieces.starts[number], pieces.starts[number + 1])
        x, y, angle = pieces.x[own], pieces.y[own], pieces.angle[number]
        rows = np.round(y * np.cos(angle) - x * np.sin(angle)).astype(np.intp)
        rows -= rows.min()
        profile = np.bincount(rows)
        around = np.minimum(np.maximum.accumulate(profile), np.maximum.accumulate(profile[::-1])[::-1])
        depth = profile / np.maximum(around, 1)
        row = int(np.argmin(depth))
        if depth[row] <= params.valley:
            cut = rows == row
            mask[y[cut].astype(np.intp), x[cut].astype(np.intp)] = False
    return mask


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Components of the core, in cells of the core; one entry a component, but for the pixels."""

    labels: NDArray[np.int32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    starts: NDArray[np.intp]
    em: NDArray[np.float64]
    angle: NDArray[np.float64]
    vertical: NDArray[np.float64]
    score: NDArray[np.float64]
    height: NDArray[np.float64]


def _pieces(mask: NDArray[np.bool_], look: MapLook, params: MapLineParams) -> _Pieces | None:
    count, found = cv2.connectedComponents(mask.view(np.uint8), connectivity=4)
    if count < 2:
        return None
    labels = np.asarray(found, np.int32)
    places = np.flatnonzero(labels)
    numbers = labels.ravel()[places] - 1
    order = np.argsort(numbers, kind="stable")
    places, numbers = places[order], numbers[order]
    y, x = np.divmod(places, mask.shape[1])
    cells = (y // 2) * look.em.shape[1] + x // 2
    size = np.bincount(numbers).astype(np.float64)

    def mean(values: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(numbers, values) / size)

    turn = look.turn.reshape(-1, 2)[cells]
    angle = 0.5 * np.arctan2(mean(turn[:, 1]), mean(turn[:, 0]))
    # Vertical lines fall by 90 degrees, not rise: they are read downwards.
    angle = np.where(angle < -params.upward * np.pi, angle + np.pi, angle)
    em = np.exp2(mean(np.log2(look.em.ravel()[cells])))
    along = x * np.cos(angle)[numbers] + y * np.sin(angle)[numbers]
    starts = np.searchsorted(numbers, np.arange(count - 1))
    length = np.maximum.reduceat(along, starts) - np.minimum.reduceat(along, starts) + 1
    return _Pieces(
        labels,
        x.astype(np.float64),
        y.astype(np.float64),
        np.append(starts, len(x)),
        em,
        angle,
        mean(look.vertical.ravel()[cells]),
        mean(look.core.ravel()[places]),
        size / length,
    )


def _line(pieces: _Pieces, number: int, look: MapLook, params: MapLineParams) -> MapLine | None:
    """The line of a component; None where it is too short or too doubtful."""
    if pieces.score[number] < params.score:
        return None
    own = slice(pieces.starts[number], pieces.starts[number + 1])
    em = pieces.em[number] / CORE_STRIDE
    x, y = pieces.x[own] + 0.5, pieces.y[own] + 0.5
    angle = float(pieces.angle[number])
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    if u.max() - u.min() > params.telling * em:
        # The line's own pixels tell its angle better than the map, where it is long enough.
        angle += float(np.arctan(np.clip(np.cov(u, v)[0, 1] / np.var(u, ddof=1), -params.most_turn, params.most_turn)))
        u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    low, high = float(u.min()) - 0.5, float(u.max()) + 0.5
    if high - low < params.shortest * em:
        return None
    u_path, v_path = _middle(u, v, low, high, em, params)
    cos, sin = np.cos(angle), np.sin(angle)
    path = np.stack([u_path * cos - v_path * sin, u_path * sin + v_path * cos], axis=1)
    scale = np.array(look.scale)
    return MapLine(
        (path * CORE_STRIDE - look.room) / scale,
        float(pieces.em[number] / np.sqrt(scale.prod())),
        float(pieces.vertical[number]),
        float(pieces.score[number]),
    )


def _middle(
    u: NDArray[np.float64], v: NDArray[np.float64], low: float, high: float, em: float, params: MapLineParams
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle of a core along its direction: two points of a straight one, more of a bent one."""
    straight = np.full(2, float(v.mean()))
    count = int((high - low) / (params.every * em))
    if count < params.bent_parts:
        return np.array([low, high]), straight
    parts = np.minimum(((u - low) / (high - low) * count).astype(np.intp), count - 1)
    inked = np.bincount(parts, minlength=count)
    if (inked == 0).any():
        return np.array([low, high]), straight
    means = np.bincount(parts, v, minlength=count) / inked
    smooth = np.convolve(np.pad(means, 1, "reflect", reflect_type="odd"), (0.25, 0.5, 0.25), "valid")
    if np.abs(smooth - straight[0]).max() < params.bent * em:
        return np.array([low, high]), straight
    places = low + (np.arange(count) + 0.5) * (high - low) / count
    ends = [smooth[end] + (smooth[end] - smooth[end + step]) * 0.5 for end, step in ((0, 1), (count - 1, -1))]
    return np.concatenate([[low], places, [high]]), np.concatenate([ends[:1], smooth, ends[1:]])
