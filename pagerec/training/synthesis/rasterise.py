"""How a sheet of placed glyphs becomes pixels: by FreeType, as screens show text, or by pdfium, as PDF viewers do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from pagerec.training.fonts.catalog import FontFace

from .restyle import Restyle

#: Size at which glyphs are drawn before they are brought to the page's resolution, in pixels.
_DRAWN = 64
#: Ink from which a pixel is said to belong to a character.
INK = 60
#: How much wider and higher strokes of a regular face are where it stands for the bold one that is missing, in ems.
BOLD_WIDTH, BOLD_HEIGHT = 0.03, 0.015
#: Shear of an upright face that stands for the italic one that is missing (12 degrees).
SHEAR = 0.21


@dataclass(frozen=True, slots=True)
class Placed:
    """A character on a sheet: its face at a size in pixels, and the pen on the baseline.

    `bold` and `slanted` are made of the regular face, as office programs do where a font lacks the style.
    """

    char: str
    face: FontFace
    size: int
    x: float
    y: float
    bold: bool = False
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out.

    Attributes
    ----------
    glyphs : sequence of Placed
        Characters with ink, in reading order.
    rules : sequence of (left, top, right, bottom)
        Underlines and other ink that is no character, in pixels.
    width, height : int
        In pixels.
    """

    glyphs: Sequence[Placed]
    rules: Sequence[tuple[int, int, int, int]]
    width: int
    height: int


class Rasteriser(Protocol):
    """What turns a sheet into pixels."""

    def resolution(self, em: float) -> int:
        """Pixels of an em of the sheet that it wants to be given, for an em of `em` pixels in the picture."""

    def draw(self, sheet: Sheet, scale: float) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
        """Draw a sheet.

        Parameters
        ----------
        sheet : Sheet
        scale : float
            Pixels of the picture for one of the sheet, at most 1.

        Returns
        -------
        cover : uint8, shape (H, W)
            Ink: 0 for paper, 255 for full ink.
        ids : uint16, shape (H, W)
            0 for paper, k for ink of the k-th glyph.
        """


@dataclass(frozen=True, slots=True)
class FreeType:
    """FreeType through PIL.

    Attributes
    ----------
    hinted : bool
        Draw at the final size with the fonts' hints and every glyph on whole pixels, as browsers and office programs
        do on screen, instead of large and averaged down, which is what FreeType draws without hints at any part of
        a pixel.
    restyle : Restyle, optional
        Draws the glyphs as another face would; for what is not hinted.
    """

    hinted: bool = False
    restyle: Restyle | None = None

    def resolution(self, em: float) -> int:
        """See `Rasteriser.resolution`."""
        return max(6, round(em)) if self.hinted else _DRAWN

    def draw(self, sheet: Sheet, scale: float) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
        """See `Rasteriser.draw`."""
        cover = np.zeros((sheet.height, sheet.width), np.uint8)
        ids = np.zeros((sheet.height, sheet.width), np.uint16)
        for number, placed in enumerate(sheet.glyphs, 1):
            ink, dx, dy, advance = glyph(open_font(placed.face, placed.size), placed.char, placed.bold, placed.slanted)
            if self.restyle:
                ink, dx, dy = self.restyle.of(ink, dx, dy, advance, placed.size, placed.char)
            _blend(cover, ids, ink, round(placed.x + dx), round(placed.y + dy), number)
        for left, top, right, bottom in sheet.rules:
            cover[top:bottom, left:right] = 255
        return (cover, ids) if self.hinted else _reduce(cover, ids, scale)


@lru_cache(maxsize=400)
def _open(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


def open_font(face: FontFace, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels, kept open."""
    return _open(face.path, face.index, size)


@lru_cache(maxsize=40_000)
def glyph(
    font: ImageFont.FreeTypeFont, char: str, bold: bool = False, slanted: bool = False
) -> tuple[NDArray[np.uint8], int, int, float]:
    """Ink of a character (uint8), offset of its upper left corner from the pen on the baseline, advance."""
    mask, (dx, dy) = font.getmask2(char, mode="L", anchor="ls")
    width, height = mask.size
    ink = np.asarray(mask, np.uint8).reshape(height, width)
    advance = float(font.getlength(char))
    if not ink.any():
        return np.zeros((0, 0), np.uint8), 0, 0, advance
    if bold:
        ink, dx, dy = _widened(ink, int(dx), int(dy), font.size)
    if slanted:
        ink, dx = _sheared(ink, int(dx), int(dy))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return ink, int(dx + columns[0]), int(dy + rows[0]), advance


def _widened(ink: NDArray[np.uint8], dx: int, dy: int, size: float) -> tuple[NDArray[np.uint8], int, int]:
    across, down = max(1, round(BOLD_WIDTH * size)), round(BOLD_HEIGHT * size)
    left, above = across // 2, down // 2
    ink = np.pad(ink, ((above, down - above), (left, across - left)))
    kernel = np.ones((down + 1, across + 1), np.uint8)
    # The anchor is mirrored in a dilation: strokes grow by `left` to the left and the rest to the right.
    ink = np.asarray(cv2.dilate(ink, kernel, anchor=(across - left, down - above)), np.uint8)
    return ink, dx - left, dy - above


def _sheared(ink: NDArray[np.uint8], dx: int, dy: int) -> tuple[NDArray[np.uint8], int]:
    """Move every row to the right by `SHEAR` times its height above the baseline."""
    height, width = ink.shape
    shifts = -SHEAR * (dy + np.array([0.0, height - 1.0]))
    left = int(np.floor(shifts.min()))
    room = int(np.ceil(shifts.max())) - left
    matrix = np.array([[1.0, -SHEAR, -SHEAR * dy - left], [0.0, 1.0, 0.0]])
    return np.asarray(cv2.warpAffine(ink, matrix, (width + room, height), flags=cv2.INTER_LINEAR), np.uint8), dx + left


def _blend(
    cover: NDArray[np.uint8], ids: NDArray[np.uint16], ink: NDArray[np.uint8], x: int, y: int, number: int
) -> None:
    x0, y0 = max(x, 0), max(y, 0)
    ink = ink[y0 - y : cover.shape[0] - y, x0 - x : cover.shape[1] - x]
    if not ink.size:
        return
    place = np.s_[y0 : y0 + ink.shape[0], x0 : x0 + ink.shape[1]]
    np.maximum(cover[place], ink, out=cover[place])
    ids[place][ink > INK] = number


def _reduce(
    cover: NDArray[np.uint8], ids: NDArray[np.uint16], scale: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Average down to the final size; labels are widened first so that thin strokes keep theirs."""
    size = (max(1, round(cover.shape[1] * scale)), max(1, round(cover.shape[0] * scale)))
    reach = max(1, round(1 / scale) | 1)
    wide = cv2.dilate(ids, np.ones((reach, reach), np.uint8)) if reach > 1 else ids
    labels = cv2.resize(np.where(ids > 0, ids, wide), size, interpolation=cv2.INTER_NEAREST_EXACT)
    return np.asarray(cv2.resize(cover, size, interpolation=cv2.INTER_AREA)), np.asarray(labels)
