"""Simulated scans: what printing and scanning do to a page.

NumPy and OpenCV alone, so that a seed gives the same picture for as long as they do, and so that the set shares no
code with what a reader may have been trained on.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

#: How far ink runs, in ems.
_BLEED = 0.03
#: How steep the edge of ink is; 1 leaves it as the blur has it.
_HARDNESS = 1.6
#: Grains of the texture across an em.
_GRAINS = 6
#: Brightness is drawn at so many points each way.
_CORNERS = 3


@dataclass(frozen=True, slots=True)
class Scan:
    """What happens to a page, in the order of the fields.

    Attributes
    ----------
    spread : float
        Ink spread: added to the coverage of the blurred ink before it is cut, 0 … 0.5; near 0, thin strokes fade.
    skew : float
        Degrees, positive where lines fall to the right.
    blur : float
        Of the lens: standard deviation, in ems.
    ink, paper : int
        Gray of full ink and of paper, 0 … 255.
    light : float
        Fall of the light across the page, as a share of full brightness.
    grain : float
        Standard deviation of the paper's texture, in gray levels.
    noise : float
        Standard deviation of the sensor's noise, in gray levels.
    jpeg : int
        Quality of compression.
    """

    spread: float
    skew: float
    blur: float
    ink: int
    paper: int
    light: float
    grain: float
    noise: float
    jpeg: int


def draw(random: np.random.Generator) -> Scan:
    """A scan as offices make them, at random: skew to 2.5°, JPEG of quality 35 to 85."""
    return Scan(
        spread=round(float(random.uniform(0.08, 0.35)), 3),
        skew=round(float(np.clip(random.normal(0, 1.1), -2.5, 2.5)), 2),
        blur=round(float(random.uniform(0.01, 0.05)), 4),
        ink=int(random.integers(10, 90)),
        paper=int(random.integers(195, 252)),
        light=round(float(random.uniform(0.0, 0.3)), 3),
        grain=round(float(random.uniform(0.0, 2.5)), 2),
        noise=round(float(random.uniform(0.5, 7.0)), 2),
        jpeg=int(random.integers(35, 86)),
    )


def simulate(gray: NDArray[np.uint8], em: float, how: Scan, random: np.random.Generator) -> NDArray[np.uint8]:
    """Print and scan a page.

    Parameters
    ----------
    gray : ndarray of uint8, (height, width)
        Dark text on white.
    em : float
        Character size in pixels.
    how : Scan
    random : Generator
        For texture and noise.

    Returns
    -------
    ndarray of uint8
        Larger than `gray` where it is turned, before JPEG compression.
    """
    clean = np.subtract(1, gray / 255, dtype=np.float32)
    ink = _turn(_spread(clean, em, how.spread), how.skew)
    ink = _blurred(ink, how.blur * em)
    paper = how.paper + how.grain * _texture(ink.shape, em, random)
    picture = paper + (how.ink - paper) * ink
    picture *= _light(ink.shape, how.light, random)
    picture += how.noise * random.standard_normal(ink.shape, np.float32)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def _spread(ink: NDArray[np.float32], em: float, amount: float) -> NDArray[np.float32]:
    """Ink runs into paper and stops at an edge: a blur, cut off steeply."""
    soft = _blurred(ink, _BLEED * em)
    return np.asarray(np.clip((soft - 0.5 + amount) * _HARDNESS + 0.5, 0, 1), np.float32)


def _blurred(values: NDArray[np.float32], deviation: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), max(0.2, deviation)), np.float32)


def _turn(ink: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """Turn about the middle, on a sheet large enough for all of it."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cos + height * sin), round(width * sin + height * cos))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.clip(turned, 0, 1).astype(np.float32)


def _texture(shape: tuple[int, ...], em: float, random: np.random.Generator) -> NDArray[np.float32]:
    """Smooth noise."""
    coarse = max(2, round(_GRAINS * shape[0] / em)), max(2, round(_GRAINS * shape[1] / em))
    return _enlarged(random.standard_normal(coarse, np.float32), shape)


def _light(shape: tuple[int, ...], fall: float, random: np.random.Generator) -> NDArray[np.float32]:
    """Brightness that differs between corners, edges and middle, 1 at most."""
    return np.minimum(_enlarged(1 - fall * random.random((_CORNERS, _CORNERS), np.float32), shape), np.float32(1))


def _enlarged(values: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(values, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
