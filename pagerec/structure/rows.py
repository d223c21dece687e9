"""Lines of a block that stand beside each other made one, as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pagerec.page import Line

from .pieces import LinePiece
from .spacing import find_spaces


@dataclass(frozen=True, slots=True)
class RowParams:
    """When lines are one row. Lengths are in ems of the larger one.

    Attributes
    ----------
    foot : float
        How far their feet may be from each other: small print stands on the line of large print.
    shared : float
        Least share of the lower one's height that lies beside the other one.
    overlap : float
        How far they may reach into each other.
    size : float
        How many times larger one may be.
    """

    foot: float = 0.35
    shared: float = 0.6
    overlap: float = 0.3
    size: float = 1.8


def in_rows(pieces: Sequence[LinePiece], params: RowParams | None = None) -> list[LinePiece]:
    """The pieces of each block with those of a row made one, from top to bottom.

    Parameters
    ----------
    pieces : sequence of LinePiece
        Of all blocks.
    params : RowParams, optional
    """
    params = params or RowParams()
    rows: list[list[LinePiece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.block, piece.box.bottom + piece.box.top, piece.box.left)):
        near = (row for row in reversed(rows[-8:]) if row[0].block == piece.block)
        row = next((row for row in near if all(_beside(piece, other, params) for other in row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_joined(sorted(row, key=lambda piece: piece.box.left)) for row in rows]


def _beside(one: LinePiece, other: LinePiece, params: RowParams) -> bool:
    if one.line.direction != other.line.direction:
        return False
    em = max(one.em, other.em)
    if em > params.size * min(one.em, other.em):
        return False
    apart = max(one.box.left - other.box.right, other.box.left - one.box.right)
    feet = abs(one.centre + 0.38 * one.em - other.centre - 0.38 * other.em)
    low, high = max(one.box.top, other.box.top), min(one.box.bottom, other.box.bottom)
    beside = high - low >= params.shared * min(one.box.height, other.box.height)
    level = feet < params.foot * em or (beside and abs(one.centre - other.centre) < params.foot * em)
    return level and apart > -params.overlap * em


def _joined(row: Sequence[LinePiece]) -> LinePiece:
    whole = row[0]
    if len(row) == 1:
        return whole
    chars = list(whole.line.chars)
    for before, piece in pairwise(row):
        first = piece.line.chars[0]
        chars += [replace(first, space_before=_has_space_before(before, piece)), *piece.line.chars[1:]]
    longest = max(row, key=lambda piece: len(piece.spans))
    box = whole.box
    for piece in row[1:]:
        box = box.union(piece.box)
    return replace(
        longest,
        line=Line(tuple(chars), whole.line.direction),
        box=box,
        spans=tuple(span for piece in row for span in piece.spans),
        origin=tuple(origin for piece in row for origin in piece.origin),
    )


def _has_space_before(one: LinePiece, other: LinePiece) -> bool:
    """Whether the white between two lines of a row is a space of its text: behind punctuation it hardly ever is."""
    em = max(one.em, other.em)
    last, first = ((left / em, right / em) for left, right in (one.spans[-1], other.spans[0]))
    return find_spaces((one.line.chars[-1].text, other.line.chars[0].text), (last, first))[1]
