"""Items of lists: their marks, and where each starts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pagerec.page import Line

__all__ = ["is_item", "list_items", "mark_length", "split_items"]

_BULLET = re.compile(r"[•●○■□◆◇▪‣◦·]\s*(?=\S)|[-*]\s+(?=\S)")
"""The mark of an item without a number."""

_NUMBER = re.compile(r"[(（]?(\d{1,3})[.．、)）]\s*(?=[^\s\d])")
"""The mark of an item with a number."""

_ITEM = re.compile(r"[①-⑳]|\[\d{1,3}\]|[(（]?[a-z一二三四五六七八九十]{1,2}[)）]")
"""Other marks of items."""


def is_item(text: str) -> bool:
    """Whether a line starts with the mark of an item of a list.

    Examples
    --------
    >>> [is_item(text) for text in ("• 苹果", "1. 第一", "（2）第二", "③第三", "3.14", "一行")]
    [True, True, True, True, False, False]
    """
    return any(mark.match(text) for mark in (_BULLET, _NUMBER, _ITEM))


def mark_length(text: str) -> int:
    """How many characters of an item's text are its bullet or number, with the spaces behind it; 0 for other text.

    Examples
    --------
    >>> [mark_length(text) for text in ("• 苹果", "1. 第一", "（2）第二", "③第三", "一行")]
    [2, 3, 3, 0, 0]
    """
    mark = _BULLET.match(text) or _NUMBER.match(text)
    return mark.end() if mark else 0


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
        if _BULLET.match(line.text) or _follows(lines[starts[-1]].text, line.text):
            starts.append(index)
    return tuple(tuple(lines[a:b]) for a, b in pairwise([*starts, len(lines)]))


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
    return tuple(tuple(lines[a:b]) for a, b in pairwise([*starts, len(lines)]))


def _follows(above: str, below: str) -> bool:
    """Whether the second text starts with the next number of a list, or another mark that the first has, too."""
    last, number = _NUMBER.match(above), _NUMBER.match(below)
    if last is not None and number is not None:
        return int(number.group(1)) == int(last.group(1)) + 1
    return bool(_ITEM.match(above) and _ITEM.match(below))
