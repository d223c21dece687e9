"""Formats by their media types, as requests ask for them."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator

from pagerec.page.saving import formats
from pagerec.serve.problems import RequestError

__all__ = ["STREAM", "format_of", "media_type", "media_types"]

STREAM = "ndjson"
"""Pages one by one, as they are read: the only format that isn't a document."""

_TYPES = {
    "json": "application/json",
    STREAM: "application/x-ndjson",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "hocr": "text/vnd.hocr+html; charset=utf-8",
    "alto": "application/alto+xml",
    "page": "application/vnd.prima.page+xml",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types of formats; others have that of their file name's ending."""


def media_type(name: str) -> str:
    """Give the media type of a format.

    Examples
    --------
    >>> media_type("md"), media_type("alto")
    ('text/markdown; charset=utf-8', 'application/alto+xml')
    """
    guessed = mimetypes.guess_type(f"page{formats().get(name, '')}")[0]
    return _TYPES.get(name) or guessed or f"application/x-pagerec-{name}"


def media_types() -> dict[str, str]:
    """Give the media types that reading answers in, each with its format; JSON is the first."""
    names = ("json", STREAM, *(name for name in formats() if name != "json"))
    return {media_type(name).partition(";")[0]: name for name in names}


def format_of(accept: str, name: str | None = None) -> str:
    """Give the format that a request asks for.

    Parameters
    ----------
    accept : str
        The header Accept; empty means anything.
    name : str, optional
        The format by its name, which goes first.

    Returns
    -------
    str

    Raises
    ------
    RequestError
        When there is no such format (406).

    Examples
    --------
    >>> format_of(""), format_of("text/markdown, */*;q=0.1"), format_of("*/*", "pdf")
    ('json', 'md', 'pdf')
    """
    offered = media_types()
    if name is not None:
        if name in offered.values():
            return name
        raise RequestError(406, f"there is no format of this name; give one of {', '.join(offered.values())}")
    for wanted in _wanted(accept or "*/*"):
        for kind, found in offered.items():
            if wanted in ("*/*", kind) or (wanted.endswith("/*") and kind.startswith(wanted[:-1])):
                return found
    raise RequestError(406, f"there is no format that the header Accept allows; give one of {', '.join(offered)}")


def _wanted(accept: str) -> Iterator[str]:
    """The media types of a header Accept, the most wanted first; those of quality 0 are not wanted."""
    found: list[tuple[float, str]] = []
    for part in accept.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        qualities = [piece[2:] for piece in parameters if piece.startswith("q=")]
        found.append((_number(qualities[0]) if qualities else 1.0, kind))
    found.sort(key=lambda one: -one[0])
    return (kind for quality, kind in found if quality > 0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
