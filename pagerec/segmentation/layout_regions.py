"""What is set into a page and has lines of its own: ruled tables, frames, figures, drop caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .grids import Grid, GridCell, GridParams, find_grids
from .nontext import Nontext
from .profiles import runs

RegionKind: TypeAlias = Literal["table", "frame", "figure", "capital"]


@dataclass(frozen=True, slots=True)
class LayoutRegionParams:
    """What is set into a page. Lengths are in ems.

    Attributes
    ----------
    grids : GridParams
        Grids of rules.
    apart, figure : float
        Parts of a drawing are at most so far apart; its least side.
    frame : float
        Least side of a table or frame.
    drawn : float
        Least share of a frame that a drawing inside covers so that all of it is a figure.
    diagram, diagram_share : float
        Rules that meet and are no grid are a diagram, if it is so large at least, and at most, as a share of the page.
    axis : float
        How much longer than the drawing it touches a rule may be to be its axis or frame.
    drop_cap : (low, high)
        Height of a drop cap.
    drop_cap_width : float
        Its greatest width as a share of that.
    parts : float
        How near each other its large strokes are.
    white : float
        White behind it, at least: as wide as between characters, and wider than between strokes.
    small : float
        How far its small strokes reach beyond the large ones, as a share of its height.
    beside, look : float
        Where the text beside a drop cap starts and how far it is looked at, from it.
    line : (low, high)
        Heights of the lines beside it.
    below : float
        How far below it the text goes on.
    """

    grids: GridParams = field(default_factory=GridParams)
    apart: float = 1.2
    figure: float = 2.5
    frame: float = 1.2
    drawn: float = 0.2
    diagram: float = 3.0
    diagram_share: float = 0.5
    axis: float = 1.6
    drop_cap: tuple[float, float] = (1.6, 5.5)
    drop_cap_width: float = 1.5
    parts: float = 0.2
    white: float = 0.12
    small: float = 0.5
    beside: float = 1.3
    look: float = 10.0
    line: tuple[float, float] = (0.5, 1.4)
    below: float = 1.5


#: What layout regions are found with.
PARAMS = LayoutRegionParams()


class LayoutRegion(NamedTuple):
    """A part of the page with lines of its own.

    Attributes
    ----------
    box : Box
    kind : {"table", "frame", "figure", "capital"}
    cells : tuple of GridCell
        Of a table; a frame has one.
    """

    box: Box
    kind: RegionKind
    cells: tuple[GridCell, ...] = ()

    @property
    def parts(self) -> tuple[Box, ...]:
        """The rectangles that hold lines."""
        return tuple(cell.box for cell in self.cells) or (self.box,)


def find_layout_regions(
    nontext: Nontext, mask: NDArray[np.bool_], em: float, params: LayoutRegionParams = PARAMS
) -> tuple[LayoutRegion, ...]:
    """Tables, frames, figures and drop caps of a page.

    Parameters
    ----------
    nontext : Nontext
        From `erase_nontext`.
    mask : bool, shape (H, W)
        The print that it left.
    em : float
        Character size in pixels.
    params : LayoutRegionParams, optional
    """
    if not (nontext.level or nontext.upright or nontext.drawings or nontext.large):
        return ()
    drawings = [
        box
        for box in join_near(nontext.drawings, params.apart * em)
        if min(box.width, box.height) >= params.figure * em
    ]
    page = mask.shape[0] * mask.shape[1]
    found: list[LayoutRegion] = []
    for grid in find_grids(nontext.level, nontext.upright, em, params.grids):
        kind = _kind(grid, drawings, em, page, params)
        if kind == "figure":
            drawings = join_near([*drawings, grid.box], 0.0)
        elif kind is not None:
            found.append(LayoutRegion(grid.box, kind, grid.cells))
    figures = [_with_axes(box, nontext, em, params) for box in drawings]
    found += [LayoutRegion(box, "figure") for box in join_near(figures, 0.0)]
    found += [LayoutRegion(box, "capital") for box in _drop_caps(nontext.large, mask, em, params)]
    return tuple(found)


def join_near(boxes: Sequence[Box], reach: float) -> list[Box]:
    """Boxes joined where they overlap, or are not further apart than `reach` pixels.

    Examples
    --------
    >>> join_near([Box(0, 0, 9, 9), Box(40, 0, 49, 9), Box(10, 5, 20, 9)], 2.0)
    [Box(left=40, top=0, right=49, bottom=9), Box(left=0, top=0, right=20, bottom=9)]
    """
    joined: list[Box] = []
    for box in boxes:
        while True:
            near = [other for other in joined if other.meets(box, reach)]
            if not near:
                break
            joined = [other for other in joined if not other.meets(box, reach)]
            for other in near:
                box = box.union(other)
        joined.append(box)
    return joined


def _kind(grid: Grid, drawings: Sequence[Box], em: float, page: int, params: LayoutRegionParams) -> RegionKind | None:
    box = grid.box
    if min(box.width, box.height) < params.frame * em:
        return None
    area = box.width * box.height
    if any(box.meets(drawing) and drawing.width * drawing.height >= params.drawn * area for drawing in drawings):
        return "figure"
    if not grid.cells:
        return (
            "figure"
            if area <= params.diagram_share * page and min(box.width, box.height) > params.diagram * em
            else None
        )
    return "frame" if len(grid.cells) == 1 else "table"


def _with_axes(box: Box, nontext: Nontext, em: float, params: LayoutRegionParams) -> Box:
    """A drawing with the rules that touch it: axes, and the sides of its frame."""
    whole = box
    for rule in nontext.level:
        if rule.meets(box, em) and rule.width <= params.axis * box.width:
            whole = whole.union(rule)
    for rule in nontext.upright:
        if rule.meets(box, em) and rule.height <= params.axis * box.height:
            whole = whole.union(rule)
    return whole


def _drop_caps(large: Sequence[Box], mask: NDArray[np.bool_], em: float, params: LayoutRegionParams) -> list[Box]:
    """Large characters at the start of a paragraph, two lines high or more, with the lines' starts beside them."""
    found = []
    for box in join_near(large, params.parts * em):
        low, high = params.drop_cap
        if low * em <= box.height <= high * em and box.width <= params.drop_cap_width * box.height:
            whole = _with_small_parts(box, mask, em, params)
            if whole is not None and _starts_paragraph(whole, mask, em, params):
                found.append(whole)
    return found


