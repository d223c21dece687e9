"""From what the text map sees to the lines of a level page: measured by their own ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .line_ink import Cut, LineInkParams, lay_out_lines, stretched
from .line_shape import LineShape, LineShapeParams
from .lines import EM, HEIGHT
from .map_line import MapLine
from .profiles import near_pairs, runs, weighted_quantile
from .restoration import Restoration
from .values import Course, LineImage, TextLine


@dataclass(frozen=True, slots=True)
class TextLineParams:
    """How text lines are made of the map's lines. Lengths are in ems.

    Attributes
    ----------
    level : float
        A line is straight and level if its middle leaves a level line by no more.
    alike : float
        How much the map's ems of lines of one style differ, as a share: their median counts.
    end : float
        What a line's core leaves out at its ends, as the map is trained.
    beyond, near, near_mark : float
        How far beyond the ends of its core a line's ink is looked for, and the most white before it and before marks:
        punctuation, bullets, thin letters and 一 have weak cores.
    measured_em : int
        Size of type at which lines are measured, in pixels.
    trusted : (low, high)
        Bounds of the em measured by ink over that of the map.
    fitted : float
        Factor by which a line's em is enlarged at most, so that its line image holds all of its ink: reading
        bears an em that is 12 % off.
    rim : float
        How far the fading edge of a line's first and last stroke reaches.
    margin : float
        White kept left and right of a line image.
    white : float
        White inside a line from which it is parted.
    gutter, rows : float
        White inside a line from which it is parted if it goes on through the lines so far above and below.
    mark : float
        Height, and half the length, in ems of the print beside, up to which something is a mark and no small print.
    cut : float
        What is lower at the picture's edge is the rest of a line.
    comparable : float
        Lines whose sizes differ more do not bound each other: one of them may be none.
    reach, shared : float
        How far lines may reach into each other and still stand beside each other, and the share of the shorter one.
    beside : float
        Lines whose middles differ by less, in the larger one's ems, stand beside each other.
    mark_width : float
        Width up to which something low is a mark.
    large : float
        Height from which a line has no marks alone.
    ink : LineInkParams
        How a line's ink is found.
    shape : LineShapeParams
        What its groups say of its em.
    """

    level: float = 0.07
    alike: float = 0.12
    end: float = 0.12
    beyond: float = 1.6
    near: float = 0.5
    near_mark: float = 1.0
    measured_em: int = 16
    trusted: tuple[float, float] = (0.72, 1.35)
    fitted: float = 1.12
    rim: float = 0.1
    margin: float = 0.75
    white: float = 1.3
    gutter: float = 0.6
    rows: float = 2.2
    mark: float = 0.42
    cut: float = 0.66
    comparable: float = 2.5
    reach: float = 0.5
    shared: float = 0.4
    beside: float = 0.7
    mark_width: float = 1.2
    large: float = 0.5
    ink: LineInkParams = field(default_factory=LineInkParams)
    shape: LineShapeParams = field(default_factory=LineShapeParams)


#: What lines are found with.
PARAMS = TextLineParams()


def to_text_lines(lines: Sequence[MapLine], params: TextLineParams = PARAMS) -> list[TextLine]:
    """Text lines whose paths are in pixels of the level page, not yet measured."""
    if not lines:
        return []
    ems = _usual_ems(lines, params)
    return _bounded([_frame(line, em, params) for line, em in zip(lines, ems, strict=True)], params)


def _bounded(text_lines: Sequence[TextLine], params: TextLineParams) -> list[TextLine]:
    """Text lines with bounds half-way to what stands beside them on either side, without those inside of others."""
    left, right = np.array([f.left for f in text_lines]), np.array([f.right for f in text_lines])
    centre, em = np.array([f.centre for f in text_lines]), np.array([f.em for f in text_lines])
    rows = np.stack([np.zeros(len(text_lines)), centre], axis=1)
    one, other = near_pairs(rows, rows, params.beside * params.comparable * em)
    larger, smaller = np.maximum(em[one], em[other]), np.minimum(em[one], em[other])
    beside = (one != other) & (np.abs(centre[one] - centre[other]) < params.beside * larger)
    beside &= larger < params.comparable * smaller
    one, other, reach = one[beside], other[beside], params.reach * larger[beside]
    inside = (left[one] >= left[other] - reach) & (right[one] <= right[other] + reach)
    inside &= 2 * (right - left)[one] < (right - left)[other]
    kept = np.ones(len(text_lines), bool)
    kept[one[inside]] = False
    middle = (left[one] + right[other]) / 2, (right[one] + left[other]) / 2
    lengths = right - left
    over = np.maximum(reach, params.shared * np.minimum(lengths[one], lengths[other]))
    before = (right[other] <= left[one] + over) & (left[other] < left[one])
    after = (left[other] >= right[one] - over) & (right[other] > right[one])
    lows, highs = np.full(len(text_lines), -np.inf), np.full(len(text_lines), np.inf)
    np.maximum.at(lows, one[before & kept[other]], middle[0][before & kept[other]])
    np.minimum.at(highs, one[after & kept[other]], middle[1][after & kept[other]])
    return [
        replace(text_line, bounds=(int(max(low, 0)), int(min(high, 1 << 30))))
        if text_line.is_nearly_level
        else text_line
        for text_line, low, high, keep in zip(text_lines, lows.tolist(), highs.tolist(), kept.tolist(), strict=True)
        if keep
    ]


def _usual_ems(lines: Sequence[MapLine], params: TextLineParams) -> list[float]:
    """For each line the median em of those of nearly its size, by their length."""
    sizes = np.log([line.em for line in lines])
    lengths = np.array([line.length for line in lines])
    order = np.argsort(sizes)
    sizes, lengths = sizes[order], lengths[order]
    low = np.searchsorted(sizes, sizes - params.alike)
    high = np.searchsorted(sizes, sizes + params.alike, side="right")
    found = np.empty(len(lines))
    for place, (a, b) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        share = np.cumsum(lengths[a:b])
        found[order[place]] = np.exp(sizes[a + int(np.searchsorted(share, share[-1] / 2))])
    return found.tolist()


def _frame(line: MapLine, em: float, params: TextLineParams) -> TextLine:
    path = line.path
    middle = float(path[:, 1].mean())
    is_level = np.abs(path[:, 1] - middle).max() <= params.level * em and path[-1, 0] > path[0, 0]
    if is_level:
        left, right, course = float(path[0, 0]), float(path[-1, 0]), None
    else:
        left = float(path[:, 0].min())
        right, course = left + line.length, Course(path, left, middle)
    half, end = 0.5 * em, params.end * em
    left, right = left - end, right + end
    return TextLine(left, right, middle, em, middle - half, middle + half, course=course, core=(left, right))


def measured(
    gray: NDArray[np.uint8], text_lines: Sequence[TextLine], params: TextLineParams = PARAMS
) -> list[TextLine]:
    """Text lines with the extent, em and middle of their ink, parted at wide white; those without ink are left out.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The level page.
    text_lines : sequence of TextLine
    params : TextLineParams, optional
    """
    if not text_lines:
        return []
    laid = lay_out_lines(gray, text_lines, params.measured_em, params.beyond, params=params.ink)
    found: list[_Inked] = []
    for text_line, columns, place in zip(text_lines, laid.columns, laid.places, strict=True):
        mask = _near(laid.mask[:, columns], params)
        whole = _measured(text_line, mask, place, params)
        if whole is not None:
            found.append(_Inked(whole, mask, place, runs(mask.any(axis=0))))
    level = np.array([line.text_line.is_nearly_level for line in found], bool)
    middles = np.where(level, [line.text_line.centre for line in found], np.inf)
    parts: list[TextLine] = []
    for line in found:
        apart = np.abs(middles - line.text_line.centre) / line.text_line.em
        around = [found[k] for k in np.flatnonzero((params.beside < apart) & (apart < params.rows)).tolist()]
        parts += _parted(line, _breaks(line, around, params))
    return parts


class _Inked(NamedTuple):
    """A measured line, its ink, where that was taken from, and the columns of it that have any."""

    text_line: TextLine
    mask: NDArray[np.bool_]
    place: NDArray[np.float64]
    runs: list[tuple[int, int]]

    @property
    def ink(self) -> NDArray[np.float64]:
        """Where its ink begins and ends along the line, again and again, in pixels of the page, shape (N, 2)."""
        return np.asarray(self.place[0] + np.array(self.runs) * self.place[2], np.float64)


def _breaks(line: _Inked, around: Sequence[_Inked], params: TextLineParams) -> list[int]:
    """Numbers of the runs of ink before which a line is parted: white is wide there, or a gutter goes on."""
    ink, em = line.ink, line.text_line.em
    white = ink[1:, 0] - ink[:-1, 1]
    wide = white >= params.white * em
    if around and line.text_line.is_nearly_level:
        inks = [other.ink for other in around]
        for number in np.flatnonzero((white >= params.gutter * em) & ~wide).tolist():
            wide[number] = _is_gutter(inks, ink[number, 1], ink[number + 1, 0], em, params)
    return (np.flatnonzero(wide) + 1).tolist()


def _is_gutter(
    inks: Sequence[NDArray[np.float64]], left: float, right: float, em: float, params: TextLineParams
) -> bool:
    """Whether white goes on through the ink of the lines above and below, with print on both sides of it."""
    beside = [False, False]
    left, right = left + params.rim * em, right - params.rim * em
    for ink in inks:
        if ((ink[:, 0] < right) & (ink[:, 1] > left)).any():
            return False
        beside[0] |= bool(((ink[:, 1] <= left) & (ink[:, 1] > left - em)).any())
        beside[1] |= bool(((ink[:, 0] >= right) & (ink[:, 0] < right + em)).any())
    return all(beside)


def _near(mask: NDArray[np.bool_], params: TextLineParams) -> NDArray[np.bool_]:
    """A line's ink without what stands beyond the ends of its core with white between."""
    inked = runs(mask.any(axis=0))
    start, end = round(params.beyond * params.measured_em), mask.shape[1] - round(params.beyond * params.measured_em)
    gap = [params.measured_em * (params.near_mark if _is_mark(mask[:, a:b], params) else params.near) for a, b in inked]
    inside = [k for k, (a, b) in enumerate(inked) if a < end and b > start]
    if not inside:
        return mask
    first, last = inside[0], inside[-1]
    while first and inked[first][0] - inked[first - 1][1] <= gap[first - 1]:
        first -= 1
    while last + 1 < len(inked) and inked[last + 1][0] - inked[last][1] <= gap[last + 1]:
        last += 1
    kept = np.zeros_like(mask)
    columns = slice(inked[first][0], inked[last][1])
    kept[:, columns] = mask[:, columns]
    return kept


