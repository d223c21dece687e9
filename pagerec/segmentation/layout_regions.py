"""What is set into a page and has lines of its own: ruled tables, frames, figures, drop caps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .grids import Grid, GridCell, find_grids
from .nontext import Nontext
from .profiles import runs

RegionKind: TypeAlias = Literal["table", "frame", "figure", "capital"]

#: Parts of a drawing are at most so far apart, in ems; its least side.
_APART, _FIGURE = 1.2, 2.5
#: Least side of a table or frame, in ems.
_FRAME = 1.2
#: Least share of a frame that a drawing inside covers so that all of it is a figure.
_DRAWN = 0.2
#: Rules that meet and are no grid are a diagram, if it is so large at least, in ems, and at most, as a share of the
#: page.
_DIAGRAM, _DIAGRAM_SHARE = 3.0, 0.5
#: How much longer than the drawing it touches a rule may be to be its axis or frame.
_AXIS = 1.6
#: Height of a drop cap, and its greatest width as a share of that, in ems.
_INITIAL, _INITIAL_WIDTH = (1.6, 5.5), 1.5
#: Where the text beside a drop cap starts and how far it is looked at, in ems from it.
_BESIDE, _LOOK = 1.3, 10.0


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


def find_layout_regions(nontext: Nontext, mask: NDArray[np.bool_], em: float) -> tuple[LayoutRegion, ...]:
    """Tables, frames, figures and drop caps of a page.

    Parameters
    ----------
    nontext : Nontext
        From `erase_nontext`.
    mask : bool, shape (H, W)
        The print that it left.
    em : float
        Character size in pixels.
    """
    if not (nontext.level or nontext.upright or nontext.drawings or nontext.large):
        return ()
    drawings = [box for box in join_near(nontext.drawings, _APART * em) if min(box.width, box.height) >= _FIGURE * em]
    page = mask.shape[0] * mask.shape[1]
    found: list[LayoutRegion] = []
    for grid in find_grids(nontext.level, nontext.upright, em):
        kind = _kind(grid, drawings, em, page)
        if kind == "figure":
            drawings = join_near([*drawings, grid.box], 0.0)
        elif kind is not None:
            found.append(LayoutRegion(grid.box, kind, grid.cells))
    figures = [_with_axes(box, nontext, em) for box in drawings]
    found += [LayoutRegion(box, "figure") for box in join_near(figures, 0.0)]
    found += [LayoutRegion(box, "capital") for box in _drop_caps(nontext.large, mask, em)]
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


def _kind(grid: Grid, drawings: Sequence[Box], em: float, page: int) -> RegionKind | None:
    box = grid.box
    if min(box.width, box.height) < _FRAME * em:
        return None
    area = box.width * box.height
    if any(box.meets(drawing) and drawing.width * drawing.height >= _DRAWN * area for drawing in drawings):
        return "figure"
    if not grid.cells:
        return "figure" if area <= _DIAGRAM_SHARE * page and min(box.width, box.height) > _DIAGRAM * em else None
    return "frame" if len(grid.cells) == 1 else "table"


def _with_axes(box: Box, nontext: Nontext, em: float) -> Box:
    """A drawing with the rules that touch it: axes, and the sides of its frame."""
    whole = box
    for rule in nontext.level:
        if rule.meets(box, em) and rule.width <= _AXIS * box.width:
            whole = whole.union(rule)
    for rule in nontext.upright:
        if rule.meets(box, em) and rule.height <= _AXIS * box.height:
            whole = whole.union(rule)
    return whole


def _drop_caps(large: Sequence[Box], mask: NDArray[np.bool_], em: float) -> list[Box]:
    """Large characters at the start of a paragraph, two lines high or more, with the lines' starts beside them."""
    found = []
    for box in join_near(large, 0.2 * em):
        low, high = _INITIAL
        if low * em <= box.height <= high * em and box.width <= _INITIAL_WIDTH * box.height:
            whole = _with_small_parts(box, mask, em)
            if whole is not None and _starts_paragraph(whole, mask, em):
                found.append(whole)
    return found


def _with_small_parts(box: Box, mask: NDArray[np.bool_], em: float) -> Box | None:
    """A drop cap with those of its strokes that are small themselves; None if print goes on to its left."""
    reach = round(min(box.height, _BESIDE * box.height))
    left = max(0, box.left - reach)
    inked = mask[box.top : box.bottom, left : box.left].any(axis=0)
    if inked.any():
        first = left + int(np.argmax(inked))
        if box.right - first > _INITIAL_WIDTH * box.height or first == left:
            return None
        box = box._replace(left=first)
    right = mask[box.top : box.bottom, box.right : box.right + box.height].any(axis=0)
    # Up to the first white column as wide as between characters and wider than between strokes.
    white = [run for run in runs(~right) if run[1] - run[0] >= max(2, round(0.12 * em))]
    reach = white[0][0] if white else 0
    return box._replace(right=box.right + reach) if reach <= 0.5 * box.height else None


def _starts_paragraph(box: Box, mask: NDArray[np.bool_], em: float) -> bool:
    """Whether two lines or more start beside a box, and the text goes on below it."""
    right = round(box.right + _LOOK * em)
    beside = mask[box.top : box.bottom, box.right : right]
    columns = np.flatnonzero(beside.any(axis=0))
    if not len(columns) or columns[0] > _BESIDE * em:
        return False
    lines = [run for run in runs(beside.any(axis=1)) if 0.5 * em < run[1] - run[0] < 1.4 * em]
    below = mask[box.bottom : round(box.bottom + 1.5 * em), box.left : box.right]
    return len(lines) >= 2 and bool(below.any())
