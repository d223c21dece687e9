"""Lines of a block that stand beside each other made one, as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pagerec.page import Line

from .params import PARAMS, RowParams, SpacingParams
from .pieces import LinePiece
from .spacing import find_spaces


def in_rows(
    pieces: Sequence[LinePiece], params: RowParams = PARAMS.rows, spaces: SpacingParams = PARAMS.spaces
) -> list[LinePiece]:
    """The pieces of each block with those of a row made one, from top to bottom.

    Parameters
    ----------
    pieces : sequence of LinePiece
        Of all blocks.
    params : RowParams, optional
    spaces : SpacingParams, optional
        What white between two lines of a row is a space.
    """
    rows: list[list[LinePiece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.block, piece.box.bottom + piece.box.top, piece.box.left)):
        near = (row for row in reversed(rows[-params.near :]) if row[0].block == piece.block)
        row = next((row for row in near if _is_of(piece, row, params)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_joined(sorted(row, key=lambda piece: piece.box.left), spaces) for row in rows]


def _is_of(piece: LinePiece, row: Sequence[LinePiece], params: RowParams) -> bool:
    """Whether a piece stands on the level of a row's longest one, beside all: quotation marks alone stand high."""
    longest = max(row, key=lambda other: other.box.right - other.box.left)
    return _on_level(piece, longest, params) and all(_beside(piece, other, params) for other in row)


def _beside(one: LinePiece, other: LinePiece, params: RowParams) -> bool:
    apart = max(one.box.left - other.box.right, other.box.left - one.box.right)
    return apart > -params.overlap * max(one.em, other.em)


def _on_level(one: LinePiece, other: LinePiece, params: RowParams) -> bool:
    if one.line.direction != other.line.direction:
        return False
    em = max(one.em, other.em)
    if em > params.size * min(one.em, other.em):
        return False
    feet = abs(one.centre + params.below * one.em - other.centre - params.below * other.em)
    low, high = max(one.box.top, other.box.top), min(one.box.bottom, other.box.bottom)
    beside = high - low >= params.shared * min(one.box.height, other.box.height)
    return feet < params.foot * em or (beside and abs(one.centre - other.centre) < params.foot * em)


def _joined(row: Sequence[LinePiece], spaces: SpacingParams) -> LinePiece:
    whole = row[0]
    if len(row) == 1:
        return whole
    chars = list(whole.line.chars)
    for before, piece in pairwise(row):
        first = piece.line.chars[0]
        chars += [replace(first, space_before=_has_space_before(before, piece, spaces)), *piece.line.chars[1:]]
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


def _has_space_before(one: LinePiece, other: LinePiece, spaces: SpacingParams) -> bool:
    """Whether the white between two lines of a row is a space of its text: behind punctuation it hardly ever is."""
    em = max(one.em, other.em)
    last, first = ((left / em, right / em) for left, right in (one.spans[-1], other.spans[0]))
    return find_spaces((one.line.chars[-1].text, other.line.chars[0].text), (last, first), params=spaces)[1]
