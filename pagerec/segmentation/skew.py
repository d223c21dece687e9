"""Skew: how far the lines are from level, and the page turned back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import shrunk_by
from .values import Pixel

#: Largest skew looked for, and ever finer steps, in degrees.
LIMIT, _COARSE, _FINE, _FINEST = 6.0, 0.5, 0.05, 0.02
#: Width of the blocks of columns that are shifted as one, in pixels of the shrunken page.
_BLOCK = 8
#: How many times sharper than at 0° the profile must be at the angle found, and how much more for each degree:
#: a few short lines are sharpest anywhere.
_BETTER, _BETTER_STILL = 1.05, 0.25
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
    coarse = np.arange(-LIMIT, LIMIT + _COARSE / 2, _COARSE)
    best = _sharpest(coarse, _sharpness(blocks, coarse))
    fine = best + np.arange(-_COARSE, _COARSE + _FINE / 2, _FINE)
    best = _sharpest(fine, _sharpness(blocks, fine))
    if abs(best) < _FINEST:
        return 0.0
    rows, columns = np.nonzero(mask)
    near = np.append(best + _FINEST * np.arange(-3, 4), 0.0)
    *finest, level = (_sharpness_of_pixels(rows, columns, angle) for angle in near)
    angle = float(near[int(np.argmax(finest))])
    return angle if max(finest) > (_BETTER + _BETTER_STILL * abs(angle)) * level else 0.0


def rotate(image: NDArray[Pixel], degrees: float, interpolation: int = cv2.INTER_LINEAR) -> NDArray[Pixel]:
    """Turn a picture about its centre so that lines falling by `degrees` become level; new corners are 0."""
    height, width = image.shape
    matrix = rotation(degrees, height, width)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=interpolation, borderValue=0)
    return np.asarray(turned, image.dtype)


def rotation(degrees: float, height: int, width: int) -> NDArray[np.float64]:
    """The 2 × 3 matrix of `rotate`, from the picture to the turned picture."""
    return np.asarray(cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0), np.float64)


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
