"""Set aside what cannot be characters: rules, frames, photographs, specks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .profiles import runs
from .scale import Components, find_components
from .values import Ink

#: Number of ones in each byte.
_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)
#: From so many components on, it is faster to look at the whole page than at each one's place.
_MANY = 300


@dataclass(frozen=True, slots=True)
class RuleParams:
    """What is a rule. Lengths are in ems.

    Attributes
    ----------
    length, width : float
        Length from which a thin run of ink is a rule, and the width from which it isn't.
    gap, broken_length : float
        Breaks that are bridged, and length from which they are.
    ink : float
        Least share of ink in a rule.
    slack : float
        How far the share of ink in a stretch of a rule may fall below that of the whole.
    side : float
        Share of ink along the emptier side of a rule.
    """

    length: float = 3.3
    width: float = 0.2
    gap: float = 0.2
    broken_length: float = 8.0
    ink: float = 0.85
    slack: float = 0.1
    side: float = 0.12


@dataclass(frozen=True, slots=True)
class TiltParams:
    """What is a rule that is not quite level.

    Attributes
    ----------
    wider : float
        How many times wider than a rule it may be as a whole.
    """

    wider: float = 1.25


@dataclass(frozen=True, slots=True)
class NontextParams:
    """What on a page is no print. Lengths are in ems.

    Attributes
    ----------
    rules, tilt : RuleParams, TiltParams
        Rules, and components of their own that are rules not quite level.
    high : float
        Height of a component that is no character.
    drawing : (width, height)
        Sides of one that is a drawing.
    large : float
        Height from which a component is larger than the characters of the text.
    largest : float
        Largest characters that are read.
    heavy : float
        Share of their box that is ink, at least: a curve or outline in a drawing has less.
    beside : int
        How many more such must be beside one.
    row, apart, low, higher : float
        They are beside it where their middles differ by no more, the gap is no wider, and they are no lower and no
        higher, all in heights of the first.
    speck : int
        What is smaller both ways than such a part of an em is a speck.
    solid, solid_apart : float
        Thickness of ink that is no stroke, and how near each other such places are in one figure.
    solid_share : float
        Least share of a figure that is such ink.
    figure : float
        Least side of a figure.
    """

    rules: RuleParams = field(default_factory=RuleParams)
    tilt: TiltParams = field(default_factory=TiltParams)
    high: float = 3.0
    drawing: tuple[float, float] = (12.0, 3.0)
    large: float = 1.6
    largest: float = 8.0
    heavy: float = 0.1
    beside: int = 2
    row: float = 0.3
    apart: float = 2.0
    low: float = 0.4
    higher: float = 2.0
    speck: int = 12
    solid: float = 0.6
    solid_apart: float = 1.5
    solid_share: float = 0.1
    figure: float = 4.0


#: What rules are found with.
RULES = RuleParams()
#: What is set aside as no print.
PARAMS = NontextParams()


class Nontext(NamedTuple):
    """What is on a page besides print, in pixels.

    Attributes
    ----------
    level, upright : tuple of Box
        Rules.
    drawings : tuple of Box
        Boxes of photographs and of components that are no characters.
    large : tuple of Box
        Boxes of components of the print that are larger than its characters; some may be drop caps.
    """

    level: tuple[Box, ...] = ()
    upright: tuple[Box, ...] = ()
    drawings: tuple[Box, ...] = ()
    large: tuple[Box, ...] = ()


class Erased(NamedTuple):
    """The ink of a page, and what was taken out of it.

    Attributes
    ----------
    ink : Ink
        Without rules, frames, figures and, in the mask only, specks.
    nontext : Nontext
        Where they were.
    before, after : int32, shape (N, 5)
        The components of the mask, before and now: left, top, width, height, area.
    """

    ink: Ink
    nontext: Nontext
    before: NDArray[np.int32]
    after: NDArray[np.int32]


def erase_nontext(ink: Ink, em: float, params: NontextParams = PARAMS) -> Erased:
    """Take rules, frames and figures out of the ink and, in the mask only, specks.

    A speck is smaller than a twelfth of an em both ways.

    Parameters
    ----------
    ink : Ink
    em : float
        Character size in pixels.
    params : NontextParams, optional
    """
    with ThreadPoolExecutor(1) as beside:
        whole = beside.submit(find_components, ink.mask)  # takes as long as all that follows
        figures = find_figures(ink.mask, em, params)
        photographs = _boxes(figures)
        mask = ink.mask & ~figures if photographs else ink.mask
        along, upright = level_and_upright_rules(mask, em, params.rules)
    level = np.where(figures, 0, ink.level).astype(np.uint8) if photographs else ink.level
    rules = along | upright.T if upright.any() else along
    if rules.any():
        mask, level = _erase(mask, level, rules)
    before = whole.result()
    components = _without(before, figures | rules if photographs else rules, mask)
    found = Nontext(_boxes(along), tuple(_transposed(box) for box in _boxes(upright)), photographs)
    left, nontext, after = _erase_odd_components(replace(ink, level=level, mask=mask), components, em, found, params)
    return Erased(left, nontext, before.boxes, after)


def _erase(
    mask: NDArray[np.bool_], level: NDArray[np.uint8], rules: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Mask and level without rules and, in the level, their rim."""
    mask, level = mask.copy(), level.copy()
    for top, bottom in runs(rules.any(axis=1)):
        rows = slice(max(0, top - 1), bottom + 1)
        mask[rows] &= ~rules[rows]
        rim = cv2.dilate(rules[rows].view(np.uint8), np.ones((3, 3), np.uint8)) > 0
        level[rows][rim & ~mask[rows]] = 0
    return mask, level


