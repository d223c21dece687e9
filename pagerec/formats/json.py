"""Pages and documents as plain values and as JSON: an exact round trip.

The layout, version 2::

    {"schema": "pagerec.page", "version": 2,
     "width": 800, "height": 600, "skew": 0.0, "rotation": 0, "text": "…",
     "blocks": [{"kind": "paragraph", "box": [l, t, r, b], "area": null, "table": null,
       "lines": [{"text": "…", "box": [l, t, r, b], "confidence": 0.98, "direction": 0,
         "chars": [{"text": "能", "box": [l, t, r, b], "confidence": 0.98,
                    "candidates": [["能", 0.98], …], "space_before": false}]}]}]}

Lines and characters that are slanted have one more field, ``"polygon": [[x, y], …]``: their outline.

A document is ``{"schema": "pagerec.document", "version": 2, "pages": [page, …]}``.
``docs/json.md`` describes every field. Version 1, without ``area`` and ``table``, is still read.

``text`` of the page, and ``text``, ``box`` and ``confidence`` of lines and
blocks follow from the characters. They are there for other programs and are
ignored when a page is built again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar, cast

from pagerec.common.arguments import is_whole, shown, whole_number
from pagerec.errors import OptionError
from pagerec.page import Block, Box, Candidate, Char, Line, Page, Table, TableCell
from pagerec.page.document import Document
from pagerec.page.kinds import KINDS, BlockKind
from pagerec.page.polygons import Point, Polygon

__all__ = [
    "DOCUMENT_SCHEMA",
    "SCHEMA",
    "VERSION",
    "document_from_dict",
    "document_from_json",
    "document_to_dict",
    "document_to_json",
    "page_from_dict",
    "page_from_json",
    "page_to_dict",
    "page_to_json",
]

SCHEMA = "pagerec.page"
"""Names what a JSON object is: a page."""

DOCUMENT_SCHEMA = "pagerec.document"
"""Names a JSON object that is a document."""

VERSION = 2
"""Version of both layouts; it rises when an older reader would go wrong."""

_READ = (1, 2)
"""Versions that are read."""

_MOST_INDENT = 32
"""The most spaces for each level."""

_T = TypeVar("_T")


def page_to_dict(page: Page) -> dict[str, Any]:
    """Give a page as dicts, lists, strings, numbers and bools.

    Parameters
    ----------
    page : Page

    Returns
    -------
    dict
        As the module describes; ``page_from_dict`` gives an equal page back.
    """
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "width": int(page.width),
        "height": int(page.height),
        "skew": float(page.skew),
        "rotation": int(page.rotation),
        "text": page.text,
        "blocks": [_block_to_dict(block) for block in page.blocks],
    }


def page_to_json(page: Page, *, indent: int | None = None) -> str:
    """Give a page as JSON text.

    Parameters
    ----------
    page : Page
    indent : int, optional
        Spaces for each level, 0 to 32; without it everything stands in one line.

    Returns
    -------
    str
        JSON. Characters outside ASCII stand as they are.
    """
    return _as_json(page_to_dict(page), indent)


def page_from_dict(data: Mapping[str, Any]) -> Page:
    """Build the page that `page_to_dict` described.

    Parameters
    ----------
    data : mapping

    Returns
    -------
    Page

    Raises
    ------
    OptionError
        When `data` is not such a description; the message names the place.
    """
    _check_schema(data, SCHEMA)
    return Page(
        blocks=_build_all(data, "blocks", _block_from_dict),
        width=_get(data, "width", int),
        height=_get(data, "height", int),
        skew=_number(data, "skew"),
        rotation=_quarter_turns(data, "rotation"),
    )


def page_from_json(text: str | bytes) -> Page:
    """Build the page that `page_to_json` wrote.

    Parameters
    ----------
    text : str or bytes
        JSON; bytes in UTF-8.

    Returns
    -------
    Page

    Raises
    ------
    OptionError
        When `text` is not JSON or does not describe a page.
    """
    return page_from_dict(_parsed(text, "Page"))


def document_to_dict(document: Document) -> dict[str, Any]:
    """Give a document as plain values.

    Parameters
    ----------
    document : Document

    Returns
    -------
    dict
        ``document_from_dict`` gives an equal document back.
    """
    return {
        "schema": DOCUMENT_SCHEMA,
        "version": VERSION,
        "pages": [page_to_dict(page) for page in document.pages],
    }


def document_to_json(document: Document, *, indent: int | None = None) -> str:
    """Give a document as JSON text; the parameters are those of `page_to_json`."""
    return _as_json(document_to_dict(document), indent)


def document_from_dict(data: Mapping[str, Any]) -> Document:
    """Build the document that `document_to_dict` described.

    Parameters
    ----------
    data : mapping

    Returns
    -------
    Document

    Raises
    ------
    OptionError
        When `data` is not such a description; the message names the place.
    """
    _check_schema(data, DOCUMENT_SCHEMA)
    return Document(_build_all(data, "pages", page_from_dict))


def document_from_json(text: str | bytes) -> Document:
    """Build the document that `document_to_json` wrote.

    Parameters
    ----------
    text : str or bytes
        JSON; bytes in UTF-8.

    Returns
    -------
    Document

    Raises
    ------
    OptionError
        When `text` is not JSON or does not describe a document.
    """
    return document_from_dict(_parsed(text, "Document"))


def _parsed(text: str | bytes, kind: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise OptionError(f"this is not JSON ({error}): give what {kind}.to_json returned") from error


def _as_json(value: dict[str, Any], indent: int | None) -> str:
    spaces = None if indent is None else whole_number("indent", indent, 0, _MOST_INDENT)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=spaces)


def _block_to_dict(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "box": _box_to_list(block.box),
        "area": None if block.area is None else _box_to_list(block.area),
        "lines": [_line_to_dict(line) for line in block.lines],
        "table": None if block.table is None else _table_to_dict(block.table),
    }


def _table_to_dict(table: Table) -> dict[str, Any]:
    """A table; its cells say how many of the block's lines are theirs, in order."""
    return {"box": _box_to_list(table.box), "rows": [[_cell_to_dict(cell) for cell in row] for row in table.rows]}


