"""Coloured ink over black print (seals, pens, watermarks, rules), taken off before lines are looked for.

What lies over print hides it from the text map and joins its strokes. In the lightest colour of the picture such ink
is nearly as light as paper, and black stays black. It is taken where black print runs through coloured strokes:
coloured print is never crossed by other print, and is read as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import is_dark, shrunk_by


@dataclass(frozen=True, slots=True)
class OverlayParams:
    """What lies over print.

    Attributes
    ----------
    pixels : int
        Pictures of more pixels are shrunk by whole numbers to look for it.
    coloured : int
        Gray levels that ink is lighter in its lightest colour, at least.
    dark : int
        Gray levels that black print is darker than its paper, in the lightest colour.
    paper : int
        Side of the square in which there is paper, in pixels.
    stroke : int
        Strokes of print that cross coloured ink are narrower than this, in pixels.
    crossed : int
        Pixels of print in a coloured component, at least.
    light, pale : int, float
        Gray levels that coloured ink is darker than paper, in the lightest colour, at most, and the share of a
        component's coloured pixels that are so at least: dark red print is no overlay.
    dense : float
        Share of coloured pixels around those of a component, at most: what has more is a coloured ground.
    around : int
        Side of the square that they are counted in, in pixels.
    seal : float
        Sides of a seal, as a share of the picture's longer side, at most: all that is coloured in its box is of it. One
        is at most twice as long as the other.
    rim : int
        How far the fading edge of coloured ink reaches, in pixels.
    """

    pixels: int = 2_000_000
    coloured: int = 40
    dark: int = 90
    paper: int = 31
    stroke: int = 7
    crossed: int = 12
    light: int = 60
    pale: float = 0.5
    dense: float = 0.6
    around: int = 41
    seal: float = 0.4
    rim: int = 2


#: What overlays are found with.
PARAMS = OverlayParams()


def without_overlays(
    gray: NDArray[np.uint8], lightest: NDArray[np.uint8] | None, params: OverlayParams = PARAMS
) -> NDArray[np.uint8]:
    """The picture without coloured ink over black print.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    lightest : uint8, shape (H, W), optional
        Its lightest colour; None of a picture without colour.
    params : OverlayParams, optional
    """
    if lightest is None or is_dark(gray):
        return gray  # nothing is lighter than the ink of a dark page
    shrink = max(1, round((gray.size / params.pixels) ** 0.5))
    over = find_overlays(shrunk_by(gray, shrink), shrunk_by(lightest, shrink), params)
    if not over.any():
        return gray
    rim = 2 * params.rim + 1
    wide = cv2.dilate(over.view(np.uint8), np.ones((rim, rim), np.uint8))
    place = cv2.resize(wide, gray.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return np.where(place, lightest, gray)


def find_overlays(
    gray: NDArray[np.uint8], lightest: NDArray[np.uint8], params: OverlayParams = PARAMS
) -> NDArray[np.bool_]:
    """Pixels of coloured components that black print runs through.

    Parameters
    ----------
    gray, lightest : uint8, shape (H, W)
    params : OverlayParams, optional
    """
    coloured = (cv2.subtract(lightest, gray) >= params.coloured).view(np.uint8)
    closed = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((params.stroke,) * 2, np.uint8))
    paper = cv2.dilate(lightest, np.ones((params.paper,) * 2, np.uint8))
    depth = cv2.subtract(paper, lightest)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    crossed = np.bincount(labels[(depth >= params.dark) & (closed > 0)], minlength=count)
    places = np.flatnonzero(coloured)
    share = cv2.blur(coloured * np.uint8(255), (params.around,) * 2).ravel()[places] / 255

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        own = labels.ravel()[places]
        return np.bincount(own, values, minlength=count) / np.maximum(np.bincount(own, minlength=count), 1)

    over = (crossed >= params.crossed) & (mean(share) <= params.dense)
    over &= mean(depth.ravel()[places] <= params.light) >= params.pale
    over[0] = False
    found = over[labels]
    sides = stats[:, 2:4]
    seals = over & (sides.max(axis=1) <= params.seal * max(gray.shape)) & (sides.max(axis=1) <= 2 * sides.min(axis=1))
    for x, y, width, height, _ in stats[seals].tolist():
        found[y : y + height, x : x + width] = True
    return np.asarray(found & (coloured > 0))
