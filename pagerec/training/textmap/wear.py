"""What light, lenses, sensors, printers and compression do to a picture of print."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def worn(gray: NDArray[np.uint8], em: float, random: np.random.Generator) -> NDArray[np.uint8]:
    """Draw faults for a picture; a third of the pictures stay as they are but for polarity and contrast.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Size of most of the type, in pixels: small type is spared what nobody could read through.
    random : Generator
        Source of chance.
    """
    picture = _toned(gray.astype(np.float32), random)
    if random.random() < 0.33:
        return _clipped(picture)
    small = float(np.clip((em - 5) / 10, 0.25, 1.0))
    if random.random() < 0.15:
        picture = _spread(picture, random)
    if random.random() < 0.3:
        picture = _lit(picture, random)
    if random.random() < 0.15:
        picture = np.power(np.clip(picture, 0, 255) / 255, random.uniform(0.6, 1.6)).astype(np.float32) * 255
    picture = _blurred(picture, small, random)
    if random.random() < 0.3:
        picture = picture + random.normal(0, abs(random.normal(0, 9)) * small, picture.shape).astype(np.float32)
    if random.random() < 0.08:
        picture = picture + _grain(picture.shape, random)
    return _stored(_clipped(picture), random)


def _toned(picture: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Light print on dark, and pale print."""
    if random.random() < 0.15:
        picture = 255 - picture
    if random.random() < 0.35:
        share = random.uniform(0.25, 1.0)
        picture = picture * np.float32(share) + np.float32(random.uniform(0, 255 * (1 - share)))
    return picture


def _stored(whole: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """In two levels, as fax machines send it, or compressed."""
    if random.random() < 0.04:
        whole = np.where(whole > np.mean(whole) * random.uniform(0.75, 1.0), 255, 0).astype(np.uint8)
    if random.random() < 0.35:
        _, data = cv2.imencode(".jpg", whole, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(20, 92))])
        whole = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return whole


def _clipped(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)


def _spread(picture: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Ink that runs, or wears off."""
    operation = cv2.erode if random.random() < 0.5 else cv2.dilate
    moved = operation(picture, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    share = random.uniform(0.2, 0.8)
    return np.asarray(picture * (1 - share) + moved * share, np.float32)


def _lit(picture: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Uneven light, or the edge of a shadow."""
    height, width = picture.shape
    if random.random() < 0.6:
        corners = random.uniform(0.4, 1.15, (3, 3)).astype(np.float32)
        return np.asarray(picture * cv2.resize(corners, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    angle, soft = random.uniform(0, 2 * np.pi), random.uniform(2, 40)
    x = np.arange(width, dtype=np.float32) - random.uniform(0.1, 0.9) * width
    y = np.arange(height, dtype=np.float32) - random.uniform(0.1, 0.9) * height
    distance = x * np.float32(np.cos(angle)) + y[:, None] * np.float32(np.sin(angle))
    depth = random.uniform(0.15, 0.6)
    return np.asarray(picture * (1 - depth / (1 + np.exp(np.clip(distance / soft, -20, 20)))), np.float32)


def _blurred(picture: NDArray[np.float32], small: float, random: np.random.Generator) -> NDArray[np.float32]:
    kind = random.random()
    if kind < 0.3:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), random.uniform(0.3, 1.4) * small), np.float32)
    if kind < 0.38:
        length = max(2, round(random.uniform(2, 6) * small))
        kernel = np.zeros((length, length), np.float32)
        ends = ((0, 0), (length - 1, length - 1)) if random.random() < 0.5 else ((0, length // 2), (length - 1,) * 2)
        cv2.line(kernel, *ends, 1.0)
        return np.asarray(cv2.filter2D(picture, -1, kernel / max(1.0, float(kernel.sum()))), np.float32)
    if kind < 0.48:
        share = random.uniform(0.55, 0.9)
        size = [max(8, round(side * share)) for side in picture.shape]
        shrunk = cv2.resize(picture, (size[1], size[0]), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(shrunk, picture.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    return picture


def _grain(shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.float32]:
    """Texture of several sizes, as of paper, cloth and wood."""
    height, width = shape
    total = np.zeros((height, width), np.float32)
    for size in (2, 4, 12):
        stretch = int(random.choice((1, 1, 4)))
        cells = random.normal(0, 1, (height // size + 2, width // (size * stretch) + 2)).astype(np.float32)
        total += cv2.resize(cells, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(total * random.uniform(2, 14), np.float32)
