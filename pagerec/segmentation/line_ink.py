"""The ink of text lines: each one by the paper, contrast and polarity of its own place, without its neighbours'.

All lines are brought to one size of type and laid side by side, so that every distance is a number of pixels, and a
page's lines are looked at in a few passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from .binarize import otsu
from .nontext import RuleParams, find_rules
from .profiles import histogram, quantile, quantile_of
from .restoration import Restoration, RestorationParams
from .values import Course, Ink, Pixel, TextLine


@dataclass(frozen=True, slots=True)
class StretchParams:
    """How a line's print is made full where it isn't.

    Attributes
    ----------
    inked, print_full, least_full : float
        Levels of ink (0 … 255): of pixels darker than the first this share is no darker than full ink, and full ink is
        no paler than the last.
    """

    inked: int = 60
    print_full: float = 0.92
    least_full: float = 80.0


@dataclass(frozen=True, slots=True)
class LineInkParams:
    """How a line's ink is told from its ground and from what is around. Lengths are in ems.

    Attributes
    ----------
    above : float
        Rows looked at above and below a line's middle: neighbours show there, and what reaches over the line.
    paper_above : float
        Rows that the ground is taken from: a button may be no higher.
    paper_size : int
        Size of type at which the ground is looked for, in pixels.
    paper_side : float
        Side of the square in which more than half is ground: print fills a third.
    polarity_width : float
        Print changes between dark and light no more often than every so many ems.
    clear : float
        Share of a line's clearest print that print has at least where it is of another polarity than the line.
    tone_width : float
        Print keeps its tone so far: a word may be paler than the one beside it.
    pale, most_gain : float
        Print whose darkest strokes have less than this share of the line's darkest is made darker, by so much at most.
    faintest : float
        Pixels fainter than this share of the darkest ink are ground, whatever Otsu's method says.
    noise : float
        Ink differs from its ground by so many gray levels.
    own : float
        The middle of a component of the line's own lies no further from the line's middle.
    through : float
        Ink that is so high belongs to rules and figures.
    runs_out : float
        A thin level run of ink that is so long and reaches an end of a line's part of the page is a rule.
    around : (height, width, share)
        A component higher and wider than this, of which less than the share is ink, is a frame round the line.
    body, middle : float
        Rows above and below a line's middle whose ink, and whose polarity, is that of the line: little else is there.
    full : float
        Share of a line's ink, by its pixels, that is no darker than full ink.
    stroke : float
        Share of full ink in a stroke of a page composed of lines.
    composed_em, composed_margin : int, float
        Size of type that such lines are looked at in, in pixels, and how far beyond their ends ink is kept.
    stretch : StretchParams
        How a line image's print is made full.
    rules : RuleParams
        What is a rule.
    restoration : RestorationParams
        How lines are restored.
    """

    above: float = 0.85
    paper_above: float = 0.615
    paper_size: int = 8
    paper_side: float = 1.6
    polarity_width: float = 1.5
    clear: float = 0.03
    tone_width: float = 1.5
    pale: float = 0.7
    most_gain: float = 4.0
    faintest: float = 0.18
    noise: float = 6.0
    own: float = 0.66
    through: float = 1.5
    runs_out: float = 1.2
    around: tuple[float, float, float] = (1.08, 1.5, 0.2)
    body: float = 0.5
    middle: float = 0.45
    full: float = 0.9
    stroke: float = 0.34
    composed_em: int = 32
    composed_margin: float = 0.4
    stretch: StretchParams = field(default_factory=StretchParams)
    rules: RuleParams = field(default_factory=RuleParams)
    restoration: RestorationParams = field(default_factory=RestorationParams)


#: What line images are stretched with.
STRETCH = StretchParams()
#: What lines' ink is found with.
PARAMS = LineInkParams()


@dataclass(frozen=True, slots=True)
class LaidLines:
    """Lines side by side.

    Attributes
    ----------
    level : uint8, shape (rows, W)
        Their own ink: 0 ground … 255 each line's full ink.
    mask : bool, shape (rows, W)
        Where that is ink.
    columns : tuple of slice
        Of each line.
    places : float64, shape (N, 4)
        Left and top of each line's part of the page, and pixels of the page for one of `level` across and down.
    """

    level: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    columns: tuple[slice, ...]
    places: NDArray[np.float64]


def lay_out_lines(
    gray: NDArray[np.uint8],
    text_lines: Sequence[TextLine],
    em: int,
    margin: float,
    restoration: Restoration | None = None,
    params: LineInkParams = PARAMS,
) -> LaidLines:
    """The ink of lines brought to `em` pixels an em, side by side, an em apart: none changes what another one is.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The level page.
    text_lines : sequence of TextLine
        At least one.
    em : int
        Size of type wanted, in pixels.
    margin : float
        White kept left and right of the lines, in ems.
    restoration : Restoration, optional
        What is done to the lines first.
    params : LineInkParams, optional
    """
    half = round(params.above * em)
    cuts = [Cut.of(text_line, em, half, margin) for text_line in text_lines]
    widths = [cut.size[0] for cut in cuts]
    starts = (np.cumsum([0, *widths[:-1]]) + em * np.arange(len(widths))).tolist()
    columns = tuple(slice(start, start + width) for start, width in zip(starts, widths, strict=True))
    row = np.empty((2 * half, columns[-1].stop), np.uint8)
    for cut, text_line, part in zip(cuts, text_lines, columns, strict=True):
        how = cv2.INTER_AREA if em < text_line.em else cv2.INTER_CUBIC
        row[:, part] = cut.out_of(gray, text_line.course, how, cv2.BORDER_REPLICATE)
        row[:, part.stop : part.stop + em] = row[:, part.stop - 1, np.newaxis]
    if restoration is not None and restoration.gray is not None:
        row = restoration.gray(row, float(em), params.restoration)
    level, mask = _ink(row, columns, em, half, params)
    if restoration is not None and restoration.level is not None:
        level = restoration.level(level, params.restoration)
    others = _others(mask, columns, em, half, params)
    for text_line, part, cut in zip(text_lines, columns, cuts, strict=True):
        beside = part.start + cut.outside(text_line.bounds)
        others[:, beside] = mask[:, beside]
    rim = cv2.dilate(others.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    mask &= ~others
    level = np.where(rim & ~mask, 0, level).astype(np.uint8)
    return LaidLines(level, mask, columns, np.array([cut.place for cut in cuts], np.float64))


def composed_ink(gray: NDArray[np.uint8], text_lines: Sequence[TextLine], params: LineInkParams = PARAMS) -> Ink:
    """A page of nothing but the ink of some straight lines.

    Parameters
    ----------
    gray : uint8, shape (H, W)
    text_lines : sequence of TextLine
    params : LineInkParams, optional
    """
    level, mask = np.zeros(gray.shape, np.uint8), np.zeros(gray.shape, bool)
    least = 255 * params.stroke
    if not text_lines:
        return Ink(level, mask, False, least)
    laid = lay_out_lines(gray, text_lines, params.composed_em, params.composed_margin, params=params)
    for columns, (left, top, across, down) in zip(laid.columns, laid.places.tolist(), strict=True):
        part, inked = laid.level[:, columns], laid.mask[:, columns]
        size = (round(part.shape[1] * across), round(part.shape[0] * down))
        x, y = int(left), int(top)
        inner = np.s_[max(0, -y) : gray.shape[0] - y, max(0, -x) : gray.shape[1] - x]
        own = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)[inner]
        ink = np.asarray(cv2.resize(inked.view(np.uint8), size, interpolation=cv2.INTER_NEAREST), bool)[inner]
        place = np.s_[max(0, y) : max(0, y) + own.shape[0], max(0, x) : max(0, x) + own.shape[1]]
        level[place] = np.maximum(level[place], own)
        mask[place] |= ink
    return Ink(level, mask, False, least)


#: Pixels of a box that is shrunk before room is added to it: a needle as high as a tall page has one a hundred times as
#: large.
_LARGE = 1 << 25


class Cut(NamedTuple):
    """The part of the level page that a line is cut out of, and the size that it is brought to."""

    box: tuple[int, int, int, int]
    size: tuple[int, int]

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Left, top, and pixels of the page for one of the line, across and down."""
        left, top, right, bottom = self.box
        return float(left), float(top), (right - left) / self.size[0], (bottom - top) / self.size[1]

    @classmethod
    def of(cls, text_line: TextLine, em: int, half: int, margin: float) -> Cut:
        """Of a line brought to `em` pixels an em, `half` rows above and below its middle."""
        reach = half * text_line.em / em
        wide = text_line.em * text_line.width
        left, right = int(np.floor(text_line.left - margin * wide)), int(np.ceil(text_line.right + margin * wide))
        top, bottom = round(text_line.centre - reach), round(text_line.centre + reach)
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        return cls((left, top, right, bottom), (max(em, round((right - left) * em / wide)), 2 * half))

    def outside(self, bounds: tuple[int, int]) -> NDArray[np.intp]:
        """Numbers of the columns that lie outside of bounds on the page."""
        left, _, across, _ = self.place
        x = left + (np.arange(self.size[0]) + 0.5) * across
        return np.flatnonzero((x < bounds[0]) | (x >= bounds[1]))

    def out_of(self, image: NDArray[Pixel], course: Course | None, how: int, border: int) -> NDArray[Pixel]:
        """The line, straightened; what is beyond the page's edges as OpenCV's `border` says."""
        if course is not None:
            return course.straightened(image, self.box, self.size, how, border)
        left, top, right, bottom = self.box
        height, width = image.shape
        inside = image[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
        if not inside.size:
            return np.zeros(self.size[::-1], image.dtype)
        around = (max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width))
        if (bottom - top) * (right - left) > _LARGE:
            return self._shrunk_first(inside, how, border)
        if any(around):
            inside = np.asarray(cv2.copyMakeBorder(inside, *around, border), image.dtype)
            inside = inside[: bottom - top, : right - left]
        return np.asarray(cv2.resize(inside, self.size, interpolation=how), image.dtype)

    def _shrunk_first(self, inside: NDArray[Pixel], how: int, border: int) -> NDArray[Pixel]:
        """The line where most of a very large box lies beyond the page: its room is added to what is small already."""
        left, top, right, bottom = self.box
        across, down = self.size[0] / (right - left), self.size[1] / (bottom - top)
        height, width = inside.shape
        size = min(self.size[0], max(1, round(width * across))), min(self.size[1], max(1, round(height * down)))
        small = cv2.resize(inside, size, interpolation=how)
        before = (
            min(round(max(0, -top) * down), self.size[1] - size[1]),
            min(round(max(0, -left) * across), self.size[0] - size[0]),
        )
        after = self.size[1] - size[1] - before[0], self.size[0] - size[0] - before[1]
        return np.asarray(cv2.copyMakeBorder(small, before[0], after[0], before[1], after[1], border), inside.dtype)


