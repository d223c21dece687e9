"""Drawings of the stages that look at the page as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from pagerec.drawing.colors import DISTINCT, INK, MUTED, PALE, PAPER, SET_ASIDE, block_color, confidence_color, lighter
from pagerec.drawing.fonts import latin_font, write_centred
from pagerec.drawing.sheet import SMALL, Sheet, beside, legend, stack
from pagerec.segmentation.lines import EM
from pagerec.segmentation.scale import find_components

#: How strongly the page shows below a drawing, 0…1, and how strongly a coloured area covers it.
_FADED, _COVER = 0.75, 0.45


def draw_ink(sheet: Sheet) -> Image.Image:
    """Draw print in black on white; what is too small to be print in red."""
    ink = sheet.reading.layout.ink
    colors = np.repeat((255 - ink.level)[..., None], 3, axis=2)
    aside = (ink.level > ink.least) & ~ink.mask
    colors[aside] = SET_ASIDE
    page = Image.fromarray(colors).resize(sheet.page_size, Image.Resampling.LANCZOS)
    entries = [(INK, "ink"), (SET_ASIDE, "set aside: specks"), (None, _page_facts(sheet))]
    return stack(sheet, [framed(page), legend(sheet, entries, page.width)])


def draw_components(sheet: Sheet) -> Image.Image:
    """Draw every connected component of the ink in another colour than its neighbours."""
    ink = sheet.reading.layout.ink
    found = find_components(ink.mask)
    palette = np.array([PALE, *DISTINCT], np.uint8)
    numbers = np.where(found.labels > 0, (found.labels.astype(np.int32) - 1) % len(DISTINCT) + 1, 0)
    colored = Image.composite(
        Image.fromarray(palette[numbers]), Image.new("RGB", numbers.shape[::-1], PAPER), Image.fromarray(ink.level)
    )
    page = colored.resize(sheet.page_size, Image.Resampling.LANCZOS)
    facts = f"{len(found.boxes):,} components: strokes that touch have one colour"
    return stack(sheet, [framed(page), legend(sheet, [(None, facts)], page.width)])


def draw_lines(sheet: Sheet) -> Image.Image:
    """Draw the frame of every line: a band of one em around its centre, the extent of its ink, its number."""
    page, factor, text_lines = sheet.page(_FADED), sheet.factor, sheet.reading.layout.text_lines
    margin = sheet.px(30)
    canvas = Image.new("RGB", (page.width + margin, page.height), PAPER)
    canvas.paste(page, (margin, 0))
    bands = canvas.copy()
    fill = ImageDraw.Draw(bands)
    for text_line in text_lines:
        band = text_line.left, text_line.centre - text_line.em / 2, text_line.right, text_line.centre + text_line.em / 2
        fill.polygon(_moved(sheet.outline(text_line, band), margin), fill=block_color(text_line.block))
    canvas.paste(Image.blend(canvas, bands, 0.18))
    pen, font, tick = ImageDraw.Draw(canvas), latin_font(sheet.px(SMALL)), sheet.px(6)
    for number, text_line in enumerate(text_lines):
        color, reach = block_color(text_line.block), tick / factor
        extent = sheet.outline(text_line, (text_line.left, text_line.top, text_line.right, text_line.bottom))
        pen.polygon(_moved(extent, margin), outline=color, width=sheet.px(1))
        for start in (text_line.left - reach, text_line.right):
            ends = (text_line.edge(start, start + reach, text_line.centre) * factor).tolist()
            pen.line(_moved(ends, margin), fill=color, width=sheet.px(1))
        before = text_line.edge(text_line.left - 1.5 * reach, text_line.left, text_line.centre)[0] * factor
        pen.text((margin + before[0], before[1]), str(number), fill=color, font=font, anchor="rm")
    blocks = sorted({text_line.block for text_line in text_lines})[: len(DISTINCT)]
    named = [(block_color(block), f"block {block}") for block in blocks]
    facts = "band: one em around the centre; outline: extent of the ink"
    return stack(sheet, [canvas, legend(sheet, [*named, (None, facts), (None, _page_facts(sheet))], canvas.width)])


def draw_confidence(sheet: Sheet) -> Image.Image:
    """Draw every character in the colour of its confidence."""
    page = sheet.page(0.85)
    heat = page.copy()
    fill, pen = ImageDraw.Draw(heat), ImageDraw.Draw(page)
    places = [place for line in range(len(sheet.reading.paths)) for place in sheet.places(line)]
    for place in places:
        fill.polygon(place.corners, fill=confidence_color(place.confidence))
    page.paste(Image.blend(page, heat, _COVER))
    for place in places:
        pen.polygon(place.corners, outline=lighter(confidence_color(place.confidence), 0.2), width=sheet.px(1))
    return stack(sheet, [framed(page), confidence_scale(sheet)])


def draw_text(sheet: Sheet) -> Image.Image:
    """Draw what was read beside the page, each character where it was found and in the colour of its confidence."""
    page = sheet.page()
    text = Image.new("RGB", page.size, PAPER)
    pen = ImageDraw.Draw(text)
    for line, line_image in enumerate(sheet.reading.line_images):
        size = 0.94 * EM / line_image.scale * sheet.factor
        font = latin_font(max(6, round(size))) if sheet.font is None else sheet.font.at(size)
        for place in sheet.places(line):
            if sheet.font is not None or place.text.isascii():
                write_centred(pen, place.text, place.middle, font, confidence_color(place.confidence))
            else:
                pen.polygon(place.corners, fill=lighter(confidence_color(place.confidence), 0.4))
    parts = [framed(page), framed(text)]
    shown = parts if page.width > page.height else [beside(sheet, parts)]
    return stack(sheet, [*shown, confidence_scale(sheet)])


def confidence_scale(sheet: Sheet) -> Image.Image:
    """The colours of confidence from 0 to 1."""
    width, height, font = sheet.px(240), sheet.px(12), latin_font(sheet.px(SMALL))
    canvas = Image.new("RGB", (width + sheet.px(120), sheet.px(36)), PAPER)
    pen = ImageDraw.Draw(canvas)
    left = sheet.px(8)
    for x in range(width):
        pen.line((left + x, 0, left + x, height), fill=confidence_color(x / (width - 1)))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = left + round(share * (width - 1))
        pen.line((x, height, x, height + sheet.px(3)), fill=MUTED)
        pen.text((x, height + sheet.px(5)), f"{share:g}", fill=MUTED, font=font, anchor="ma")
    pen.text((left + width + sheet.px(10), height // 2), "confidence", fill=INK, font=font, anchor="lm")
    return canvas


def _moved(points: Sequence[Sequence[float]], margin: int) -> list[tuple[float, float]]:
    """Points further to the right."""
    return [(margin + x, y) for x, y in points]


def _page_facts(sheet: Sheet) -> str:
    layout = sheet.reading.layout
    sizes = [text_line.em / layout.shrink for text_line in layout.text_lines]
    if not sizes:
        return "no lines"
    low, high = f"{min(sizes):.1f}", f"{max(sizes):.1f}"
    em = low if low == high else f"{low} to {high}"
    return f"{len(sizes)} lines · em {em} px · skew {layout.skew:.1f}°"


def framed(page: Image.Image) -> Image.Image:
    """Draw a thin pale line around a page, so that white paper ends somewhere."""
    ImageDraw.Draw(page).rectangle((0, 0, page.width - 1, page.height - 1), outline=PALE)
    return page
