"""What the drawings of all stages share: the reading and its sizes, page and legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from pagerec.drawing.colors import INK, MUTED, PAPER, Color
from pagerec.drawing.fonts import FontFile, latin_font
from pagerec.reading.reading import Reading
from pagerec.segmentation.values import TextLine

#: Height of small print and of a legend's row, width of a drawing of lines, and space between parts, in pixels.
SMALL, _ROW, _GAP = 13, 24, 12
#: A page is enlarged until its em is so large (pixels), but not more than so much.
_LEGIBLE, _LARGEST = 24.0, 2.0
#: Ink of which the noise of paper consists, 0…255: left out behind a drawing.
_FAINT = 24
#: The most pixels of a page that is drawn.
MOST_PIXELS = 16_000_000.0


class Place(NamedTuple):
    """A character of a line, where it stands on the page.

    Attributes
    ----------
    corners : tuple of (x, y)
        Pixels of the drawing, clockwise from its upper left one.
    text : str
    confidence : float
    """

    corners: tuple[tuple[float, float], ...]
    text: str
    confidence: float

    @property
    def middle(self) -> tuple[float, float]:
        """Half-way between its corners."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A reading, and how large and with which labels it is drawn.

    Attributes
    ----------
    reading : Reading
    lines : tuple of int
        Those to draw, where a drawing is one of lines.
    scale : float
        Enlargement; 1 is legible on a screen.
    font : FontFile or None
        Of Chinese labels; without it they are left out.
    """

    reading: Reading
    lines: tuple[int, ...]
    scale: float
    font: FontFile | None

    def px(self, size: float) -> int:
        """A length that is `size` pixels at scale 1."""
        return max(1, round(size * self.scale))

    @property
    def factor(self) -> float:
        """Pixels of the drawing for a pixel of the page's ink."""
        text_lines = self.reading.layout.text_lines
        em = float(np.median([text_line.em for text_line in text_lines])) if text_lines else _LEGIBLE
        height, width = self.reading.layout.ink.level.shape
        wanted = min(_LARGEST, max(1.0, _LEGIBLE / em)) * self.scale
        return min(wanted, sqrt(MOST_PIXELS / max(1, height * width)))

    @property
    def page_size(self) -> tuple[int, int]:
        """Width and height of the page in the drawing."""
        height, width = self.reading.layout.ink.level.shape
        return max(1, round(width * self.factor)), max(1, round(height * self.factor))

    def page(self, strength: float = 1.0) -> Image.Image:
        """The page's ink on white, level and without its paper; paler with less strength."""
        level = Image.fromarray(self.reading.layout.ink.level).resize(self.page_size, Image.Resampling.LANCZOS)
        shades = [255 if value < _FAINT else round(255 - strength * value) for value in range(256)]
        return level.point(shades).convert("RGB")

    def outline(self, text_line: TextLine, box: Sequence[float]) -> list[tuple[float, float]]:
        """What is around a part of a line (left, top, right, bottom), in pixels of the drawing."""
        left, top, right, bottom = box
        return [(x, y) for x, y in (text_line.outline(left, top, right, bottom) * self.factor).tolist()]

    def places(self, line: int) -> Iterator[Place]:
        """The characters that were read on a line."""
        reading, factor = self.reading, self.factor
        line_image, cells, scores = reading.line_images[line], reading.cells[line], reading.scores[line]
        boxes = cells.boxes[[choice.cell for choice in reading.paths[line]]] / line_image.scales
        boxes += (line_image.x0, line_image.y0, line_image.x0, line_image.y0)
        corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)
        if line_image.text_line.course is not None:
            corners = line_image.text_line.course.to_page(corners)
        for choice, own in zip(reading.paths[line], (corners * factor).reshape(-1, 4, 2).tolist(), strict=True):
            text = reading.charset.decode(int(scores.classes[choice.cell, choice.candidate]))
            confidence = min(1.0, float(scores.probabilities[choice.cell, choice.candidate]))
            yield Place(tuple((x, y) for x, y in own), text, confidence)


def stack(sheet: Sheet, pictures: Sequence[Image.Image]) -> Image.Image:
    """Put pictures below one another on white, with some white around."""
    gap = sheet.px(_GAP)
    width = max((picture.width for picture in pictures), default=0) + 2 * gap
    height = sum(picture.height for picture in pictures) + (len(pictures) + 1) * gap
    canvas, top = Image.new("RGB", (width, height), PAPER), gap
    for picture in pictures:
        canvas.paste(picture, (gap, top))
        top += picture.height + gap
    return canvas


def beside(sheet: Sheet, pictures: Sequence[Image.Image]) -> Image.Image:
    """Put pictures side by side on white."""
    gap = sheet.px(_GAP)
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    canvas, left = Image.new("RGB", (width, max(picture.height for picture in pictures)), PAPER), 0
    for picture in pictures:
        canvas.paste(picture, (left, 0))
        left += picture.width + gap
    return canvas


def legend(sheet: Sheet, entries: Sequence[tuple[Color | None, str]], width: int) -> Image.Image:
    """Explain colours in as many rows as the width asks for; an entry without colour is plain text."""
    font, swatch, gap = latin_font(sheet.px(SMALL)), sheet.px(SMALL), sheet.px(_GAP)
    placed: list[tuple[int, int, Color | None, str]] = []
    x = row = furthest = 0
    for color, text in entries:
        size = int(font.getlength(text)) + (0 if color is None else swatch + gap // 2)
        if x and x + size > width:
            x, row = 0, row + 1
        placed.append((x, row, color, text))
        x += size + 2 * gap
        furthest = max(furthest, x - 2 * gap)
    canvas = Image.new("RGB", (furthest + 1, sheet.px(_ROW) * (row + 1)), PAPER)
    pen = ImageDraw.Draw(canvas)
    for x, row, color, text in placed:
        middle = sheet.px(_ROW) * row + sheet.px(_ROW) // 2
        if color is not None:
            pen.rectangle((x, middle - swatch // 2, x + swatch, middle + swatch // 2), fill=color, outline=MUTED)
            x += swatch + gap // 2
        pen.text((x, middle), text, fill=INK if color is not None else MUTED, font=font, anchor="lm")
    return canvas
