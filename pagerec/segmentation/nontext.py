"""Set aside what cannot be characters: rules, frames, photographs, specks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .profiles import runs
from .scale import Components, find_components
from .values import Ink

#: Length from which a thin run of ink is a rule, and the width from which it isn't, in ems.
_RULE_LENGTH, _RULE_WIDTH = 3.3, 0.2
#: Breaks in a rule that are bridged, and length from which they are, in ems; least share of ink in a rule.
_RULE_BREAK, _BROKEN_LENGTH, _RULE_INK = 0.2, 8.0, 0.85
#: How far the share of ink in a stretch of a rule may fall below that of the whole.
_SLACK = 0.1
#: Number of ones in each byte.
_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1, dtype=np.uint8)
#: Share of ink along the emptier side of a rule.
_RULE_SIDE = 0.12
#: Height of a component that is no character, and sides of one that is a drawing, in ems.
_HIGH, _DRAWING = 3.0, (12.0, 3.0)
#: From so many components on, it is faster to look at the whole page than at each one's place.
_MANY = 300
#: Height from which a component is larger than the characters of the text, in ems.
_LARGE = 1.6
#: Largest characters that are read, in ems; least share of their box that is ink; how many more must be beside one.
_LARGEST_PRINT, _HEAVY, _BESIDE = 8.0, 0.1, 2
#: Thickness of ink that is no stroke, in ems, and its least share of a figure.
_SOLID, _SOLID_SHARE = 0.6, 0.1


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


def erase_nontext(ink: Ink, em: float) -> tuple[Ink, Nontext]:
    """The ink without rules, frames, figures and, in the mask only, specks; and where they were.

    A speck is smaller than a twelfth of an em both ways.

    Parameters
    ----------
    ink : Ink
    em : float
        Character size in pixels.
    """
    with ThreadPoolExecutor(1) as beside:
        whole = beside.submit(find_components, ink.mask)  # takes as long as all that follows
        figures = find_figures(ink.mask, em)
        photographs = _boxes(figures)
        mask = ink.mask & ~figures if photographs else ink.mask
        along, upright = _rules(mask, em)
    level = np.where(figures, 0, ink.level).astype(np.uint8) if photographs else ink.level
    rules = along | upright.T if upright.any() else along
    if rules.any():
        mask, level = _erase(mask, level, rules)
    components = _without(whole.result(), figures | rules if photographs else rules, mask)
    found = Nontext(_boxes(along), tuple(_transposed(box) for box in _boxes(upright)), photographs)
    return _erase_odd_components(replace(ink, level=level, mask=mask), components, em, found)


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


def _erase_odd_components(ink: Ink, components: Components, em: float, nontext: Nontext) -> tuple[Ink, Nontext]:
    """Take components away that are rules, figures or, in the mask only, specks."""
    _, _, width, height, area = components.boxes.T
    short, long = np.minimum(width, height), np.maximum(width, height)
    rule = (long > _RULE_LENGTH * em) & (short < 1.25 * _RULE_WIDTH * em)
    large = height > _LARGE * em
    figure = (height > _HIGH * em) | ((width > _DRAWING[0] * em) & (height > _DRAWING[1] * em))
    if figure.any():
        figure &= ~_is_large_print(components.boxes, em)
    speck = (long * 12 < em) | (area < 2)
    erased = np.concatenate(([False], rule | figure | speck))
    if large.any() or rule.any():
        nontext = Nontext(
            nontext.level + _regions(components.boxes[rule & (width > height)]),
            nontext.upright + _regions(components.boxes[rule & (width <= height)]),
            nontext.drawings + _regions(components.boxes[figure & ~rule]),
            _regions(components.boxes[large & ~rule]),
        )
    if not erased.any():
        return ink, nontext
    level, mask = ink.level.copy(), ink.mask.copy()
    nonprint = np.concatenate(([False], rule | figure))
    for box, numbers in _where(components, erased):
        mask[box] &= ~erased[numbers]
        level[box][nonprint[numbers]] = 0
    return replace(ink, level=level, mask=mask), nontext


def _is_large_print(boxes: NDArray[np.int32], em: float) -> NDArray[np.bool_]:
    """Components of characters up to eight ems high: heavy for their box, and two more such beside them.

    The ink of a character fills a tenth of its box or more; a curve or outline in a drawing doesn't.
    """
    left, top, width, height, area = boxes.T
    heavy = (area > _HEAVY * width * height) & (np.maximum(width, height) < _LARGEST_PRINT * em) & (height > em)
    found = np.zeros(len(boxes), bool)
    if heavy.sum() > _MANY:
        return found
    middle, numbers = top + height / 2, np.flatnonzero(heavy)
    for number in np.flatnonzero(heavy & (height > _HIGH * em)).tolist():
        size = height[number]
        beside = (np.abs(middle[numbers] - middle[number]) < 0.3 * size) & (height[numbers] > 0.4 * size)
        gaps = np.maximum(left[numbers] - left[number] - width[number], left[number] - left[numbers] - width[numbers])
        found[number] = np.count_nonzero(beside & (gaps < 2 * size) & (height[numbers] < 2 * size)) > _BESIDE
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


def find_rules(mask: NDArray[np.bool_], em: float) -> NDArray[np.bool_]:
    """Where rules, underlines, and the lines of tables and frames are, even where they touch print.

    Runs of ink longer than any dash (3.3 em) and thinner than a fifth of an em (morphological opening), with
    white along one side: rows of blurred characters that run together have ink on both. Breaks are bridged in
    runs much longer than a word, whose serifs would otherwise make one.
    """
    level, upright = _rules(mask, em)
    return level | upright.T if upright.any() else level


def _rules(mask: NDArray[np.bool_], em: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Level rules, and upright ones in the transposed page."""
    ink = mask.view(np.uint8)
    return _level_rules(ink, em), _level_rules(np.asarray(cv2.transpose(ink), np.uint8), em)