def _is_mark(ink: NDArray[np.bool_], params: TextLineParams) -> bool:
    """Whether something is low: a full stop, a bullet, a dash, 一."""
    rows = np.flatnonzero(ink.any(axis=1))
    low = int(rows[-1] - rows[0]) + 1 <= params.mark * params.measured_em
    return low and ink.shape[1] <= params.mark_width * params.measured_em


def _measured(
    text_line: TextLine, mask: NDArray[np.bool_], place: NDArray[np.float64], params: TextLineParams
) -> TextLine | None:
    """A frame by the ink of its line; None without any."""
    rows = np.flatnonzero(mask.any(axis=1))
    shape = LineShape.of(mask, (int(rows[0]), int(rows[-1]) + 1)) if len(rows) else None
    if shape is None:
        return None
    left, top, across, down = place.tolist()
    own = shape.text_line(text_line.em / down, 0, params=params.shape)
    em, centre = own.em * down, top + own.centre * down
    low, high = params.trusted
    if not low <= em / text_line.em <= high:
        em, centre = text_line.em, text_line.centre
    # Exponents and indices are seen whole.
    reach = max(centre - top - own.top * down, top + own.bottom * down - centre)
    em = max(em, min(reach * 2 * EM / HEIGHT, params.fitted * em))
    return replace(
        text_line,
        left=left + own.left * across,
        right=left + own.right * across,
        centre=centre,
        em=em,
        top=top + own.top * down,
        bottom=top + own.bottom * down,
        seen=(text_line.em, text_line.centre),
    )


