"""The ink of text lines: each one by the paper, contrast and polarity of its own place, without its neighbours'.

All lines are brought to one size of type and laid side by side, so that every distance is a number of pixels, and a
page's lines are looked at in a few passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import otsu
from .nontext import find_rules
from .profiles import histogram, quantile, quantile_of
from .values import Frame


@dataclass(frozen=True, slots=True)
class LineInkParams:
    """How a line's ink is told from its ground and from what is around. Lengths are in ems.

    Attributes
    ----------
    above : float
        Rows looked at above and below a line's middle: neighbours show there, and what reaches over the line.
    paper_above : float
        Rows that the ground is taken from: a button may be no higher.
    paper_size : int
        Size of type at which the ground is looked for, in pixels.
    paper_side : float
        Side of the square in which more than half is ground: print fills a third.
    polarity_width : float
        Print changes between dark and light no more often than every so many ems.
    one_polarity : float
        How many times more contrast on one side makes a line dark or light as a whole.
    faintest : float
        Pixels fainter than this share of the darkest ink are ground, whatever Otsu's method says.
    noise : float
        Ink differs from its ground by so many gray levels.
    own : float
        The middle of a component of the line's own lies no further from the line's middle.
    through : float
        Ink that is so high belongs to rules and figures.
    frame : (height, width, share)
        A component higher and wider than this, of which less than the share is ink, is a frame round the line.
    """

    above: float = 0.85
    paper_above: float = 0.615
    paper_size: int = 8
    paper_side: float = 1.6
    polarity_width: float = 3.0
    one_polarity: float = 4.0
    faintest: float = 0.18
    noise: float = 6.0
    own: float = 0.58
    through: float = 1.5
    frame: tuple[float, float, float] = (1.08, 1.5, 0.2)


@dataclass(frozen=True, slots=True)
class LaidLines:
    """Lines side by side.

    Attributes
    ----------
    level : uint8, shape (rows, W)
        Their own ink: 0 ground … 255 each line's full ink.
    mask : bool, shape (rows, W)
        Where that is ink.
    columns : tuple of slice
        Of each line.
    places : float64, shape (N, 4)
        Left and top of each line's part of the page, and pixels of the page for one of `level` across and down.
    """

    level: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    columns: tuple[slice, ...]
    places: NDArray[np.float64]


def lay_out_lines(
    gray: NDArray[np.uint8], frames: Sequence[Frame], em: int, margin: float, params: LineInkParams | None = None
) -> LaidLines:
    """The ink of lines brought to `em` pixels an em, side by side.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The level page.
    frames : sequence of Frame
        At least one.
    em : int
        Size of type wanted, in pixels.
    margin : float
        White kept left and right of the lines, in ems.
    params : LineInkParams, optional
    """
    params = params or LineInkParams()
    half = round(params.above * em)
    cut = [_gray_strip(gray, frame, em, half, margin) for frame in frames]
    widths = [strip.shape[1] for strip, _ in cut]
    ends = np.cumsum(widths).tolist()
    columns = tuple(slice(end - width, end) for end, width in zip(ends, widths, strict=True))
    row = np.concatenate([strip for strip, _ in cut], axis=1)
    level, mask = _ink(row, columns, em, half, params)
    others = _others(mask, em, half, params)
    rim = cv2.dilate(others.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    mask &= ~others
    level = np.where(rim & ~mask, 0, level).astype(np.uint8)
    return LaidLines(level, mask, columns, np.array([place for _, place in cut], np.float64))


def _gray_strip(
    gray: NDArray[np.uint8], frame: Frame, em: int, half: int, margin: float
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float]]:
    """A line's part of the page in the wanted size, and its place."""
    reach = half * frame.em / em
    left, right = int(np.floor(frame.left - margin * frame.em)), int(np.ceil(frame.right + margin * frame.em))
    top, bottom = round(frame.centre - reach), round(frame.centre + reach)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    size = (max(em, round((right - left) * em / frame.em)), 2 * half)
    place = (float(left), float(top), (right - left) / size[0], (bottom - top) / size[1])
    if frame.course is not None:
        return frame.course.straightened(gray, (left, top, right, bottom), size), place
    height, width = gray.shape
    inside = gray[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if not inside.size:
        return np.full(size[::-1], 255, np.uint8), place
    around = (max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width))
    if any(around):
        inside = cv2.copyMakeBorder(inside, *around, cv2.BORDER_REPLICATE)[: bottom - top, : right - left]
    how = cv2.INTER_AREA if em < frame.em else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(inside, size, interpolation=how), np.uint8), place


