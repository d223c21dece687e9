"""The text map over the picture that it saw."""

from __future__ import annotations

from math import cos, sin, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pagerec.drawing.colors import DISTINCT, Color
from pagerec.drawing.pages import framed
from pagerec.drawing.sheet import MOST_PIXELS, Sheet, legend, stack
from pagerec.segmentation.map_line import MapLine, MapLineParams
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.text_map import CORE_STRIDE, MapLook

#: Colours of the core, of lines, and of lines of upright characters one below the other.
_CORE, _LINE, _UPRIGHT = DISTINCT[2], DISTINCT[1], DISTINCT[0]
#: How strongly the core covers the picture where it is sure.
_COVER = 0.6
#: Half of an arrow's angle, and its length in ems.
_SPREAD, _ARROW = 0.45, 0.4


def draw_map(sheet: Sheet) -> Image.Image:
    """Draw the core of lines in a transparent colour, an arrow along each line, and its em across both ends."""
    layout = sheet.reading.layout
    factor = min(sheet.factor, sqrt(MOST_PIXELS / layout.gray.size))
    size = tuple(max(1, round(side * factor)) for side in layout.gray.shape[::-1])
    gray = np.asarray(Image.fromarray(layout.gray).resize((size[0], size[1]), Image.Resampling.LANCZOS), np.float32)
    core = np.zeros(gray.shape, np.float32)
    for look in layout.looks:
        found = _of_its_size(look, layout.params.map_lines) if look.scale < layout.looks[0].scale else look.core
        core = np.maximum(core, _on_page(found, look, layout, factor, gray.shape))
    cover = _COVER * np.clip(core, 0, 1)[..., None]
    page = Image.fromarray((gray[..., None] * (1 - cover) + np.array(_CORE, np.float32) * cover).astype(np.uint8))
    pen = ImageDraw.Draw(page)
    for line in layout.map_lines:
        _draw_line(sheet, pen, line, layout, factor)
    return stack(sheet, [framed(page), legend(sheet, _entries(layout), page.width)])


def _entries(layout: PageLines) -> list[tuple[Color | None, str]]:
    upright = sum(line.vertical > 0.5 for line in layout.map_lines)
    found: list[tuple[Color | None, str]] = [(_CORE, "core of a line"), (_LINE, "course of a line; across it, its em")]
    if upright:
        found.append((_UPRIGHT, "characters upright one below the other"))
    looks = f"{len(layout.looks)} look{'' if len(layout.looks) == 1 else 's'}"
    return [*found, (None, f"{len(layout.map_lines)} lines in {looks}")]


def _of_its_size(look: MapLook, params: MapLineParams) -> NDArray[np.float32]:
    """The core of a look for large type, without that of type which other looks are for."""
    is_large = look.em > params.largest / params.coarse
    return np.asarray(look.core * is_large.repeat(2, axis=0).repeat(2, axis=1), np.float32)


def _on_page(
    core: NDArray[np.float32], look: MapLook, layout: PageLines, factor: float, shape: tuple[int, ...]
) -> NDArray[np.float32]:
    """The core of a look as large as the drawing."""
    cells = np.array([[0.0, 0.0], [core.shape[1], 0.0], [0.0, core.shape[0]]])
    places = layout.to_level((cells * CORE_STRIDE - look.room) / np.array(look.scale)) * factor
    # OpenCV counts from the middles of pixels, and places from their edges.
    matrix = cv2.getAffineTransform((cells - 0.5).astype(np.float32), (places - 0.5).astype(np.float32))
    return np.asarray(cv2.warpAffine(core, matrix, (shape[1], shape[0])), np.float32)


def _draw_line(sheet: Sheet, pen: ImageDraw.ImageDraw, line: MapLine, layout: PageLines, factor: float) -> None:
    """An arrow along the middle of a line, and its em across both ends."""
    color, width = _UPRIGHT if line.vertical > 0.5 else _LINE, sheet.px(2)
    path, em = layout.to_level(line.path) * factor, line.em * layout.shrink * factor
    pen.line([(x, y) for x, y in path.tolist()], fill=color, width=width)
    for end, before in ((path[0], path[1]), (path[-1], path[-2])):
        angle = float(np.arctan2(*(end - before)[::-1]))
        across = np.array([-sin(angle), cos(angle)]) * em / 2
        pen.line([*(end - across).tolist(), *(end + across).tolist()], fill=color, width=width)
    for side in (-_SPREAD, _SPREAD):
        barb = path[-1] - np.array([cos(angle + side), sin(angle + side)]) * _ARROW * em
        pen.line([*path[-1].tolist(), *barb.tolist()], fill=color, width=width)
