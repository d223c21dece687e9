"""Blocks built from plain values, as `pagerec.formats.json` writes them; errors name the place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar, cast

from pagerec.common.arguments import shown
from pagerec.errors import OptionError
from pagerec.page import Block, Box, Candidate, Char, Line, PageWarning, Paragraph, Table, TableCell
from pagerec.page.kinds import KINDS, BlockKind
from pagerec.page.polygons import Point, Polygon
from pagerec.page.warnings import Reason

__all__ = ["block_from_dict", "build_all", "get", "number", "quarter_turns", "warning_from_dict"]

_T = TypeVar("_T")


def block_from_dict(data: object) -> Block:
    """Build a block. In version 1 its kind could be any word; one that says nothing today is running text."""
    lines, kind = build_all(data, "lines", _line_from_dict), get(data, "kind", str)
    area, table, parts = (_optional(data, key) for key in ("area", "table", "parts"))
    running: BlockKind = "paragraph"
    known = next((one for one in KINDS if one == kind and (one != "table" or table is not None)), running)
    return Block(
        lines,
        known,
        area=None if area is None else _box_from_list(get(data, "area", list)),
        table=None if table is None else _table_from_dict(table, iter(lines)),
        parts=None if parts is None else _parts_from_dict(data, iter(lines)),
    )


def warning_from_dict(data: object) -> PageWarning:
    """Build a warning."""
    return PageWarning(cast(Reason, get(data, "reason", str)), _box_from_list(get(data, "box", list)))


def _parts_from_dict(data: object, lines: Iterator[Line]) -> tuple[Paragraph, ...]:
    """Parts that take their share of the block's lines."""

    def part(item: object) -> Paragraph:
        return Paragraph(
            lines=_own(item, lines, "part"),
            level=get(item, "level", int),
            mark=get(item, "mark", int),
            spaces=tuple(get(item, "spaces", list)),
        )

    return build_all(data, "parts", part)


def _table_from_dict(data: object, lines: Iterator[Line]) -> Table:
    """A table whose cells take their share of the block's lines."""

    def cells(row: object) -> tuple[TableCell, ...]:
        return build_all({"cells": row}, "cells", lambda cell: _cell_from_dict(cell, lines))

    return Table(build_all(data, "rows", cells), _box_from_list(get(data, "box", list)))


def _cell_from_dict(data: object, lines: Iterator[Line]) -> TableCell:
    return TableCell(
        box=_box_from_list(get(data, "box", list)),
        column=get(data, "column", int),
        lines=_own(data, lines, "cell"),
        column_span=get(data, "column_span", int),
        row_span=get(data, "row_span", int),
    )


def _own(data: object, lines: Iterator[Line], owner: str) -> tuple[Line, ...]:
    """The next lines of a block, as many as a part or cell says are its own."""
    count = get(data, "lines", int)
    own = tuple(islice(lines, max(0, min(count, sys.maxsize))))
    if len(own) != count:
        raise OptionError(f'"lines" is {shown(count)}, and the block has {len(own)} more for this {owner}')
    return own


def _line_from_dict(data: object) -> Line:
    chars = build_all(data, "chars", _char_from_dict)
    return Line(chars, quarter_turns(data, "direction"), _outline_from_dict(data))


def _char_from_dict(data: object) -> Char:
    return Char(
        text=get(data, "text", str),
        box=_box_from_list(get(data, "box", list)),
        confidence=number(data, "confidence"),
        candidates=build_all(data, "candidates", _candidate_from_list),
        space_before=get(data, "space_before", bool),
        outline=_outline_from_dict(data),
    )


def _outline_from_dict(data: object) -> Polygon | None:
    return None if _optional(data, "polygon") is None else build_all(data, "polygon", _point_from_list)


def _point_from_list(item: object) -> Point:
    if not isinstance(item, list | tuple) or len(item) != 2:
        raise OptionError("not a pair of x and y")
    return Point(*map(_as_float, item))


def quarter_turns(data: Any, key: str) -> int:
    """Give degrees; 0 where they are missing: the first pages were saved without."""
    return get(data, key, int) if key in data else 0


def _box_from_list(edges: list[Any]) -> Box:
    if len(edges) != 4 or not all(_is_a(edge, int) for edge in edges):
        raise OptionError('"box" is not [left, top, right, bottom] in whole pixels')
    return Box(*edges)


def _candidate_from_list(item: object) -> Candidate:
    if not isinstance(item, list | tuple) or len(item) != 2 or not isinstance(item[0], str):
        raise OptionError("not a pair of text and probability")
    return Candidate(item[0], _as_float(item[1]))


def build_all(data: object, key: str, build: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Build every item of the list ``data[key]``; errors name the place."""
    values = []
    for index, item in enumerate(get(data, key, list)):
        try:
            values.append(build(item))
        except OptionError as error:
            raise OptionError(f"{key}[{index}]: {error}") from None
    return tuple(values)


def get(data: object, key: str, kind: type[_T]) -> _T:
    """Give the field of an object, which is of that kind."""
    if not isinstance(data, Mapping):
        raise OptionError("not an object with named fields")
    if key not in data:
        raise OptionError(f'"{key}" is missing')
    value = data[key]
    if not _is_a(value, kind):
        raise OptionError(f'"{key}" is {shown(value)}, not {kind.__name__}')
    return cast(_T, value)


def _optional(data: object, key: str) -> object:
    """A field that may be missing or null."""
    return data.get(key) if isinstance(data, Mapping) else None


def number(data: object, key: str) -> float:
    """Give a field that is a number."""
    return _as_float(get(data, key, object))


def _as_float(value: object) -> float:
    if not (_is_a(value, float) or _is_a(value, int)):
        raise OptionError(f"{shown(value)} is not a number")
    try:
        return float(cast(float, value))
    except OverflowError:
        raise OptionError(f"{shown(value)} is larger than any number here") from None


def _is_a(value: object, kind: type) -> bool:
    """Like `isinstance`, but a tuple is a list and a bool is no number."""
    if isinstance(value, bool) and kind in (int, float):
        return False
    return isinstance(value, (list, tuple) if kind is list else kind)