def _cell_to_dict(cell: TableCell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "box": _box_to_list(cell.box),
        "column": int(cell.column),
        "column_span": int(cell.column_span),
        "row_span": int(cell.row_span),
        "lines": len(cell.lines),
    }


def _line_to_dict(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "box": _box_to_list(line.box),
        "confidence": line.confidence,
        "direction": int(line.direction),
        "chars": [_char_to_dict(char) for char in line.chars],
        **_outline_to_dict(line.outline),
    }


def _char_to_dict(char: Char) -> dict[str, Any]:
    return {
        "text": char.text,
        "box": _box_to_list(char.box),
        "confidence": char.confidence,
        "candidates": [[text, probability] for text, probability in char.candidates],
        "space_before": bool(char.space_before),
        **_outline_to_dict(char.outline),
    }


def _outline_to_dict(outline: Polygon | None) -> dict[str, Any]:
    """A field of what is not level; others have none."""
    return {} if outline is None else {"polygon": [[x, y] for x, y in outline]}


def _box_to_list(box: Box) -> list[int]:
    return [int(edge) for edge in box]


def _check_schema(data: object, schema: str) -> None:
    kind = schema.rpartition(".")[2]
    found = data.get("schema") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(found, str) or found != schema:
        raise OptionError(
            f'this does not describe a {kind} ("schema" is not "{schema}"): '
            f"give what {kind.title()}.to_dict or {kind.title()}.to_json returned"
        )
    version = data.get("version")
    if not is_whole(version) or version not in _READ:
        raise OptionError(
            f"this {kind} has layout version {shown(version)}, and this pagerec reads versions "
            f"{_READ[0]} to {VERSION}: read it with the pagerec that wrote it, or upgrade pagerec"
        )


