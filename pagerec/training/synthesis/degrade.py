"""Pages as scanners, printers, screens and messengers deliver them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .capture import NO_CAPTURE, Capture, captured

#: Size of the patches of paper that take more or less ink, in ems.
_PATCH = 1.5
#: What becomes black in a picture of two levels: what is darker than this share of the way from ink to paper.
_BLACK = 0.65


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
    bleed : float
        How far ink runs into the paper where that takes most of it, in ems.
    blur : float
        Standard deviation, in ems.
    ink, paper : int
        Gray of full ink and of paper, 0…255; ink lighter than paper gives dark mode.
    gamma : float
        Of the coverage of a pixel by ink; above 1 thins the fading edges of strokes.
    light : float
        Fall of the light across the page, as a share of full brightness.
    shadow : float
        Share of the light (0…1) that a hand or a phone keeps off a part of the page.
    noise : float
        Standard deviation of Gaussian noise, in gray levels.
    capture : Capture
        What a camera and a messenger do.
    bilevel : bool
        Only black and white are left, as fax machines and scanners of offices do.
    jpeg : int
        Quality of compression; 0 for none.
    """

    scale: float = 1.0
    skew: float = 0.0
    weight: float = 0.0
    bleed: float = 0.0
    blur: float = 0.0
    ink: int = 0
    paper: int = 255
    gamma: float = 1.0
    light: float = 0.0
    shadow: float = 0.0
    noise: float = 0.0
    capture: Capture = NO_CAPTURE
    bilevel: bool = False
    jpeg: int = 0


def random_degradation(random: np.random.Generator, em: float) -> Degradation:
    """Draw a degradation: two fifths clean screenshots, a quarter mild, a quarter scans, a tenth photographs.

    Parameters
    ----------
    random : Generator
        Source of chance.
    em : float
        Character size in pixels; small print is spared what would make it unreadable for anyone.
    """
    kind = random.random()
    ink = int(random.choice([0, 0, 0, 30, 60, 90, 120]))
    gamma = float(random.uniform(0.75, 1.35))
    small = float(np.clip((em - 8) / 12, 0.4, 1.0))
    if kind < 0.40:
        return Degradation(ink=ink, gamma=gamma, paper=int(random.integers(235, 256)))
    if kind < 0.64:
        return _mild(random, em, ink, gamma)
    return _scan(random, gamma, small) if kind < 0.9 else _photograph(random, gamma, small)


def _mild(random: np.random.Generator, em: float, ink: int, gamma: float) -> Degradation:
    """Forwarded screenshots and good scans."""
    forwarded = random.random() < 0.3
    return Degradation(
        scale=float(random.uniform(0.8, 1.25)),
        weight=float(random.normal(0, 0.012)),
        blur=float(abs(random.normal(0, 0.02))),
        ink=ink,
        gamma=gamma,
        paper=int(random.integers(210, 256)),
        noise=float(abs(random.normal(0, 3))),
        capture=Capture(
            shrink=float(random.uniform(max(0.55, min(0.95, 10 / em)), 1.0)) if forwarded else 1.0,
            webp=int(random.integers(30, 90)) if forwarded and random.random() < 0.5 else 0,
            sharpen=float(random.uniform(0.2, 0.8)) if random.random() < 0.15 else 0.0,
        ),
        jpeg=int(random.integers(40, 98)) if random.random() < 0.6 else 0,
    )


def _scan(random: np.random.Generator, gamma: float, small: float) -> Degradation:
    bilevel = bool(small == 1.0 and random.random() < 0.1)
    return Degradation(
        scale=float(random.uniform(0.9, 1.15)),
        skew=float(random.normal(0, 1.0)),
        weight=float(random.normal(0.008, 0.022) * small),
        bleed=float(random.uniform(0.0, 0.05) * small) if random.random() < 0.3 else 0.0,
        blur=float(random.uniform(0.0, 0.05) * small),
        ink=int(random.integers(0, 90)),
        paper=int(random.integers(180, 256)),
        gamma=gamma,
        light=0.0 if bilevel else float(random.uniform(0, 0.35)),
        noise=float(abs(random.normal(0, 7)) * small),
        capture=Capture(sharpen=float(random.uniform(0.2, 1.0)) if random.random() < 0.15 else 0.0),
        bilevel=bilevel,
        jpeg=int(random.integers(30, 95)) if random.random() < 0.75 else 0,
    )


