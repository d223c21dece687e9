"""Pages and documents as plain values and as JSON: an exact round trip.

The layout, version 3::

    {"schema": "pagerec.page", "version": 3,
     "width": 800, "height": 600, "skew": 0.0, "rotation": 0, "text": "…",
     "warnings": [{"reason": "unread text", "box": [l, t, r, b]}],
     "blocks": [{"kind": "paragraph", "box": [l, t, r, b], "area": null, "table": null,
       "parts": [{"text": "…", "lines": 1, "level": 0, "mark": 0, "spaces": []}],
       "lines": [{"text": "…", "box": [l, t, r, b], "confidence": 0.98, "direction": 0,
         "chars": [{"text": "能", "box": [l, t, r, b], "confidence": 0.98,
                    "candidates": [["能", 0.98], …], "space_before": false}]}]}]}

Lines and characters that are slanted have one more field, ``"polygon": [[x, y], …]``: their outline.

A document is ``{"schema": "pagerec.document", "version": 3, "pages": [page, …]}``.
``docs/json.md`` describes every field. Older versions are still read: 2, without ``parts``, and 1, without ``area``
and ``table``; their blocks are divided when the page is built. ``warnings`` may be missing.

``text`` of the page, and ``text``, ``box`` and ``confidence`` of lines, parts
and blocks follow from the characters. They are there for other programs and are
ignored when a page is built again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pagerec.common.arguments import is_whole, shown, whole_number
from pagerec.errors import OptionError
from pagerec.formats.json_building import block_from_dict, build_all, get, number, quarter_turns, warning_from_dict
from pagerec.page import Block, Box, Char, Line, Page, PageWarning, Paragraph, Table, TableCell
from pagerec.page.document import Document
from pagerec.page.polygons import Polygon

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

VERSION = 3
"""Version of both layouts; it rises when an older reader would go wrong."""

_READ = (1, 2, 3)
"""Versions that are read."""

_MOST_INDENT = 32
"""The most spaces for each level."""


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
        "warnings": [_warning_to_dict(warning) for warning in page.warnings],
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
        blocks=build_all(data, "blocks", block_from_dict),
        width=get(data, "width", int),
        height=get(data, "height", int),
        skew=number(data, "skew"),
        rotation=quarter_turns(data, "rotation"),
        warnings=build_all(data, "warnings", warning_from_dict) if "warnings" in data else (),
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
    return Document(build_all(data, "pages", page_from_dict))


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


def _warning_to_dict(warning: PageWarning) -> dict[str, Any]:
    return {"reason": warning.reason, "box": _box_to_list(warning.box)}


def _block_to_dict(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "box": _box_to_list(block.box),
        "area": None if block.area is None else _box_to_list(block.area),
        "lines": [_line_to_dict(line) for line in block.lines],
        "table": None if block.table is None else _table_to_dict(block.table),
        "parts": None if block.parts is None else [_part_to_dict(part) for part in block.parts],
    }


def _part_to_dict(part: Paragraph) -> dict[str, Any]:
    """A part says how many of the block's lines are its own, in order."""
    return {
        "text": part.text,
        "lines": len(part.lines),
        "level": int(part.level),
        "mark": int(part.mark),
        "spaces": [int(count) for count in part.spaces],
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
