"""Print on panels: boxes, selections and marked words whose ground is so dark that it counts as ink."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .profiles import histogram, quantile_of
from .scale import Components, find_components
from .values import Ink


@dataclass(frozen=True, slots=True)
class ReverseVideoParams:
    """What is a panel, and print on it.

    Attributes
    ----------
    step : float
        Distance of the points at which a page is looked at for solid ink, in ems.
    solid : int
        How many of them are solid each way.
    height, width : float
        Least height and width of a panel, in ems.
    filled : float
        Least share of the rectangle around it that it fills: blurred bold print that runs together fills less.
    ground : float
        Least share of a panel that is ground.
    even, contrast : float
        Levels by which the ground may differ from its median, and by which print differs at least.
    least_print, most_print : float
        Least and largest share of a panel that is print.
    full : float
        Share of a panel's print, by its pixels, that has no more than full ink.
    edge : int
        Side of the square, in pixels, that is ground all over where there may be print: a panel's edge fades into the
        paper around.
    """

    step: float = 0.15
    solid: int = 5
    height: float = 1.0
    width: float = 1.3
    filled: float = 0.93
    ground: float = 0.5
    even: float = 24.0
    contrast: float = 40.0
    least_print: float = 0.004
    most_print: float = 0.5
    full: float = 0.7
    edge: int = 5


#: What panels are found with.
PARAMS = ReverseVideoParams()


def clear_panels(ink: Ink, em: float, params: ReverseVideoParams = PARAMS) -> Ink:
    """The ink with panels' grounds taken for paper, be what is printed on them lighter or darker, or nothing.

    A panel is a large solid component, nearly a rectangle, that is even but for the print on it; photographs
    are not even. Those that are solid nowhere, because they are full of print, are left.

    Parameters
    ----------
    ink : Ink
    em : float
        Character size in pixels.
    params : ReverseVideoParams, optional
    """
    solid = _solid_points(ink.mask, em, params) if em else np.zeros((0, 0), bool)
    if not len(solid):
        return ink
    components = find_components(ink.mask)
    numbers = np.unique(components.labels[solid[:, 0], solid[:, 1]])
    return _cleared(ink, em, components, numbers[numbers > 0], params)


def _cleared(
    ink: Ink, em: float, components: Components, numbers: NDArray[np.integer], params: ReverseVideoParams
) -> Ink:
    """The ink with the grounds of those components taken for paper that are panels."""
    level, mask = ink.level.copy(), ink.mask.copy()
    _, _, width, height, _ = components.boxes[numbers - 1].T
    for number in numbers[(height >= params.height * em) & (width >= params.width * em)].tolist():
        left, top, wide, high, _ = components.boxes[number - 1].tolist()
        place = np.s_[top : top + high, left : left + wide]
        inside = _panel(components.labels[place] == number, params)
        if inside is None:
            continue
        print_ = _print_on(ink.level[place], inside, params)
        if print_ is not None:
            level[place] = np.where(inside, print_, level[place])
            mask[place] = np.where(inside, print_ > ink.least, mask[place])
    return replace(ink, level=level, mask=mask)


def _solid_points(mask: NDArray[np.bool_], em: float, params: ReverseVideoParams) -> NDArray[np.intp]:
    """Row and column of points of a grid that are in the middle of ink thicker than any stroke."""
    step = max(1, int(params.step * em))
    points = np.ascontiguousarray(mask[::step, ::step]).view(np.uint8)
    kernel = np.ones((params.solid, params.solid), np.uint8)
    eroded = cv2.erode(points, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    found = np.argwhere(eroded > 0) * step
    # Strokes may lie as close as the grid's lines do: look at what is between, too.
    return found if _any_solid(mask, found, params.solid // 2 * step) else found[:0]


def _any_solid(mask: NDArray[np.bool_], points: NDArray[np.intp], reach: int) -> bool:
    """Whether there is nothing but ink as far as `reach` round any of these points."""
    along = np.ones((1, 2 * reach + 1), np.uint8)
    for row in np.unique(points[:, 0]).tolist():
        ink = mask[row - reach : row + reach + 1].min(axis=0, keepdims=True)
        eroded = cv2.erode(ink.view(np.uint8), along)
        if np.any(eroded[0, points[points[:, 0] == row, 1]]):
            return True
    return False


def _panel(component: NDArray[np.bool_], params: ReverseVideoParams) -> NDArray[np.bool_] | None:
    """A component with its holes; None where it is no rectangle."""
    filled, outline = _filled(component.view(np.uint8))
    return filled > 0 if _is_rectangle(outline, params) else None


def _filled(ink: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """The component with the longest outline, filled, and that outline."""
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = np.asarray(max(outlines, key=len, default=np.zeros((0, 1, 2))), np.int32)
    filled = np.zeros(ink.shape, np.uint8)
    if len(outline):
        cv2.drawContours(filled, [outline], -1, 1, cv2.FILLED)
    return filled, outline


def _is_rectangle(outline: NDArray[np.int32], params: ReverseVideoParams) -> bool:
    if not len(outline):
        return False
    _, (width, height), _ = cv2.minAreaRect(outline)
    return bool(cv2.contourArea(outline) >= params.filled * width * height > 0)


def _print_on(
    level: NDArray[np.uint8], inside: NDArray[np.bool_], params: ReverseVideoParams
) -> NDArray[np.uint8] | None:
    """The print on a panel as ink on paper; None where this is no panel."""
    levels = level[inside]
    ground = quantile_of(histogram(levels), 0.5)
    away = levels.astype(np.float32) - ground
    even = float((np.abs(away) <= params.even).mean())
    lighter, darker = float((away < -params.contrast).mean()), float((away > params.contrast).mean())
    share = max(lighter, darker)
    if even < params.ground or share > params.most_print:
        return None
    if share < params.least_print:
        return np.zeros_like(level)  # nothing is printed on it: a bar, the selected end of a line
    distance = np.clip((ground - level.astype(np.float32)) * (1 if lighter > darker else -1), 0, 255)
    full = quantile_of(histogram(distance[inside & (distance > params.contrast)].astype(np.uint8)), params.full)
    printed = np.clip(distance * (255.0 / max(full, 1.0)), 0, 255)
    # The edge of a panel fades into the paper around: it is no print.
    kernel = np.ones((params.edge, params.edge), np.uint8)
    core = cv2.erode(inside.view(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return np.where(core, printed, 0).astype(np.uint8)
