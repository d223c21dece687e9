"""Blocks divided into paragraphs, items, headings and lines of code: decided here, once for a page.

Every distance is a multiple of the em, the size of a full-width character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from statistics import median

from pagerec.common.punctuation import CLOSING, OPENING
from pagerec.page import Block, Char, Line, Paragraph
from pagerec.page.paragraphs import HYPHENS, em_of, is_wide, join_lines

from .code import code_spaces
from .items import list_items, mark_length, split_items
from .levels import with_levels
from .params import PARAMS, ParagraphParams

__all__ = ["split_paragraphs", "with_parts"]

_APART = frozenset({"code", "formula", "figure"})
"""Kinds of blocks in which every line is a part of its own."""

_FURNITURE = frozenset({"header", "footer"})
"""Kinds of blocks that have neither headings nor items."""


def with_parts(blocks: Sequence[Block], params: ParagraphParams = PARAMS.paragraphs) -> tuple[Block, ...]:
    """Divide the blocks of a page into their parts.

    Parameters
    ----------
    blocks : sequence of Block
        Of one page: what is large, and so a heading, depends on the size of the page's print.
    params : ParagraphParams, optional

    Returns
    -------
    tuple of Block
        The same ones; those that have parts already are left as they are.
    """
    divided = [replace(block, parts=_parts(block, params)) if block.parts is None else block for block in blocks]
    (levelled,) = with_levels([divided], [1.0], params)
    return tuple(new if old.parts is None else old for old, new in zip(blocks, levelled, strict=True))


def _parts(block: Block, params: ParagraphParams) -> tuple[Paragraph, ...]:
    if block.table is not None:
        return tuple(Paragraph(cell.lines) for row in block.table.rows for cell in row if cell.lines)
    if block.kind == "code":
        spaces = code_spaces(block.lines)
        return tuple(Paragraph((line,), spaces=found) for line, found in zip(block.lines, spaces, strict=True))
    if block.kind in _APART:
        return tuple(Paragraph((line,)) for line in block.lines)
    if block.kind in _FURNITURE:
        return tuple(map(Paragraph, split_paragraphs(block.lines, params)))
    return tuple(_part(lines) for lines in _divided(block, params))


def _divided(block: Block, params: ParagraphParams) -> Iterator[tuple[Line, ...]]:
    if block.kind == "list":
        return iter(list_items(block.lines))
    return chain.from_iterable(map(split_items, split_paragraphs(block.lines, params)))


def _part(lines: tuple[Line, ...]) -> Paragraph:
    return Paragraph(lines, mark=mark_length(join_lines(lines)))


def split_paragraphs(
    lines: Sequence[Line], params: ParagraphParams = PARAMS.paragraphs
) -> tuple[tuple[Line, ...], ...]:
    """Divide the lines of a block into paragraphs.

    A new paragraph starts

    - where a line is indented against the left edge of the block (or, in a
      block with hanging indents such as a list, where it is not),
    - after a line that ends early: what comes next would have fitted in it,
    - after a gap that is bigger than the gaps usual in the block.

    Parameters
    ----------
    lines : sequence of Line
        The lines of one block, from top to bottom.
    params : ParagraphParams, optional

    Returns
    -------
    tuple of tuple of Line
        The same lines in the same order.
    """
    if not lines:
        return ()
    em = em_of(lines)
    boxes = [line.box.turned_back(line.direction) for line in lines]
    left = min(box.left for box in boxes)
    right = max(box.right for box in boxes)
    beside = _beside_drop_caps(lines, em, params)
    indented = [box.left - left >= params.indent * em and not near for box, near in zip(boxes, beside, strict=True)]
    rooms = [right - box.right for box in boxes]
    short = [room > _first_width(below) + params.slack * em for room, below in zip(rooms, lines[1:], strict=False)]
    gaps = [below.top - above.bottom for above, below in pairwise(boxes)]
    wide_gap = (median(gaps) if gaps else 0.0) + params.gap * em
    hanging = _has_hanging_indents(indented, short)

    paragraphs = [[lines[0]]]
    for index, line in enumerate(lines[1:]):
        starts = indented[index + 1] is not hanging
        if starts or short[index] or gaps[index] > wide_gap:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return tuple(tuple(paragraph) for paragraph in paragraphs)


def _beside_drop_caps(lines: Sequence[Line], em: float, params: ParagraphParams) -> list[bool]:
    """Whether each line stands beside the large first character of a line above."""
    beside, bottom = [], 0
    for number, line in enumerate(lines):
        first = line.chars[0].box.turned_back(line.direction)
        beside.append(number > 0 and (first.top + first.bottom) / 2 < bottom)
        if number == 0 or not beside[-1]:
            bottom = first.bottom if first.height >= params.drop_cap * em else first.top
    return beside


def _first_width(line: Line) -> int:
    """Width in pixels of what can't be divided at the start of a line."""
    end = 1
    while end < len(line.chars) and not _may_break(line.chars[end - 1], line.chars[end]):
        end += 1
    first, last = (line.chars[k].box.turned_back(line.direction) for k in (0, end - 1))
    return last.right - first.left


def _may_break(before: Char, after: Char) -> bool:
    last, first = before.text[-1], after.text[0]
    if after.space_before:
        return True
    if first in CLOSING or last in OPENING:
        return False
    return is_wide(last) or is_wide(first) or last in HYPHENS or last == "/"


def _has_hanging_indents(indented: Sequence[bool], short: Sequence[bool]) -> bool:
    """Whether lines are indented *inside* paragraphs, as in a list.

    What follows a full line tells: it goes on at the left edge in an ordinary
    paragraph; in a hanging one an indented line goes on at the same indent.
    """
    if indented[0]:
        return False
    turns = [
        (above, below)
        for above, below, ends_early in zip(indented, indented[1:], short, strict=False)
        if not ends_early
    ]
    hanging, ordinary = turns.count((True, True)), turns.count((True, False)) + turns.count((False, False))
    return hanging > ordinary
