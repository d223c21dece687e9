"""What reading gives: ``Page > Block > Line > Char``, and a document of pages."""

from pagerec.page.document import Document
from pagerec.page.page import (
    KINDS,
    MAX_CANDIDATES,
    Block,
    BlockKind,
    Box,
    Candidate,
    Char,
    Line,
    Page,
    Table,
    TableCell,
)
from pagerec.page.polygons import Point

__all__ = [
    "KINDS",
    "MAX_CANDIDATES",
    "Block",
    "BlockKind",
    "Box",
    "Candidate",
    "Char",
    "Document",
    "Line",
    "Page",
    "Point",
    "Table",
    "TableCell",
]
