"""The page with its row profiles beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pagerec.drawing.colors import INK, MUTED, PALE, PAPER, Color, block_color, lighter
from pagerec.drawing.fonts import latin_font
from pagerec.drawing.sheet import SMALL, Sheet, legend, stack
from pagerec.segmentation.values import TextLine

#: Width of a profile, of the white before it, and height of its axis, in pixels.
_WIDTH, _BEFORE, _AXIS = 190, 34, 34


def draw_profiles(sheet: Sheet) -> Image.Image:
    """Draw the page and, to the right of it, the ink pixels of every row, with bands where lines were found.

    Blocks that stand side by side (columns) have profiles of their own.
    """
    page = sheet.page(0.8)
    panels = _panels(sheet.reading.layout.text_lines)
    width, before, axis = sheet.px(_WIDTH), sheet.px(_BEFORE), sheet.px(_AXIS)
    canvas = Image.new("RGB", (page.width + len(panels) * (before + width) + before, page.height + axis), PAPER)
    canvas.paste(page, (0, 0))
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, page.width - 1, page.height - 1), outline=PALE)
    for number, blocks in enumerate(panels):
        left = page.width + before + number * (before + width)
        _draw_panel(sheet, canvas, blocks, left)
    _mark_lines(sheet, canvas)
    entries: list[tuple[Color | None, str]] = [
        (_row_color(block), f"rows of block {block}") for block in sorted(block for panel in panels for block in panel)
    ]
    entries = entries if len(entries) > 1 else [(_row_color(0), "rows of a line")]
    entries.append((MUTED, "rows between lines"))
    return stack(sheet, [canvas, legend(sheet, entries[:8], canvas.width)])


def _panels(text_lines: Sequence[TextLine]) -> list[list[int]]:
    """Put the blocks into as few panels as possible so that those of one panel stand below one another."""
    extents: dict[int, tuple[float, float]] = {}
    for text_line in text_lines:
        top, bottom = extents.get(text_line.block, (text_line.top, text_line.bottom))
        extents[text_line.block] = min(top, text_line.top), max(bottom, text_line.bottom)
    panels: list[list[int]] = []
    for block, (top, bottom) in extents.items():
        for panel in panels:
            if all(bottom <= extents[other][0] or extents[other][1] <= top for other in panel):
                panel.append(block)
                break
        else:
            panels.append([block])
    return panels


def _draw_panel(sheet: Sheet, canvas: Image.Image, blocks: Sequence[int], left: int) -> None:
    layout, width = sheet.reading.layout, sheet.px(_WIDTH)
    height = sheet.page_size[1]
    profile, of_block = np.zeros(len(layout.ink.mask)), np.full(len(layout.ink.mask), -1)
    for block in blocks:
        text_lines = [text_line for text_line in layout.text_lines if text_line.block == block]
        rows, counts = _profile(layout.ink.mask, text_lines)
        profile[rows] = counts
        for text_line in text_lines:
            of_block[int(text_line.top) : int(np.ceil(text_line.bottom))] = block
    most = max(1.0, float(profile.max()))
    pen = ImageDraw.Draw(canvas)
    pen.line((left, 0, left, height), fill=MUTED)
    for y in range(height):
        row = min(len(profile) - 1, int(y / sheet.factor))
        color = MUTED if of_block[row] < 0 else _row_color(int(of_block[row]))
        if profile[row]:
            pen.line((left + 1, y, left + round(profile[row] / most * width), y), fill=color)
    font = latin_font(sheet.px(SMALL))
    pen.line((left, height, left + width, height), fill=MUTED)
    for share in (0.0, 0.5, 1.0):
        x = left + round(share * width)
        pen.line((x, height, x, height + sheet.px(3)), fill=MUTED)
        pen.text((x, height + sheet.px(4)), f"{share * most:.0f}", fill=MUTED, font=font, anchor="ma")
    pen.text((left + width // 2, height + sheet.px(18)), "ink pixels in a row", fill=INK, font=font, anchor="ma")


def _profile(mask: NDArray[np.bool_], text_lines: Sequence[TextLine]) -> tuple[slice, NDArray[np.intp]]:
    """Ink pixels of each row between a block's first and last one, in the block's own columns."""
    left, right = min(text_line.left for text_line in text_lines), max(text_line.right for text_line in text_lines)
    top, bottom = min(text_line.top for text_line in text_lines), max(text_line.bottom for text_line in text_lines)
    rows = slice(max(0, int(top) - 1), int(np.ceil(bottom)) + 1)
    return rows, np.count_nonzero(mask[rows, int(left) : int(np.ceil(right))], axis=1)


def _mark_lines(sheet: Sheet, canvas: Image.Image) -> None:
    """Lay a pale band over every line of the page."""
    bands = canvas.copy()
    fill = ImageDraw.Draw(bands)
    for text_line in sheet.reading.layout.text_lines:
        extent = text_line.left, text_line.top, text_line.right, text_line.bottom
        fill.polygon(sheet.outline(text_line, extent), fill=block_color(text_line.block))
    canvas.paste(Image.blend(canvas, bands, 0.2))


def _row_color(block: int) -> Color:
    return lighter(block_color(block), 0.35)