def _ink(
    row: NDArray[np.uint8], columns: Sequence[slice], em: int, half: int, params: LineInkParams
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """How dark (or light) every pixel is against its ground, and what is ink."""
    difference = np.zeros(row.shape, np.int16)
    for part in columns:
        difference[:, part] = _paper(row[:, part], em, half, params).astype(np.int16) - row[:, part]
    sign = _polarity(difference, columns, em, half, params)
    level = np.clip(difference * sign, 0, 255).astype(np.uint8)
    inner = slice(half - round(params.body * em), half + round(params.body * em))
    mask = np.zeros(level.shape, bool)
    for part in columns:
        counts = histogram(level[inner, part])
        threshold = otsu(counts)
        full = quantile_of(np.where(np.arange(256) > threshold, counts, 0), params.full)
        if full <= params.noise:
            level[:, part] = 0
            continue
        gain = 255.0 / full * _gain(level[inner, part], em, params)
        level[:, part] = np.clip(level[:, part] * gain - 0.5, 0, 255)
        least = max(threshold * 255.0 / full, 255 * params.faintest)
        mask[:, part] = level[:, part] > least
    return level, mask


def _gain(level: NDArray[np.uint8], em: int, params: LineInkParams) -> NDArray[np.float32]:
    """For each column how much paler the print around is than the line's darkest: 1 where it is hardly paler."""
    darkest = cv2.blur(level, (3, 3)).max(axis=0, keepdims=True)
    reach = round(params.tone_width * em) | 1
    around = cv2.blur(cv2.dilate(darkest, np.ones((1, reach), np.uint8)).astype(np.float32), (reach, 1))[0]
    pale = params.pale * float(around.max()) / np.maximum(around, 1.0)
    return np.asarray(np.clip(pale, 1.0, params.most_gain), np.float32)


def _paper(row: NDArray[np.uint8], em: int, half: int, params: LineInkParams) -> NDArray[np.uint8]:
    """The ground behind every pixel: the median of a square around it, of which print fills less than half."""
    reach = round(params.paper_above * em)
    inner = row[half - reach : half + reach]
    share = params.paper_size / em
    size = (max(1, round(row.shape[1] * share)), max(1, round(len(inner) * share)))
    small = cv2.resize(inner, size, interpolation=cv2.INTER_AREA)
    middle = cv2.medianBlur(small, round(params.paper_side * params.paper_size) | 1)
    full = cv2.resize(middle, (row.shape[1], len(inner)), interpolation=cv2.INTER_LINEAR)
    return np.pad(np.asarray(full, np.uint8), ((half - reach, half - reach), (0, 0)), "edge")


def _polarity(
    difference: NDArray[np.int16], columns: Sequence[slice], em: int, half: int, params: LineInkParams
) -> NDArray[np.int16]:
    """1 for columns of dark print, -1 for those of light print."""
    inner = difference[half - round(params.middle * em) : half + round(params.middle * em)].astype(np.float32)
    inner[np.abs(inner) < params.noise] = 0
    # Cubes: print differs more from its ground than the ground from itself, and takes less room.
    sums = np.sum(inner**3, axis=0)
    sign = np.ones(difference.shape[1], np.int16)
    for part in columns:
        usual = 1 if float(sums[part].sum()) >= 0 else -1
        width = round(params.polarity_width * em) | 1
        near = cv2.blur(sums[part][None], (width, 1), borderType=cv2.BORDER_REFLECT)[0]
        clear = np.abs(near) > params.clear * np.abs(near).max(initial=0.0)
        sign[part] = np.where(clear, np.where(near >= 0, 1, -1), usual)
    return sign


def _others(
    mask: NDArray[np.bool_], columns: Sequence[slice], em: int, half: int, params: LineInkParams
) -> NDArray[np.bool_]:
    """Ink that is no print of the lines: rules, sides of frames and figures, the lines above and below.

    What reaches the ends of a line's part of the page goes on beyond: a rule, or something else that stands there.
    """
    ink = mask.view(np.uint8)
    through = cv2.morphologyEx(
        ink,
        cv2.MORPH_OPEN,
        np.ones((round(params.through * em), 1), np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    ends = [column for part in columns for column in (part.start, part.stop - 1)]
    others = find_rules(mask, float(em), params.rules) | (through > 0) | _run_out(ink, ends, em, params)
    rest = (mask & ~others).view(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(rest, connectivity=8)
    _, _, width, height, area = stats.T
    high, wide, share = params.around
    foreign = np.abs(centres[:, 1] + 0.5 - half) > params.own * em
    foreign |= (height > high * em) & (width > wide * em) & (area < share * width * height)
    foreign[np.unique(labels[:, ends])] = True
    foreign[0] = False
    return np.asarray(others | foreign[labels])


def _run_out(ink: NDArray[np.uint8], ends: Sequence[int], em: int, params: LineInkParams) -> NDArray[np.bool_]:
    """Rules that run out at an end of a line's part of the page, where it can't be seen how long they are."""
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(params.runs_out * em)), np.uint8))
    if not level[:, ends].any():
        return np.zeros(ink.shape, bool)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    chosen = np.zeros(len(stats), bool)
    chosen[np.unique(labels[:, ends])] = True
    chosen &= stats[:, cv2.CC_STAT_HEIGHT] <= params.rules.width * em
    chosen[0] = False
    return np.asarray(chosen[labels])


def stretched(level: NDArray[np.uint8], params: StretchParams = STRETCH) -> NDArray[np.uint8]:
    """Scale so that the line's own print, faint or bold, is near 255."""
    dark = level[level > params.inked]
    if not dark.size:
        return level
    full = max(quantile(dark, params.print_full), params.least_full)
    return np.asarray(cv2.convertScaleAbs(level, alpha=255.0 / full), np.uint8)
