"""Titles, heads and feet that stand level over and under print in columns."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from .columns import Piece, Sideways
from .lines import find_frames
from .profiles import runs
from .scale import find_components
from .values import Frame, Ink

#: White over and under a level line, least height of the columns, range of a line's height, in ems.
_APART, _COLUMNS, _HEIGHT = 0.6, 4.0, (0.5, 4.0)
#: Least length of a level line, and largest usual white in it, as shares of its height: columns are further apart.
_LENGTH, _WHITE = 1.5, 0.6


def find_level_lines(ink: Ink, em: float) -> tuple[list[Frame], list[Frame]]:
    """Level lines above and below columns.

    Parameters
    ----------
    ink : Ink
        A page in columns, without skew and rules.
    em : float
        Character size in pixels.

    Returns
    -------
    above, below : list of Frame
        From top to bottom.
    """
    bands = _bands(ink.mask, _APART * em)
    if len(bands) < 2:
        return [], []
    top, bottom = max(bands, key=lambda band: band[1] - band[0])
    if bottom - top < _COLUMNS * em:
        return [], []
    level = [band for band in bands if band != (top, bottom) and _is_level(ink.mask[slice(*band)], em)]
    if not level:
        return [], []
    mask = np.zeros_like(ink.mask)
    for first, last in level:
        mask[first:last] = ink.mask[first:last]
    frames = find_frames(replace(ink, mask=mask), em)
    above = [frame for frame in frames if frame.centre < top]
    blocks = 1 + max((frame.block for frame in above), default=0)
    below = [replace(frame, block=frame.block + blocks) for frame in frames if frame.centre > bottom]
    return above, below


def _bands(mask: NDArray[np.bool_], white: float) -> list[tuple[int, int]]:
    """Rows with ink, joined where less white is between."""
    joined: list[tuple[int, int]] = []
    for top, bottom in runs(mask.any(axis=1)):
        if joined and top - joined[-1][1] < white:
            top = joined.pop()[0]
        joined.append((top, bottom))
    return joined


def _is_level(band: NDArray[np.bool_], em: float) -> bool:
    """Whether rows hold lines, and not the ends of columns or dirt."""
    low, high = _HEIGHT
    groups = np.array(runs(band.any(axis=0)))
    if not low * em <= len(band) <= high * em or groups[-1, 1] - groups[0, 0] < _LENGTH * len(band):
        return False
    white = groups[1:, 0] - groups[:-1, 1]
    return len(white) == 0 or bool(np.median(white) <= _WHITE * len(band))


def without_lines(ink: Ink, frames: list[Frame]) -> Ink:
    """The ink without these level lines."""
    if not frames:
        return ink
    level, mask = ink.level.copy(), ink.mask.copy()
    for frame in frames:
        rows = slice(max(0, int(frame.top) - 1), ceil(frame.bottom) + 1)
        level[rows], mask[rows] = 0, False
    return replace(ink, level=level, mask=mask)


def with_lines(page: Sideways, ink: Ink, frames: list[Frame]) -> tuple[Sideways, list[Piece]]:
    """Columns with level lines beside them, each of which is one piece.

    Parameters
    ----------
    page : Sideways
        The columns alone.
    ink : Ink
        The page turned sideways, with its level lines.
    frames : list of Frame
        These, on the page.
    """
    if not frames:
        return page, []
    height = len(ink.level)
    block = 1 + max(frame.block for frame in page.frames)
    turned = [
        Frame(
            frame.top,
            frame.bottom,
            height - (frame.left + frame.right) / 2,
            frame.em,
            height - frame.right - 1,
            height - frame.left + 1,
            block + frame.block,
        )
        for frame in frames
    ]
    pieces = [
        # As far above the middle of the line as below it.
        Piece(len(page.frames) + k, *_around(frame), level=True)
        for k, frame in enumerate(frames)
    ]
    return Sideways(ink, find_components(ink.mask), (*page.frames, *turned), page.pitch), pieces


def _around(frame: Frame) -> tuple[int, int]:
    """Rows of a line, as many above its middle as below."""
    half = max(frame.centre - frame.top, frame.bottom - frame.centre) + 1
    return int(frame.centre - half), ceil(frame.centre + half)