def _ink(
    row: NDArray[np.uint8], columns: Sequence[slice], em: int, half: int, params: LineInkParams
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """How dark (or light) every pixel is against its ground, and what is ink."""
    difference = _paper(row, em, half, params).astype(np.int16) - row
    sign = _polarity(difference, columns, em, half, params)
    level = np.clip(difference * sign, 0, 255).astype(np.uint8)
    inner = slice(half - round(0.5 * em), half + round(0.5 * em))
    mask = np.zeros(level.shape, bool)
    for part in columns:
        counts = histogram(level[inner, part])
        threshold = otsu(counts)
        full = quantile_of(np.where(np.arange(256) > threshold, counts, 0), 0.9)
        if full <= params.noise:
            level[:, part] = 0
            continue
        level[:, part] = cv2.convertScaleAbs(level[:, part], alpha=255.0 / full, beta=-0.5)
        least = max(threshold * 255.0 / full, 255 * params.faintest)
        mask[:, part] = level[:, part] > least
    return level, mask


def _paper(row: NDArray[np.uint8], em: int, half: int, params: LineInkParams) -> NDArray[np.uint8]:
    """The ground behind every pixel: the median of a square around it, of which print fills less than half."""
    reach = round(params.paper_above * em)
    inner = row[half - reach : half + reach]
    share = params.paper_size / em
    size = (max(1, round(row.shape[1] * share)), max(1, round(len(inner) * share)))
    small = cv2.resize(inner, size, interpolation=cv2.INTER_AREA)
    middle = cv2.medianBlur(small, round(params.paper_side * params.paper_size) | 1)
    full = cv2.resize(middle, (row.shape[1], len(inner)), interpolation=cv2.INTER_LINEAR)
    return np.pad(np.asarray(full, np.uint8), ((half - reach, half - reach), (0, 0)), "edge")


def _polarity(
    difference: NDArray[np.int16], columns: Sequence[slice], em: int, half: int, params: LineInkParams
) -> NDArray[np.int16]:
    """1 for columns of dark print, -1 for those of light print."""
    inner = difference[half - round(0.45 * em) : half + round(0.45 * em)].astype(np.float32)
    inner[np.abs(inner) < params.noise] = 0
    # Cubes: print differs more from its ground than the ground from itself, and takes less room.
    sums = np.sum(inner**3, axis=0)
    sizes = np.sum(np.abs(inner) ** 3, axis=0)
    sign = np.ones(difference.shape[1], np.int16)
    for part in columns:
        total, size = float(sums[part].sum()), float(sizes[part].sum())
        balance = total / max(size, 1.0)
        if abs(balance) > (params.one_polarity - 1) / (params.one_polarity + 1):
            sign[part] = 1 if balance >= 0 else -1
            continue
        width = round(params.polarity_width * em) | 1
        near = cv2.blur(sums[part][None], (width, 1), borderType=cv2.BORDER_REFLECT)
        sign[part] = np.where(near[0] >= 0, 1, -1)
    return sign


def _others(mask: NDArray[np.bool_], em: int, half: int, params: LineInkParams) -> NDArray[np.bool_]:
    """Ink that is no print of the lines: rules, sides of frames and figures, the lines above and below."""
    ink = mask.view(np.uint8)
    through = cv2.morphologyEx(
        ink,
        cv2.MORPH_OPEN,
        np.ones((round(params.through * em), 1), np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    others = find_rules(mask, float(em)) | (through > 0)
    rest = (mask & ~others).view(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(rest, connectivity=8)
    _, _, width, height, area = stats.T
    high, wide, share = params.frame
    foreign = np.abs(centres[:, 1] + 0.5 - half) > params.own * em
    foreign |= (height > high * em) & (width > wide * em) & (area < share * width * height)
    foreign[0] = False
    return np.asarray(others | foreign[labels])


def stretched(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale so that the line's own print, faint or bold, is near 255."""
    dark = level[level > 60]
    if not dark.size:
        return level
    full = max(quantile(dark, 0.92), 80.0)
    return np.asarray(cv2.convertScaleAbs(level, alpha=255.0 / full), np.uint8)
