"""Code as text: indents, and white inside lines, counted in columns of one width."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pagerec.page.line import Char, Line

__all__ = ["code_text", "pitch_of", "pitches"]

_MOST_SPACES = 1000
"""The most spaces in a row: boxes of pages from elsewhere may lie anywhere."""


def code_text(lines: Sequence[Line]) -> str:
    """Text of lines in letters of one width, as many spaces before and in each as there are empty columns.

    Parameters
    ----------
    lines : sequence of Line
        From top to bottom.

    Returns
    -------
    str
        One line of text for each. The least indented one starts without a space.
    """
    pitch = pitch_of(lines)
    if pitch <= 0:
        return "\n".join(line.text for line in lines)
    origin = min(_start(line, pitch) for line in lines)
    return "\n".join(_spaced(line, origin, pitch) for line in lines)


def pitch_of(lines: Sequence[Line]) -> float:
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


def _spaced(line: Line, origin: float, pitch: float) -> str:
    text = " " * min(round((_start(line, pitch) - origin) / pitch), _MOST_SPACES) + line.chars[0].text
    for before, after in pairwise(line.chars):
        widths = (_width(before, line, pitch) + _width(after, line, pitch)) / 2
        empty = round((_centre(after, line) - _centre(before, line) - widths) / pitch)
        other = not (before.text.isascii() and after.text.isascii())
        text += " " * min(max(empty, int(other and after.space_before)), _MOST_SPACES) + after.text
    return text


def _start(line: Line, pitch: float) -> float:
    """Where the columns of a line's first character start: its ink may be narrower."""
    return _centre(line.chars[0], line) - _width(line.chars[0], line, pitch) / 2


def _width(char: Char, line: Line, pitch: float) -> float:
    """Width in pixels; other scripts than Latin are set at their own width."""
    return pitch if char.text.isascii() else max(pitch, float(char.box.turned_back(line.direction).width))


def _centre(char: Char, line: Line) -> float:
    box = char.box.turned_back(line.direction)
    return (box.left + box.right) / 2
