"""Pictures made easier to read: without the print of the back, with an even ground, without noise, sharper.

Each function looks for one fault and gives a picture without it, dark on white, or None where the page does not have
it. They cost more than reading does and harm pages that are as they should be, so they are for pages that read badly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import find_ink, is_dark, noise_level, separate
from .panels import clear_all_panels
from .values import Ink
from .views import View

Gray = NDArray[np.uint8]

#: Pictures of more pixels are shrunk to so many: of an A4 sheet 180 dpi are left.
_MOST = 3_000_000
#: Larger print is shrunk to so many pixels an em: kernels of the size of a character take as long as they are large.
LARGEST_EM = 40.0
#: Side of the square over which paper is taken to be even, and of the smallest ground that is told from print, in ems.
_PAPER, _GROUND = 8.0, 1.0
#: Levels by which a pixel must change to count, and share of pixels that count from which a ground is uneven.
_CHANGED, _UNEVEN = 40, 0.005
#: Levels of what may be print of the back, the least level of the front's, and how many pixels of the one there are at
#: least for each of the other.
_BEHIND, _FRONT, _SHOWS = 25, 140, 0.15
#: Share of full ink that is taken for print of the back.
_THROUGH = 0.3
#: Standard deviation of noise in gray levels from which it is taken away, the blur before (in pixels), and the filter's
#: strength in standard deviations of what is left of it. The sides of the squares compared and of where they are
#: looked for, in pixels.
_NOISY, _SOFTEN, _STRENGTH, _SQUARE, _SEARCH = 10.0, 0.6, 1.6, 5, 15
#: Standard deviation of the blur that is undone, in ems, how often it is done, and how much darker than most of the
#: picture's darkest ink may become.
_BLUR, _TIMES, _DARKER = 0.1, 12, 1.3
#: Steepness of the edges of strokes (share of full ink in an em) below which print is blurred, and the part of the
#: edges that is as steep; rows that it is measured on.
_STEEP, _MOST_EDGES, _ROWS = 6.5, 0.95, 1024


@dataclass(frozen=True, slots=True, eq=False)
class Retouched:
    """A picture made easier to read.

    Parameters
    ----------
    seen : uint8, shape (H, W)
        The easier one, which may be smaller.
    shape : (height, width)
        Of the picture as it was given.
    scale : float
        Pixels of `seen` for one of the picture that it was made from.
    within : View, optional
        Where that comes from, if it is not the picture as it was given.
    """

    seen: Gray
    shape: tuple[int, int]
    scale: float = 1.0
    within: View | None = None

    @property
    def rotation(self) -> int:
        """Degrees by which the text is turned clockwise in the picture as it was given: 0, 90, 180 or 270."""
        return 0 if self.within is None else self.within.rotation

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y to the picture as it was given."""
        points = np.asarray(points / self.scale)
        return points if self.within is None else self.within.to_picture(points)


def handy(gray: Gray, em: float) -> tuple[Gray, float]:
    """A picture of a size that can be retouched in a second or two, and the factor by which it was shrunk.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Character size in pixels.
    """
    scale = min(1.0, math.sqrt(_MOST / gray.size))
    if noise_level(gray) < _NOISY:  # in noise, print can't be measured
        scale = min(scale, LARGEST_EM / em)
    if scale == 1.0:
        return gray, scale
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def with_even_ground(gray: Gray, em: float) -> Gray | None:
    """The picture without marked words, selections, tints and shadows, if it has any.

    Paper is first taken to be even over more than any panel; dark panels are cleared, and of the others the ground is
    taken away: what a morphological opening of the ink leaves that is larger than any stroke.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Character size in pixels.
    """
    inverted = is_dark(gray)
    level, least = separate(_upright(gray, inverted), int(_PAPER * em))
    ink = clear_all_panels(Ink(level, level > least, inverted, least), em)
    side = int(_GROUND * em) | 1
    ground = cv2.morphologyEx(ink.level, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    even = cv2.divide(cv2.subtract(ink.level, ground), np.maximum(255 - ground, 1), scale=255)
    changed = cv2.absdiff(even, find_ink(gray, inverted).level) > _CHANGED
    return np.asarray(255 - even, np.uint8) if changed.mean() > _UNEVEN else None


def without_back(gray: Gray, _: float) -> Gray | None:
    """The picture without print of the sheet's back that shines through: what is pale and apart from dark ink."""
    level = find_ink(gray).level
    dark = (level > _FRONT).view(np.uint8)
    pale = (level > _BEHIND) & (cv2.dilate(dark, np.ones((5, 5), np.uint8)) == 0)
    if np.count_nonzero(pale) < _SHOWS * np.count_nonzero(dark):
        return None
    front = (level.astype(np.float32) - 255 * _THROUGH) / (1 - _THROUGH)
    return np.asarray(255 - np.clip(front, 0, 255), np.uint8)


def without_noise(gray: Gray, _: float) -> Gray | None:
    """The picture without strong noise, by non-local means (Buades, Coll and Morel, 2005)."""
    if noise_level(gray) < _NOISY:
        return None
    soft = np.asarray(cv2.GaussianBlur(gray, (0, 0), _SOFTEN), np.uint8)
    strength = _STRENGTH * noise_level(soft)
    return np.asarray(cv2.fastNlMeansDenoising(soft, None, strength, _SQUARE, _SEARCH), np.uint8)


def sharpened(gray: Gray, em: float) -> Gray | None:
    """The picture with a blur undone, if its print is blurred.

    What blurring the result again would lack is added to it, again and again (Van Cittert, 1931), within the levels
    that ink and paper have (Jansson, 1970).
    """
    ink = (255 - _upright(gray, is_dark(gray))).astype(np.float32)
    if _steepness(ink, em) > _STEEP:
        return None
    darkest = _DARKER * float(np.quantile(ink[:: max(1, len(ink) // _ROWS)], 0.995))
    sharp = ink
    for _ in range(_TIMES):
        sharp = np.clip(sharp + ink - cv2.GaussianBlur(sharp, (0, 0), _BLUR * em), 0, darkest)
    return np.asarray(255 - sharp * (255 / max(darkest, 1.0)), np.uint8)


def _upright(gray: Gray, inverted: bool) -> Gray:
    return 255 - gray if inverted else gray


def _steepness(ink: NDArray[np.float32], em: float) -> float:
    """Share of full ink by which the steepest edges of strokes change in an em."""
    rows = ink[:: max(1, len(ink) // _ROWS)]
    full = max(float(np.quantile(rows, 0.995)) - float(np.median(rows)), 1.0)
    change = np.abs(rows[:, 2:] - rows[:, :-2]) / 2 / full
    edges = change[change > 0.03]
    return float(np.quantile(edges, _MOST_EDGES)) * em if edges.size else math.inf
