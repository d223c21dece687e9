"""Outlines of characters and lines in the picture, where they are not their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pagerec.page import Line, Point
from pagerec.page.polygons import Polygon
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.values import LineImage

from .params import PARAMS, AssemblyParams
from .pieces import LinePiece


def char_outlines(quads: NDArray[np.float64], params: AssemblyParams = PARAMS.assembly) -> list[Polygon | None]:
    """Outlines of characters from their corners (N, 4, 2) in the picture; None of those that are level."""
    slanted = np.abs(quads - _level(quads)).max(axis=(1, 2), initial=0.0) >= params.slant
    return [_polygon(quad) if slant else None for quad, slant in zip(quads, slanted.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class Outlines:
    """What lines on the level page are in the picture.

    Attributes
    ----------
    layout : PageLines
    line_images : sequence of LineImage
    boxes : sequence of int32, shape (N, 4)
        The characters of each line image, in its pixels.
    corners : float64, shape (N, 4, 2)
        Those of all of them, on the level page or, of columns, as they were laid out.
    starts : sequence of int
        Where each line image's characters begin among them.
    """

    layout: PageLines
    line_images: Sequence[LineImage]
    boxes: Sequence[NDArray[np.int32]]
    corners: NDArray[np.float64]
    starts: Sequence[int]

    @classmethod
    def of(
        cls,
        layout: PageLines,
        line_images: Sequence[LineImage],
        boxes: Sequence[NDArray[np.int32]],
        corners: NDArray[np.float64],
    ) -> Outlines:
        """Of the characters that were chosen, and their corners."""
        return cls(layout, line_images, boxes, corners, np.cumsum([0, *map(len, boxes)]).tolist())

    def line(self, piece: LinePiece) -> Line:
        """A piece's line, with its outline where that is not its box."""
        is_bent = any(self.line_images[number].text_line.course is not None for number, _ in piece.origin)
        if not is_bent and not self.layout.skew:
            return piece.line
        outline = self._along(piece) if is_bent else self._rectangle(piece)
        return replace(piece.line, outline=_polygon(self.layout.to_picture(outline)))

    def _rectangle(self, piece: LinePiece) -> NDArray[np.float64]:
        """The corners of a line that is straight and level on the level page, from where it begins."""
        corners = self.corners[[self.starts[number] + place for number, place in piece.origin]]
        if self.layout.columns is not None:
            corners = self.layout.columns.to_page(corners)
        low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
        found = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
        return np.roll(found, -((piece.line.direction - self.layout.rotation) // 90 % 4), axis=0)

    def _along(self, piece: LinePiece) -> NDArray[np.float64]:
        """The upper edge of a line and its lower edge back, image by image as they follow each other."""
        upper: list[NDArray[np.float64]] = []
        lower: list[NDArray[np.float64]] = []
        for number, origins in groupby(piece.origin, key=lambda origin: origin[0]):
            line_image, places = self.line_images[number], [place for _, place in origins]
            boxes = self.boxes[number][places] / line_image.scales + (
                line_image.x0,
                line_image.y0,
                line_image.x0,
                line_image.y0,
            )
            (left, top), (right, bottom) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
            for edge, row in ((upper, top), (lower, bottom)):
                edge.append(line_image.text_line.edge(left, right, row))
        return np.concatenate([*upper, np.concatenate(lower)[::-1]])


def _level(quads: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners of the upright boxes around quadrangles (N, 4, 2)."""
    low, high = quads.min(axis=1), quads.max(axis=1)
    return np.concatenate([low, high], axis=1)[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)


def _polygon(points: NDArray[np.float64]) -> Polygon:
    """Points to a tenth of a pixel."""
    return tuple(Point(x, y) for x, y in np.round(points, 1).tolist())