def _without(components: Components, erased: NDArray[np.bool_], mask: NDArray[np.bool_]) -> Components:
    """The components of a mask from which some ink was erased: those that had it are looked for again.

    What is left of one gets new numbers; the box of the old one becomes empty.
    """
    labels, boxes = components.labels, components.boxes.copy()
    touched = np.unique(np.concatenate([labels[a:b][erased[a:b]] for a, b in runs(erased.any(axis=1))] or [labels[:0]]))
    numbers = touched[touched > 0].tolist()
    if len(numbers) > _MANY:
        return find_components(mask)
    added = [boxes]
    count = len(boxes)
    for number in numbers:
        left, top, width, height, _ = boxes[number - 1].tolist()
        place = labels[top : top + height, left : left + width]
        old = place == number
        rest = find_components(old & mask[top : top + height, left : left + width])
        if count + len(rest.boxes) > np.iinfo(labels.dtype).max:
            return find_components(mask)
        numbered = rest.labels.astype(labels.dtype)
        place[old] = np.where(numbered > 0, numbered + count, 0)[old]
        added.append(rest.boxes + np.array([left, top, 0, 0, 0], np.int32))
        boxes[number - 1] = 0
        count += len(rest.boxes)
    return Components(labels, np.concatenate(added))


def _erase_odd_components(
    ink: Ink, components: Components, em: float, nontext: Nontext, params: NontextParams
) -> tuple[Ink, Nontext, NDArray[np.int32]]:
    """Take components away that are rules, figures or, in the mask only, specks; the last are boxes of those left."""
    _, _, width, height, area = components.boxes.T
    short, long = np.minimum(width, height), np.maximum(width, height)
    rules = params.rules
    rule = (long > rules.length * em) & (short < params.tilt.wider * rules.width * em)
    large = height > params.large * em
    figure = (height > params.high * em) | ((width > params.drawing[0] * em) & (height > params.drawing[1] * em))
    if figure.any():
        figure &= ~_is_large_print(components.boxes, em, params)
    speck = (long * params.speck < em) | (area < 2)
    erased = np.concatenate(([False], rule | figure | speck))
    if large.any() or rule.any():
        nontext = Nontext(
            nontext.level + _regions(components.boxes[rule & (width > height)]),
            nontext.upright + _regions(components.boxes[rule & (width <= height)]),
            nontext.drawings + _regions(components.boxes[figure & ~rule]),
            _regions(components.boxes[large & ~rule]),
        )
    if not erased.any():
        return ink, nontext, components.boxes
    level, mask = ink.level.copy(), ink.mask.copy()
    nonprint = np.concatenate(([False], rule | figure))
    for box, numbers in _where(components, erased):
        mask[box] &= ~erased[numbers]
        level[box][nonprint[numbers]] = 0
    return replace(ink, level=level, mask=mask), nontext, components.boxes[~erased[1:]]


