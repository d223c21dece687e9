"""Lines that are not straight or not parallel: a page photographed from the side, or curled.

How far print sinks from place to place is measured where it can be measured well, between neighbouring strips of the
page, whose row profiles are the same but for a small shift. A polynomial surface is fitted to these slopes (least
squares, outliers weighed down) and then improved until the profile of the whole straightened page is sharpest, as for
skew (Postl, 1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from .views import View

#: Width of a strip, and distance of the strips that are compared, in ems.
_STRIP, _DISTANCE = 4.0, 2.0
#: Windows that the height of a page is parted into, and the least height of one, in ems.
_WINDOWS, _LEAST = 6, 5.0
#: Largest shift between strips, in ems: a slope of 15°.
_SHIFT = 0.55
#: Least correlation of two strips.
_ALIKE = 0.4
#: Powers of x (from 1) and of y (from 0) in the surface.
_ACROSS, _DOWN = 4, 3
#: Size of the first step in which the surface is improved, in ems, number of the halved steps, and how often each is
#: tried.
_STEP, _ROUNDS, _PASSES = 0.25, 5, 3
#: The most blocks of columns that are moved as one when it is improved.
_BLOCKS = 250
#: Pixels an em at which it is measured.
_GRAIN = 12
#: Rows that are straightened at once, to save memory.
_BAND = 128
#: By how much print may become higher.
_HIGHER = 0.5, 2.0
#: Bend below this, in ems, does no harm.
_HARMLESS = 0.08

Powers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How far print has sunk below where it would be on a level page.

    Attributes
    ----------
    coefficients : float, shape (4, 3)
        Of u, u² … u⁴ and of 1, v, v², where u and v run from -1 to 1 over the page's width and height; as shares of
        the height.
    """

    coefficients: NDArray[np.float64]

    def at(self, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far print has sunk, as a share of the height."""
        return np.asarray(np.polynomial.polynomial.polyval2d(u, v, np.pad(self.coefficients, ((1, 0), (0, 0)))))

    def higher(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """By how much print becomes higher, half-way down the page, when it is straightened."""
        sinks_more = np.polynomial.polynomial.polyval(u, [0.0, *self.coefficients[:, 1]])
        return np.asarray(np.clip(1 - 2 * sinks_more, *_HIGHER))


@dataclass(frozen=True, slots=True, eq=False)
class Straightened:
    """A picture whose lines are made straight, and parallel: what is far away becomes higher, and wider as well.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The bent picture.
    bend : Bend
    within : View, optional
        Where `gray` comes from, if it is not the picture as it was given.
    """

    gray: NDArray[np.uint8]
    bend: Bend
    within: View | None = None

    @property
    def seen(self) -> NDArray[np.uint8]:
        """The straightened picture, with room above and below."""
        room, places = self._room, self._places
        width = int(np.ceil(places[-1]))
        seen = np.empty((len(self.gray) + 2 * room, width), np.uint8)
        for top in range(0, len(seen), _BAND):
            band = seen[top : top + _BAND]
            rows = np.arange(top, top + len(band), dtype=np.float64) + 0.5
            x, y = np.meshgrid(self._across(np.arange(width, dtype=np.float64) + 0.5), rows)
            across, down = ((place - 0.5).astype(np.float32) for place in (x, self._bent(x, y - room)))
            band[:] = cv2.remap(self.gray, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return seen

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture as it was given."""
        return (self.gray.shape[0], self.gray.shape[1]) if self.within is None else self.within.shape

    @property
    def rotation(self) -> int:
        """Degrees by which the text is turned clockwise in the picture as it was given: 0, 90, 180 or 270."""
        return 0 if self.within is None else self.within.rotation

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y to the picture as it was given."""
        x, y = self._across(points[:, 0]), points[:, 1]
        bent = np.stack([x, self._bent(x, y - self._room)], axis=1)
        return bent if self.within is None else self.within.to_picture(bent)

    @property
    def _places(self) -> NDArray[np.float64]:
        """Where the edges between the columns of the bent picture come to lie."""
        width = self.gray.shape[1]
        wider = self.bend.higher((2 * np.arange(width) + 1) / width - 1)
        return np.concatenate(([0.0], np.cumsum(wider)))

    def _across(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places across the bent picture for those across the straight one."""
        places = self._places
        return np.interp(x, places, np.arange(len(places)))

    @property
    def _room(self) -> int:
        edges = np.linspace(-1, 1, 17)
        u, v = np.meshgrid(edges, edges)
        return int(np.ceil(np.abs(self.bend.at(u, v)).max() * self.gray.shape[0]))

    def _bent(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Row of the bent picture for places of the straight one (fixed-point iteration: the surface is smooth)."""
        height, width = self.gray.shape
        u, bent = 2 * x / width - 1, y
        for _ in range(3):
            bent = y + height * self.bend.at(u, np.clip(2 * bent / height - 1, -1, 1))
        return bent


def estimate_bend(mask: NDArray[np.bool_], em: float) -> Bend | None:
    """Measure the bend of the lines.

    Parameters
    ----------
    mask : bool, shape (H, W)
        Print.
    em : float
        Character size in pixels.

    Returns
    -------
    Bend or None
        None where lines are straight and parallel, or too few and short to tell.
    """
    factor = max(1, int(em / _GRAIN))
    small = _shrunk(mask, factor)
    slopes = _slopes(small, em / factor)
    if len(slopes) < _ACROSS * _DOWN:
        return None
    bend = _improved(small, em / factor, _fitted(slopes, small.shape))
    edges = np.linspace(-0.8, 0.8, 9)
    u, v = np.meshgrid(edges, edges)
    sunk = bend.at(u, v) * small.shape[0]
    level = np.polyfit(u[0], sunk.mean(axis=0), 1)
    straight = np.polyval(level, u)
    return bend if np.abs(sunk - straight - (sunk - straight).mean()).max() > _HARMLESS * em / factor else None


def _shrunk(mask: NDArray[np.bool_], factor: int) -> NDArray[np.float32]:
    ink = mask.view(np.uint8) * np.uint8(255)
    size = max(1, mask.shape[1] // factor), max(1, mask.shape[0] // factor)
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)


def _slopes(ink: NDArray[np.float32], em: float) -> NDArray[np.float64]:
    """Rows (u, v, slope, weight), measured between neighbouring strips; the slope is in rows a column."""
    height, width = ink.shape
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1)
    wide, far, reach = int(_STRIP * em), max(1, int(_DISTANCE * em)), int(_SHIFT * em)
    starts = np.arange(0, width - wide - far, far)
    blur = (1, 2 * int(0.2 * em) + 1)
    windows = max(1, min(_WINDOWS, int(height / (_LEAST * em))))
    bounds = np.linspace(0, height, windows + 1).astype(int)
    found = []
    for start in starts.tolist():
        one, two = (
            np.asarray(cv2.blur((sums[:, at + wide] - sums[:, at])[:, None], blur), np.float32).ravel()
            for at in (start, start + far)
        )
        for top, bottom in pairwise(bounds.tolist()):
            shift, weight = _shift(one[top:bottom], two, top, reach)
            if weight > _ALIKE:
                u, v = 2 * (start + (wide + far) / 2) / width - 1, (top + bottom) / height - 1
                found.append((u, v, shift / far, weight))
    return np.array(found, np.float64).reshape(-1, 4)


def _shift(one: NDArray[np.float32], two: NDArray[np.float32], top: int, reach: int) -> tuple[float, float]:
    """By how much a window of a profile has sunk in the next one, to parts of a pixel, and how alike they are there."""
    low, high = max(0, top - reach), min(len(two), top + len(one) + reach)
    around = two[low:high]
    if len(around) < len(one) + 2 or not one.any() or not around.any():
        return 0.0, 0.0
    alike = cv2.matchTemplate(around[:, None], one[:, None], cv2.TM_CCOEFF_NORMED).ravel()
    best = int(np.argmax(alike))
    part = 0.0
    if 0 < best < len(alike) - 1:
        before, here, after = alike[best - 1 : best + 2]
        bow = before - 2 * here + after
        part = 0.5 * float(before - after) / float(bow) if bow < 0 else 0.0
    return low + best + part - top, float(alike[best])


def _fitted(slopes: NDArray[np.float64], shape: tuple[int, ...]) -> Bend:
    """The surface with these slopes, by least squares with outliers weighed down."""
    height, width = shape
    u, v, slope, weight = slopes.T
    terms = [i * u ** (i - 1) * v**j for i in range(1, _ACROSS + 1) for j in range(_DOWN)]
    matrix = np.stack(terms, axis=1)
    wanted = slope * width / (2 * height)
    # A little ridge: terms that the page's few strips can't tell stay small. Skew, the first one, is nearly free.
    stiff = [float(i * (j + 1)) for i in range(1, _ACROSS + 1) for j in range(_DOWN)]
    ridge = 0.02 * np.sqrt(len(u)) * np.diag([0.1, *stiff[1:]])
    for _ in range(6):
        left = np.concatenate([matrix * weight[:, None], ridge])
        found = np.linalg.lstsq(left, np.concatenate([wanted * weight, np.zeros(len(ridge))]), rcond=None)[0]
        rest = np.abs(matrix @ found - wanted)
        weight = slopes[:, 3] / (1 + (rest / max(1e-6, 2 * float(np.median(rest)))) ** 2)
    return Bend(found.reshape(_ACROSS, _DOWN))


def _improved(ink: NDArray[np.float32], em: float, bend: Bend) -> Bend:
    """The surface at which the profile of the straightened page is sharpest, by ever smaller steps."""
    height, width = ink.shape
    block = max(1, int(em / 2), width // _BLOCKS)
    starts = np.arange(0, width, block)
    blocks = np.add.reduceat(ink, starts, axis=1).ravel()
    y = np.arange(height, dtype=np.float64)[:, None]
    across = (2 * (starts + block / 2) / width - 1) ** np.arange(1, _ACROSS + 1)[:, None]
    down = height * (2 * y / height - 1) ** np.arange(_DOWN)

    def sharpness(coefficients: NDArray[np.float64]) -> float:
        rows = np.rint(y - down @ coefficients.T @ across).astype(np.intp)
        rows -= rows.min()
        profile = np.bincount(rows.ravel(), blocks)
        return float(np.sum(np.diff(profile) ** 2))

    best = bend.coefficients.copy()
    score = sharpness(best)
    for step in _STEP * em / height / 2.0 ** np.repeat(np.arange(_ROUNDS), _PASSES):
        for place in np.ndindex(best.shape):
            for change in (step, -step):
                tried = best.copy()
                tried[place] += change
                if (now := sharpness(tried)) > score:
                    best, score = tried, now
                    break
    return Bend(best)