def _level_rules(ink: NDArray[np.uint8], em: float) -> NDArray[np.bool_]:
    """Level rules, whole ones and long broken ones, looked for only in rows that may hold any."""
    rules = np.zeros(ink.shape, bool)
    thick = max(2, round(_RULE_WIDTH * em))
    eights = np.asarray(cv2.LUT(np.packbits(ink, axis=1), _BITS), np.uint8)
    for length, share, bridge in (
        (_RULE_LENGTH, 1.0, 1),
        (_BROKEN_LENGTH, _RULE_INK - _SLACK, round(_RULE_BREAK * em) | 1),
    ):
        long = max(3, round(length * em)) | 1  # an even kernel would move what it opens
        near = np.convolve(_rows_with_runs(eights, long, share), np.ones(2 * thick + 3), "same") > 0.5
        for top, bottom in runs(near):
            rows = ink[top:bottom]
            source = np.asarray(cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8)), np.uint8)
            rules[top:bottom] |= _thin_runs(source, rows, long, thick) & (rows > 0)
    return rules


def _rows_with_runs(eights: NDArray[np.uint8], long: int, share: float) -> NDArray[np.bool_]:
    """Rows with a stretch of `long` pixels of which this share is ink, by the ink in every eight pixels."""
    whole = max(1, (long - 7) // 8)
    sums = cv2.boxFilter(eights, cv2.CV_32F, (whole, 1), normalize=False, borderType=cv2.BORDER_REPLICATE)
    return np.asarray((sums >= 8 * whole * share).any(axis=1))


def _thin_runs(source: NDArray[np.uint8], ink: NDArray[np.uint8], long: int, thick: int) -> NDArray[np.bool_]:
    """Long thin level runs of `source` that are nearly all ink and have white along one side."""
    # With white around: print that fills a small picture from edge to edge would be a run of any length.
    opened = cv2.morphologyEx(
        source, cv2.MORPH_OPEN, np.ones((1, long), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    solid = np.asarray(opened, np.uint8)
    if not solid.any():
        return np.asarray(solid > 0)
    broad = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)), np.uint8)
    thin = solid & ~broad
    count, labels = cv2.connectedComponents(thin, connectivity=8)
    rows, columns = np.nonzero(thin)
    number = labels[rows, columns]
    size = np.maximum(np.bincount(number, minlength=count), 1)
    above, inside, below = (
        np.bincount(number, ink[np.clip(rows + shift, 0, len(ink) - 1), columns], minlength=count) / size
        for shift in (-thick, 0, thick)
    )
    rule = (np.minimum(above, below) < _RULE_SIDE) & (inside > _RULE_INK)
    rule[0] = False
    return np.asarray(rule[labels])


def find_figures(mask: NDArray[np.bool_], em: float) -> NDArray[np.bool_]:
    """Rectangles around photographs and filled drawings.

    Ink thicker than any stroke (0.6 em), where such places lie close together over at least 3 em both ways.
    """
    figures = np.zeros(mask.shape, bool)
    thick, reach = max(3, round(_SOLID * em)), round(1.5 * em) | 1
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
    for number in np.flatnonzero((np.minimum(stats[:, 2], stats[:, 3]) >= 4 * em) & (share > _SOLID_SHARE)):
        if number:
            left, top, width, height = stats[number, :4]
            figures[top : top + height, left : left + width] = True
    return figures
