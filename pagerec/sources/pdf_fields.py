"""The values of form fields put among the lines of a page: into the line beside which a field is, or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pagerec.page import Box, Line

__all__ = ["with_fields"]

_BESIDE = 0.5
"""The share of the lower one's height that a field and a line of its row have in common, at least."""


def with_fields(lines: Sequence[Line], fields: Sequence[Line]) -> list[Line]:
    """Give the lines of a page with those in its form fields.

    Parameters
    ----------
    lines : sequence of Line
        In reading order.
    fields : sequence of Line
    """
    placed = list(lines)
    for field in sorted(fields, key=lambda field: _upright(field)[1::-1]):
        row = _row(placed, field)
        if row is None:
            placed.insert(_after(placed, field), field)
        else:
            placed[row] = _joined(placed[row], field)
    return placed


def _upright(line: Line) -> Box:
    return line.box.turned_back(line.direction)


def _row(lines: Sequence[Line], field: Line) -> int | None:
    """The line that a field stands in or beside; the nearest one where there are several."""
    box = _upright(field)
    beside = [k for k, line in enumerate(lines) if line.direction == field.direction and _shares(_upright(line), box)]
    return min(beside, key=lambda k: _apart(_upright(lines[k]), box), default=None)


def _shares(one: Box, other: Box) -> bool:
    common = min(one.bottom, other.bottom) - max(one.top, other.top)
    return common > 0 and common >= _BESIDE * min(one.height, other.height)


def _apart(one: Box, other: Box) -> int:
    return max(one.left - other.right, other.left - one.right, 0)


def _joined(line: Line, field: Line) -> Line:
    """A line with what is in a field, where the field is; there is white on both sides of it."""
    start = _upright(field).left
    before = tuple(char for char in line.chars if char.box.turned_back(line.direction).left < start)
    after = line.chars[len(before) :]
    first = replace(field.chars[0], space_before=bool(before))
    rest = (replace(after[0], space_before=True), *after[1:]) if after else ()
    return replace(line, chars=(*before, first, *field.chars[1:], *rest))


def _after(lines: Sequence[Line], field: Line) -> int:
    """One past the lowest line above a field, of those that reach over it where there are some."""
    box = _upright(field)
    above = [
        (_apart(_upright(line), box) == 0, _upright(line).bottom, k)
        for k, line in enumerate(lines)
        if line.direction == field.direction and _upright(line).top < box.top
    ]
    return max(above)[2] + 1 if above else 0
