"""The page's own files. They are read once, by their names in a table: no request names a file of the disk."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

__all__ = ["SiteFile", "site_files"]

_NAMES = ("index.html", "app.js", "api.js", "edit.js", "files.js", "style.css", "view.js", "words.js")

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the page, and its media type."""

    content: bytes
    media_type: str


def site_files() -> dict[str, SiteFile]:
    """Give the page's files by their names.

    Examples
    --------
    >>> site_files()["app.js"].media_type
    'text/javascript; charset=utf-8'
    """
    folder = resources.files("pagerec.serve") / "static"
    return {
        name: SiteFile((folder / name).read_bytes(), next(kind for end, kind in _TYPES.items() if name.endswith(end)))
        for name in _NAMES
    }
