"""What turning, perspective and curl do to a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


def turned(gray: Gray, degrees: float) -> Gray:
    """Turn clockwise on a sheet large enough for all of it."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cos + height * sin), round(width * sin + height * cos))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(gray, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def in_perspective(gray: Gray, tilt: float, turn: float = 0.0) -> Gray:
    """A photo of a flat sheet from the side.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    tilt, turn : float
        By how much the far edge is shorter than the near one, as a share of it: the upper than the lower, the
        right than the left.
    """
    height, width = gray.shape
    across, down = tilt * width / 2, turn * height / 2
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners + np.array([[across, 0], [-across, down], [0, -down], [0, 0]], np.float32)
    return _warped(gray, cv2.getPerspectiveTransform(corners, seen))


def _warped(gray: Gray, matrix: NDArray[np.float64]) -> Gray:
    height, width = gray.shape
    how = cv2.INTER_CUBIC
    return np.asarray(cv2.warpPerspective(gray, matrix, (width, height), flags=how, borderValue=255), np.uint8)


def curled(gray: Gray, sag: float) -> Gray:
    """A page of an open book: every line sinks towards one side, and the page turns away there.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    sag : float
        How far lines sink, in pixels.
    """
    width = gray.shape[1]
    room = int(abs(sag)) + 4
    padded = np.pad(gray, ((room, room), (0, 0)), constant_values=255)
    y, x = np.mgrid[: padded.shape[0], :width].astype(np.float32)
    share = x / width
    fall = sag * (share**3 - 0.35 * share)
    return np.asarray(cv2.remap(padded, x, y - fall, cv2.INTER_CUBIC, borderValue=255), np.uint8)