def _photograph(random: np.random.Generator, gamma: float, small: float) -> Degradation:
    return Degradation(
        scale=float(random.uniform(0.9, 1.15)),
        skew=float(random.normal(0, 1.2)),
        weight=float(random.normal(0.005, 0.015) * small),
        blur=float(random.uniform(0.0, 0.04) * small),
        ink=int(random.integers(10, 80)),
        paper=int(random.integers(170, 250)),
        gamma=gamma,
        light=float(random.uniform(0.05, 0.4)),
        shadow=float(random.uniform(0.1, 0.45)) if random.random() < 0.5 else 0.0,
        capture=Capture(
            motion=float(random.uniform(0.03, 0.14) * small) if random.random() < 0.4 else 0.0,
            grain=float(random.uniform(0.05, 0.4) * small),
            sharpen=float(random.uniform(0.2, 0.8)) if random.random() < 0.3 else 0.0,
        ),
        jpeg=int(random.integers(35, 92)),
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
    cover = _spread(cover, how.weight * em)
    if how.bleed:
        cover = _bled(cover, how.bleed * em, em, random)
    level = cover.astype(np.float32) / 255.0
    if how.gamma != 1.0:
        level = level**how.gamma
    if how.blur * em > 0.2:
        level = np.asarray(cv2.GaussianBlur(level, (0, 0), how.blur * em), np.float32)
    result = captured(_lit(level, em, how, random), em, how.capture, random)
    if how.bilevel:
        result = np.where(result > how.ink + _BLACK * (how.paper - how.ink), 255, 0).astype(np.uint8)
    if how.jpeg:
        _, data = cv2.imencode(".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
        result = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
    return result, np.asarray(ids, np.uint16)


def _lit(level: NDArray[np.float32], em: float, how: Degradation, random: np.random.Generator) -> NDArray[np.uint8]:
    """Gray levels of ink and paper under the light, with noise."""
    picture = how.paper + (how.ink - how.paper) * level
    if how.light:
        picture *= _light(picture.shape, how.light, random)
    if how.shadow:
        picture *= _shadow(picture.shape, how.shadow, em, random)
    if how.noise:
        picture += random.normal(0, how.noise, picture.shape).astype(np.float32)
    return np.asarray(np.clip(picture, 0, 255).astype(np.uint8))


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


def _bled(cover: NDArray[np.uint8], pixels: float, em: float, random: np.random.Generator) -> NDArray[np.uint8]:
    """Spread ink unevenly: soft paper takes more of it in some places than in others."""
    size = [max(2, round(side / (_PATCH * em))) for side in cover.shape]
    patches = random.random(size).astype(np.float32) ** 2
    share = cv2.resize(patches, (cover.shape[1], cover.shape[0]), interpolation=cv2.INTER_LINEAR)
    wide = cv2.GaussianBlur(_spread(cover, pixels), (0, 0), max(0.3, pixels / 2))
    return np.asarray(np.maximum(cover, wide * share).astype(np.uint8))


def _light(shape: tuple[int, ...], fall: float, random: np.random.Generator) -> NDArray[np.float32]:
    corners = 1.0 - fall * random.random((2, 2)).astype(np.float32)
    return np.asarray(cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _shadow(shape: tuple[int, ...], depth: float, em: float, random: np.random.Generator) -> NDArray[np.float32]:
    """One side of a line lies in the shadow, whose edge is one to six ems soft."""
    height, width = shape
    angle, soft = random.uniform(0, 2 * np.pi), random.uniform(0.3, 1.5) * em
    x = np.arange(width, dtype=np.float32) - random.uniform(0.1, 0.9) * width
    y = np.arange(height, dtype=np.float32) - random.uniform(0.1, 0.9) * height
    distance = x * np.float32(np.cos(angle)) + y[:, None] * np.float32(np.sin(angle))
    return np.asarray(1 - depth / (1 + np.exp(np.clip(distance / soft, -20, 20))), np.float32)
