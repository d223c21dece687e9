"""Pictures of what was read: boxes, cuts, and the order of the blocks."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from PIL import Image, ImageDraw

from pagerec.common.arguments import a_path, an_instance, one_of
from pagerec.drawing.colors import CUT, Color, confidence_color
from pagerec.drawing.fonts import FontFile, latin_font
from pagerec.errors import OptionError
from pagerec.page.polygons import corners_of
from pagerec.page.showing import BoxLevel
from pagerec.sources.images import DEFAULT_MAX_PIXELS, load_image

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Block, Box, Line, Page

__all__ = ["draw"]

_KIND_SIZE = 12
"""Height in pixels of the word for a block's kind."""

_LARGEST_LABEL = 1000
"""Height in pixels of a character above its box."""

_LINE_COLOR: Color = (150, 170, 205)
_BLOCK_COLOR: Color = (40, 90, 200)


def draw(
    page: Page,
    image: ImageInput | None = None,
    *,
    boxes: BoxLevel = "char",
    label_font: str | Path | None = None,
) -> Image.Image:
    """Draw the boxes of a page.

    Parameters
    ----------
    page : Page
        What was read.
    image : path, bytes, binary file, PIL image or ndarray, optional
        The picture it was read from; white paper without it.
    boxes : {"char", "line", "block"}, optional
        The smallest thing that gets a box; slanted and bent lines get their
        polygon. Characters and lines are coloured
        by confidence: red (0) over yellow to green (1). With characters come
        their lines in pale blue and the cuts between neighbours in violet.
        Blocks are numbered in reading order and, but for running text, named by their kind above them.
    label_font : path, optional
        A font file with Chinese characters. With it every character is
        written above its box; without it nothing is.

    Returns
    -------
    PIL.Image.Image
        Mode RGB, as large as the page.

    Raises
    ------
    OptionError
        When `boxes` is something else, the picture has another size than the
        page, or the font can't be read.
    ImageError
        When the picture can't be read.
    """
    from pagerec.page import Page

    an_instance("page", page, Page)
    one_of("boxes", boxes, get_args(BoxLevel))
    canvas = _canvas(page, image)
    pen = ImageDraw.Draw(canvas)
    for number, block in enumerate(page.blocks, start=1):
        if boxes != "block":
            for line in block.lines:
                _draw_line(pen, line, boxes)
        _draw_block(pen, block, number)
    if label_font is not None:
        _draw_labels(pen, page, label_font)
    return canvas


def _canvas(page: Page, image: ImageInput | None) -> Image.Image:
    size = (page.width, page.height)
    if image is None:
        if page.width * page.height > DEFAULT_MAX_PIXELS:
            raise OptionError(f"the page has {page.width} x {page.height} pixels, too many to draw: give the picture")
        return Image.new("RGB", size, "white")
    raster = load_image(image)
    if (raster.width, raster.height) != size:
        raise OptionError(
            f"the picture has {raster.width} x {raster.height} pixels and the page "
            f"{page.width} x {page.height}: give the picture that the page was read from"
        )
    return Image.fromarray(raster.gray).convert("RGB")


def _draw_line(pen: ImageDraw.ImageDraw, line: Line, boxes: BoxLevel) -> None:
    slanted = line.polygon != corners_of(line.box, line.direction)
    color = confidence_color(line.confidence) if boxes == "line" else _LINE_COLOR
    if slanted:
        pen.polygon(line.polygon, outline=color)
    else:
        _outline(pen, line.box, color)
    if boxes == "line":
        return
    (_draw_slanted_cuts if slanted else _draw_cuts)(pen, line)
    for char in line.chars:
        if char.outline is None:
            _outline(pen, char.box, confidence_color(char.confidence))
        else:
            pen.polygon(char.outline, outline=confidence_color(char.confidence))


def _draw_cuts(pen: ImageDraw.ImageDraw, line: Line) -> None:
    """Draw the cuts between the characters of a level line across its box."""
    box = line.box
    for before, after in pairwise(char.box for char in line.chars):
        if line.direction in (90, 270):
            above, below = sorted((before, after), key=lambda edges: edges.top)
            cut = (above.bottom + below.top) // 2
            pen.line((box.left, cut, box.right - 1, cut), fill=CUT)
        else:
            first, second = sorted((before, after), key=lambda edges: edges.left)
            cut = (first.right + second.left) // 2
            pen.line((cut, box.top, cut, box.bottom - 1), fill=CUT)


def _draw_slanted_cuts(pen: ImageDraw.ImageDraw, line: Line) -> None:
    """Draw the cuts of a slanted or bent line from its upper to its lower edge."""
    outline = np.array(line.polygon)
    half = len(outline) // 2
    edges = outline[:half], outline[half:][::-1]
    axis = np.sum([edge[-1] - edge[0] for edge in edges], axis=0)
    for before, after in pairwise(np.array(char.polygon) @ axis for char in line.chars):
        cut = (before.max() + after.min()) / 2
        ends = [tuple(np.interp(cut, edge @ axis, edge[:, k]).item() for k in (0, 1)) for edge in edges]
        pen.line(ends, fill=CUT)


def _draw_block(pen: ImageDraw.ImageDraw, block: Block, number: int) -> None:
    box = block.box
    _outline(pen, box, _BLOCK_COLOR, width=2)
    size = max(10, min(24, block.lines[0].box.height if block.lines else 24))
    # Left of the block: labels of its first line stand above it.
    corner = (max(0, box.left - 3), max(0, box.top))
    font = latin_font(size)
    pen.text(corner, str(number), fill=_BLOCK_COLOR, font=font, anchor="ra" if corner[0] else "la")
    if block.kind != "paragraph":
        above = (box.left, max(size, box.top) - 2)
        pen.text(above, block.kind, fill=_BLOCK_COLOR, font=latin_font(_KIND_SIZE), anchor="lb")


def _draw_labels(pen: ImageDraw.ImageDraw, page: Page, path: str | Path) -> None:
    font_file = FontFile(Path(a_path("label_font", path)))
    for line in page.lines:
        size = min(max(8, round(line.box.height * 0.6)), _LARGEST_LABEL)
        font = font_file.at(size)
        for char in line.chars:
            corner = (char.box.left, char.box.top - size)
            pen.text(corner, char.text, fill=confidence_color(char.confidence), font=font)


def _outline(pen: ImageDraw.ImageDraw, box: Box, color: Color, width: int = 1) -> None:
    """Draw the outermost pixels of a box, at least one pixel."""
    right, bottom = max(box.left, box.right - 1), max(box.top, box.bottom - 1)
    pen.rectangle((box.left, box.top, right, bottom), outline=color, width=width)
