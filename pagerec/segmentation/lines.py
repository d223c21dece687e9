"""Lines of print by projection, and the frame (baseline, em) of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .layout import GutterParams, find_regions
from .line_ink import StretchParams, stretched
from .line_shape import LineShape, LineShapeParams
from .profiles import runs, weighted_quantile
from .scale import ScaleParams, estimate_em, find_components
from .values import Ink, LineImage, Pixel, TextLine

#: Standard line image: pixels an em, and rows.
EM, HEIGHT = 26, 32


@dataclass(frozen=True, slots=True)
class LineParams:
    """How lines are found by projection. Lengths are in ems.

    Attributes
    ----------
    gutters, scale, shape, stretch : GutterParams, ScaleParams, LineShapeParams, StretchParams
        How a page is parted, how large the print of a band is, what a line's groups of ink say of its em, and how its
        ink is stretched.
    two_lines : float
        Least height of two lines that touch, in ems of either.
    inner : float
        How far from a band's upper and lower edge it may be parted.
    crossed : int
        A component crosses a row that is further from its ends than such a part of its height.
    crossing, depth : float
        Most of the components (by width, over half of all) that cross the row at which a band is parted, and most ink
        in it, as a share of the profile's peaks beside it.
    few : int
        A band of fewer groups may be large characters that the profile would part.
    low, low_gap, whole : float
        A lower band joins one that is no further away, if both together are no higher than a line: dots, accents.
    part_gap, largest : float
        Parts of large, few characters are no further from each other, as a share of their height, and no higher.
    flat, square : float, (low, high)
        Width over height of the groups of the flatter part, at least, and of both parts together.
    cut_off : float
        A line at the picture's edge that is lower than this is cut off and left out.
    same_size : float
        How much the sizes of lines of one print differ.
    low_rule, flat_rule : float
        Height of what may be left of a rule, and height at which no print is so long.
    rule_length, rule_ink : float
        Its least length, and the share of that which has ink.
    margin : float
        White kept left and right of a line image.
    """

    gutters: GutterParams = field(default_factory=GutterParams)
    scale: ScaleParams = field(default_factory=ScaleParams)
    shape: LineShapeParams = field(default_factory=LineShapeParams)
    stretch: StretchParams = field(default_factory=StretchParams)
    two_lines: float = 1.8
    inner: float = 0.5
    crossed: int = 5
    crossing: float = 0.2
    depth: float = 0.4
    few: int = 20
    low: float = 0.4
    low_gap: float = 0.22
    whole: float = 1.35
    part_gap: float = 0.1
    largest: float = 3.0
    flat: float = 1.5
    square: tuple[float, float] = (0.5, 1.3)
    cut_off: float = 0.7
    same_size: float = 0.12
    low_rule: float = 0.3
    flat_rule: float = 0.16
    rule_length: float = 6.0
    rule_ink: float = 0.3
    margin: float = 0.75


#: What lines are found with.
PARAMS = LineParams()


def find_bands(mask: NDArray[np.bool_], em: float, params: LineParams = PARAMS) -> list[tuple[int, int]]:
    """Rows (top, bottom) of each line by the row profile, bottom excluded.

    Runs of rows with ink; a run too high for one line is parted at valleys that few components cross, and
    a run too low for a line (dots, accents, a stroke of its own) joins a close neighbour.
    """
    profile = np.count_nonzero(mask, axis=1)
    bands = [band for run in runs(profile > 0) for band in _part(mask, run, em, params)]
    return _join_low(mask, [band for band in bands if not _is_rule(mask, band, em, params)], em, params)


def find_text_lines(ink: Ink, em: float, params: LineParams = PARAMS) -> tuple[TextLine, ...]:
    """All text lines, column by column.

    Parameters
    ----------
    ink : Ink
        Of a page without skew and rules.
    em : float
        From `estimate_em`.
    params : LineParams, optional
    """
    shapes = []
    columns: list[tuple[float, float]] = []
    for block, region in enumerate(find_regions(ink.mask, em, params.gutters)):
        columns.append((region.left, region.right))
        mask = ink.mask[:, region.left : region.right].copy()
        mask[: region.top] = mask[region.bottom :] = False
        shapes += [(block, LineShape.of(mask, band, region.left)) for band in find_bands(mask, em, params)]
    found = [(block, shape) for block, shape in shapes if shape is not None]
    if not found:
        return ()
    height = len(ink.mask)
    usual = _usual_em([shape for _, shape in found], em, height, params)
    text_lines = []
    for before, (block, shape), after in zip([None, *found], found, [*found[1:], None], strict=False):
        if not _is_cut_off(shape, usual, height, params):
            confirmed = _is_confirmed(shape, _of_block(block, before, after), params)
            text_line = shape.text_line(usual, block, confirmed=confirmed, params=params.shape)
            text_lines.append(replace(text_line, column=columns[block]))
    return tuple(text_lines)


def _usual_em(shapes: Sequence[LineShape], em: float, height: int, params: LineParams) -> float:
    """The em of most of the page's print, by its lines; low ones at the edge, which may be cut, only if all are."""
    whole = [shape for shape in shapes if shape.em >= params.cut_off * em or not shape.is_at_edge(height)]
    counted = whole or shapes
    return weighted_quantile([shape.em for shape in counted], [shape.ink_width for shape in counted], 0.5)


