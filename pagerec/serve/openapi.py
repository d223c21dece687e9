"""What can be asked of the server, in OpenAPI 3.1: made from the tables that requests are understood by."""

from __future__ import annotations

from typing import Any

from pagerec.common.version import __version__
from pagerec.page.saving import formats
from pagerec.serve.asking import PARAMETERS
from pagerec.serve.media import STREAM, media_type, media_types
from pagerec.serve.options import ServeOptions
from pagerec.serve.problems import STATUSES

__all__ = ["description"]

_COMMON = (400, 401, 403, 408, 413, 421, 500, 503, 504)
"""Statuses that every request which sends something may be answered with."""


def description(options: ServeOptions) -> dict[str, Any]:
    """Give the description of a server.

    Parameters
    ----------
    options : ServeOptions

    Returns
    -------
    dict
        Ready for JSON.
    """
    about: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "pagerec",
            "version": __version__,
            "summary": "Reads printed Chinese pages",
            "description": f"Files have at most {options.limits.max_bytes:,} bytes; a request takes at most "
            f"{options.limits.seconds:g} seconds. docs/json.md describes documents and pages.",
        },
        "paths": {
            "/read": {"post": _read()},
            "/render": {"post": _render()},
            "/correct": {"post": _correct()},
            "/about": {"get": _get("What the server takes and gives", {"type": "object"})},
            "/health": {"get": _get("Whether the server is there", {"type": "object"})},
        },
        "components": {"schemas": _SCHEMAS},
    }
    if options.token is not None:
        about["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        about["security"] = [{"token": []}]
    return about


_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_WHOLE = {"type": "integer", "minimum": 0}

_SCHEMAS: dict[str, Any] = {
    "Document": {
        "type": "object",
        "required": ["schema", "version", "pages"],
        "properties": {
            "schema": {"const": "pagerec.document"},
            "version": {"type": "integer"},
            "pages": {"type": "array", "items": {"$ref": "#/components/schemas/Page"}},
        },
    },
    "Page": {
        "type": "object",
        "required": ["schema", "version", "width", "height", "blocks"],
        "properties": {
            "schema": {"const": "pagerec.page"},
            "version": {"type": "integer"},
            "width": _WHOLE,
            "height": _WHOLE,
            "text": _TEXT,
            "blocks": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Problem": {
        "type": "object",
        "required": ["status", "error"],
        "properties": {"status": {"type": "integer"}, "error": _TEXT},
    },
}

_SCHEMA_OF: dict[str, dict[str, Any]] = {
    "dpi": {"type": "number", "minimum": 36, "maximum": 1200},
    "text_layer": {"enum": ["never", "auto", "only"]},
    "pictures": {"enum": ["0", "1"]},
}
"""Parameters that are no free text."""

_DOCUMENT = {"$ref": "#/components/schemas/Document"}
_PAGE = {"$ref": "#/components/schemas/Page"}


def _read() -> dict[str, Any]:
    types = {
        kind: {"schema": _DOCUMENT if name == "json" else _PAGE if name == STREAM else _TEXT}
        for kind, name in media_types().items()
    }
    form = {"file": _BINARY, **_fields()}
    return {
        "summary": "Read a picture or PDF",
        "description": f"The body is the file, or a form with it. {media_type(STREAM)} gives pages one by one, each a "
        "line of JSON with page and pages, its number and how many there are; a last line with error and status says "
        "what went wrong.",
        "parameters": _parameters(PARAMETERS),
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": _BINARY}, **_form(form, ["file"])},
        },
        "responses": {"200": {"description": "What was read", "content": types}, **_problems(406, 422, 501)},
    }


def _render() -> dict[str, Any]:
    types = {kind: {"schema": _TEXT} for kind, name in media_types().items() if name != STREAM}
    form = {"document": {**_TEXT, "contentMediaType": "application/json"}, "file": _BINARY, **_fields()}
    return {
        "summary": "Save a document in another format",
        "description": "The form has the document, and for formats that show the picture the file that was read.",
        "parameters": _parameters(("format",)),
        "requestBody": {"required": True, "content": _form(form, ["document"])},
        "responses": {"200": {"description": "The document", "content": types}, **_problems(406, 422, 501)},
    }


def _correct() -> dict[str, Any]:
    properties = {"page": _PAGE, "block": _WHOLE, "line": _WHOLE, "char": _WHOLE, "text": _TEXT}
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "summary": "Correct a character of a page",
        "description": "block, line and char count from 0, each in what holds it. An empty text removes the character.",
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "The page", "content": {"application/json": {"schema": _PAGE}}}}
        | _problems(),
    }


def _get(summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {"summary": summary, "security": [], "responses": {"200": answer}}


def _parameters(names: Any) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "description": PARAMETERS[name], "schema": _schema(name)}
        for name in names
        if name != "password"
    ]


def _fields() -> dict[str, Any]:
    return {name: {**_schema(name), "description": text} for name, text in PARAMETERS.items()}


def _schema(name: str) -> dict[str, Any]:
    if name == "format":
        return {"enum": [*formats(), STREAM]}
    return _SCHEMA_OF.get(name, _TEXT)


def _form(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"multipart/form-data": {"schema": {"type": "object", "required": required, "properties": properties}}}


def _problems(*more: int) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": STATUSES[status], "content": content} for status in sorted({*_COMMON, *more})}