def _block_from_dict(data: object) -> Block:
    """A block. In version 1 its kind could be any word; one that says nothing today is running text."""
    lines, kind = _build_all(data, "lines", _line_from_dict), _get(data, "kind", str)
    area, table = _optional(data, "area"), _optional(data, "table")
    running: BlockKind = "paragraph"
    known = next((one for one in KINDS if one == kind and (one != "table" or table is not None)), running)
    return Block(
        lines,
        known,
        area=None if area is None else _box_from_list(_get(data, "area", list)),
        table=None if table is None else _table_from_dict(table, iter(lines)),
    )


def _table_from_dict(data: object, lines: Iterator[Line]) -> Table:
    """A table whose cells take their share of the block's lines."""

    def cells(row: object) -> tuple[TableCell, ...]:
        return _build_all({"cells": row}, "cells", lambda cell: _cell_from_dict(cell, lines))

    return Table(_build_all(data, "rows", cells), _box_from_list(_get(data, "box", list)))


def _cell_from_dict(data: object, lines: Iterator[Line]) -> TableCell:
    count = _get(data, "lines", int)
    own = tuple(islice(lines, max(0, min(count, sys.maxsize))))
    if len(own) != count:
        raise OptionError(f'"lines" is {shown(count)}, and the block has {len(own)} more for this cell')
    return TableCell(
        box=_box_from_list(_get(data, "box", list)),
        column=_get(data, "column", int),
        lines=own,
        column_span=_get(data, "column_span", int),
        row_span=_get(data, "row_span", int),
    )


def _line_from_dict(data: object) -> Line:
    chars = _build_all(data, "chars", _char_from_dict)
    return Line(chars, _quarter_turns(data, "direction"), _outline_from_dict(data))


def _char_from_dict(data: object) -> Char:
    return Char(
        text=_get(data, "text", str),
        box=_box_from_list(_get(data, "box", list)),
        confidence=_number(data, "confidence"),
        candidates=_build_all(data, "candidates", _candidate_from_list),
        space_before=_get(data, "space_before", bool),
        outline=_outline_from_dict(data),
    )


def _outline_from_dict(data: object) -> Polygon | None:
    return None if _optional(data, "polygon") is None else _build_all(data, "polygon", _point_from_list)


def _point_from_list(item: object) -> Point:
    if not isinstance(item, list | tuple) or len(item) != 2:
        raise OptionError("not a pair of x and y")
    return Point(*map(_as_float, item))


def _quarter_turns(data: Any, key: str) -> int:
    """Degrees; 0 where they are missing: the first pages were saved without."""
    return _get(data, key, int) if key in data else 0


def _box_from_list(edges: list[Any]) -> Box:
    if len(edges) != 4 or not all(_is_a(edge, int) for edge in edges):
        raise OptionError('"box" is not [left, top, right, bottom] in whole pixels')
    return Box(*edges)


def _candidate_from_list(item: object) -> Candidate:
    if not isinstance(item, list | tuple) or len(item) != 2 or not isinstance(item[0], str):
        raise OptionError("not a pair of text and probability")
    return Candidate(item[0], _as_float(item[1]))


def _build_all(data: object, key: str, build: Callable[[Any], _T]) -> tuple[_T, ...]:
    """Build every item of the list ``data[key]``; errors name the place."""
    values = []
    for index, item in enumerate(_get(data, key, list)):
        try:
            values.append(build(item))
        except OptionError as error:
            raise OptionError(f"{key}[{index}]: {error}") from None
    return tuple(values)


def _get(data: object, key: str, kind: type[_T]) -> _T:
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


def _number(data: object, key: str) -> float:
    return _as_float(_get(data, key, object))


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
