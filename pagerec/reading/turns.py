"""Pages that lie on their side or their head, told by how their lines were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation import Frame
from pagerec.segmentation.page import PageLines, find_lines_in
from pagerec.segmentation.text_map import TextMap
from pagerec.segmentation.views import QuarterTurns

from .bounds import length as ems_of
from .lines import ReadLines
from .reading import Reading


@dataclass(frozen=True, slots=True)
class TurnParams:
    """When a page is looked at in other ways, and what is believed. Shares are of the length of all lines found.

    Attributes
    ----------
    doubtful : float
        Print that runs down a page may do so in the other way (upright or on its side) if less of it is explained.
    hopeless : float
        A page may lie on its side or its head if less of it is explained.
    few : float
        Length of the lines, in ems, that such a page has at least.
    sample, longest : int, float
        Lines, and ems of each of them, that tell how a page lies.
    better : float
        How much more of the sample another way explains to be tried.
    """

    doubtful: float = 0.85
    hopeless: float = 0.5
    few: float = 8.0
    sample: int = 6
    longest: float = 15.0
    better: float = 0.15


#: What pages are turned with.
PARAMS = TurnParams()


def is_doubtful(reading: Reading, params: TurnParams = PARAMS) -> bool:
    """Whether print that runs down a page may be read wrongly: upright for on its side, or the other way round."""
    return _share(reading) < params.doubtful


def is_hopeless(reading: Reading, params: TurnParams = PARAMS) -> bool:
    """Whether so little is explained that the page may lie on its side or its head."""
    ems = sum(ems_of(frame) for frame in reading.layout.frames)
    return ems >= params.few and _share(reading) < params.hopeless


def better(one: Reading, other: Reading) -> Reading:
    """The reading that explains more print."""
    return other if _explained(other) > _explained(one) else one


def _share(reading: Reading) -> float:
    """How much of the lines found is explained."""
    found = sum(frame.right - frame.left for frame in reading.layout.frames) / reading.layout.shrink
    return _explained(reading) / found if found else 0.0


def _explained(reading: Reading) -> float:
    """Length of the print that is explained, in pixels of the picture."""
    lines = ReadLines(reading.strips, reading.cells, reading.scores, reading.paths)
    lengths = [strip.frame.right - strip.frame.left for strip in lines.strips]
    return float(lines.explained() @ lengths) / reading.layout.shrink if lengths else 0.0


def sample_of(frames: Sequence[Frame], params: TurnParams = PARAMS) -> list[Frame]:
    """The beginnings of the longest lines: they tell how a page lies."""
    longest = sorted(frames, key=ems_of, reverse=True)[: params.sample]
    return [replace(one, right=min(one.right, one.left + params.longest * one.em * one.width)) for one in longest]


def promise(lines: ReadLines) -> float:
    """How well a sample of lines is explained: 0…1."""
    lengths = np.array([ems_of(strip.frame) for strip in lines.strips])
    return float(lines.explained() @ lengths / lengths.sum()) if len(lengths) else 0.0


def turn_of(reading: Reading) -> int:
    """Degrees by which most of a page's print is turned clockwise beyond what is known: 0, 90, 180 or 270."""
    if reading.layout.columns is not None:
        return 0
    counts = dict.fromkeys((0, 90, 180, 270), 0.0)
    for line in reading.page.lines:
        counts[(line.direction - reading.layout.rotation) % 360] += sum(char.confidence for char in line.chars)
    return max(counts, key=lambda turn: counts[turn])


def turned(gray: NDArray[np.uint8], degrees: int, text_map: TextMap) -> PageLines:
    """The lines of a picture whose text is turned clockwise, looked at turned back."""
    return find_lines_in(QuarterTurns(gray, degrees), text_map)
