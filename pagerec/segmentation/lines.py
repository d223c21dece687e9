"""Lines of print by projection, and the frame (baseline, em) of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .layout import LayoutParams, find_regions
from .line_ink import LineInkParams, stretched
from .profiles import runs, weighted_quantile
from .scale import ScaleParams, estimate_em, find_components
from .values import Ink, LineImage, Pixel, TextLine

#: Height of a full-height character's ink, in ems: the ink of a Han character leaves a margin in its em box.
INK_HEIGHT = 0.92
#: Standard line image: pixels an em, and rows.
EM, HEIGHT = 26, 32
#: Share of a line's groups, by their width, that are no higher than its tall ones: what the em of a line is.
TALL = 0.85


@dataclass(frozen=True, slots=True)
class LineParams:
    """How lines are found by projection, and what their groups of ink say of their em. Lengths are in ems.

    Attributes
    ----------
    layout, scale, ink : LayoutParams, ScaleParams, LineInkParams
        How a page is parted, how large the print of a band is, and how a line's ink is stretched.
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
    smallest : float
        Height of a line of small letters without any tall one, as a share of the em that Chinese characters have.
    dots : float
        What is lower, as a share of the usual em, cannot tell its em.
    larger : float
        What is larger than the usual em by this factor can tell its em, Chinese or not.
    few_groups : int
        A line of no more groups may be of any size.
    half, word : float, int
        Small letters can be as square as Chinese characters; print of half the size (in usual ems) that is shorter than
        this is a word.
    same_size : float
        How much the sizes of lines of one print differ.
    tall : float
        Height of the groups that tell a line's middle, as a share of that of its tall ones.
    high, middle : float
        Where a line can't tell its em, how high the groups are that stand on its foot, and how far above that its
        middle is.
    han_gap : float
        White between Chinese characters, as a share of the line's height.
    han_height, han_width : float
        Height of one as a share of the line's, and its width as a share of its height, at least.
    han_count, han_share : int, float
        So many, or so much of a line's ink by its width, are enough to trust their height.
    small_letters : (low, high)
        Height of small letters, as a share of that of capitals.
    foot : float
        How far from the tall groups' feet they stand, as a share of the line's height.
    small_letters_share : float
        Share of a line's ink, by width, in small letters from which its tall groups are taken for capitals.
    low_rule, flat_rule : float
        Height of what may be left of a rule, and height at which no print is so long.
    rule_length, rule_ink : float
        Its least length, and the share of that which has ink.
    margin : float
        White kept left and right of a line image.
    """

    layout: LayoutParams = field(default_factory=LayoutParams)
    scale: ScaleParams = field(default_factory=ScaleParams)
    ink: LineInkParams = field(default_factory=LineInkParams)
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
    smallest: float = 0.42
    dots: float = 0.3
    larger: float = 1.12
    few_groups: int = 3
    half: float = 0.58
    word: int = 10
    same_size: float = 0.12
    tall: float = 0.8
    high: float = 0.4
    middle: float = 0.36
    han_gap: float = 0.12
    han_height: float = 0.85
    han_width: float = 0.75
    han_count: int = 3
    han_share: float = 0.4
    small_letters: tuple[float, float] = (0.58, 0.82)
    foot: float = 0.05
    small_letters_share: float = 0.4
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
    for block, region in enumerate(find_regions(ink.mask, em, params.layout)):
        columns.append((region.left, region.right))
        mask = ink.mask[:, region.left : region.right].copy()
        mask[: region.top] = mask[region.bottom :] = False
        shapes += [(block, LineShape.of(mask, band, region.left)) for band in find_bands(mask, em, params)]
    found = [(block, shape) for block, shape in shapes if shape is not None]
    if not found:
        return ()
    height = len(ink.mask)
    usual = _usual_em([shape for _, shape in found], em, height, params)
    beside = zip([None, *found], found, [*found[1:], None], strict=False)
    return tuple(
        replace(shape.text_line(usual, block, _of_block(block, before, after), params), column=columns[block])
        for before, (block, shape), after in beside
        if not shape.is_cut_off(usual, height, params)
    )


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
    return LineImage(stretched(np.asarray(resized, np.uint8), params.ink), text_line, scale, float(left), float(top))


class LineShape:
    """A band's groups of touching columns, and what their heights say of the line."""

    __slots__ = ("bottoms", "lefts", "rights", "tops")

    def __init__(
        self,
        lefts: NDArray[np.int64],
        rights: NDArray[np.int64],
        tops: NDArray[np.int64],
        bottoms: NDArray[np.int64],
    ):
        self.lefts, self.rights, self.tops, self.bottoms = lefts, rights, tops, bottoms

    @classmethod
    def of(cls, mask: NDArray[np.bool_], band: tuple[int, int], left: int = 0, above: int = 0) -> LineShape | None:
        """Of the rows `band` of a mask whose first column and row are `left` and `above` on the page."""
        top, bottom = band
        rows = mask[top:bottom]
        inked = rows.any(axis=0)
        groups = runs(inked)
        if not groups:
            return None
        lefts, rights = np.asarray(groups, np.int64).T
        first = np.where(inked, rows.argmax(axis=0), bottom - top)
        last = np.where(inked, len(rows) - rows[::-1].argmax(axis=0), 0)
        edges = np.column_stack([lefts, rights]).ravel()[:-1]
        tops = np.minimum.reduceat(first, edges)[::2] + top + above
        bottoms = np.maximum.reduceat(last, edges)[::2] + top + above
        return cls(lefts + left, rights + left, tops.astype(np.int64), bottoms.astype(np.int64))

    @property
    def heights(self) -> NDArray[np.int64]:
        """Of each group, in pixels."""
        return self.bottoms - self.tops

    @property
    def ink_width(self) -> float:
        """Of all groups together, in pixels."""
        return float((self.rights - self.lefts).sum())

    @property
    def em(self) -> float:
        """Em by the height of the line's tall groups."""
        return weighted_quantile(self.heights, self.rights - self.lefts, TALL) / INK_HEIGHT

    def is_han(self, params: LineParams) -> bool:
        """Whether enough groups are as high as the line and about square to trust their height."""
        height = self.em * INK_HEIGHT
        starts = np.flatnonzero(np.concatenate(([True], self.lefts[1:] - self.rights[:-1] > params.han_gap * height)))
        widths = np.maximum.reduceat(self.rights, starts) - self.lefts[starts]
        heights = np.maximum.reduceat(self.bottoms, starts) - np.minimum.reduceat(self.tops, starts)
        square = (heights >= params.han_height * height) & (widths >= params.han_width * heights)
        enough = square.sum() >= params.han_count or widths[square].sum() >= params.han_share * widths.sum()
        return bool(enough and not self._has_small_letters(height, params))

    def _has_small_letters(self, height: float, params: LineParams) -> bool:
        """Whether much stands on the line of the tall groups' feet and is as high as small letters beside capitals.

        Beside Han characters, small letters are lower, and stand higher than the characters' feet.
        """
        foot = float(np.median(self.bottoms[self.heights >= params.han_height * height]))
        low, high = params.small_letters
        small = (self.heights > low * height) & (self.heights < high * height)
        standing = small & (np.abs(self.bottoms - foot) <= params.foot * height)
        widths = self.rights - self.lefts
        return bool(widths[standing].sum() > params.small_letters_share * widths.sum())

    def _is_rest_of(self, other: LineShape, params: LineParams) -> bool:
        """Whether another line, long enough to trust its height, is as large as this one."""
        alike = abs(self.em / other.em - 1) < params.same_size
        return alike and len(other.lefts) >= params.word and other.is_han(params)

    def is_cut_off(self, usual: float, height: int, params: LineParams) -> bool:
        """Whether this is the rest of a line that the picture's upper or lower edge cuts."""
        low = int(self.bottoms.max() - self.tops.min()) < params.cut_off * usual
        return low and self.is_at_edge(height)

    def is_at_edge(self, height: int) -> bool:
        """Whether the line reaches the picture's upper or lower edge."""
        return bool(self.tops.min() <= 1 or self.bottoms.max() >= height - 1)

    def text_line(
        self, usual: float, block: int, beside: Sequence[LineShape] = (), params: LineParams = PARAMS
    ) -> TextLine:
        """The line's frame; `usual` is the em of most of the page's print, taken over where the line can't tell.

        A short line of small print can tell where a long one above or below is of the same size.
        """
        em = self.em
        tall = self.heights >= params.tall * em * INK_HEIGHT
        centre = float(np.median((self.tops[tall] + self.bottoms[tall]) / 2))
        share = em / usual
        plausible = share > params.smallest or len(self.lefts) <= params.few_groups
        small_word = (
            share < params.half
            and len(self.lefts) < params.word
            and not any(self._is_rest_of(line, params) for line in beside)
        )
        unsure = share < params.dots or small_word or (share < params.larger and plausible and not self.is_han(params))
        if unsure:
            if share > params.smallest:
                high = self.heights >= min(params.high * usual, int(self.heights.max()))
                centre = float(np.median(self.bottoms[high])) - params.middle * usual
            em = usual
        return TextLine(
            float(self.lefts[0]),
            float(self.rights[-1]),
            centre,
            em,
            float(self.tops.min()),
            float(self.bottoms.max()),
            block,
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