def _parted(line: _Inked, breaks: Sequence[int]) -> list[TextLine]:
    """A frame parted where something else may begin: what stands in a row is joined later."""
    text_line, mask, inked = line.text_line, line.mask, line.runs
    if not breaks:
        return [text_line]
    left, top, across, down = line.place.tolist()
    found = []
    for first, last in pairwise([0, *breaks, len(inked)]):
        start, end = inked[first][0], inked[last - 1][1]
        rows = np.flatnonzero(mask[:, start:end].any(axis=1))
        before = inked[first - 1][1] if first else None
        after = inked[last][0] if last < len(inked) else None
        bounds = (
            text_line.bounds[0] if before is None else int(left + (before + start) / 2 * across),
            text_line.bounds[1] if after is None else int(left + (end + after) / 2 * across),
        )
        found.append(
            replace(
                text_line,
                left=left + start * across,
                right=left + end * across,
                top=top + int(rows[0]) * down,
                bottom=top + (int(rows[-1]) + 1) * down,
                bounds=bounds,
            )
        )
    return found


def with_marks(text_lines: Sequence[TextLine], params: TextLineParams = PARAMS) -> list[TextLine]:
    """Text lines in which marks that stand alone, as the dots of leaders do, have the em and middle of the line's type.

    Parameters
    ----------
    text_lines : sequence of TextLine
        From `measured`.
    params : TextLineParams, optional
    """
    large = [
        text_line
        for text_line in text_lines
        if text_line.course is None and text_line.bottom - text_line.top > params.large * text_line.em
    ]
    if not large:
        return list(text_lines)
    middle, em = np.array([text_line.centre for text_line in large]), np.array([text_line.em for text_line in large])
    left, right = np.array([text_line.left for text_line in large]), np.array([text_line.right for text_line in large])
    rows: dict[int, list[TextLine]] = {}
    found: list[TextLine] = []
    highest = params.mark * float(em.max())
    for text_line in text_lines:
        height, row = text_line.bottom - text_line.top, (text_line.top + text_line.bottom) / 2
        if max(height, 0.5 * (text_line.right - text_line.left)) >= highest:
            found.append(text_line)
            continue
        small = max(height, 0.5 * (text_line.right - text_line.left)) < params.mark * em
        beside = (np.abs(row - middle) < params.beside * em) & small
        mark = _level(text_line) if beside.any() else text_line
        if not beside.any() or mark.bottom - mark.top >= params.mark * float(em[beside].max()):
            found.append(text_line)
            continue
        apart = np.maximum(left - text_line.right, text_line.left - right)
        rows.setdefault(int(np.where(beside, apart, np.inf).argmin()), []).append(mark)
    for number, marks in rows.items():
        found += _runs_of_marks(marks, large[number], params)
    return found


