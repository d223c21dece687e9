"""A page turned so that its lines are level."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .values import Pixel


def rotate(image: NDArray[Pixel], degrees: float, interpolation: int = cv2.INTER_LINEAR) -> NDArray[Pixel]:
    """Turn a picture about its centre so that lines falling by `degrees` become level; new corners are 0."""
    height, width = image.shape
    matrix = rotation(degrees, height, width)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=interpolation, borderValue=0)
    return np.asarray(turned, image.dtype)


def rotation(degrees: float, height: int, width: int) -> NDArray[np.float64]:
    """The 2 × 3 matrix of `rotate`, from the picture to the turned picture."""
    return np.asarray(cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0), np.float64)
