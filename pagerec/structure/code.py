"""Code: indents, and white inside lines, counted in columns of one width."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pagerec.common.punctuation import WIDE_CLOSING, WIDE_OPENING
from pagerec.page import Char, Line
from pagerec.page.paragraphs import MOST_SPACES

__all__ = ["code_spaces", "pitches"]

#: Punctuation with white of its own before or behind its ink, which is no empty column.
_HALF_WHITE = WIDE_CLOSING | WIDE_OPENING


def code_spaces(lines: Sequence[Line]) -> list[tuple[int, ...]]:
    """Count the empty columns before each character of lines in letters of one width.

    Parameters
    ----------
    lines : sequence of Line
        From top to bottom.

    Returns
    -------
    list of tuple of int
        For each line a number for each character; the least indented line starts with 0.
    """
    pitch = _pitch_of(lines)
    if pitch <= 0:
        return [(0, *(int(char.space_before) for char in line.chars[1:])) for line in lines]
    origin = min(_start(line, pitch) for line in lines)
    return [_spaces(line, origin, pitch) for line in lines]


def _pitch_of(lines: Sequence[Line]) -> float:
    """Width of a column in pixels: the usual distance of neighbouring ASCII letters; 0.0 without any."""
    found = pitches(lines)
    return float(median(found)) if found else 0.0


def pitches(lines: Sequence[Line]) -> list[float]:
    """Distances in pixels of the centres of neighbouring ASCII characters without a space between."""
    return [
        _centre(after, line) - _centre(before, line)
        for line in lines
        for before, after in pairwise(line.chars)
        if not after.space_before and before.text.isascii() and after.text.isascii()
    ]


def _spaces(line: Line, origin: float, pitch: float) -> tuple[int, ...]:
    found = [round((_start(line, pitch) - origin) / pitch)]
    for before, after in pairwise(line.chars):
        widths = (_width(before, line, pitch) + _width(after, line, pitch)) / 2
        empty = round((_centre(after, line) - _centre(before, line) - widths) / pitch)
        other = not (before.text.isascii() and after.text.isascii())
        if not _HALF_WHITE.isdisjoint((before.text, after.text)):
            empty = 0
        found.append(max(empty, int(other and after.space_before)))
    return tuple(min(count, MOST_SPACES) for count in found)


def _start(line: Line, pitch: float) -> float:
    """Where the columns of a line's first character start: its ink may be narrower."""
    return _centre(line.chars[0], line) - _width(line.chars[0], line, pitch) / 2


def _width(char: Char, line: Line, pitch: float) -> float:
    """Width in pixels; other scripts than Latin are set at their own width."""
    return pitch if char.text.isascii() else max(pitch, float(char.box.turned_back(line.direction).width))


def _centre(char: Char, line: Line) -> float:
    box = char.box.turned_back(line.direction)
    return (box.left + box.right) / 2
