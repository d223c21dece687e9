"""The dots between titles and numbers of a table of contents, as characters of the lines that they follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from pagerec.page import Box, Char, Line
from pagerec.segmentation.leaders import Leader

from .params import LeaderCharParams
from .pieces import LinePiece

#: Where a character comes from: the number of its line image, and its place in the path through it.
Origin: TypeAlias = tuple[int, int]

#: Line image of what is none's: dots are found by their geometry.
NOWHERE = -1


def leader_chars(
    pieces: Sequence[LinePiece], leaders: Sequence[Leader], boxes: Sequence[Sequence[Box]], params: LeaderCharParams
) -> dict[Origin, tuple[Char, ...]]:
    """The dots of each row behind the character that they follow.

    Parameters
    ----------
    pieces : sequence of LinePiece
    leaders : sequence of Leader
    boxes : sequence of sequence of Box
        Where the dots of each are in the picture.
    params : LeaderCharParams

    Returns
    -------
    dict
        By the origin of the character before them. Dots that follow nothing are left out.
    """
    found = {}
    for leader, places in zip(leaders, boxes, strict=True):
        before = _before(leader, pieces)
        if before is not None:
            piece, number = before
            text = _text(leader, piece, params)
            found[piece.origin[number]] = tuple(Char(text, box, params.confidence) for box in places)
    return found


def with_leaders(line: Line, origin: Sequence[Origin], found: Mapping[Origin, tuple[Char, ...]]) -> Line:
    """A line with the dots that follow its characters."""
    if not any(one in found for one in origin):
        return line
    chars = [one for char, place in zip(line.chars, origin, strict=True) for one in (char, *found.get(place, ()))]
    return replace(line, chars=tuple(chars))


def origins_with_leaders(origin: Iterable[Origin], found: Mapping[Origin, tuple[Char, ...]]) -> list[Origin]:
    """Where the characters of such a line come from; dots from nowhere."""
    return [one for place in origin for one in (place, *[(NOWHERE, k) for k in range(len(found.get(place, ())))])]


def _before(leader: Leader, pieces: Sequence[LinePiece]) -> tuple[LinePiece, int] | None:
    """The piece on whose level the dots are, and which of its characters is the nearest before them."""
    row, nearest = leader.text_line, None
    for piece in pieces:
        if abs(piece.centre - row.centre) > piece.em / 2 or piece.spans[0][0] >= row.left:
            continue
        number = max(k for k, span in enumerate(piece.spans) if span[0] < row.left)
        if nearest is None or piece.spans[number][1] > nearest[0].spans[nearest[1]][1]:
            nearest = piece, number
    return nearest


def _text(leader: Leader, piece: LinePiece, params: LeaderCharParams) -> str:
    """What the dots are: hyphens, dots in the middle of the line, or full stops."""
    width, height = np.median(leader.dots[:, 2:] - leader.dots[:, :2], axis=0).tolist()
    if width > params.dash * height:
        return "-"
    return "·" if abs(leader.text_line.centre - piece.centre) < params.middle * piece.em else "."
