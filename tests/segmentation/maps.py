"""Text maps drawn from lines that are known, in place of the network's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.text_map import MapLook
from pagerec.training.textmap.targets import LARGEST_EM, SMALLEST_EM, USUAL_EM, ShapedLine, draw_targets

ROOM = 16


def straight(left: float, right: float, centre: float, em: float, degrees: float = 0.0) -> ShapedLine:
    """A line of type that runs to the right, turned clockwise about its start."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    along = np.linspace(0, right - left, 12)[:, None] * np.array([cos, sin])
    across = np.array([-sin, cos]) * em / 2
    middle = np.array([left, centre]) + along
    return ShapedLine(middle - across, middle + across, em)


def upright(top: float, bottom: float, centre: float, em: float) -> ShapedLine:
    """A column of characters that stand upright."""
    y = np.linspace(top, bottom, 12)
    right, left = np.full(12, centre + em / 2), np.full(12, centre - em / 2)
    return ShapedLine(np.stack([right, y], axis=1), np.stack([left, y], axis=1), em, vertical=True)


def bent(left: float, right: float, centre: float, em: float, depth: float) -> ShapedLine:
    """A line that sinks by `depth` pixels in its middle."""
    x = np.linspace(left, right, 60)
    y = centre + depth * np.sin(np.pi * (x - left) / (right - left))
    return ShapedLine(np.stack([x, y - em / 2], axis=1), np.stack([x, y + em / 2], axis=1), em)


@dataclass(frozen=True)
class DrawnMap:
    """Says of any picture that these lines are on it, as far as their type has a size that the map knows."""

    lines: Sequence[ShapedLine]

    def __call__(self, gray: NDArray[np.uint8], scale: float) -> MapLook:
        """Look at a picture."""
        width, height = (max(1, round(side * scale)) for side in gray.shape[::-1])
        factors = (width / gray.shape[1], height / gray.shape[0])
        lines = [_scaled(line, np.array(factors)) for line in self.lines]
        shape = (-(-(height + 2 * ROOM) // 32) * 32, -(-(width + 2 * ROOM) // 32) * 32)
        targets = draw_targets(shape, [line for line in lines if SMALLEST_EM <= line.em <= LARGEST_EM], ())
        core = np.where(targets.core == 1, 0.95, 0.02).astype(np.float32)
        em = np.exp2(targets.geometry[..., 0]) * USUAL_EM
        return MapLook(
            np.asarray(cv2.blur(core, (1, 1)), np.float32),
            em.astype(np.float32),
            targets.geometry[..., 1:3],
            targets.geometry[..., 3],
            factors,
            ROOM,
        )


def _scaled(line: ShapedLine, factors: NDArray[np.float64]) -> ShapedLine:
    size = float(np.sqrt(factors.prod()))
    return ShapedLine(line.upper * factors + ROOM, line.lower * factors + ROOM, line.em * size, line.vertical)
