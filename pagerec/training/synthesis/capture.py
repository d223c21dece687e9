"""What cameras and messengers do to a picture, by albumentations."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.common.extras import need

#: The shortest motion that shows, in pixels.
_MOTION = 3


@dataclass(frozen=True, slots=True)
class Capture:
    """What is done, in the order of the fields; the defaults leave a picture as it is.

    Attributes
    ----------
    motion : float
        Way of the camera while it takes the picture, in ems, in any direction.
    grain : float
        Strength (0…1) of the noise of a camera at high sensitivity.
    sharpen : float
        Strength (0…1) of sharpening, which leaves halos.
    shrink : float
        Share (0…1) of its size to which a messenger reduces a picture that is then shown as large as before.
    webp : int
        Quality of compression; 0 for none.
    """

    motion: float = 0.0
    grain: float = 0.0
    sharpen: float = 0.0
    shrink: float = 1.0
    webp: int = 0


#: The picture stays as it is.
NO_CAPTURE = Capture()


def captured(gray: NDArray[np.uint8], em: float, how: Capture, random: np.random.Generator) -> NDArray[np.uint8]:
    """Apply what a camera and a messenger do to a picture (gray levels); its size stays.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Character size in pixels.
    how : Capture
    random : Generator
        Source of chance.

    Raises
    ------
    OptionError
        When albumentations is not installed.
    """
    steps = _steps(em, how) if how != NO_CAPTURE else []
    if not steps:
        return gray
    # Some of its transforms are for colours only.
    seed = int(random.integers(2**31))
    picture = _albumentations().Compose(steps, seed=seed)(image=cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB))["image"]
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


@lru_cache(maxsize=1)
def _albumentations() -> ModuleType:
    # It would ask the package index for its newest version.
    os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
    return need("albumentations", "train")


def _steps(em: float, how: Capture) -> list[Any]:
    library = _albumentations()
    steps = []
    way = round(how.motion * em) | 1
    if way >= _MOTION:
        steps.append(library.MotionBlur(blur_limit=(way, way), p=1))
    if how.grain:
        strength = (how.grain, how.grain)
        steps.append(library.ISONoise(color_shift=(0.01, 0.03), intensity=strength, p=1))
    if how.sharpen:
        steps.append(library.Sharpen(alpha=(how.sharpen, how.sharpen), lightness=(1, 1), p=1))
    if how.shrink < 1:
        ways = {"downscale": cv2.INTER_AREA, "upscale": cv2.INTER_LINEAR}
        steps.append(library.Downscale(scale_range=(how.shrink, how.shrink), interpolation_pair=ways, p=1))
    if how.webp:
        steps.append(library.ImageCompression(quality_range=(how.webp, how.webp), compression_type="webp", p=1))
    return steps