def _is_large_print(boxes: NDArray[np.int32], em: float, params: NontextParams) -> NDArray[np.bool_]:
    """Components of characters up to eight ems high: heavy for their box, and two more such beside them.

    The ink of a character fills a tenth of its box or more; a curve or outline in a drawing doesn't.
    """
    left, top, width, height, area = boxes.T
    heavy = (area > params.heavy * width * height) & (np.maximum(width, height) < params.largest * em) & (height > em)
    found = np.zeros(len(boxes), bool)
    if heavy.sum() > _MANY:
        return found
    middle, numbers = top + height / 2, np.flatnonzero(heavy)
    for number in np.flatnonzero(heavy & (height > params.high * em)).tolist():
        size = height[number]
        beside = (np.abs(middle[numbers] - middle[number]) < params.row * size) & (height[numbers] > params.low * size)
        gaps = np.maximum(left[numbers] - left[number] - width[number], left[number] - left[numbers] - width[numbers])
        beside &= (gaps < params.apart * size) & (height[numbers] < params.higher * size)
        found[number] = np.count_nonzero(beside) > params.beside
    return found


def _regions(boxes: NDArray[np.int32]) -> tuple[Box, ...]:
    return tuple(Box(x, y, x + w, y + h) for x, y, w, h in boxes[:, :4].tolist())


def _boxes(mask: NDArray[np.bool_]) -> tuple[Box, ...]:
    """Boxes of the components of a mask that is empty for the most part."""
    found: list[Box] = []
    for top, bottom in runs(mask.any(axis=1)):
        boxes = find_components(mask[top:bottom]).boxes + np.array([0, top, 0, 0, 0], np.int32)
        found += _regions(boxes)
    return tuple(found)


