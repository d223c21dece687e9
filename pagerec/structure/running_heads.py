"""Running heads and feet, numbers of pages, and footnotes: what stands at the edges of a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pagerec.page import Box

from .marks import is_footnote, is_page_number
from .pieces import LinePiece, Usual

#: Fewest lines of a page that has heads and feet.
_LINES = 6
#: Share of the page's height in which heads and feet are.
_MARGIN = 0.14
#: Heads and feet without a rule have so much more white on the text's side than lines have, in ems.
_WHITE = 0.8
#: Print of a head or foot is at most so large, in ems of the body; what is smaller than the second is no heading.
_LARGEST, _SMALL = 1.1, 0.94
#: White between the parts of a head, in ems.
_GAP = 1.5
#: A rule belongs to a head or foot if it is so close, in ems, and as wide as this share of the print.
_CLOSE, _WIDE = 1.3, 0.3
#: Print of footnotes is at most so large, in ems of the body.
_FOOTNOTE = 0.94
#: Longest rule over footnotes, as a share of the column.
_SHORT_RULE = 0.62


def find_heads_and_feet(
    pieces: Sequence[LinePiece], others: Sequence[Box], rules: Sequence[Box], height: int, usual: Usual
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
    """
    if len(pieces) < _LINES:
        return [], []
    heads = _head([_Row(p.box.top, p.box.bottom, p) for p in pieces], others, rules, height, usual)
    flipped = [Box(box.left, height - box.bottom, box.right, height - box.top) for box in others]
    flipped_rules = [Box(box.left, height - box.bottom, box.right, height - box.top) for box in rules]
    rows = [_Row(height - p.box.bottom, height - p.box.top, p) for p in pieces]
    feet = _head(rows, flipped, flipped_rules, height, usual)
    return heads, [piece for piece in feet if piece not in heads]


class _Row:
    """A line by its distance from the edge of the page."""

    __slots__ = ("far", "near", "piece")

    def __init__(self, near: int, far: int, piece: LinePiece):
        self.near, self.far, self.piece = near, far, piece


def _head(
    rows: Sequence[_Row], others: Sequence[Box], rules: Sequence[Box], height: int, usual: Usual
) -> list[LinePiece]:
    """Lines of the outermost row, if they are a running head."""
    edge = min(rows, key=lambda row: row.far)
    outer = [row for row in rows if row is edge or row.near < edge.far - 0.3 * usual.em]
    rest = [row.near for row in rows if row not in outer] + [box.top for box in others]
    if not (outer and rest) or edge.far > _MARGIN * height or max(row.piece.em for row in outer) > _LARGEST * usual.em:
        return []
    far, white = max(row.far for row in outer), (min(rest) - max(row.far for row in outer)) / usual.em
    lefts, rights = [row.piece.box.left for row in rows], [row.piece.box.right for row in rows]
    width = max(rights) - min(lefts)
    ruled = any(
        far - 0.3 * usual.em <= rule.top <= min(far + _CLOSE * usual.em, min(rest)) and rule.width >= _WIDE * width
        for rule in rules
    )
    found = [row.piece for row in outer]
    filled = sum(_filled(piece) for piece in found) / width
    apart = white > usual.gap + _WHITE
    numbered = any(is_page_number(text) for text in _ends(found))
    alone = all(is_page_number(piece.text) for piece in found)
    small = max(piece.em for piece in found) < _SMALL * usual.em
    is_head = (
        (ruled and white > 0.4)
        or (alone and white > 0.5)
        or (apart and filled < 0.8 and (numbered or (small and not any(is_footnote(p.text) for p in found))))
    )
    return found if is_head else []


def _filled(piece: LinePiece) -> float:
    """Width of a line without its wide white, in pixels."""
    white = [after[0] - before[1] for before, after in pairwise(piece.spans)]
    return piece.box.width - sum(space for space in white if space > _GAP * piece.em)


def _ends(pieces: Sequence[LinePiece]) -> list[str]:
    """What stands first and last in the lines, up to the first wide white."""
    found = []
    for piece in pieces:
        words = piece.text.split(" ")
        found += [words[0], words[-1]]
    return found


def footnotes_start(pieces: Sequence[LinePiece], rules: Sequence[Box], height: int, usual: Usual) -> int:
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
    """
    found = len(pieces)
    for index in range(len(pieces) - 1, 0, -1):
        piece, above = pieces[index], pieces[index - 1]
        if piece.em > _FOOTNOTE * usual.em or piece.centre < height / 2:
            break
        marked = is_footnote(piece.text)
        if _ruled(above, piece, rules) or (marked and above.em > _FOOTNOTE * usual.em):
            found = index
            break
    return found


def _ruled(above: LinePiece, below: LinePiece, rules: Sequence[Box]) -> bool:
    left, right = below.column
    return any(
        above.box.bottom - 2 <= rule.top <= below.box.top + 2
        and abs(rule.left - left) < 2 * below.em
        and rule.width <= _SHORT_RULE * (right - left)
        for rule in rules
    )
