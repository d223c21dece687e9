"""Characters that are found by their geometry, among those that were read.

These are the dots between titles and numbers of a table of contents, and underscores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from pagerec.page import Box, Char, Line
from pagerec.segmentation.leaders import Leader

from .params import InsertedParams
from .pieces import LinePiece

#: Where a character comes from: the number of its line image, and its place in the path through it.
Origin: TypeAlias = tuple[int, int]

#: Line image of what is none's.
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Inserted:
    """Characters by the origin of the one that they follow, or stand before.

    Attributes
    ----------
    after, before : dict
    """

    after: dict[Origin, tuple[Char, ...]] = field(default_factory=dict)
    before: dict[Origin, tuple[Char, ...]] = field(default_factory=dict)

    def in_line(self, line: Line, origin: Sequence[Origin]) -> Line:
        """A line with what belongs into it; white that an underscore fills is no space."""
        if self.after.keys().isdisjoint(origin) and self.before.keys().isdisjoint(origin):
            return line
        chars: list[Char] = []
        last: tuple[Char, ...] = ()  # what was inserted behind the character before
        for char, place in zip(line.chars, origin, strict=True):
            filled = place in self.before or any(one.text == "_" for one in last)
            last = self.after.get(place, ())
            chars += [*self.before.get(place, ()), replace(char, space_before=False) if filled else char, *last]
        return replace(line, chars=tuple(chars))

    def origins(self, origin: Iterable[Origin]) -> list[Origin]:
        """Where the characters of such a line come from."""
        found: list[Origin] = []
        for place in origin:
            found += [(NOWHERE, k) for k in range(len(self.before.get(place, ())))]
            found.append(place)
            found += [(NOWHERE, k) for k in range(len(self.after.get(place, ())))]
        return found


def leader_chars(
    pieces: Sequence[LinePiece], leaders: Sequence[Leader], boxes: Sequence[Sequence[Box]], params: InsertedParams
) -> Inserted:
    """The dots of each row behind the character that they follow.

    Parameters
    ----------
    pieces : sequence of LinePiece
    leaders : sequence of Leader
    boxes : sequence of sequence of Box
        Where the dots of each are in the picture.
    params : InsertedParams

    Returns
    -------
    Inserted
        Dots that follow nothing are left out.
    """
    found = Inserted()
    for leader, places in zip(leaders, boxes, strict=True):
        row = leader.text_line
        before = _nearest(pieces, row.left, row.centre)
        if before is not None:
            piece, number = before
            text = _text(leader, piece, params)
            found.after[piece.origin[number]] = tuple(Char(text, box, params.leader) for box in places)
    return found


def with_underscores(
    found: Inserted,
    pieces: Sequence[LinePiece],
    strokes: Sequence[Box],
    boxes: Sequence[Box],
    params: InsertedParams,
) -> Inserted:
    """The same with the underscores that stand beside letters or digits, and were not read.

    Parameters
    ----------
    found : Inserted
    pieces : sequence of LinePiece
    strokes, boxes : sequence of Box
        What may be underscores, on the level page and in the picture.
    params : InsertedParams
    """
    for stroke, box in zip(strokes, boxes, strict=True):
        beside = [one for piece in pieces if (one := _beside(piece, stroke, box, params)) is not None]
        if not beside:
            continue
        piece, number = min(beside, key=lambda one: abs(one[0].centre - stroke.top))
        count = max(1, round((stroke.right - stroke.left) / (params.wide * piece.em)))
        edges = np.linspace(box.left, max(box.right, box.left + count), count + 1).round().astype(int).tolist()
        chars = tuple(
            Char("_", Box(left, box.top, right, box.bottom), params.underscore) for left, right in pairwise(edges)
        )
        side, place = (found.before, piece.origin[0]) if number < 0 else (found.after, piece.origin[number])
        side[place] = (*side.get(place, ()), *chars)
    return found


def _beside(piece: LinePiece, stroke: Box, box: Box, params: InsertedParams) -> tuple[LinePiece, int] | None:
    """A piece that a stroke is an underscore of, and the character before it, -1 for none."""
    if not piece.centre < stroke.top < piece.centre + piece.em:
        return None
    near = params.near * piece.em
    number = max((k for k, span in enumerate(piece.spans) if span[0] < stroke.left), default=-1)
    before = number >= 0 and stroke.left - piece.spans[number][1] < near and _is_word(piece.line.chars[number])
    after = number + 1 < len(piece.spans) and piece.spans[number + 1][0] - stroke.right < near
    if not before and not (after and _is_word(piece.line.chars[number + 1])):
        return None
    for char, (left, right) in zip(piece.line.chars, piece.spans, strict=True):
        over = min(right, stroke.right) - max(left, stroke.left)
        is_inside = box.bottom < char.box.bottom - params.inside * piece.em
        if 2 * over > min(right - left, stroke.right - stroke.left) and (char.text in "_—-" or is_inside):
            return None
    return piece, number


def _is_word(char: Char) -> bool:
    return char.text.isascii() and char.text.isalnum()


def _nearest(pieces: Sequence[LinePiece], left: float, centre: float) -> tuple[LinePiece, int] | None:
    """The piece on a level that ends nearest before a place, and which of its characters does."""
    nearest = None
    for piece in pieces:
        if abs(piece.centre - centre) > piece.em / 2 or piece.spans[0][0] >= left:
            continue
        number = max(k for k, span in enumerate(piece.spans) if span[0] < left)
        if nearest is None or piece.spans[number][1] > nearest[0].spans[nearest[1]][1]:
            nearest = piece, number
    return nearest


def _text(leader: Leader, piece: LinePiece, params: InsertedParams) -> str:
    """What the dots are: hyphens, dots in the middle of the line, or full stops."""
    width, height = np.median(leader.dots[:, 2:] - leader.dots[:, :2], axis=0).tolist()
    if width > params.dash * height:
        return "-"
    return "·" if abs(leader.text_line.centre - piece.centre) < params.middle * piece.em else "."