def _transposed(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _where(
    components: Components, wanted: NDArray[np.bool_]
) -> Iterator[tuple[tuple[slice, slice], NDArray[np.integer]]]:
    """Places of the page that hold the wanted components, each with the components' numbers: boxes, if few."""
    numbers = np.flatnonzero(wanted)
    if len(numbers) > _MANY:
        yield np.s_[:, :], components.labels
        return
    for left, top, width, height, _ in components.boxes[numbers - 1].tolist():
        box = np.s_[top : top + height, left : left + width]
        yield box, components.labels[box]


def find_rules(mask: NDArray[np.bool_], em: float, params: RuleParams = RULES) -> NDArray[np.bool_]:
    """Where rules, underlines, and the lines of tables and frames are, even where they touch print.

    Runs of ink longer than any dash (3.3 em) and thinner than a fifth of an em (morphological opening), with
    white along one side: rows of blurred characters that run together have ink on both. Breaks are bridged in
    runs much longer than a word, whose serifs would otherwise make one.
    """
    level, upright = level_and_upright_rules(mask, em, params)
    return level | upright.T if upright.any() else level


def level_and_upright_rules(
    mask: NDArray[np.bool_], em: float, *kinds: RuleParams
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where level rules of some kinds are, and upright ones in the transposed page; see `find_rules`."""
    ink = mask.view(np.uint8)
    return _level_rules(ink, em, kinds), _level_rules(np.asarray(cv2.transpose(ink), np.uint8), em, kinds)


def _level_rules(ink: NDArray[np.uint8], em: float, kinds: Sequence[RuleParams]) -> NDArray[np.bool_]:
    """Level rules of some kinds."""
    rules = np.zeros(ink.shape, bool)
    eights = np.asarray(cv2.LUT(np.packbits(ink, axis=1), _BITS), np.uint8)
    for params in kinds:
        _add_level_rules(rules, ink, eights, em, params)
    return rules


def _add_level_rules(
    rules: NDArray[np.bool_], ink: NDArray[np.uint8], eights: NDArray[np.uint8], em: float, params: RuleParams
) -> None:
    """Add level rules, whole ones and long broken ones, looked for only in rows that may hold any."""
    thick = max(2, round(params.width * em))
    for length, share, bridge in (
        (params.length, 1.0, 1),
        (params.broken_length, params.ink - params.slack, round(params.gap * em) | 1),
    ):
        long = max(3, round(length * em)) | 1  # an even kernel would move what it opens
        near = np.convolve(_rows_with_runs(eights, long, share), np.ones(2 * thick + 3), "same") > 0.5
        for top, bottom in runs(near):
            rows = ink[top:bottom]
            source = np.asarray(cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8)), np.uint8)
            rules[top:bottom] |= _thin_runs(source, rows, long, thick, params) & (rows > 0)


def _rows_with_runs(eights: NDArray[np.uint8], long: int, share: float) -> NDArray[np.bool_]:
    """Rows with a stretch of `long` pixels of which this share is ink, by the ink in every eight pixels."""
    whole = max(1, (long - 7) // 8)
    sums = cv2.boxFilter(eights, cv2.CV_32F, (whole, 1), normalize=False, borderType=cv2.BORDER_REPLICATE)
    return np.asarray((sums >= 8 * whole * share).any(axis=1))


def _thin_runs(
    source: NDArray[np.uint8], ink: NDArray[np.uint8], long: int, thick: int, params: RuleParams
) -> NDArray[np.bool_]:
    """Long thin level runs of `source` that are nearly all ink and have white along one side."""
    # With white around: print that fills a small picture from edge to edge would be a run of any length.
    opened = cv2.morphologyEx(
        source, cv2.MORPH_OPEN, np.ones((1, long), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    solid = np.asarray(opened, np.uint8)
    if not solid.any():
        return np.asarray(solid > 0)
    # With an anchor of its own for each step: an opening of even height moves what it opens.
    column, middle = np.ones((thick, 1), np.uint8), thick // 2
    broad = np.asarray(
        cv2.dilate(cv2.erode(solid, column, anchor=(0, middle)), column, anchor=(0, thick - 1 - middle)), np.uint8
    )
    thin = solid & ~broad
    count, labels = cv2.connectedComponents(thin, connectivity=8)
    rows, columns = np.nonzero(thin)
    number = labels[rows, columns]
    size = np.maximum(np.bincount(number, minlength=count), 1)
    above, inside, below = (
        np.bincount(number, ink[np.clip(rows + shift, 0, len(ink) - 1), columns], minlength=count) / size
        for shift in (-thick, 0, thick)
    )
    rule = (np.minimum(above, below) < params.side) & (inside > params.ink)
    rule[0] = False
    return np.asarray(rule[labels])


def find_figures(mask: NDArray[np.bool_], em: float, params: NontextParams = PARAMS) -> NDArray[np.bool_]:
    """Rectangles around photographs and filled drawings.

    Ink thicker than any stroke, where such places lie close together over some ems both ways.
    """
    figures = np.zeros(mask.shape, bool)
    thick, reach = max(3, round(params.solid * em)), round(params.solid_apart * em) | 1
    # Most pages have no such place, which a look at some pixels tells.
    step = max(1, thick // 8)
    some = np.ascontiguousarray(mask[::step, ::step]).view(np.uint8)
    if not cv2.erode(some, np.ones((thick // step, thick // step), np.uint8)).any():
        return figures
    solid = cv2.erode(mask.view(np.uint8), np.ones((thick, thick), np.uint8))
    if not solid.any():
        return figures
    around = cv2.dilate(solid, np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(around, connectivity=8)
    share = np.bincount(labels[solid > 0], minlength=len(stats)) / np.maximum(stats[:, 4], 1)
    for number in np.flatnonzero(
        (np.minimum(stats[:, 2], stats[:, 3]) >= params.figure * em) & (share > params.solid_share)
    ):
        if number:
            left, top, width, height = stats[number, :4]
            figures[top : top + height, left : left + width] = True
    return figures
