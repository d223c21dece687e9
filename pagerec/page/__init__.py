"""What reading gives: ``Page > Block > Line > Char``, and a document of pages."""

from pagerec.page.block import Block
from pagerec.page.box import Box
from pagerec.page.document import Document
from pagerec.page.kinds import KINDS, BlockKind
from pagerec.page.line import MAX_CANDIDATES, Candidate, Char, Line
from pagerec.page.page import Page
from pagerec.page.paragraphs import Paragraph
from pagerec.page.polygons import Point
from pagerec.page.tables import Table, TableCell
from pagerec.page.warnings import PageWarning

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
    "PageWarning",
    "Paragraph",
    "Point",
    "Table",
    "TableCell",
]