def _level(text_line: TextLine) -> TextLine:
    """A line as if it were level."""
    left, top, right, bottom = text_line.box
    return replace(text_line, left=left, top=top, right=right, bottom=bottom, course=None)


def _runs_of_marks(marks: Sequence[TextLine], line: TextLine, params: TextLineParams) -> list[TextLine]:
    """Level marks with the em and middle of a line; those near each other are one."""
    joined: list[TextLine] = []
    for mark in sorted(marks, key=lambda mark: mark.left):
        mark = replace(mark, em=line.em, centre=line.centre)
        if joined and mark.left - joined[-1].right < params.white * line.em:
            before = joined.pop()
            mark = replace(
                before,
                right=max(mark.right, before.right),
                top=min(mark.top, before.top),
                bottom=max(mark.bottom, before.bottom),
                bounds=(before.bounds[0], mark.bounds[1]),
            )
        joined.append(mark)
    return joined


def usual_em(text_lines: Sequence[TextLine]) -> float:
    """Size of most of the type, by its length; 0.0 of none."""
    if not text_lines:
        return 0.0
    lengths = [(text_line.right - text_line.left) / text_line.em for text_line in text_lines]
    return weighted_quantile([text_line.em for text_line in text_lines], lengths, 0.5)


def without_cut(
    text_lines: Sequence[TextLine], heights: Sequence[float | None], params: TextLineParams = PARAMS
) -> list[TextLine]:
    """Text lines without the rests of lines that the picture's edge cuts lengthwise, unless all are at the edge.

    Parameters
    ----------
    text_lines : sequence of TextLine
        From `measured`.
    heights : sequence of float, optional
        How much is seen of those that reach the picture's upper or lower edge; None for the others.
    params : TextLineParams, optional
    """
    pairs = list(zip(text_lines, heights, strict=True))
    usual = usual_em([text_line for text_line, height in pairs if height is None])
    if not usual:
        return list(text_lines)
    return [
        text_line for text_line, height in pairs if height is None or height >= params.cut * max(usual, text_line.em)
    ]


def extract_line_images(
    gray: NDArray[np.uint8],
    text_lines: Sequence[TextLine],
    restoration: Restoration | None = None,
    params: TextLineParams = PARAMS,
) -> list[LineImage]:
    """Cut lines out of the level page and bring their own ink to the standard size.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    text_lines : sequence of TextLine
        From `measured`.
    restoration : Restoration, optional
        What is done to the lines first.
    params : TextLineParams, optional
    """
    if not text_lines:
        return []
    laid = lay_out_lines(gray, text_lines, EM, params.margin, restoration, params.ink)
    above = (len(laid.level) - HEIGHT) // 2
    line_images = []
    for text_line, columns, place in zip(text_lines, laid.columns, laid.places, strict=True):
        left, top, across, down = place.tolist()
        _clear_ends(laid.level[:, columns], text_line, left, across, params)
        level = laid.level[above : above + HEIGHT, columns]
        line_images.append(
            LineImage(stretched(level, params.ink.stretch), text_line, EM / text_line.em, left, top + above * down)
        )
    return line_images


def _clear_ends(
    level: NDArray[np.uint8], text_line: TextLine, left: float, across: float, params: TextLineParams
) -> None:
    """Take away what lies beyond the line's own ink."""
    reach = params.rim * text_line.em * text_line.width
    start = int((text_line.left - reach - left) / across)
    end = int(np.ceil((text_line.right + reach - left) / across))
    level[:, : max(0, start)] = 0
    level[:, max(0, end) :] = 0


def extract_labels(
    labels: NDArray[np.uint16], text_line: TextLine, params: TextLineParams = PARAMS
) -> NDArray[np.uint16]:
    """Cut the same part as `extract_line_images` out of a picture of labels."""
    half = round(params.ink.above * EM)
    cut = Cut.of(text_line, EM, half, params.margin)
    tall = cut.out_of(labels, text_line.course, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)
    return tall[half - HEIGHT // 2 : half + HEIGHT // 2]
