"""Lines made easier to read: sharper, without noise, without the print of the sheet's back, upright.

Each restoration mends one fault and harms lines that do not have it, so it is for lines that read badly, and reading
decides whether it helped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import NoiseParams, noise_level

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RestorationParams:
    """How strongly lines are restored.

    Attributes
    ----------
    blur : float
        Standard deviation of the blur that is undone, in ems.
    rounds : int
        How often what blurring lacks is added.
    soften : float
        Standard deviation of a blur before noise is taken away, in pixels.
    strength : float
        Of the noise filter, in standard deviations of what is left of the noise.
    square, search : int
        Sides of the squares compared and of where they are looked for, in pixels.
    through : float
        Share of full ink that is taken for print of the back.
    lean : float
        How far print that leans is set upright, in rows' shares of its height: a page photographed from the side, or
        slanted type.
    noise : NoiseParams
        How noise is measured.
    """

    blur: float = 0.1
    rounds: int = 12
    soften: float = 0.6
    strength: float = 1.6
    square: int = 5
    search: int = 9
    through: float = 0.3
    lean: float = 0.2
    noise: NoiseParams = field(default_factory=NoiseParams)


#: What lines are restored with.
PARAMS = RestorationParams()


@dataclass(frozen=True, slots=True)
class Restoration:
    """What is done to a line: to its gray levels, or to its ink.

    Attributes
    ----------
    gray : callable, optional
        From gray levels, the size of the type in pixels and parameters to gray levels.
    level : callable, optional
        From ink (0 … 255) and parameters to ink.
    """

    gray: Callable[[Gray, float, RestorationParams], Gray] | None = None
    level: Callable[[Gray, RestorationParams], Gray] | None = None


def sharpened(gray: Gray, em: float, params: RestorationParams = PARAMS) -> Gray:
    """Undo a blur: what blurring the result again would lack is added to it, again and again (Van Cittert, 1931).

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Size of the type in pixels.
    params : RestorationParams, optional
    """
    seen = gray.astype(np.float32)
    low, high = float(seen.min()), float(seen.max())
    sharp = seen
    for _ in range(params.rounds):
        sharp = np.clip(sharp + seen - cv2.GaussianBlur(sharp, (0, 0), params.blur * em), low, high)
    return np.asarray(sharp + 0.5, np.uint8)


def without_noise(gray: Gray, em: float, params: RestorationParams = PARAMS) -> Gray:
    """Take noise away by non-local means (Buades, Coll and Morel, 2005).

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Size of the type in pixels; the filter does not depend on it.
    params : RestorationParams, optional
    """
    soft = np.asarray(cv2.GaussianBlur(gray, (0, 0), params.soften), np.uint8)
    strength = params.strength * noise_level(soft, params.noise)
    return np.asarray(cv2.fastNlMeansDenoising(soft, None, strength, params.square, params.search), np.uint8)


def without_bleed_through(level: Gray, params: RestorationParams = PARAMS) -> Gray:
    """Take away what is pale beside the line's darkest ink: print of the back that shines through.

    Parameters
    ----------
    level : uint8, shape (H, W)
        Ink.
    params : RestorationParams, optional
    """
    front = (level.astype(np.float32) - 255 * params.through) / (1 - params.through)
    return np.asarray(np.clip(front, 0, 255), np.uint8)


def upright_from_left(gray: Gray, em: float, params: RestorationParams = PARAMS) -> Gray:
    """Set print upright that leans to the left: each row is moved by its distance from the middle.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    em : float
        Size of the type in pixels; nothing depends on it.
    params : RestorationParams, optional
    """
    return _sheared(gray, -params.lean)


def upright_from_right(gray: Gray, em: float, params: RestorationParams = PARAMS) -> Gray:
    """Set print upright that leans to the right, as `upright_from_left` does."""
    return _sheared(gray, params.lean)


def _sheared(gray: Gray, lean: float) -> Gray:
    """Each row moved to the left by so much for each row that it is above the middle."""
    height, width = gray.shape
    moved = lean * (height / 2 - np.arange(height))
    whole = np.floor(moved).astype(np.intp)
    share = (moved - whole)[:, np.newaxis].astype(np.float32)
    places = np.arange(width) + whole[:, np.newaxis]
    left, right = (
        np.take_along_axis(gray, np.clip(places + step, 0, width - 1), axis=1).astype(np.float32) for step in (0, 1)
    )
    return np.asarray((1 - share) * left + share * right + 0.5, np.uint8)


#: Restorations by name.
RESTORATIONS: Mapping[str, Restoration] = MappingProxyType(
    {
        "sharpened": Restoration(gray=sharpened),
        "without noise": Restoration(gray=without_noise),
        "without bleed-through": Restoration(level=without_bleed_through),
        "upright from left": Restoration(gray=upright_from_left),
        "upright from right": Restoration(gray=upright_from_right),
    }
)
