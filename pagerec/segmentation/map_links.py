"""Pieces of a line in the text map made one, and short lines given the direction of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .map_line import PARAMS, MapLine, MapLineParams
from .profiles import near_pairs, weighted_quantile


def joined(lines: Sequence[MapLine], params: MapLineParams) -> list[MapLine]:
    """Lines whose pieces follow each other closely made one."""
    if len(lines) < 2:
        return list(lines)
    one, other, cost = _links(lines, params)
    after: dict[int, int] = {}
    taken: set[int] = set()
    for place in np.argsort(cost, kind="stable").tolist():
        first, second = int(one[place]), int(other[place])
        if first not in after and second not in taken and not _leads_to(first, second, after):
            after[first] = second
            taken.add(second)
    found = []
    for number in range(len(lines)):
        if number in taken:
            continue
        chain = [number]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        found.append(_chained([lines[k] for k in chain], params))
    return found


def _links(
    lines: Sequence[MapLine], params: MapLineParams
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Which line may go on as which other one, and what each link costs: how far apart they are."""
    starts, ends = np.array([line.path[0] for line in lines]), np.array([line.path[-1] for line in lines])
    ems = np.array([line.em for line in lines])
    first = np.array([line.path[1] - line.path[0] for line in lines])
    last = np.array([line.path[-1] - line.path[-2] for line in lines])
    first /= np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-9)
    last /= np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-9)
    lengths = np.array([line.length for line in lines])
    # No link is longer than this, along or aside.
    one, other = near_pairs(ends, starts, 2 * max(params.gap, params.row_gap) * ems)
    one, other = one[one != other], other[one != other]
    # A short piece does not know its direction: the longer one's counts.
    direction = np.where((lengths[one] >= lengths[other])[:, None], last[one], first[other])
    step = starts[other] - ends[one]
    ahead = (step * direction).sum(axis=1)
    aside = np.abs(step[:, 0] * direction[:, 1] - step[:, 1] * direction[:, 0])
    em = np.minimum(ems[one], ems[other])
    ratio = np.maximum(ems[one], ems[other]) / em
    parallel = (last[one] * first[other]).sum(axis=1) > params.parallel
    short = np.minimum(lengths[one], lengths[other]) < em
    near = (ratio < params.size) & (ahead < params.gap * em) & (aside < params.aside * em)
    # Marks between two pieces may be all that is left of the line there; what is no line is parted again by its white.
    row = (ratio < params.row_size) & (ahead < params.row_gap * em) & (aside < params.row_aside * em)
    follows = (near | row) & (parallel | short) & (ahead > -params.over * em)
    return one[follows], other[follows], (np.abs(ahead) + 2 * aside)[follows]


def _leads_to(one: int, other: int, after: Mapping[int, int]) -> bool:
    """Whether the pieces after the other one end in this one: linked, they would be a ring without a beginning."""
    while other in after:
        other = after[other]
    return one == other


def _chained(lines: Sequence[MapLine], params: MapLineParams) -> MapLine:
    if len(lines) == 1:
        return lines[0]
    weights = np.array([max(line.length, params.least_weight * line.em) for line in lines])
    weights /= weights.sum()

    def mean(values: list[float]) -> float:
        return float(np.dot(values, weights))

    path = np.concatenate([line.path for line in lines])
    if all(len(line.path) == 2 for line in lines):
        path = _straightened(path, lines[0].em, params)
    return replace(
        lines[0],
        path=path,
        em=float(np.exp(mean([float(np.log(line.em)) for line in lines]))),
        vertical=mean([line.vertical for line in lines]),
        score=mean([line.score for line in lines]),
    )


def _straightened(path: NDArray[np.float64], em: float, params: MapLineParams) -> NDArray[np.float64]:
    """Two points, where all of a path's lie near the line between."""
    centre = path.mean(axis=0)
    _, _, axes = np.linalg.svd(path - centre)
    direction = axes[0] if axes[0] @ (path[-1] - path[0]) > 0 else -axes[0]
    along = (path - centre) @ direction
    aside = np.abs((path - centre) @ np.array([-direction[1], direction[0]]))
    if aside.max() > params.bent * em:
        return path
    return np.stack([centre + along.min() * direction, centre + along.max() * direction])


def with_usual_direction(lines: Sequence[MapLine], params: MapLineParams = PARAMS) -> list[MapLine]:
    """Lines with the direction of most of the picture's print, where they are too short to have one of their own.

    Parameters
    ----------
    lines : sequence of MapLine
    params : MapLineParams, optional
    """
    long = [line for line in lines if line.length > params.single * line.em]
    if not long or len(long) == len(lines):
        return list(lines)
    steps = np.array([line.path[-1] - line.path[0] for line in long])
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    usual = weighted_quantile(angles, [line.length for line in long], 0.5)
    return [line if line.length > params.single * line.em else _turned(line, usual, params) for line in lines]


def _turned(line: MapLine, angle: float, params: MapLineParams) -> MapLine:
    """A short line with another direction; across its old one it is as long as its core is high."""
    if abs(np.sin(np.radians(line.angle) - angle)) < params.turned:
        return line
    reach = np.array([np.cos(angle), np.sin(angle)]) * max(params.least_half * line.em, 0.5 * line.length)
    centre = line.path.mean(axis=0)
    return replace(line, path=np.stack([centre - reach, centre + reach]))
