"""Blocks in the making: lines, kind, and places on the level page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pagerec.page import Box
from pagerec.page.kinds import BlockKind
from pagerec.segmentation.layout_regions import LayoutRegion

from .grid_rows import Rows
from .pieces import LinePiece


class DraftCell(NamedTuple):
    """A cell of a table."""

    box: Box
    column: int
    pieces: tuple[LinePiece, ...]
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A block.

    Attributes
    ----------
    kind : BlockKind
    pieces : tuple of LinePiece
        Its lines, those of a table cell by cell.
    place : Box
        What decides its order: its height, and the width of its column.
    area : Box, optional
        Of a figure or table.
    rows : tuple of tuple of DraftCell
        Of a table.
    """

    kind: BlockKind
    pieces: tuple[LinePiece, ...]
    place: Box
    area: Box | None = None
    rows: tuple[tuple[DraftCell, ...], ...] = ()

    @classmethod
    def of_lines(cls, kind: BlockKind, pieces: Sequence[LinePiece]) -> Draft:
        """Of lines of a column."""
        box = box_of(pieces)
        left, right = pieces[0].column
        return cls(kind, tuple(pieces), Box(min(box.left, round(left)), box.top, round(right), box.bottom))

    @classmethod
    def of_rows(cls, rows: Rows) -> Draft:
        """A table whose cells are where its columns and rows of print are."""
        heights = [box_of([piece for cell in row for piece in cell]) for row in rows.rows]
        ys = _edges([(box.top, box.bottom) for box in heights], rows.box.top, rows.box.bottom)
        xs = _edges(rows.columns, rows.box.left, rows.box.right)
        cells = tuple(
            tuple(
                DraftCell(Box(xs[k], ys[number], xs[k + 1], ys[number + 1]), k, tuple(cell))
                for k, cell in enumerate(row)
            )
            for number, row in enumerate(rows.rows)
        )
        pieces = tuple(piece for row in rows.rows for cell in row for piece in cell)
        left, right = pieces[0].column
        place = Box(min(round(left), rows.box.left), rows.box.top, max(round(right), rows.box.right), rows.box.bottom)
        return cls("table", pieces, place, rows.box, cells)

    @classmethod
    def of_grid(cls, layout_region: LayoutRegion, inside: dict[int, list[LinePiece]]) -> Draft:
        """A ruled table; `inside` are the lines of its cells by the cells' numbers."""
        rows: list[list[DraftCell]] = [[] for _ in range(1 + max(cell.row for cell in layout_region.cells))]
        for number, cell in enumerate(layout_region.cells):
            pieces = tuple(sorted(inside.get(number, ()), key=lambda piece: piece.box[1::-1]))
            rows[cell.row].append(DraftCell(cell.box, cell.column, pieces, cell.column_span, cell.row_span))
        pieces = tuple(piece for row in rows for cell in row for piece in cell.pieces)
        return cls("table", pieces, layout_region.box, layout_region.box, tuple(map(tuple, rows)))


def box_of(pieces: Sequence[LinePiece]) -> Box:
    """The smallest box that holds the lines."""
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    return box


def _edges(extents: Sequence[tuple[float, float]], first: int, last: int) -> list[int]:
    """Where cells end: half-way between what is in them, and at the ends of the table."""
    middles = [round((a[1] + b[0]) / 2) for a, b in pairwise(extents)]
    return [min(first, round(extents[0][0])), *middles, max(last, round(extents[-1][1]))]
