"""Titles, heads and feet that stand level over and under print in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from .columns import Piece, Sideways
from .map_lines import MapLine
from .scale import find_components
from .values import Frame, Ink

#: Least length of a level line, in ems.
_LENGTH = 1.5


def find_level_lines(lines: Sequence[MapLine]) -> tuple[list[Frame], list[Frame]]:
    """Level lines above and below columns.

    Parameters
    ----------
    lines : sequence of MapLine
        All lines of a page in columns.

    Returns
    -------
    above, below : list of Frame
        From top to bottom.
    """
    down = [line for line in lines if abs(line.angle) > 45]
    top = min((float(line.path[:, 1].min()) for line in down), default=0.0)
    bottom = max((float(line.path[:, 1].max()) for line in down), default=0.0)
    above: list[Frame] = []
    below: list[Frame] = []
    for line in sorted(lines, key=lambda line: float(line.path[:, 1].mean())):
        (left, _), (right, _) = line.path[0], line.path[-1]
        if abs(line.angle) > 45 or right - left < _LENGTH * line.em:
            continue
        centre, half, end = float(line.path[:, 1].mean()), 0.6 * line.em, 0.4 * line.em
        frame = Frame(left - end, right + end, centre, line.em, centre - half, centre + half)
        if centre < top:
            above.append(replace(frame, block=len(above)))
        elif centre > bottom:
            below.append(replace(frame, block=len(below)))
    return above, [replace(frame, block=frame.block + len(above)) for frame in below]


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
