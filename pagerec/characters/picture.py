"""Pictures of single characters, clean or spoilt, the same again for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from pagerec.training.synthesis.capture import NO_CAPTURE
from pagerec.training.synthesis.degrade import degrade, random_degradation

from ..errors import OptionError

__all__ = ["Look", "draw_character"]

#: Distance of the baseline from the top of the em box, in ems.
_BASELINE = 0.88
#: Share of white specks that noise puts on ink, and of black ones on paper.
_SPECKS = 0.01


@dataclass(frozen=True, slots=True)
class Look:
    """How pictures of characters look.

    Attributes
    ----------
    width, height : int
        Of a picture, in pixels.
    margin : int
        Paper around the em box, in pixels; 6 of 64 is what the classifier sees in a line.
    rotate, rotate_step : int
        Each character is drawn at every angle from -rotate to rotate in these steps, in degrees.
    variants : int
        Pictures of each character in each font at each angle; all but the first are spoilt at random.
    noise, dilate, erode : float
        Shares (0…1) of the spoilt pictures with specks, with thicker, with thinner strokes.
    degrade : float
        Share (0…1) of them printed and scanned as `pagerec.training.synthesis.degrade` does it.
    invert : bool
        White on black.
    """

    width: int = 64
    height: int = 64
    margin: int = 6
    rotate: int = 0
    rotate_step: int = 1
    variants: int = 1
    noise: float = 0.0
    dilate: float = 0.0
    erode: float = 0.0
    degrade: float = 0.0
    invert: bool = False

    def __post_init__(self) -> None:
        if min(self.width, self.height) - 2 * self.margin < 8 or self.margin < 0:
            raise OptionError(
                f"width {self.width}, height {self.height} and margin {self.margin} leave no room for a character; "
                "leave at least 8 pixels"
            )
        if not 0 <= self.rotate <= 180 or self.rotate_step < 1 or self.variants < 1:
            raise OptionError("give rotate from 0 to 180, and rotate-step and variants of 1 or more")
        for name in ("noise", "dilate", "erode", "degrade"):
            if not 0 <= getattr(self, name) <= 1:
                raise OptionError(f"{name} is {getattr(self, name)}; give a share from 0 to 1")
        if self.variants == 1 and self.noise + self.dilate + self.erode + self.degrade > 0:
            raise OptionError("the first picture of each character is clean; give variants of 2 or more")

    @property
    def angles(self) -> tuple[int, ...]:
        """Degrees at which every character is drawn, 0 among them."""
        turns = range(0, self.rotate + 1, self.rotate_step)
        return tuple(sorted({sign * turn for turn in turns for sign in (-1, 1)}))


def draw_character(
    path: str, index: int, char: str, look: Look, angle: int, random: np.random.Generator | None = None
) -> NDArray[np.uint8]:
    """Draw a character into the middle of a picture, its em box as large as the margin allows.

    Parameters
    ----------
    path, index : str, int
        The face.
    char : str
        One that the face draws.
    look : Look
    angle : int
        Degrees, counter-clockwise.
    random : Generator, optional
        What spoils the picture; a clean one without it.

    Returns
    -------
    uint8, shape (look.height, look.width)
    """
    em = min(look.width, look.height) - 2 * look.margin
    cover = _turned(_cover(_face(path, index, em), char, look, em), angle)
    gray = 255 - cover
    if random is not None:
        gray = _spoilt(gray, look, em, random)
    return 255 - gray if look.invert else gray


@lru_cache(maxsize=64)
def _face(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


def _cover(face: ImageFont.FreeTypeFont, char: str, look: Look, em: int) -> NDArray[np.uint8]:
    """Ink on an empty picture, moved inside where a glyph is larger than its em box."""
    mask, (dx, dy) = face.getmask2(char, mode="L", anchor="ls")
    width, height = mask.size
    ink = np.asarray(mask, np.uint8).reshape(height, width)[: look.height, : look.width]
    x = round((look.width - face.getlength(char)) / 2 + dx)
    y = round((look.height - em) / 2 + _BASELINE * em + dy)
    x, y = (max(0, min(at, room)) for at, room in ((x, look.width - ink.shape[1]), (y, look.height - ink.shape[0])))
    cover = np.zeros((look.height, look.width), np.uint8)
    cover[y : y + ink.shape[0], x : x + ink.shape[1]] = ink
    return cover


def _turned(cover: NDArray[np.uint8], angle: int) -> NDArray[np.uint8]:
    if not angle:
        return cover
    height, width = cover.shape
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(cover, matrix, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def _spoilt(gray: NDArray[np.uint8], look: Look, em: int, random: np.random.Generator) -> NDArray[np.uint8]:
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    if random.random() < look.dilate:  # of the ink, which is dark
        gray = np.asarray(cv2.erode(gray, cross), np.uint8)
    if random.random() < look.erode:
        gray = np.asarray(cv2.dilate(gray, cross), np.uint8)
    if random.random() < look.degrade:
        # Light falls across a page; across a single character it is even. Cameras see pages, too.
        how = replace(random_degradation(random, em), scale=1.0, skew=0.0, light=0.0, shadow=0.0, capture=NO_CAPTURE)
        gray, _ = degrade(gray, np.zeros(gray.shape, np.uint16), em, how, random)
    if random.random() < look.noise:
        specks = random.random(gray.shape) < _SPECKS
        gray = np.where(specks, 255 - gray, gray)
    return gray
