"""Typeset paragraphs as documents do, and know for every pixel which character put it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from pagerec.common.punctuation import WIDE_CLOSING, WIDE_OPENING
from pagerec.recognition.charset import is_han
from pagerec.training.fonts.catalog import FontFace

from .rasterise import FreeType, Placed, Rasteriser, Sheet, glyph, open_font

#: Most white, in ems, that justified lines get (or lose) at a place where they may be stretched.
_STRETCH, _SHRINK = 0.35, 0.06


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text set in one face.

    `size` is relative to the line's em, `rise` shifts the baseline up by so many ems (superscripts). `bold` and
    `slanted` are made of the regular face, as office programs do where a font lacks the style.
    """

    text: str
    face: FontFace
    size: float = 1.0
    rise: float = 0.0
    underline: bool = False
    bold: bool = False
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class SetLine:
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
        Width of a space; in fixed-width faces it is as wide as they have it.
    measure : float
        Width that the line is stretched or shrunk to between its Chinese characters and at its spaces (justified
        text); 0 for none. A line that is much shorter or longer stays as it is.
    """

    runs: tuple[Run, ...]
    size: float = 1.0
    indent: float = 0.0
    tracking: float = 0.0
    squeeze: float = 0.0
    script_gap: float = 0.0
    word_gap: float = 0.28
    measure: float = 0.0


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
    lines: Sequence[SetLine],
    em: float,
    *,
    leading: float = 1.5,
    margin: float = 1.0,
    rasteriser: Rasteriser | None = None,
) -> Typeset:
    """Set lines one below the other.

    Parameters
    ----------
    lines : sequence of SetLine
        What to set.
    em : float
        Character size of a line of size 1, in pixels of the result.
    leading : float
        Distance of baselines in ems of the larger of two lines.
    margin : float
        White around, in ems.
    rasteriser : Rasteriser, optional
        What draws the page; FreeType without hints if none is given.
    """
    rasteriser = rasteriser or FreeType()
    unit = rasteriser.resolution(em)
    rows = [_set_line(line, round(unit * line.size)) for line in lines]
    pad = round(margin * unit)
    baselines, y = [], pad
    for k, line in enumerate(lines):
        size = unit * line.size
        above = unit * lines[k - 1].size if k else 0.0
        y += round(0.88 * size if not k else leading * max(size, above))
        baselines.append(y)
    sheet = Sheet(
        glyphs=[
            replace(placed, x=pad + placed.x, y=baseline + placed.y)
            for row, baseline in zip(rows, baselines, strict=True)
            for placed in row.glyphs
        ],
        rules=[
            (pad + left, baseline + top, pad + right, baseline + bottom)
            for row, baseline in zip(rows, baselines, strict=True)
            for left, top, right, bottom in row.rules
        ],
        width=max((row.width for row in rows), default=0) + 2 * pad,
        height=(baselines[-1] if baselines else 0) + round(0.3 * unit * (lines[-1].size if lines else 1)) + pad,
    )
    cover, ids = rasteriser.draw(sheet, em / unit)
    numbers = [k for k, row in enumerate(rows) for _ in row.glyphs]
    return Typeset(255 - cover, ids, tuple(placed.char for placed in sheet.glyphs), tuple(numbers))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line set at the baseline 0, its glyphs and rules in pixels of the sheet."""

    glyphs: list[Placed]
    rules: list[tuple[int, int, int, int]]
    width: int


@dataclass(slots=True)
class _Pen:
    """Where the next character goes, what came before it, and how many places to stretch the line at were passed."""

    x: float
    before: str = ""
    stretches: int = 0


def _set_line(line: SetLine, em: int) -> _Row:
    pen = _Pen(line.indent * em)
    # Everything is kept with the number of places to stretch at before it.
    glyphs: list[tuple[Placed, int, int]] = []
    rules: list[tuple[float, int, float, int]] = []
    for run in line.runs:
        start, before = pen.x, pen.stretches
        glyphs += _set_run(run, line, em, pen)
        if run.underline:
            rules.append((max(start, 0), before, pen.x, pen.stretches))
    more = _justified(line.measure * em - pen.x, pen.stretches, em) if line.measure else 0.0
    top = round(0.13 * em)
    bottom = top + max(1, round(0.05 * em))
    return _Row(
        [replace(placed, x=placed.x + more * passed) for placed, passed, _ in glyphs],
        [(round(x0 + more * n0), top, round(x1 + more * n1), bottom) for x0, n0, x1, n1 in rules],
        max([round(pen.x + more * pen.stretches)] + [round(p.x + more * n) + right for p, n, right in glyphs]),
    )


def _set_run(run: Run, line: SetLine, em: int, pen: _Pen) -> Iterator[tuple[Placed, int, int]]:
    """Move the pen over a run; give each glyph, the stretches before it, and the right end of its ink from its pen."""
    size = max(4, round(em * run.size))
    font = open_font(run.face, size)
    chinese = run.face.script == "han"
    for char in run.text:
        if char == " ":
            pen.x += float(font.getlength(" ")) if run.face.style == "mono" else line.word_gap * em * run.size
            pen.stretches += 1
            pen.before = ""
            continue
        if pen.before and not (_joined(pen.before) and _joined(char)):
            pen.stretches += 1
        if pen.before and is_han(pen.before) != is_han(char) and (pen.before + char).isalnum():
            pen.x += line.script_gap * em
        pen.x += _kerning(font, pen.before, char) if not chinese and pen.before else 0.0
        ink, dx, _, advance = glyph(font, char, run.bold, run.slanted)
        if chinese and char in WIDE_OPENING:
            pen.x -= line.squeeze * _white(advance, dx, ink.shape[1], opening=True)
        if ink.size:
            placed = Placed(char, run.face, size, pen.x, -run.rise * em, run.bold, run.slanted)
            yield placed, pen.stretches, dx + ink.shape[1]
        pen.x += advance + line.tracking * em
        if chinese and char in WIDE_CLOSING:
            pen.x -= line.squeeze * _white(advance, dx, ink.shape[1], opening=False)
        pen.before = char


def _joined(char: str) -> bool:
    """Whether a character keeps its distance from others of its kind when a line is justified: words stay words."""
    return char < "\u2e80"


def _justified(slack: float, stretches: int, em: int) -> float:
    """White to add at each place where a line may be stretched, in pixels."""
    share = slack / max(1, stretches)
    return share if -_SHRINK * em <= share <= _STRETCH * em else 0.0


def _white(advance: float, dx: int, width: int, *, opening: bool) -> float:
    """White that punctuation may lose on its outer side: down to half the advance, and never its ink."""
    room = dx if opening else advance - dx - width
    return max(0.0, min(advance / 2, room - 0.06 * advance))


@lru_cache(maxsize=20_000)
def _kerning(font: ImageFont.FreeTypeFont, before: str, char: str) -> float:
    return float(font.getlength(before + char) - font.getlength(before) - font.getlength(char))
