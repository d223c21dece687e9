"""From the text map to text lines: components of the core, linked along the direction in which they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from .profiles import near_pairs, weighted_quantile
from .text_map import CORE_STRIDE, MapLook, TextMap


@dataclass(frozen=True, slots=True)
class MapLineParams:
    """How lines are found in the map.

    Attributes
    ----------
    pixels : int
        Of the first look: type of 10 points on an A4 page is 11 pixels high then.
    coarse : float
        How much smaller each further look for large type is; both see type of a middle size.
    least_side : int
        Side of a picture, in pixels, below which no print in it can be told from any other.
    smallest : float
        Type below this many pixels in a look is looked at again, larger.
    wanted : float
        Size that small type is brought to then, in pixels.
    finest : int
        Most pixels of that look.
    largest : float
        Type above this many pixels in a look is left to a coarser one. The map is trained up to 72.
    levels : tuple of float
        Probabilities at which components are cut out of the core: those that hold several lines at one are cut at the
        next.
    thick : float
        Height of a component that holds several lines, in heights of a line's core.
    score : float
        Least mean probability of a line's core.
    shortest : float
        Least length of a line's core, in ems: a full stop alone is no line.
    covered : float
        A line of another look is left out if lines that are known already cover this share of it.
    gap, aside, size : float
        Pieces of a line: the white between them and how far they may lie aside of each other, in ems, and how much
        their sizes may differ. The map is trained to part what is 1.2 ems apart.
    row_gap, row_aside, row_size : float
        The same for pieces that are surely of one row and one size.
    core : float
        Height of a core in ems, as the map is trained.
    small_share : float
        Share of the small lines that are no larger than the type that the closer look is made for.
    finer : float
        How many times larger that look is, at least.
    finer_em : float
        Type of that look counts up to so many times the bound of small type.
    coarsest : float
        Sides of a picture in which there may be larger type, in sizes of the largest.
    near : float
        How far from another line's middle its ink covers a line, in its ems.
    across : float
        How far above and below a line's middle points of it are looked at, in ems.
    upward : float
        Lines that rise by more than this, as a share of two right angles, are vertical and read downwards.
    telling : float
        Length of a core, in ems, from which its own pixels tell its angle.
    most_turn : float
        By how much they may turn it, as a slope.
    bent, every : float
        A line whose middle lies this far from a straight one somewhere, in ems, is bent; its path has a point every so
        many.
    bent_parts : int
        Fewest such points.
    parallel : float
        Cosine of the angle between the pieces of a line, at least.
    over : float
        How far the pieces of a line may reach into each other, in ems.
    single : float
        Length of a core, in ems, up to which a line may be a single character.
    turned : float
        Sine of the angle from which such a line is turned to the direction of most of the print.
    least_half : float
        Half of its length then, in ems, at least.
    least_weight : float
        Least length, in ems, that a piece of a line counts with.
    """

    pixels: int = 700_000
    coarse: float = 3.0
    least_side: int = 5
    smallest: float = 9.5
    wanted: float = 14.0
    finest: int = 3_000_000
    largest: float = 60.0
    levels: tuple[float, ...] = (0.5, 0.75, 0.9)
    thick: float = 1.7
    score: float = 0.6
    shortest: float = 0.15
    covered: float = 0.12
    gap: float = 0.9
    aside: float = 0.25
    size: float = 1.3
    row_gap: float = 1.8
    row_aside: float = 0.15
    row_size: float = 1.18
    core: float = 0.5
    small_share: float = 0.25
    finer: float = 1.15
    finer_em: float = 1.2
    coarsest: float = 2.0
    near: float = 0.5
    across: float = 0.45
    upward: float = 0.3
    telling: float = 2.0
    most_turn: float = 0.3
    bent: float = 0.1
    every: float = 2.0
    bent_parts: int = 3
    parallel: float = 0.9
    over: float = 0.4
    single: float = 1.2
    turned: float = 0.35
    least_half: float = 0.3
    least_weight: float = 0.1


#: What lines are found in the map with.
PARAMS = MapLineParams()


@dataclass(frozen=True, slots=True)
class MapLine:
    """A text line as the map sees it, in pixels of the picture.

    Attributes
    ----------
    path : float64, shape (K, 2)
        Points (x, y) along its middle from the start of its core to the end, as it is read; two for a straight line.
    em : float
        Size of its type.
    vertical : float
        Probability that its characters stand upright one below the other.
    score : float
        Mean probability of its core.
    """

    path: NDArray[np.float64]
    em: float
    vertical: float
    score: float

    @property
    def length(self) -> float:
        """Along its path."""
        return float(np.linalg.norm(np.diff(self.path, axis=0), axis=1).sum())

    @property
    def angle(self) -> float:
        """By how many degrees it falls, from its start to its end."""
        dx, dy = self.path[-1] - self.path[0]
        return float(np.degrees(np.arctan2(dy, dx)))


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
        large = [line for line in lines_of_look(looks[-1], params) if line.em * scale > params.largest]
        lines = [line for line in lines if line.em * scale <= params.largest]
        lines = lines + _unexplained(large, lines, params) if large else lines
        scale = coarser
    return joined(lines, params), looks


def _unexplained(lines: Sequence[MapLine], others: Sequence[MapLine], params: MapLineParams) -> list[MapLine]:
    """Those of the lines of which other lines do not cover much already."""
    if not others:
        return list(lines)
    kept = []
    low = np.array([other.path.min(axis=0) - other.em for other in others])
    high = np.array([other.path.max(axis=0) + other.em for other in others])
    for line in lines:
        inside = _inside(line, params)
        covered = np.zeros(len(inside), bool)
        near = (low < inside.max(axis=0)).all(axis=1) & (high > inside.min(axis=0)).all(axis=1)
        for number in np.flatnonzero(near).tolist():
            covered |= _distance(inside, others[number].path) < params.near * others[number].em
        if covered.mean() < params.covered:
            kept.append(line)
    return kept


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
        last = number == len(params.levels) - 1
        found += [
            line for k in np.flatnonzero(~thick | last).tolist() if (line := _line(pieces, k, look, params)) is not None
        ]
        if last or not thick.any():
            break
        mask = np.concatenate([[False], thick])[pieces.labels]
    return found


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
