"""Wrapped lines joined to paragraphs: pure functions on the lines of a block.

Every distance is a multiple of the em, the size of a full-width character.
The functions work on anything that has the fields of `pagerec.page.Line`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pagerec.page.line import Char, Line

__all__ = ["em_of", "is_item", "join_lines", "list_items", "split_items", "split_paragraphs"]

_INDENT = 0.9
"""Ems from the left edge that make an indent. Chinese print indents by two ems,
Latin by one or more; an opening bracket or quote alone moves the ink by half."""

_SLACK = 1.0
"""Ems that a full line may leave free beside what did not fit: full-width
punctuation at its end has ink in one half only, and a line that is set without
justification is not filled to the last pixel."""

_GAP = 0.6
"""Ems by which the gap between two lines of different paragraphs is bigger than usual."""

_INITIAL = 1.6
"""Height in ems from which the first character of a line reaches beside the next one."""

_CLOSING = frozenset("、。，．：；！？）］｝〕〉》」』】〗”’…,.:;!?)]}")
_OPENING = frozenset("（［｛〔〈《「『【〖“‘([{")
_HYPHENS = frozenset("-\u2010\u00ad")

BULLET = re.compile(r"[•●○■□◆◇▪‣◦·]\s*(?=\S)|[-*]\s+(?=\S)")
"""The mark of an item without a number."""

NUMBER = re.compile(r"[(（]?(\d{1,3})[.．、)）]\s*(?=[^\s\d])")
"""The mark of an item with a number."""

_ITEM = re.compile(r"[①-⑳]|\[\d{1,3}\]|[(（]?[a-z一二三四五六七八九十]{1,2}[)）]")
"""Other marks of items."""


def em_of(lines: Sequence[Line]) -> float:
    """Estimate the em of some lines from their boxes.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    float
        Pixels, at least 1. The median size of the full-width letters (the
        larger side: 一 is flat); in text without any, the median line height.
    """
    heights = [line.box.turned_back(line.direction).height for line in lines]
    sizes = [
        max(char.box.width, char.box.height)
        for line in lines
        for char in line.chars
        if _is_wide(char.text[0]) and char.text[0].isalpha()
    ]
    return max(float(median(sizes or heights)), 1.0)


def split_paragraphs(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
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
    beside = _beside_initials(lines, em)
    indented = [box.left - left >= _INDENT * em and not near for box, near in zip(boxes, beside, strict=True)]
    rooms = [right - box.right for box in boxes]
    short = [room > _first_width(below) + _SLACK * em for room, below in zip(rooms, lines[1:], strict=False)]
    gaps = [below.top - above.bottom for above, below in pairwise(boxes)]
    wide_gap = (median(gaps) if gaps else 0.0) + _GAP * em
    hanging = _has_hanging_indents(indented, short)

    paragraphs = [[lines[0]]]
    for index, line in enumerate(lines[1:]):
        starts = indented[index + 1] is not hanging
        if starts or short[index] or gaps[index] > wide_gap:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return tuple(tuple(paragraph) for paragraph in paragraphs)


def is_item(text: str) -> bool:
    """Whether a line starts with the mark of an item of a list.

    Examples
    --------
    >>> [is_item(text) for text in ("• 苹果", "1. 第一", "（2）第二", "③第三", "3.14", "一行")]
    [True, True, True, True, False, False]
    """
    return any(mark.match(text) for mark in (BULLET, NUMBER, _ITEM))


def split_items(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Divide a paragraph where an item of a list starts: items of a narrow list look like wrapped lines.

    A number counts where it follows the number of the item before.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    tuple of tuple of Line
        The same lines in the same order.
    """
    if not lines:
        return ()
    starts = [0]
    for index, line in enumerate(lines[1:], start=1):
        if BULLET.match(line.text) or _follows(lines[starts[-1]].text, line.text):
            starts.append(index)
    return tuple(tuple(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True))


def list_items(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Divide the lines of a list into its items: one starts at every line that has a mark.

    Parameters
    ----------
    lines : sequence of Line
        The lines of a block that is a list.

    Returns
    -------
    tuple of tuple of Line
        The same lines in the same order.
    """
    starts = [index for index, line in enumerate(lines) if index == 0 or is_item(line.text)]
    return tuple(tuple(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True))


def _follows(above: str, below: str) -> bool:
    """Whether the second text starts with the next number of a list, or another mark that the first has, too."""
    last, number = NUMBER.match(above), NUMBER.match(below)
    if last is not None and number is not None:
        return int(number.group(1)) == int(last.group(1)) + 1
    return bool(_ITEM.match(above) and _ITEM.match(below))


def join_lines(lines: Sequence[Line]) -> str:
    """Join the wrapped lines of one paragraph.

    No space where a full-width character stands on either side, one space
    between Latin words. A hyphen between two lower-case letters is taken for
    the mark of a divided word and dropped (the price: *well-known* divided
    after its hyphen loses it); any other hyphen stays and no space follows.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    str
        Text without line breaks.
    """
    if not lines:
        return ""
    text = lines[0].text
    for above, below in pairwise(lines):
        if _ends_in_hyphen(above):
            before, after = above.chars[-2].text[-1], below.text[0]
            divided = before.islower() and after.islower()
            text = (text[:-1] if divided else text) + below.text
        else:
            text += (" " if _needs_space(above, below) else "") + below.text
    return text


def _beside_initials(lines: Sequence[Line], em: float) -> list[bool]:
    """Whether each line stands beside the large first character of a line above."""
    beside, bottom = [], 0
    for number, line in enumerate(lines):
        first = line.chars[0].box.turned_back(line.direction)
        beside.append(number > 0 and (first.top + first.bottom) / 2 < bottom)
        if number == 0 or not beside[-1]:
            bottom = first.bottom if first.height >= _INITIAL * em else first.top
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
    if first in _CLOSING or last in _OPENING:
        return False
    return _is_wide(last) or _is_wide(first) or last in _HYPHENS or last == "/"


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


def _ends_in_hyphen(line: Line) -> bool:
    """Whether the line ends in a hyphen that is attached to a word."""
    if len(line.chars) < 2 or line.chars[-1].space_before:
        return False
    before = line.chars[-2].text[-1]
    return line.chars[-1].text in _HYPHENS and before.isalnum() and not _is_wide(before)


def _needs_space(above: Line, below: Line) -> bool:
    if above.text[-1] in _OPENING or below.text[0] in _CLOSING or above.text[-1] == "/":
        return False
    return not _edge_is_wide(above.text[::-1]) and not _edge_is_wide(below.text)


def _edge_is_wide(text: str) -> bool:
    """Whether `text` starts full-width.

    Quotes, dashes and the ellipsis are the same characters in Chinese and in
    Latin print: the first character that is neither one decides, and wide is
    the guess where there is none.
    """
    for char in text:
        if unicodedata.east_asian_width(char) != "A":
            return _is_wide(char)
    return True


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")
