"""Skew: how far the lines are from level, and the page turned back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import shrunk_by
from .values import Pixel

#: Skew looked for at first, the largest one looked for where no angle stands out, and ever finer steps, in degrees.
_USUAL, LIMIT, _COARSE, _FINE, _FINEST = 6.0, 11.0, 0.5, 0.05, 0.02
#: How many times sharper than at most angles the profile is at one that stands out.
_CLEAR = 3.0
#: Width of the blocks of columns that are shifted as one, in pixels of the shrunken page.
_BLOCK = 8
#: How many times sharper than at 0° the profile must be at the angle found, and how much more for each degree:
#: a few short lines are sharpest anywhere.
_BETTER, _BETTER_STILL = 1.05, 0.25
#: Pixels of which the skew is measured at last; of larger pages every other column is enough.
_MOST = 16_000_000
#: Width to which the page is brought before its skew is measured, in pixels.
_WIDTH = 800


def estimate_skew(mask: NDArray[np.bool_]) -> float:
    """Angle of the lines of print by projection (Postl, 1986).

    The mask is sheared; at the right angle rows of print and gaps between them differ most, so the squared
    differences of neighbouring entries of the row profile are largest.

    Returns
    -------
    float
        Degrees, positive where lines fall to the right; 0.0 where there is no clear answer.
    """
    ink = _shrink(mask)
    blocks = _block_profiles(ink)
    if blocks.sum() < 50:
        return 0.0
    best = _roughly(blocks)
    fine = best + np.arange(-_COARSE, _COARSE + _FINE / 2, _FINE)
    best = _sharpest(fine, _sharpness(blocks, fine))
    if abs(best) < _FINEST:
        return 0.0
    step = 1 + mask.size // _MOST
    rows, columns = np.nonzero(mask[:, ::step])
    columns *= step
    near = np.append(best + _FINEST * np.arange(-3, 4), 0.0)
    *finest, level = (_sharpness_of_pixels(rows, columns, angle) for angle in near)
    angle = float(near[int(np.argmax(finest))])
    return angle if max(finest) > (_BETTER + _BETTER_STILL * abs(angle)) * level else 0.0


def _roughly(blocks: NDArray[np.float32]) -> float:
    """The angle by coarse steps; large ones are looked at where no small one stands out."""
    usual = np.arange(-_USUAL, _USUAL + _COARSE / 2, _COARSE)
    scores = _sharpness(blocks, usual)
    best = _sharpest(usual, scores)
    if scores.max() > _CLEAR * np.median(scores) and abs(best) < _USUAL:
        return best
    beyond = np.arange(_USUAL + _COARSE, LIMIT + _COARSE / 2, _COARSE)
    wide = np.concatenate([-beyond[::-1], usual, beyond])
    return _sharpest(wide, _sharpness(blocks, wide))


def rotate(image: NDArray[Pixel], degrees: float, interpolation: int = cv2.INTER_LINEAR) -> NDArray[Pixel]:
    """Turn a picture about its centre so that lines falling by `degrees` become level; new corners are 0."""
    height, width = image.shape
    matrix = rotation(degrees, height, width)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=interpolation, borderValue=0)
    return np.asarray(turned, image.dtype)


def rotation(degrees: float, height: int, width: int) -> NDArray[np.float64]:
    """The 2 × 3 matrix of `rotate`, from the picture to the turned picture."""
    return np.asarray(cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0), np.float64)


def room_to_turn(mask: NDArray[np.bool_], degrees: float) -> int:
    """Pixels of white that are needed on every side so that `rotate` leaves no ink outside."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return 0
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]], np.float64)
    turned = corners @ rotation(degrees, *mask.shape).T
    outside = max(float(-turned.min()), float((turned - [mask.shape[1], mask.shape[0]]).max()))
    return int(np.ceil(outside)) + 1 if outside > 0 else 0


def _shrink(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    ink = mask.view(np.uint8)
    factor = max(1, round(mask.shape[1] / _WIDTH))
    return ink if factor == 1 else (shrunk_by(ink * 255, factor) > 64).view(np.uint8)


def _block_profiles(ink: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Row profile of each block of columns, shape (blocks, rows)."""
    starts = np.arange(0, ink.shape[1], _BLOCK)
    return np.asarray(np.add.reduceat(ink, starts, axis=1, dtype=np.float32).T, np.float32, order="C")


def _sharpness(blocks: NDArray[np.float32], degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of squared differences of the row profile of the page sheared by each angle."""
    count, rows = blocks.shape
    scores = []
    for slope in np.tan(np.radians(degrees)):
        shifts = np.round(-slope * _BLOCK * np.arange(count)).astype(int)
        shifts -= shifts.min()
        profile = np.zeros(rows + int(shifts.max()), np.float32)
        for block, shift in zip(blocks, shifts.tolist(), strict=True):
            profile[shift : shift + rows] += block
        scores.append(float(np.sum(np.diff(profile) ** 2)))
    return np.asarray(scores)


def _sharpest(degrees: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """The angle of the best score; of those shifted by the same whole pixels the smallest."""
    return float(degrees[np.lexsort((np.abs(degrees), -scores))[0]])


def _sharpness_of_pixels(rows: NDArray[np.intp], columns: NDArray[np.intp], degrees: float) -> float:
    """The same, each pixel by itself: a little sharper, and much slower."""
    level = rows - np.tan(np.radians(degrees)) * columns
    profile = np.bincount((level - level.min()).astype(np.intp)).astype(np.float64)
    return float(np.sum(np.diff(profile) ** 2))
