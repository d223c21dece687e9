"""Propose and verify: a line that is read badly is tried in other ways, and the one that explains its ink best counts.

A proposal is another frame for the same line: larger or smaller type, or the line upside down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pagerec.segmentation import Frame
from pagerec.segmentation.values import Course

from .bounds import length
from .lines import ReadLines


@dataclass(frozen=True, slots=True)
class VerifyParams:
    """When lines are tried in other ways, and what is believed.

    Attributes
    ----------
    doubtful : float
        Lines whose ink is explained worse are tried at other sizes of type.
    upside_down : float
        Lines explained worse are tried upside down: print on its head has less.
    sizes : tuple of float
        What the em is multiplied by.
    better : float
        How much better a proposal explains the ink to be believed.
    nothing : float
        A line that no proposal explains better than this is no text.
    budget, least : float
        Length of all proposals, as a share of what was read at first, and how long they may be in any picture, in ems.
    """

    doubtful: float = 0.85
    upside_down: float = 0.6
    sizes: tuple[float, ...] = (0.85, 1.2)
    better: float = 0.04
    nothing: float = 0.3
    budget: float = 0.6
    least: float = 120.0


#: What lines are tried with.
PARAMS = VerifyParams()

#: Reads frames of a page.
Read = Callable[[Sequence[Frame]], ReadLines]


def verified(read: ReadLines, read_frames: Read, params: VerifyParams = PARAMS) -> ReadLines:
    """The lines as they are read best; without those that are no text.

    Parameters
    ----------
    read : ReadLines
        As they were read first.
    read_frames : callable
        Reads other frames of the same page.
    params : VerifyParams, optional
    """
    explained = read.explained()
    owners, proposals = _proposals(read, explained, params)
    if proposals:
        others = read_frames(proposals)
        found = others.explained()
        best: dict[int, int] = {}
        for number, (owner, score) in enumerate(zip(owners, found.tolist(), strict=True)):
            if score > explained[owner] + (0.0 if owner in best else params.better):
                best[owner] = number
                explained[owner] = score
        read = read.with_lines(others, best)
    kept = np.flatnonzero(explained >= params.nothing).tolist()
    return read if len(kept) == len(read) else read.only(kept)


def _proposals(
    read: ReadLines, explained: np.ndarray[tuple[int], np.dtype[np.float64]], params: VerifyParams
) -> tuple[list[int], list[Frame]]:
    """Other frames of doubtful lines, the shortest lines first, and the number of each one's line."""
    frames = [strip.frame for strip in read.strips]
    lengths = [length(frame) for frame in frames]
    room = max(params.least, params.budget * sum(lengths))
    owners: list[int] = []
    proposals: list[Frame] = []
    for number in sorted(np.flatnonzero(explained < params.doubtful).tolist(), key=lambda k: lengths[k]):
        ways = [_resized(frames[number], size) for size in params.sizes]
        if explained[number] < params.upside_down:
            ways.append(upside_down(frames[number]))
        room -= len(ways) * lengths[number]
        if room < 0:
            break
        owners += [number] * len(ways)
        proposals += ways
    return owners, proposals


def _resized(frame: Frame, size: float) -> Frame:
    return replace(frame, em=frame.em * size)


def upside_down(frame: Frame) -> Frame:
    """The same line read from its other end, turned about its middle."""
    if frame.course is None:
        points = np.array([[frame.right, frame.centre], [frame.left, frame.centre]])
    else:
        points = frame.course.points[::-1]
    low, high = (frame.left + frame.right - bound for bound in frame.bounds[::-1])
    return replace(
        frame,
        top=2 * frame.centre - frame.bottom,
        bottom=2 * frame.centre - frame.top,
        bounds=(max(0, int(low)), int(min(high, 1 << 30))),
        course=Course(points, frame.left, frame.centre),
        parts=(),
    )