def _with_small_parts(box: Box, mask: NDArray[np.bool_], em: float, params: LayoutRegionParams) -> Box | None:
    """A drop cap with those of its strokes that are small themselves; None if print goes on to its left."""
    reach = round(min(box.height, params.beside * box.height))
    left = max(0, box.left - reach)
    inked = mask[box.top : box.bottom, left : box.left].any(axis=0)
    if inked.any():
        first = left + int(np.argmax(inked))
        if box.right - first > params.drop_cap_width * box.height or first == left:
            return None
        box = box._replace(left=first)
    right = mask[box.top : box.bottom, box.right : box.right + box.height].any(axis=0)
    # Up to the first white column as wide as between characters and wider than between strokes.
    white = [run for run in runs(~right) if run[1] - run[0] >= max(2, round(params.white * em))]
    reach = white[0][0] if white else 0
    return box._replace(right=box.right + reach) if reach <= params.small * box.height else None


def _starts_paragraph(box: Box, mask: NDArray[np.bool_], em: float, params: LayoutRegionParams) -> bool:
    """Whether two lines or more start beside a box, and the text goes on below it."""
    right = round(box.right + params.look * em)
    beside = mask[box.top : box.bottom, box.right : right]
    columns = np.flatnonzero(beside.any(axis=0))
    if not len(columns) or columns[0] > params.beside * em:
        return False
    lines = [run for run in runs(beside.any(axis=1)) if params.line[0] * em < run[1] - run[0] < params.line[1] * em]
    below = mask[box.bottom : round(box.bottom + params.below * em), box.left : box.right]
    return len(lines) >= 2 and bool(below.any())
