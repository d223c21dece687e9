"""A page on which somebody corrected a character."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pagerec.common.arguments import shown, whole_number
from pagerec.errors import OptionError
from pagerec.page import Block, Candidate, Char, Line, Page, Paragraph, Table
from pagerec.page.line import MAX_CANDIDATES
from pagerec.page.paragraphs import join_lines
from pagerec.structure.items import mark_length

__all__ = ["Place", "corrected", "place_of"]

_T = TypeVar("_T")

_LONGEST = 100
"""The most characters that one may be corrected to: what was missed beside it is typed with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character is: numbers from 0 of its block in the page, its line in the block, and itself in the line."""

    block: int
    line: int
    char: int


def place_of(data: Mapping[str, Any]) -> Place:
    """Give the place that the fields ``block``, ``line`` and ``char`` name; raises `OptionError` where one is none."""
    return Place(*(whole_number(name, data.get(name), 0) for name in ("block", "line", "char")))


def corrected(page: Page, place: Place, text: str) -> Page:
    """Give a page with another character in one place.

    Parameters
    ----------
    page : Page
    place : Place
    text : str
        What is printed there: a character, several where some were read as one, or nothing where there is none.

    Returns
    -------
    Page
        The character has the confidence 1, and its candidates begin with it. A line, part or block that has none left
        is gone.

    Raises
    ------
    OptionError
        When there is no such character, or the text can't be printed.
    """
    block = _at(page.blocks, place.block, "block")
    line = _at(block.lines, place.line, "line")
    char = _at(line.chars, place.char, "character")
    chars = _replaced(line.chars, place.char, _char(char, text) if _checked(text) else None)
    new = replace(line, chars=chars) if chars else None
    return replace(page, blocks=_replaced(page.blocks, place.block, _block(block, place, new)))


def _at(items: tuple[_T, ...], number: int, what: str) -> _T:
    if number < len(items):
        return items[number]
    raise OptionError(f"there is no {what} {number}: give the place of a character of this page, counted from 0")


def _checked(text: object) -> str:
    if not isinstance(text, str) or len(text) > _LONGEST or text.isspace() or not text.isprintable():
        raise OptionError(f"text is {shown(text)}: give what is printed, up to {_LONGEST} characters, or nothing")
    return text


def _char(char: Char, text: str) -> Char:
    """The character as somebody saw it, who is sure; what the classifier thought of it stays."""
    known = dict(char.candidates)
    others = [candidate for candidate in char.candidates if candidate.text != text]
    candidates = (Candidate(text, known.get(text, 0.0)), *others)[:MAX_CANDIDATES]
    return replace(char, text=text, confidence=1.0, candidates=candidates)


def _block(block: Block, place: Place, new: Line | None) -> Block | None:
    """The block with another line, or without one; None where nothing is left of it."""
    lines = _replaced(block.lines, place.line, new)
    if not lines and block.kind not in ("figure", "table"):
        return None
    table = None if block.table is None else _table(block.table, place.line, new)
    parts = None if block.parts is None else _parts(block.parts, place, new)
    return replace(block, lines=lines, table=table, parts=parts)


def _parts(parts: tuple[Paragraph, ...], place: Place, new: Line | None) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    before = 0
    for part in parts:
        number, before = place.line - before, before + len(part.lines)
        changed = part if not 0 <= number < len(part.lines) else _part(part, number, place.char, new)
        found += [] if changed is None else [changed]
    return tuple(found)


def _part(part: Paragraph, number: int, char: int, new: Line | None) -> Paragraph | None:
    lines = _replaced(part.lines, number, new)
    if not lines:
        return None
    spaces = part.spaces
    if len(spaces) != sum(len(line.chars) for line in lines):  # a character is gone
        at = sum(len(line.chars) for line in part.lines[:number]) + char
        spaces = spaces[:at] + spaces[at + 1 :]
    return replace(part, lines=lines, mark=mark_length(join_lines(lines)) if part.mark else 0, spaces=spaces)


def _table(table: Table, number: int, new: Line | None) -> Table:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            own = number if 0 <= number < len(cell.lines) else None
            cells.append(cell if own is None else replace(cell, lines=_replaced(cell.lines, own, new)))
            number -= len(cell.lines)
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows))


def _replaced(items: tuple[_T, ...], number: int, new: _T | None) -> tuple[_T, ...]:
    """The items with another one in a place, or without the one in it."""
    return (*items[:number], *(() if new is None else (new,)), *items[number + 1 :])
