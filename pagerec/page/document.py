"""Several pages that belong together: a PDF, a TIFF with many frames, a stack of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pagerec.common.arguments import all_of
from pagerec.common.lookup import find
from pagerec.page.excerpts import count
from pagerec.page.exporters import exporter
from pagerec.page.page import Page
from pagerec.page.saving import Saving
from pagerec.page.showing import Showing
from pagerec.page.tables import Table

__all__ = ["PAGE_BREAK", "Document"]

_LEVELS = "pagerec.structure.levels:in_one_document"
"""What decides on the headings of a document; see `Document.of_pages`."""

PAGE_BREAK = "\n\f"
"""What stands between two pages in `Document.text`: the form feed starts a new sheet."""


@dataclass(frozen=True, slots=True, repr=False)
class Document(Saving, Showing):
    r"""Pages in order. A document without pages is allowed.

    Attributes
    ----------
    pages : tuple of Page

    Examples
    --------
    >>> document = Document((Page((), 200, 100), Page((), 200, 100)))
    >>> document
    Document(2 pages, 0 chars)
    >>> document.text
    '\n\x0c'
    """

    pages: tuple[Page, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", all_of("Document.pages", self.pages, Page))

    @classmethod
    def of_pages(cls, pages: Iterable[Page]) -> Document:
        """Make a document of pages that were read one by one.

        Headings of about the same size get the same level, on whichever page they are. The document has one title at
        most; the highest level is 1, and a heading is at most one level below the heading before it. Otherwise pages
        stay as they are.
        """
        return cls(find(_LEVELS)(all_of("pages", pages, Page)))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all pages, in order."""
        return tuple(table for page in self.pages for table in page.tables)

    @property
    def text(self) -> str:
        """The text of the pages, each after the first preceded by `PAGE_BREAK`."""
        return PAGE_BREAK.join(page.text for page in self.pages)

    @property
    def flowing_text(self) -> str:
        """As `text`, with wrapped lines joined: one line for each paragraph."""
        return PAGE_BREAK.join(page.flowing_text for page in self.pages)

    def to_dict(self) -> dict[str, Any]:
        """Give the document as plain values, ready for JSON; see `pagerec.formats.json`."""
        data: dict[str, Any] = exporter("document_to_dict")(self)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """Build the document that `to_dict` described; raises `OptionError` for anything else."""
        document: Document = exporter("document_from_dict")(data)
        return document

    def to_json(self, *, indent: int | None = None) -> str:
        """Give the document as JSON text, in one line unless `indent` (spaces) is given."""
        text: str = exporter("document_to_json")(self, indent=indent)
        return text

    @classmethod
    def from_json(cls, text: str | bytes) -> Document:
        """Build the document that `to_json` wrote; raises `OptionError` for anything else."""
        document: Document = exporter("document_from_json")(text)
        return document

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        chars = [char for page in self.pages for char in page.chars]
        return f"Document({count(self.pages, 'page')}, {count(chars, 'char')})"
