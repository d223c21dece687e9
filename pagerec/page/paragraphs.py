"""Paragraphs, and wrapped lines joined to their text.

What is a paragraph is decided in `pagerec.structure.paragraphs`, once for a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import median

from pagerec.common.arguments import all_of, an_iterable, whole_number
from pagerec.common.punctuation import CLOSING, OPENING
from pagerec.errors import OptionError
from pagerec.page.box import Box
from pagerec.page.line import Line

__all__ = [
    "HYPHENS",
    "LOWEST_HEADING",
    "MOST_SPACES",
    "Paragraph",
    "em_of",
    "is_wide",
    "join_lines",
]

LOWEST_HEADING = 6
"""Level of the lowest headings."""

MOST_SPACES = 1000
"""The most spaces in a row: boxes of pages from elsewhere may lie anywhere."""

HYPHENS = frozenset("-\u2010\u00ad")
"""What divides a word."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of a block: a paragraph, an item of a list, a line of code, of a formula or figure, a cell of a table.

    Attributes
    ----------
    lines : tuple of Line
        At least one, from top to bottom.
    level : int
        Of a heading, 1 (the highest) to 6; 0 for anything else.
    mark : int
        How many characters of the text are the bullet or number of an item, with the spaces behind it.
    spaces : tuple of int
        Of a line of code: how many spaces stand before each character, before the first one too. Empty for anything
        else, whose lines have at most one.

    Raises
    ------
    OptionError
        When a field breaks one of these rules.
    """

    lines: tuple[Line, ...]
    level: int = 0
    mark: int = 0
    spaces: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", all_of("Paragraph.lines", self.lines, Line))
        if not self.lines:
            raise OptionError("a Paragraph needs at least one Line: leave empty paragraphs out")
        whole_number("Paragraph.level", self.level, 0, LOWEST_HEADING)
        count = sum(len(line.chars) for line in self.lines)
        spaces = tuple(islice(an_iterable("Paragraph.spaces", self.spaces, "numbers"), count + 1))
        object.__setattr__(self, "spaces", tuple(map(_count_of_spaces, spaces)))
        if spaces and len(spaces) != count:
            raise OptionError("Paragraph.spaces has a number for each character, or none at all")
        whole_number("Paragraph.mark", self.mark, 0, len(self.text))

    @property
    def box(self) -> Box:
        """The smallest box that holds the lines."""
        return self.lines[0].box.union(*(line.box for line in self.lines[1:]))

    @property
    def text(self) -> str:
        """The wrapped lines joined; a line of code with its spaces."""
        if not self.spaces:
            return join_lines(self.lines)
        chars = (char for line in self.lines for char in line.chars)
        return "".join(" " * count + char.text for count, char in zip(self.spaces, chars, strict=True))


def _count_of_spaces(count: int) -> int:
    return whole_number("Paragraph.spaces", count, 0, MOST_SPACES)


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
        if is_wide(char.text[0]) and char.text[0].isalpha()
    ]
    return max(float(median(sizes or heights)), 1.0)


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


def _ends_in_hyphen(line: Line) -> bool:
    """Whether the line ends in a hyphen that is attached to a word."""
    if len(line.chars) < 2 or line.chars[-1].space_before:
        return False
    before = line.chars[-2].text[-1]
    return line.chars[-1].text in HYPHENS and before.isalnum() and not is_wide(before)


def _needs_space(above: Line, below: Line) -> bool:
    if above.text[-1] in OPENING or below.text[0] in CLOSING or above.text[-1] == "/":
        return False
    return not _edgeis_wide(above.text[::-1]) and not _edgeis_wide(below.text)


def _edgeis_wide(text: str) -> bool:
    """Whether `text` starts full-width.

    Quotes, dashes and the ellipsis are the same characters in Chinese and in
    Latin print: the first character that is neither one decides, and wide is
    the guess where there is none.
    """
    for char in text:
        if unicodedata.east_asian_width(char) != "A":
            return is_wide(char)
    return True


def is_wide(char: str) -> bool:
    """Whether a character is full-width."""
    return unicodedata.east_asian_width(char) in ("W", "F")
