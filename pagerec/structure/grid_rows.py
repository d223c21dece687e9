"""Tables without cells of rules: rows whose parts stand below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pagerec.page import Box

from .items import is_item
from .params import PARAMS, TableParams
from .pieces import LinePiece, gap

#: Numbers of formulas.
_FORMULA_NUMBER = re.compile(r"[(（]\d+([.\-]\d+)*[a-z]?[)）]")


class Rows(NamedTuple):
    """Lines of a column that are a table.

    Attributes
    ----------
    start, stop : int
        The first line, and the first one after the table.
    rows : list of list of list of LinePiece
        Row by row and column by column, the lines of each cell.
    columns : list of (left, right)
        Where the cells of each column are, in pixels.
    box : Box
        With the rules above and below.
    """

    start: int
    stop: int
    rows: list[list[list[LinePiece]]]
    columns: list[tuple[float, float]]
    box: Box


def find_tables(pieces: Sequence[LinePiece], rules: Sequence[Box], params: TableParams = PARAMS.tables) -> list[Rows]:
    """Tables among the lines of a column.

    Parameters
    ----------
    pieces : sequence of LinePiece
        From top to bottom.
    rules : sequence of Box
        Level rules.
    params : TableParams, optional

    Returns
    -------
    list of Rows
        From top to bottom.
    """
    parts = [_parts(piece, params) for piece in pieces]
    found: list[Rows] = []
    start = 0
    while start < len(pieces):
        stop, columns = _extend(pieces, parts, start, params) if len(parts[start]) > 1 else (start, [])
        table = _table(pieces, parts, start, stop, columns, rules, params) if stop > start + 1 else None
        if table is not None:
            found.append(table)
        start = max(start + 1, stop) if table is not None else start + 1
    return found


def _parts(piece: LinePiece, params: TableParams) -> list[LinePiece]:
    """A line parted at its wide white."""
    spans = piece.spans
    cuts = [k for k in range(1, len(spans)) if spans[k][0] - spans[k - 1][1] >= params.cells * piece.em]
    if not cuts:
        return [piece]
    return [piece.part(a, b) for a, b in pairwise([0, *cuts, len(spans)])]


def _extend(
    pieces: Sequence[LinePiece], parts: Sequence[Sequence[LinePiece]], start: int, params: TableParams
) -> tuple[int, list[tuple[float, float]]]:
    """How far down from a line the same columns go, and where they are."""
    columns = _merged(parts[start], [], params)
    stop = start + 1
    while stop < len(pieces) and gap(pieces[stop - 1], pieces[stop]) < params.apart * pieces[start].em:
        wider = _merged(parts[stop], columns, params)
        if len(wider) < max(2, len(columns) - 1):
            break
        columns, stop = wider, stop + 1
    while stop > start and len(parts[stop - 1]) < 2 and parts[stop - 1][0].box.left < columns[1][0]:
        stop -= 1
    return stop, _merged([part for row in parts[start:stop] for part in row], [], params)


def _merged(
    parts: Sequence[LinePiece], columns: Sequence[tuple[float, float]], params: TableParams
) -> list[tuple[float, float]]:
    """Columns widened by further parts; those that come close become one."""
    em = parts[0].em if parts else 0.0
    merged: list[tuple[float, float]] = []
    for left, right in sorted([*columns, *((float(p.box.left), float(p.box.right)) for p in parts)]):
        if merged and left < merged[-1][1] + params.columns * em:
            merged[-1] = merged[-1][0], max(merged[-1][1], right)
        else:
            merged.append((left, right))
    return merged


def _table(
    pieces: Sequence[LinePiece],
    parts: Sequence[Sequence[LinePiece]],
    start: int,
    stop: int,
    columns: list[tuple[float, float]],
    rules: Sequence[Box],
    params: TableParams,
) -> Rows | None:
    full = sum(len(row) > 1 for row in parts[start:stop])
    box = pieces[start].box
    for piece in pieces[start + 1 : stop]:
        box = box.union(piece.box)
    reach = params.rule_reach * pieces[start].em
    around = [rule for rule in rules if rule.meets(box, reach) and rule.width > params.rule_width * box.width]
    least = params.ruled_rows if len(columns) > 2 and len(around) > 1 else params.rows
    if full < least or len(columns) < 2 or full * 2 < stop - start:
        return None
    cells = [_filled(row, columns) for row in parts[start:stop]]
    if _is_list(cells, columns, pieces[start].em, params) or _is_numbered(cells):
        return None
    for rule in around:
        box = box.union(rule)
    return Rows(start, stop, _join_rows(pieces[start:stop], cells, params), columns, box)


def _filled(row: Sequence[LinePiece], columns: Sequence[tuple[float, float]]) -> list[list[LinePiece]]:
    cells: list[list[LinePiece]] = [[] for _ in columns]
    for part in row:
        middle = (part.box.left + part.box.right) / 2
        at = min(range(len(columns)), key=lambda k: max(columns[k][0] - middle, middle - columns[k][1]))
        cells[at].append(part)
    return cells


def _is_list(
    cells: Sequence[Sequence[Sequence[LinePiece]]],
    columns: Sequence[tuple[float, float]],
    em: float,
    params: TableParams,
) -> bool:
    """Whether the first of two columns has nothing but the marks of items."""
    if len(columns) != 2 or columns[0][1] - columns[0][0] > params.marks * em:
        return False
    marks = [row[0][0].text for row in cells if row[0]]
    return all(is_item(f"{mark} 项") or is_item(f"{mark}. 项") or len(mark) == 1 for mark in marks)


def _is_numbered(cells: Sequence[Sequence[Sequence[LinePiece]]]) -> bool:
    """Whether the last column has nothing but numbers of formulas."""
    return all(_FORMULA_NUMBER.fullmatch(part.text.replace(" ", "")) for row in cells for part in row[-1])


def _join_rows(
    pieces: Sequence[LinePiece], cells: list[list[list[LinePiece]]], params: TableParams
) -> list[list[list[LinePiece]]]:
    """Rows of cells; a line that has no first cell and is close to the one above goes on with its cells."""
    white = [gap(above, below) for above, below in pairwise(pieces)]
    starts = [space for space, row in zip(white, cells[1:], strict=True) if row[0]]
    limit = params.closer * median(starts) if starts else 0.0
    rows = [cells[0]]
    for space, row in zip(white, cells[1:], strict=True):
        if not row[0] and space < limit:
            rows[-1] = [above + below for above, below in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows
