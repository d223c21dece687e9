"""Running heads and feet, numbers of pages, and footnotes: what stands at the edges of a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pagerec.page import Box

from .marks import is_footnote, is_page_number
from .params import PARAMS, RunningHeadParams
from .pieces import LinePiece, Usual


def find_heads_and_feet(
    pieces: Sequence[LinePiece],
    others: Sequence[Box],
    rules: Sequence[Box],
    height: int,
    usual: Usual,
    params: RunningHeadParams = PARAMS.heads,
) -> tuple[list[LinePiece], list[LinePiece]]:
    """Lines of the running head, and of the running foot.

    Parameters
    ----------
    pieces : sequence of LinePiece
        All lines outside tables and figures.
    others : sequence of Box
        Tables, frames and figures.
    rules : sequence of Box
        Level rules.
    height : int
        Of the page, in pixels.
    usual : Usual
    params : RunningHeadParams, optional
    """
    if len(pieces) < params.lines:
        return [], []
    heads = _head([_Row(p.box.top, p.box.bottom, p) for p in pieces], others, rules, height, usual, params)
    flipped = [Box(box.left, height - box.bottom, box.right, height - box.top) for box in others]
    flipped_rules = [Box(box.left, height - box.bottom, box.right, height - box.top) for box in rules]
    rows = [_Row(height - p.box.bottom, height - p.box.top, p) for p in pieces]
    feet = _head(rows, flipped, flipped_rules, height, usual, params)
    return heads, [piece for piece in feet if piece not in heads]


class _Row:
    """A line by its distance from the edge of the page."""

    __slots__ = ("far", "near", "piece")

    def __init__(self, near: int, far: int, piece: LinePiece):
        self.near, self.far, self.piece = near, far, piece


def _head(
    rows: Sequence[_Row],
    others: Sequence[Box],
    rules: Sequence[Box],
    height: int,
    usual: Usual,
    params: RunningHeadParams,
) -> list[LinePiece]:
    """Lines of the outermost row, if they are a running head."""
    edge = min(rows, key=lambda row: row.far)
    outer = [row for row in rows if row is edge or row.near < edge.far - params.over * usual.em]
    rest = [row.near for row in rows if row not in outer] + [box.top for box in others]
    if (
        not (outer and rest)
        or edge.far > params.margin * height
        or max(row.piece.em for row in outer) > params.largest * usual.em
    ):
        return []
    far, white = max(row.far for row in outer), (min(rest) - max(row.far for row in outer)) / usual.em
    lefts, rights = [row.piece.box.left for row in rows], [row.piece.box.right for row in rows]
    width = max(rights) - min(lefts)
    ruled = any(
        far - params.over * usual.em <= rule.top <= min(far + params.close * usual.em, min(rest))
        and rule.width >= params.wide * width
        for rule in rules
    )
    found = [row.piece for row in outer]
    filled = sum(_filled(piece, params) for piece in found) / width
    apart = white > usual.gap + params.white
    numbered = any(is_page_number(text) for text in _ends(found))
    alone = all(is_page_number(piece.text) for piece in found)
    small = max(piece.em for piece in found) < params.small * usual.em
    is_head = (
        (ruled and white > params.ruled_white)
        or (alone and white > params.alone_white)
        or (apart and filled < params.filled and (numbered or (small and not any(is_footnote(p.text) for p in found))))
    )
    return found if is_head else []


def _filled(piece: LinePiece, params: RunningHeadParams) -> float:
    """Width of a line without its wide white, in pixels."""
    white = [after[0] - before[1] for before, after in pairwise(piece.spans)]
    return piece.box.width - sum(space for space in white if space > params.gap * piece.em)


def _ends(pieces: Sequence[LinePiece]) -> list[str]:
    """What stands first and last in the lines, up to the first wide white."""
    found = []
    for piece in pieces:
        words = piece.text.split(" ")
        found += [words[0], words[-1]]
    return found


def footnotes_start(
    pieces: Sequence[LinePiece],
    rules: Sequence[Box],
    height: int,
    usual: Usual,
    params: RunningHeadParams = PARAMS.heads,
) -> int:
    """Index of the first line of the footnotes of a column; the number of lines if there are none.

    They are smaller than the body, at the foot of the column in the lower half of the page, and have a short rule
    above or start with a mark.

    Parameters
    ----------
    pieces : sequence of LinePiece
        Lines of the column, from top to bottom.
    rules : sequence of Box
        Level rules.
    height : int
        Of the page, in pixels.
    usual : Usual
    params : RunningHeadParams, optional
    """
    found = len(pieces)
    for index in range(len(pieces) - 1, 0, -1):
        piece, above = pieces[index], pieces[index - 1]
        if piece.em > params.footnote * usual.em or piece.centre < height / 2:
            break
        marked = is_footnote(piece.text)
        if _ruled(above, piece, rules, params) or (marked and above.em > params.footnote * usual.em):
            found = index
            break
    return found


def _ruled(above: LinePiece, below: LinePiece, rules: Sequence[Box], params: RunningHeadParams) -> bool:
    left, right = below.column
    return any(
        above.box.bottom - params.rule_slack <= rule.top <= below.box.top + params.rule_slack
        and abs(rule.left - left) < params.rule_left * below.em
        and rule.width <= params.short_rule * (right - left)
        for rule in rules
    )