def extract_line_image(level: NDArray[np.uint8], text_line: TextLine, params: LineParams = PARAMS) -> LineImage:
    """Cut a line out of the page's ink and bring it to the standard size.

    Parameters
    ----------
    level : uint8, shape (H, W)
        The page's ink.
    text_line : TextLine
        The line.
    params : LineParams, optional
    """
    left, top, _, _ = _bounds(text_line, params)
    scale = EM / text_line.em
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(_crop(level, text_line, params), _strip_size(text_line, params), interpolation=how)
    strip = stretched(np.asarray(resized, np.uint8), params.stretch)
    return LineImage(strip, text_line, scale, float(left), float(top))


def _is_cut_off(shape: LineShape, usual: float, height: int, params: LineParams) -> bool:
    """Whether a line is the rest of one that the picture's upper or lower edge cuts."""
    low = int(shape.bottoms.max() - shape.tops.min()) < params.cut_off * usual
    return low and shape.is_at_edge(height)


def _is_confirmed(shape: LineShape, beside: Sequence[LineShape], params: LineParams) -> bool:
    """Whether a line above or below, long enough to trust its height, is as large."""
    return any(
        abs(shape.em / other.em - 1) < params.same_size
        and len(other.lefts) >= params.shape.word
        and other.is_han(params.shape)
        for other in beside
    )


def _of_block(block: int, *others: tuple[int, LineShape] | None) -> list[LineShape]:
    return [other[1] for other in others if other is not None and other[0] == block]


def _part(mask: NDArray[np.bool_], band: tuple[int, int], em: float, params: LineParams) -> list[tuple[int, int]]:
    """Part a band that holds several lines at the valleys of its profile."""
    top, bottom = band
    if bottom - top < params.two_lines * em:
        return [band]
    boxes = find_components(mask[top:bottom]).boxes
    shape = bottom - top, mask.shape[1]
    if not len(boxes) or bottom - top < params.two_lines * estimate_em(boxes, shape, params.scale):
        return [band]
    profile = np.count_nonzero(mask[top:bottom], axis=1).astype(np.float64)
    crossing = _crossing(boxes, bottom - top, params)
    low = int(params.inner * em)
    inner = slice(low, bottom - top - low)
    if inner.stop <= inner.start:
        return [band]
    peaks = np.minimum(np.maximum.accumulate(profile), np.maximum.accumulate(profile[::-1])[::-1])
    depth = profile / np.maximum(peaks, 1.0)
    row = low + int(np.argmin((depth + crossing)[inner]))
    if crossing[row] > params.crossing or depth[row] > params.depth:
        return [band]
    parts = (top, top + row), (top + row, bottom)
    if len(runs(mask[top:bottom].any(axis=0))) < params.few and _oddness(mask, band) < max(
        _oddness(mask, part) for part in parts
    ):
        return [band]
    return [piece for part in parts for piece in _part(mask, part, em, params)]


def _oddness(mask: NDArray[np.bool_], band: tuple[int, int]) -> float:
    """How far a band is from holding square characters."""
    return abs(float(np.log(max(_flatness(mask, band), 1e-3))))


