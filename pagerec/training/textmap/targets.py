"""What the text map is to say of a picture with known lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

#: Pixels of the picture for one cell of the map, and cells of the core for one of the map, each way.
STRIDE, FINE = 4, 2
#: Size of type whose logarithm is 0, in pixels.
USUAL_EM = 16.0
#: Smallest and largest type that the map is to see at one scale, in pixels. Smaller type has cores thinner than a
#: cell of the core; larger type is seen at a smaller scale.
SMALLEST_EM, LARGEST_EM = 5.5, 72.0
#: How far beyond these bounds type may be called text or not; what is still smaller or larger is none at this scale.
BEYOND = 1.4
#: Height of a line's core, and what is left free at its ends, in ems: cores of lines set solid are half an em apart.
CORE_HEIGHT, CORE_END = 0.5, 0.12
#: Fractional bits of the coordinates of what is filled.
_SHIFT = 4


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line as it lies in a picture, bent or not.

    Attributes
    ----------
    upper, lower : float64, shape (K, 2)
        Points along the upper and lower edge of its em boxes, in the direction of reading.
    em : float
        Size of the type where the line is, in pixels.
    vertical : bool
        Whether the characters stand upright one below the other.
    """

    upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    em: float
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Targets:
    """What the map is to say of a picture of H × W pixels.

    Attributes
    ----------
    core : uint8, shape (H / 2, W / 2)
        1 in the core of a line, 0 outside, 2 where it doesn't matter.
    geometry : float32, shape (H / 4, W / 4, 4)
        In em boxes of lines: logarithm to the base 2 of the em over `USUAL_EM`, cosine and sine of twice the angle by
        which the line falls, 1 for vertical print.
    inside : uint8, shape (H / 4, W / 4)
        1 where the geometry is known.
    """

    core: NDArray[np.uint8]
    geometry: NDArray[np.float32]
    inside: NDArray[np.uint8]


def draw_targets(
    shape: tuple[int, int], lines: Sequence[ShapedLine], ignored: Sequence[NDArray[np.float64]]
) -> Targets:
    """Draw what the map is to say.

    Parameters
    ----------
    shape : (height, width)
        Of the picture; multiples of `STRIDE`.
    lines : sequence of ShapedLine
    ignored : sequence of float64, shape (K, 2)
        Outlines of what is neither text nor surely none.
    """
    height, width = shape
    core = np.zeros((height * FINE // STRIDE, width * FINE // STRIDE), np.uint8)
    planes = [np.zeros((height // STRIDE, width // STRIDE), np.float32) for _ in range(4)]
    inside = np.zeros(planes[0].shape, np.uint8)
    for outline in ignored:
        _fill(core, outline, FINE / STRIDE, 2)
    lines = [line for line in lines if SMALLEST_EM / BEYOND <= line.em <= LARGEST_EM * BEYOND]
    for line in sorted(lines, key=lambda line: -line.em):
        if not SMALLEST_EM <= line.em <= LARGEST_EM:
            _fill(core, np.concatenate([line.upper, line.lower[::-1]]), FINE / STRIDE, 2)
            continue
        dx, dy = line.upper[-1] - line.upper[0]
        angle = 2 * np.arctan2(dy, dx)
        values = (np.log2(line.em / USUAL_EM), np.cos(angle), np.sin(angle), float(line.vertical))
        outline = np.concatenate([line.upper, line.lower[::-1]])
        for plane, value in zip(planes, values, strict=True):
            _fill(plane, outline, 1 / STRIDE, float(value))
        _fill(inside, outline, 1 / STRIDE, 1)
    for line in lines:
        if SMALLEST_EM <= line.em <= LARGEST_EM:
            _fill(core, _core(line), FINE / STRIDE, 1)
    return Targets(core, np.stack(planes, axis=-1), inside)


def _core(line: ShapedLine) -> NDArray[np.float64]:
    """Outline of the middle of a line, without its ends; the middle of these stays where all is end."""
    low = (1 - CORE_HEIGHT) / 2
    upper = line.upper + (line.lower - line.upper) * low
    lower = line.lower + (line.upper - line.lower) * low
    steps = np.linalg.norm(np.diff(upper, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    end = min(CORE_END * line.em, 0.3 * along[-1])
    places = np.concatenate([[end], along[(along > end) & (along < along[-1] - end)], [along[-1] - end]])
    edges = [np.stack([np.interp(places, along, edge[:, k]) for k in (0, 1)], axis=1) for edge in (upper, lower)]
    return np.concatenate([edges[0], edges[1][::-1]])


def _fill(
    plane: NDArray[np.uint8] | NDArray[np.float32], outline: NDArray[np.float64], scale: float, value: float
) -> None:
    points = np.round((outline * scale - 0.5) * (1 << _SHIFT)).astype(np.int32)
    cv2.fillPoly(plane, [points], value, cv2.LINE_8, _SHIFT)
