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
    least : int
        Coloured pixels of a component: coloured characters of small print have fewer.
    crossed : (int, share)
        Pixels of print in a coloured component, at least, and most of them for each coloured one: what has more is
        black print with coloured rims, as screens draw it.
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
    left : (share, int)
        So much of what lies over print is paler, in the lightest colour, than what is taken for its ink and becomes
        paper; and the most gray levels of that: thin strokes keep little of their colour in a JPEG.
    full : int
        Gray levels that print is darker than paper where it is full ink.
    rim : int
        How far the fading edge of coloured ink reaches, in pixels.
    """

    pixels: int = 2_000_000
    coloured: int = 40
    dark: int = 90
    paper: int = 31
    stroke: int = 7
    least: int = 100
    crossed: tuple[int, float] = (12, 0.45)
    light: int = 60
    pale: float = 0.66
    dense: float = 0.6
    around: int = 41
    seal: float = 0.4
    left: tuple[float, int] = (0.9, 110)
    full: int = 220
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
    over = find_overlays(shrunk_by(gray, shrink), shrunk_by(lightest, shrink), params).view(np.uint8)
    if not over.any():
        return gray
    rim = 2 * params.rim + 1
    wide = cv2.dilate(over, np.ones((rim, rim), np.uint8))
    inner, place = (cv2.resize(part, gray.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0 for part in (over, wide))
    rows, columns = (np.flatnonzero(place.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found = gray.copy()
    found[box][place[box]] = _bleached(lightest[box], inner[box], params)[place[box]]
    return found


def _bleached(lightest: NDArray[np.uint8], over: NDArray[np.bool_], params: OverlayParams) -> NDArray[np.uint8]:
    """The lightest colour without what is left in it of the ink that lies over print, the print as dark as it was."""
    paper = cv2.dilate(lightest, np.ones((params.paper,) * 2, np.uint8))
    depth = cv2.subtract(paper, lightest)
    left = min(float(np.quantile(depth[over], params.left[0])), params.left[1])
    print_ = (np.arange(256) - left) * (params.full / (params.full - left))
    return np.asarray(cv2.subtract(paper, np.clip(print_, 0, 255).astype(np.uint8)[depth]), np.uint8)


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

    own = labels.ravel()[places]
    area = np.bincount(own, minlength=count)

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(own, values, minlength=count) / np.maximum(area, 1)

    over = (
        (area >= params.least)
        & (crossed >= params.crossed[0])
        & (crossed <= params.crossed[1] * area)
        & (mean(share) <= params.dense)
    )
    over &= mean(depth.ravel()[places] <= params.light) >= params.pale
    over[0] = False
    found = over[labels]
    sides = stats[:, 2:4]
    seals = over & (sides.max(axis=1) <= params.seal * max(gray.shape)) & (sides.max(axis=1) <= 2 * sides.min(axis=1))
    for x, y, width, height, _ in stats[seals].tolist():
        found[y : y + height, x : x + width] = True
    return np.asarray(found & (coloured > 0))
