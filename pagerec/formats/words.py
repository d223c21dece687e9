"""Lines divided into words, and text made fit for XML: what several formats share."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pagerec.page import Line

if TYPE_CHECKING:
    from pagerec.page import Char

__all__ = ["split_words", "xml_text"]

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold; and the carriage return, which parsers turn into a line feed."""


def split_words(line: Line) -> tuple[Line, ...]:
    """Divide a line into words.

    A word starts after a space, and where full-width characters meet others.
    Characters of either width (quotes, dashes) stay with what is before them.

    Parameters
    ----------
    line : Line

    Returns
    -------
    tuple of Line
        The same characters in the same order. ``word.chars[0].space_before``
        says whether a space stands before a word.

    Examples
    --------
    >>> from pagerec import Box, Char
    >>> box = Box(0, 0, 9, 9)
    >>> line = Line((Char("用", box, 1), Char("G", box, 1), Char("o", box, 1), Char("。", box, 1)))
    >>> [word.text for word in split_words(line)]
    ['用', 'Go', '。']
    """
    words: list[list[Char]] = []
    wide: bool | None = None
    for char in line.chars:
        now = _width_of(char.text)
        if not words or char.space_before or (wide is not None and now is not None and now != wide):
            words.append([])
            wide = None
        words[-1].append(char)
        wide = wide if now is None else now
    return tuple(Line(tuple(word), line.direction) for word in words)


def xml_text(text: str) -> str:
    r"""Replace what XML 1.0 can't hold (control characters, lone surrogates) by U+FFFD.

    Examples
    --------
    >>> ascii(xml_text("a\x00&"))
    "'a\\ufffd&'"
    """
    return _NOT_XML.sub("\ufffd", text)


def _width_of(text: str) -> bool | None:
    """Whether a character is full-width; None where it is printed either way."""
    width = unicodedata.east_asian_width(text[0])
    return None if width == "A" else width in ("W", "F")
