"""Typeset paragraphs as documents do, and know for every pixel which character put it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from ..recognition.charset import is_han
from .fonts import FontFace

#: Size at which glyphs are drawn before they are brought to the page's resolution, in pixels.
_DRAWN = 64
_OPENING = frozenset("（《〈「『【〔〖“‘［｛")
_CLOSING = frozenset("）》〉」』】〕〗”’，。、：；！？．］｝")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text set in one face.

    `size` is relative to the line's em, `rise` shifts the baseline up by so many ems (superscripts).
    """

    text: str
    face: FontFace
    size: float = 1.0
    rise: float = 0.0
    underline: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """Runs in order, with the line's spacing in ems.

    Attributes
    ----------
    size : float
        Em of the line relative to the page's.
    indent : float
        White before the line.
    tracking : float
        Added after every character.
    squeeze : float
        Share (0…1) of the white half of Chinese punctuation that is taken away (标点挤压).
    script_gap : float
        White between Han and Latin.
    word_gap : float
        Width of a space.
    """

    runs: tuple[Run, ...]
    size: float = 1.0
    indent: float = 0.0
    tracking: float = 0.0
    squeeze: float = 0.0
    script_gap: float = 0.0
    word_gap: float = 0.28


@dataclass(frozen=True, slots=True)
class Typeset:
    """A page with its truth.

    Attributes
    ----------
    gray : uint8, shape (H, W)
        Dark on white.
    ids : uint16, shape (H, W)
        0 for paper, k for ink of the k-th character.
    text : tuple of str
        The characters in order; ``text[k - 1]`` is character k.
    lines : tuple of int
        The line of each character.
    """

    gray: NDArray[np.uint8]
    ids: NDArray[np.uint16]
    text: tuple[str, ...]
    lines: tuple[int, ...]


def typeset(
    lines: Sequence[TextLine], em: float, *, leading: float = 1.5, margin: float = 1.0, hinted: bool = False
) -> Typeset:
    """Set lines one below the other.

    Parameters
    ----------
    lines : sequence of TextLine
        What to set.
    em : float
        Character size of a line of size 1, in pixels of the result.
    leading : float
        Distance of baselines in ems of the larger of two lines.
    margin : float
        White around, in ems.
    hinted : bool
        Draw at the final size with the fonts' hints, as browsers and office programs do on screen, instead of
        large and averaged down, as PDF viewers do.
    """
    drawn = max(6, round(em)) if hinted else _DRAWN
    rows = [_set_line(line, round(drawn * line.size)) for line in lines]
    pad = round(margin * drawn)
    width = max((row.width for row in rows), default=0) + 2 * pad
    baselines, y = [], pad
    for k, line in enumerate(lines):
        size = drawn * line.size
        above = drawn * lines[k - 1].size if k else 0.0
        y += round(0.88 * size if not k else leading * max(size, above))
        baselines.append(y)
    height = (baselines[-1] if baselines else 0) + round(0.3 * drawn * (lines[-1].size if lines else 1)) + pad
    gray, ids = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint16)
    text: list[str] = []
    numbers: list[int] = []
    for k, (row, baseline) in enumerate(zip(rows, baselines, strict=True)):
        for char, x, y, ink in row.glyphs:
            text.append(char)
            numbers.append(k)
            _blend(gray, ids, ink, pad + x, baseline + y, len(text))
        for x0, x1, thickness in row.rules:
            top = baseline + round(0.13 * drawn * lines[k].size)
            gray[top : top + thickness, pad + x0 : pad + x1] = 255
    if not hinted:
        gray, ids = _reduce(gray, ids, em / drawn)
    return Typeset(255 - gray, ids, tuple(text), tuple(numbers))


@dataclass(slots=True)
class _Row:
    glyphs: list[tuple[str, int, int, NDArray[np.uint8]]]
    rules: list[tuple[int, int, int]]
    width: int


def _set_line(line: TextLine, em: int) -> _Row:
    row = _Row([], [], 0)
    x = line.indent * em
    before = ""
    for run in line.runs:
        font = open_font(run.face.path, run.face.index, max(4, round(em * run.size)))
        start = x
        for char in run.text:
            if char == " ":
                x += line.word_gap * em * run.size
                before = ""
                continue
            if before and is_han(before) != is_han(char) and (before + char).isalnum():
                x += line.script_gap * em
            x += _kerning(font, before, char) if run.face.script == "latin" and before else 0.0
            ink, dx, dy, advance = glyph(font, char)
            if run.face.script == "han" and char in _OPENING:
                x -= line.squeeze * _white(advance, dx, ink.shape[1], opening=True)
            if ink.size:
                row.glyphs.append((char, round(x + dx), round(dy - run.rise * em), ink))
            x += advance + line.tracking * em
            if run.face.script == "han" and char in _CLOSING:
                x -= line.squeeze * _white(advance, dx, ink.shape[1], opening=False)
            before = char
        if run.underline:
            row.rules.append((round(max(start, 0)), round(x), max(1, round(0.05 * em))))
    row.width = max([round(x)] + [px + ink.shape[1] for _, px, _, ink in row.glyphs])
    return row


def _white(advance: float, dx: int, width: int, *, opening: bool) -> float:
    """White that punctuation may lose on its outer side: down to half the advance, and never its ink."""
    room = dx if opening else advance - dx - width
    return max(0.0, min(advance / 2, room - 0.06 * advance))


@lru_cache(maxsize=400)
def open_font(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels, kept open."""
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=40_000)
def glyph(font: ImageFont.FreeTypeFont, char: str) -> tuple[NDArray[np.uint8], int, int, float]:
    """Ink of a character (uint8), offset of its upper left corner from the pen on the baseline, advance."""
    mask, (dx, dy) = font.getmask2(char, mode="L", anchor="ls")
    width, height = mask.size
    ink = np.asarray(mask, np.uint8).reshape(height, width)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros((0, 0), np.uint8), 0, 0, float(font.getlength(char))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return ink, int(dx + columns[0]), int(dy + rows[0]), float(font.getlength(char))


@lru_cache(maxsize=20_000)
def _kerning(font: ImageFont.FreeTypeFont, before: str, char: str) -> float:
    return float(font.getlength(before + char) - font.getlength(before) - font.getlength(char))


def _blend(
    gray: NDArray[np.uint8], ids: NDArray[np.uint16], ink: NDArray[np.uint8], x: int, y: int, number: int
) -> None:
    x0, y0 = max(x, 0), max(y, 0)
    ink = ink[y0 - y : gray.shape[0] - y, x0 - x : gray.shape[1] - x]
    if not ink.size:
        return
    place = np.s_[y0 : y0 + ink.shape[0], x0 : x0 + ink.shape[1]]
    np.maximum(gray[place], ink, out=gray[place])
    ids[place][ink > 60] = number


def _reduce(
    gray: NDArray[np.uint8], ids: NDArray[np.uint16], scale: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Average down to the final size; labels are widened first so that thin strokes keep theirs."""
    size = (max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale)))
    reach = max(1, round(1 / scale) | 1)
    wide = cv2.dilate(ids, np.ones((reach, reach), np.uint8)) if reach > 1 else ids
    labels = cv2.resize(np.where(ids > 0, ids, wide), size, interpolation=cv2.INTER_NEAREST_EXACT)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA)), np.asarray(labels)
