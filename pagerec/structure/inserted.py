"""Characters that are found by their geometry, among those that were read.

These are the dots between titles and numbers of a table of contents, underscores, and blanks to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from pagerec.page import Box, Char, Line
from pagerec.segmentation.layout_regions import LayoutRegion
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
        if beside:
            piece, number = min(beside, key=lambda one: abs(one[0].centre - stroke.top))
            _insert(found, piece, number, _underscores(stroke, box, params.wide * piece.em, params.underscore))
    return found


def with_blanks(
    found: Inserted,
    pieces: Sequence[LinePiece],
    regions: Sequence[LayoutRegion],
    rules: Sequence[Box],
    boxes: Sequence[Box],
    params: InsertedParams,
) -> Inserted:
    """The same with blanks to fill in, as underscores: rules at the foot of a line, beside print and with none above.

    Parameters
    ----------
    found : Inserted
    pieces : sequence of LinePiece
    regions : sequence of LayoutRegion
        Whose sides, and what is in figures, are no blanks.
    rules, boxes : sequence of Box
        Level rules and what may be underscores, on the level page and in the picture.
    params : InsertedParams
    """
    for rule, box in zip(rules, boxes, strict=True):
        near = [piece for piece in pieces if abs(rule.top - piece.centre) < piece.em]
        if not near or any(_overlaps(span, rule, params.over * piece.em) for piece in near for span in piece.spans):
            continue
        if any(_belongs_to(region, rule, params.over * near[0].em) for region in regions):
            continue
        if any(_beside(piece, rule, box, params) is not None for piece in near):
            continue  # underscores of a word
        beside = [one for piece in near if (one := _blank_of(piece, rule, params)) is not None]
        if beside:
            _, piece, number = min(beside, key=lambda one: (one[2] < 0, one[0]))
            _insert(found, piece, number, _underscores(rule, box, params.blank * piece.em, params.underscore))
    return found


def _blank_of(piece: LinePiece, rule: Box, params: InsertedParams) -> tuple[float, LinePiece, int] | None:
    """How far from a rule the print of its line is, if it is a blank in it: of which piece, behind which character."""
    foot, width = (rule.top - piece.centre) / piece.em, (rule.right - rule.left) / piece.em
    if not (params.foot[0] < foot < params.foot[1] and params.blanks[0] < width < params.blanks[1]):
        return None
    number = max((k for k, span in enumerate(piece.spans) if span[0] < rule.left), default=-1)
    white = [rule.left - piece.spans[number][1]] if number >= 0 else []
    if number + 1 < len(piece.spans):
        white.append(piece.spans[number + 1][0] - rule.right)
    return (min(white), piece, number) if min(white) < params.blank_near * piece.em else None


def _belongs_to(region: LayoutRegion, rule: Box, reach: float) -> bool:
    """Whether a rule is a side of a part of a region, or in a figure."""
    for part in region.parts:
        if _overlaps((part.left, part.right), rule, 0.0):
            inside = part.top - reach <= rule.top and rule.bottom <= part.bottom + reach
            at_side = min(abs(rule.top - part.top), abs(rule.bottom - part.bottom)) <= reach
            if at_side or (inside and region.kind == "figure"):
                return True
    return False


def _overlaps(span: tuple[float, float], rule: Box, most: float) -> bool:
    return min(span[1], rule.right) - max(span[0], rule.left) > most


def _underscores(stroke: Box, box: Box, wide: float, confidence: float) -> tuple[Char, ...]:
    """As many underscores as a stroke has room for."""
    count = max(1, round((stroke.right - stroke.left) / wide))
    edges = np.linspace(box.left, max(box.right, box.left + count), count + 1).round().astype(int).tolist()
    return tuple(Char("_", Box(left, box.top, right, box.bottom), confidence) for left, right in pairwise(edges))


def _insert(found: Inserted, piece: LinePiece, number: int, chars: tuple[Char, ...]) -> None:
    """Put characters behind one of a piece, or before its first."""
    side, place = (found.before, piece.origin[0]) if number < 0 else (found.after, piece.origin[number])
    side[place] = (*side.get(place, ()), *chars)


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
