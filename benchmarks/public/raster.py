"""Pages as pictures, and whether a picture and its text layer agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from benchmarks.public.textlayer import Box, Glyph

POINTS = 72
#: Resolution at which picture and text layer are compared.
CHECK_DPI = 150
#: Difference from the paper, in gray levels, that is ink.
_INK = 60
#: Difference from the paper that shows shading, and the part of a paragraph's picture that may have it.
_TINT = 16
_MAX_TINTED = 0.01
#: Ink may reach this far beyond the box of its character, in ems.
_BEYOND = 0.12
#: A rule (line, border) is thinner than this, in ems, and longer than `_RULE_LENGTH`.
_RULE = 0.15
_RULE_LENGTH = 2.0
#: Pixels of ink outside of all characters that are put down to rounding.
_STRAY = 3


@dataclass(frozen=True, slots=True)
class Ink:
    """Where a page has ink that its text layer doesn't explain, at `CHECK_DPI`.

    Attributes
    ----------
    stray : ndarray of bool, (height, width)
        Ink outside of all characters.
    rules : ndarray of bool, (height, width)
        The part of it that is thin straight lines.
    tint : ndarray of bool, (height, width)
        Shading and light drawings, outside of all characters.
    inkless : tuple of Box
        Characters without any ink, in points.
    """

    stray: NDArray[np.bool_]
    rules: NDArray[np.bool_]
    tint: NDArray[np.bool_]
    inkless: tuple[Box, ...]

    def agrees(self, box: Box, rules: bool = False) -> bool:
        """Whether in a part of the page all ink is text and all text is ink; `rules` are forgiven."""
        rows, columns = pixels(box, CHECK_DPI)
        stray = self.stray & ~self.rules if rules else self.stray
        return int(stray[rows, columns].sum()) <= _STRAY and not any(box.meets(other) for other in self.inkless)

    def is_plain(self, box: Box) -> bool:
        """Whether a part of the page has one background."""
        return float(self.tint[pixels(box, CHECK_DPI)].mean()) <= _MAX_TINTED


def render(page: pdfium.PdfPage, dpi: int) -> NDArray[np.uint8]:
    """A page as a picture: gray (height, width), or colour (height, width, 3; R, G, B) where it has colours."""
    bitmap = page.render(scale=dpi / POINTS, rev_byteorder=True, optimize_mode=None)
    picture = np.array(bitmap.to_numpy()[..., :3], np.uint8)
    spread = picture.max(axis=2).astype(int) - picture.min(axis=2)
    return picture if spread.max() > 0 else np.ascontiguousarray(picture[..., 0])


def to_gray(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Gray of a picture that may have colours."""
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def pixels(box: Box, dpi: int) -> tuple[slice, slice]:
    """Rows and columns of a picture that a box in points covers."""
    scale = dpi / POINTS
    top, left = max(0, round(box.top * scale)), max(0, round(box.left * scale))
    return slice(top, max(top, round(box.bottom * scale))), slice(left, max(left, round(box.right * scale)))


def find_ink(page: pdfium.PdfPage, glyphs: Sequence[Glyph], em: float) -> Ink:
    """Compare a page's picture with its text layer.

    Parameters
    ----------
    page : PdfPage
    glyphs : sequence of Glyph
    em : float
        Character size in points.
    """
    gray = to_gray(render(page, CHECK_DPI))
    return compare(gray, [glyph for glyph in glyphs if glyph.text != " "], em)


def compare(gray: NDArray[np.uint8], glyphs: Iterable[Glyph], em: float) -> Ink:
    """Compare a picture at `CHECK_DPI` with the characters that should be on it."""
    difference = np.abs(gray.astype(int) - int(np.median(gray)))
    ink = difference > _INK
    explained = np.zeros_like(ink)
    inkless = []
    for glyph in glyphs:
        explained[pixels(_grown(glyph.cell.union(glyph.ink), _BEYOND * em), CHECK_DPI)] = True
        if not ink[pixels(_grown(glyph.ink, 0.5), CHECK_DPI)].any():
            inkless.append(glyph.cell)
    stray = ink & ~explained
    rules = _find_rules(stray, em * CHECK_DPI / POINTS)
    return Ink(stray, rules, (difference > _TINT) & ~explained, tuple(inkless))


def _grown(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def _find_rules(ink: NDArray[np.bool_], em: float) -> NDArray[np.bool_]:
    """Ink of components that are thin and long, in pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    sides = np.sort(stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    thin = (sides[:, 0] <= max(2.0, _RULE * em)) & (sides[:, 1] >= _RULE_LENGTH * em)
    thin[0] = False
    return np.asarray(thin[labels], np.bool_) if count else np.zeros_like(ink)
