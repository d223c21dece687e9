"""All lines of a page to blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pagerec.page import Box
from pagerec.segmentation.layout_regions import LayoutRegion

from .columns import column_drafts
from .drafts import Draft
from .marks import is_section
from .order import reading_order
from .params import PARAMS, StructureParams
from .pieces import LinePiece, Usual
from .running_heads import find_heads_and_feet, footnotes_start

#: Numbers along an axis.
_TICK = re.compile(r"[-−+]?\d[\d.,]*[%°a-zA-Z]{0,3}")


def find_blocks(
    pieces: Sequence[LinePiece],
    layout_regions: Sequence[LayoutRegion],
    rules: Sequence[Box],
    height: int,
    params: StructureParams = PARAMS,
) -> list[Draft]:
    """The blocks of a page, in reading order: the running head first, the foot last.

    Parameters
    ----------
    pieces : sequence of LinePiece
        All lines.
    layout_regions : sequence of LayoutRegion
        Tables, frames, figures and drop caps.
    rules : sequence of Box
        Level rules.
    height : int
        Of the level page, in pixels.
    params : StructureParams, optional

    Returns
    -------
    list of Draft
    """
    inside, free = _divide(pieces, layout_regions, params)
    free = _with_drop_caps(free, layout_regions, inside, params)
    drawn = [layout_region for layout_region in layout_regions if layout_region.kind != "capital"]
    if not free and not drawn:
        return []
    usual = Usual.of(list(pieces), params.blocks) if pieces else Usual(1.0, params.blocks.gap, 0.0)
    boxes = [layout_region.box for layout_region in drawn]
    heads, feet = find_heads_and_feet(free, boxes, rules, height, usual, params.heads)
    body = [piece for piece in free if piece not in heads and piece not in feet] if heads or feet else free
    page = _Page(drawn, inside, rules, height, usual, params)
    drafts = page.ordered(body, [k for k, layout_region in enumerate(drawn) if page.parent(k) is None])
    drafts = _with_title(drafts, usual, params)
    return [*_furniture("header", heads), *drafts, *_furniture("footer", feet)]


def running_text(pieces: Sequence[LinePiece]) -> list[Draft]:
    """Blocks of running text as they were cut out of the page, in the order of their lines."""
    blocks: dict[int, list[LinePiece]] = {}
    for piece in pieces:
        blocks.setdefault(piece.block, []).append(piece)
    return [Draft.of_lines("paragraph", found) for found in blocks.values()]


class _Page:
    """Layout regions and what is in them."""

    def __init__(
        self,
        layout_regions: Sequence[LayoutRegion],
        inside: dict[LayoutRegion, dict[int, list[LinePiece]]],
        rules: Sequence[Box],
        height: int,
        usual: Usual,
        params: StructureParams,
    ):
        self._regions, self._inside, self._rules = layout_regions, inside, rules
        self._height, self._usual, self._params = height, usual, params

    def parent(self, number: int) -> int | None:
        """The smallest region around one of them."""
        box = self._regions[number].box
        around = [
            k
            for k, other in enumerate(self._regions)
            if k != number and _area(other.box) > _area(box) and other.box.holds(*_middle(box))
        ]
        return min(around, key=lambda k: _area(self._regions[k].box)) if around else None

    def ordered(self, free: Sequence[LinePiece], numbers: Sequence[int]) -> list[Draft]:
        """Blocks of a part of the page: of its lines, and of the insets in it."""
        boxes = [self._regions[number].box for number in numbers]
        units = [[draft] for draft in self._columns(free, boxes)]
        places = [unit[0].place for unit in units]
        for number in numbers:
            unit = self._inset(number)
            if unit:
                units.append(unit)
                places.append(self._regions[number].box)
        return [draft for k in reading_order(places, self._params.blocks) for draft in units[k]]

    def _columns(self, free: Sequence[LinePiece], boxes: Sequence[Box]) -> list[Draft]:
        columns: dict[int, list[LinePiece]] = {}
        for piece in sorted(free, key=lambda piece: piece.centre):
            columns.setdefault(piece.block, []).append(piece)
        drafts: list[Draft] = []
        for pieces in columns.values():
            notes = footnotes_start(pieces, self._rules, self._height, self._usual, self._params.heads)
            if notes:
                drafts += column_drafts(pieces[:notes], boxes, self._rules, self._usual, self._params)
            drafts += [Draft.of_lines("footnote", pieces[notes:])] if notes < len(pieces) else []
        return drafts

    def _inset(self, number: int) -> list[Draft]:
        layout_region = self._regions[number]
        cells = self._inside.get(layout_region, {})
        pieces = [piece for found in cells.values() for piece in found]
        within = [k for k in range(len(self._regions)) if self.parent(k) == number]
        if layout_region.kind == "frame":
            return self.ordered(pieces, within)
        others = [draft for k in within for draft in self._inset(k)]
        if layout_region.kind == "table" and len(cells) >= self._params.blocks.cells:
            return [Draft.of_grid(layout_region, cells), *others]
        order = reading_order([piece.box for piece in pieces], self._params.blocks)
        return [Draft("figure", tuple(pieces[k] for k in order), layout_region.box, layout_region.box), *others]


def _divide(
    pieces: Sequence[LinePiece], layout_regions: Sequence[LayoutRegion], params: StructureParams
) -> tuple[dict[LayoutRegion, dict[int, list[LinePiece]]], list[LinePiece]]:
    """Lines in insets, by the part of the inset that they are in; and those in none."""
    inside: dict[LayoutRegion, dict[int, list[LinePiece]]] = {}
    free: list[LinePiece] = []
    smallest = sorted(layout_regions, key=lambda layout_region: _area(layout_region.box))
    for piece in pieces:
        middle = _middle(piece.box)
        layout_region = next(
            (
                layout_region
                for layout_region in smallest
                if layout_region.box.holds(*middle) or _is_tick(piece, layout_region, params)
            ),
            None,
        )
        part = (
            -1
            if layout_region is None
            else next((k for k, p in enumerate(layout_region.parts) if p.holds(*middle)), -1)
        )
        if layout_region is not None and layout_region.kind == "figure":
            part = 0
        if layout_region is None or part < 0:
            free.append(piece)
        else:
            inside.setdefault(layout_region, {}).setdefault(part, []).append(piece)
    return inside, free


def _is_tick(piece: LinePiece, layout_region: LayoutRegion, params: StructureParams) -> bool:
    """Whether a line holds the numbers along an axis of a figure."""
    if layout_region.kind != "figure" or not all(map(_TICK.fullmatch, piece.text.split())):
        return False
    reach, box = params.blocks.tick_reach * piece.em, layout_region.box
    across = box.left - reach <= piece.box.left and piece.box.right <= box.right + reach
    return across and box.top - reach <= piece.box.top and piece.box.bottom <= box.bottom + reach


def _with_drop_caps(
    free: list[LinePiece],
    layout_regions: Sequence[LayoutRegion],
    inside: dict[LayoutRegion, dict[int, list[LinePiece]]],
    params: StructureParams,
) -> list[LinePiece]:
    """Drop caps put before the first of the lines beside them."""
    for layout_region in layout_regions:
        if layout_region.kind != "capital":
            continue
        drop_caps = [piece for found in inside.pop(layout_region, {}).values() for piece in found]
        box = layout_region.box
        beside = [
            k for k, p in enumerate(free) if p.box.left >= box.right - p.em and box.top - p.em < p.centre < box.bottom
        ]
        if not beside or not drop_caps:
            free += drop_caps
            continue
        reach = params.blocks.beside
        first = min(beside, key=lambda k: (free[k].box.left > box.right + reach * free[k].em, free[k].centre))
        for drop_cap in reversed(drop_caps):
            free[first] = free[first].after(drop_cap)
    return free


def _with_title(drafts: list[Draft], usual: Usual, params: StructureParams) -> list[Draft]:
    """The first heading becomes the title if it is large, none is larger, and nothing but figures is before it.

    A chapter has its number, or a name like 摘要.
    """
    headings = [draft for draft in drafts if draft.kind == "heading"]
    first = next((k for k, draft in enumerate(drafts) if draft.kind not in ("figure", "header")), None)
    if first is None or drafts[first].kind != "heading" or len(headings) == len(drafts):
        return drafts
    size = max(piece.em for piece in drafts[first].pieces)
    largest = max(piece.em for draft in headings for piece in draft.pieces)
    section = any(is_section(piece.text) for piece in drafts[first].pieces)
    if section or size < params.blocks.title * usual.em or largest > params.blocks.largest * size:
        return drafts
    return [replace(draft, kind="title") if k == first else draft for k, draft in enumerate(drafts)]


def _furniture(kind: str, pieces: Sequence[LinePiece]) -> list[Draft]:
    ordered = sorted(pieces, key=lambda piece: (piece.box.top > min(p.box.bottom for p in pieces), piece.box.left))
    if not ordered:
        return []
    return [Draft.of_lines("header" if kind == "header" else "footer", ordered)]


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _area(box: Box) -> int:
    return box.width * box.height