def _crossing(boxes: NDArray[np.int32], height: int, params: LineParams) -> NDArray[np.float64]:
    """For each row, the share of components (by width) that reach well over both sides of it."""
    change = np.zeros(height + 1)
    margin = np.maximum(1, boxes[:, 3] // params.crossed)
    start, stop = boxes[:, 1] + margin, boxes[:, 1] + boxes[:, 3] - margin
    keep = stop > start
    np.add.at(change, start[keep], boxes[keep, 2])
    np.add.at(change, stop[keep], -boxes[keep, 2])
    return np.cumsum(change)[:height] / max(1, int(boxes[:, 2].sum()) // 2)


def _join_low(
    mask: NDArray[np.bool_], bands: list[tuple[int, int]], em: float, params: LineParams
) -> list[tuple[int, int]]:
    """Join bands that are parts of one line: dots and accents, and the parts of large, few characters (前言)."""
    joined: list[tuple[int, int]] = []
    for band in bands:
        while joined and _belong(mask, joined[-1], band, em, params):
            band = (joined.pop()[0], band[1])
        joined.append(band)
    return joined


def _belong(
    mask: NDArray[np.bool_], above: tuple[int, int], below: tuple[int, int], em: float, params: LineParams
) -> bool:
    if above[0] <= 1 or below[1] >= len(mask) - 1:
        return False
    low = min(above[1] - above[0], below[1] - below[0])
    gap, height = below[0] - above[1], below[1] - above[0]
    if low < params.low * em and gap < params.low_gap * em and height < params.whole * em:
        return True
    few = len(runs(mask[above[0] : below[1]].any(axis=0))) < params.few
    if not few or gap > params.part_gap * height or height > params.largest * em:
        return False
    least, most = params.square
    flatter = max(_flatness(mask, above), _flatness(mask, below)) > params.flat
    return flatter and least < _flatness(mask, (above[0], below[1])) < most


def _is_rule(mask: NDArray[np.bool_], band: tuple[int, int], em: float, params: LineParams) -> bool:
    """Whether a band is what is left of a rule: long, low, and inked along much of its length or very low."""
    height = band[1] - band[0]
    if height > params.low_rule * em:
        return False
    columns = np.flatnonzero(mask[band[0] : band[1]].any(axis=0))
    span = int(columns[-1] - columns[0]) + 1
    return span > params.rule_length * em and (len(columns) > params.rule_ink * span or height <= params.flat_rule * em)


def _flatness(mask: NDArray[np.bool_], band: tuple[int, int]) -> float:
    """Median width of a band's groups of touching columns, relative to its height: about 1 for Han characters."""
    groups = np.asarray(runs(mask[band[0] : band[1]].any(axis=0)), np.float64).reshape(-1, 2)
    widths = groups[:, 1] - groups[:, 0]
    return weighted_quantile(widths.tolist(), widths.tolist(), 0.5) / (band[1] - band[0]) if len(widths) else 0.0


def _bounds(text_line: TextLine, params: LineParams) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a line image on the page; it may reach over the picture's edges."""
    half = HEIGHT / 2 * text_line.em / EM
    left = int(np.floor(text_line.left - params.margin * text_line.em))
    right = int(np.ceil(text_line.right + params.margin * text_line.em))
    return left, round(text_line.centre - half), right, round(text_line.centre + half)


def _strip_size(text_line: TextLine, params: LineParams) -> tuple[int, int]:
    left, _, right, _ = _bounds(text_line, params)
    return max(EM, round((right - left) * EM / text_line.em)), HEIGHT


def _crop(image: NDArray[Pixel], text_line: TextLine, params: LineParams) -> NDArray[Pixel]:
    """The line image's rectangle, with 0 where it leaves the picture or the line's own rows."""
    x0, y0, x1, y1 = _bounds(text_line, params)
    height, width = image.shape
    top, bottom = max(y0, 0, int(text_line.top) - 1), min(y1, height, int(text_line.bottom) + 1)
    left, right = max(x0, text_line.bounds[0]), min(x1, width, text_line.bounds[1])
    crop = np.zeros((max(1, y1 - y0), max(1, x1 - x0)), image.dtype)
    if bottom > top and right > left:
        crop[top - y0 : bottom - y0, left - x0 : right - x0] = image[top:bottom, left:right]
    return crop
