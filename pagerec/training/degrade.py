"""Pages as scanners, printers, screens and messengers deliver them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Degradation:
    """What happens to a page, in the order of the fields; the defaults leave it as it is.

    Attributes
    ----------
    scale : float
        Resampling of the whole picture.
    skew : float
        Degrees, positive where lines fall to the right.
    weight : float
        Ink spread (> 0) or loss (< 0), in ems.
    blur : float
        Standard deviation, in ems.
    ink, paper : int
        Gray of full ink and of paper, 0…255; ink lighter than paper gives dark mode.
    gamma : float
        Of the coverage of a pixel by ink; above 1 thins the fading edges of strokes.
    light : float
        Fall of the light across the page, as a share of full brightness.
    noise : float
        Standard deviation of Gaussian noise, in gray levels.
    jpeg : int
        Quality of compression; 0 for none.
    """

    scale: float = 1.0
    skew: float = 0.0
    weight: float = 0.0
    blur: float = 0.0
    ink: int = 0
    paper: int = 255
    gamma: float = 1.0
    light: float = 0.0
    noise: float = 0.0
    jpeg: int = 0


def random_degradation(random: np.random.Generator, em: float) -> Degradation:
    """Draw a degradation: two fifths clean screenshots, a quarter mild, a third scans.

    Parameters
    ----------
    random : Generator
        Source of chance.
    em : float
        Character size in pixels; small print is spared what would make it unreadable for anyone.
    """
    kind = random.random()
    ink = int(random.choice([0, 0, 0, 30, 60, 90, 120], p=None))
    gamma = float(random.uniform(0.75, 1.35))
    if kind < 0.42:
        return Degradation(ink=ink, gamma=gamma, paper=int(random.integers(235, 256)))
    if kind < 0.68:
        return Degradation(
            scale=float(random.uniform(0.8, 1.25)),
            weight=float(random.normal(0, 0.012)),
            blur=float(abs(random.normal(0, 0.02))),
            ink=ink,
            gamma=gamma,
            paper=int(random.integers(210, 256)),
            noise=float(abs(random.normal(0, 3))),
            jpeg=int(random.integers(40, 98)) if random.random() < 0.6 else 0,
        )
    small = np.clip((em - 8) / 12, 0.4, 1.0)
    return Degradation(
        scale=float(random.uniform(0.9, 1.15)),
        skew=float(random.normal(0, 1.0)),
        weight=float(random.normal(0.008, 0.022) * small),
        blur=float(random.uniform(0.0, 0.05) * small),
        ink=int(random.integers(0, 90)),
        paper=int(random.integers(180, 256)),
        gamma=gamma,
        light=float(random.uniform(0, 0.35)),
        noise=float(abs(random.normal(0, 7)) * small),
        jpeg=int(random.integers(30, 95)) if random.random() < 0.75 else 0,
    )


def degrade(
    gray: NDArray[np.uint8], ids: NDArray[np.uint16], em: float, how: Degradation, random: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Apply a degradation to a page (dark on white) and carry its labels along."""
    cover = 255 - gray
    if how.scale != 1.0:
        size = (max(8, round(cover.shape[1] * how.scale)), max(8, round(cover.shape[0] * how.scale)))
        how_to = cv2.INTER_AREA if how.scale < 1 else cv2.INTER_LINEAR
        cover = np.asarray(cv2.resize(cover, size, interpolation=how_to), np.uint8)
        ids = np.asarray(cv2.resize(ids, size, interpolation=cv2.INTER_NEAREST_EXACT), np.uint16)
        em *= how.scale
    if how.skew:
        cover, ids = _turn(cover, ids, how.skew)
    level = _spread(cover, how.weight * em).astype(np.float32) / 255.0
    if how.gamma != 1.0:
        level = level**how.gamma
    if how.blur * em > 0.2:
        level = np.asarray(cv2.GaussianBlur(level, (0, 0), how.blur * em), np.float32)
    picture = how.paper + (how.ink - how.paper) * level
    if how.light:
        picture *= _light(picture.shape, how.light, random)
    if how.noise:
        picture += random.normal(0, how.noise, picture.shape).astype(np.float32)
    result = np.clip(picture, 0, 255).astype(np.uint8)
    if how.jpeg:
        _, data = cv2.imencode(".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
        result = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return result, np.asarray(ids, np.uint16)


def _turn(
    cover: NDArray[np.uint8], ids: NDArray[np.uint16], degrees: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    height, width = cover.shape
    grow = int(abs(np.tan(np.radians(degrees))) * max(width, height) / 2) + 2
    cover, ids = np.pad(cover, grow), np.pad(ids, grow)
    height, width = cover.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    turned = cv2.warpAffine(cover, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return np.asarray(turned), np.asarray(cv2.warpAffine(ids, matrix, (width, height), flags=cv2.INTER_NEAREST))


def _spread(cover: NDArray[np.uint8], pixels: float) -> NDArray[np.uint8]:
    """Widen (or thin) strokes by a fraction of a pixel: a mix of the picture and its dilation (erosion)."""
    if abs(pixels) < 0.02:
        return cover
    operation = cv2.dilate if pixels > 0 else cv2.erode
    amount = min(abs(pixels), 1.5)
    while amount > 0:
        moved = operation(cover, cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
        share = min(amount, 1.0)
        cover = np.asarray(cv2.addWeighted(moved, share, cover, 1 - share, 0), np.uint8)
        amount -= 1.0
    return np.asarray(cover)


def _light(shape: tuple[int, ...], fall: float, random: np.random.Generator) -> NDArray[np.float32]:
    corners = 1.0 - fall * random.random((2, 2)).astype(np.float32)
    return np.asarray(cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
