"""Word documents (Office Open XML): headings, paragraphs, lists, tables, figures.

The kinds of the blocks and of their parts say what is what; nothing is decided here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pagerec.common.extras import need
from pagerec.common.inputs import PageImages
from pagerec.formats.cuts import Cut, pages_and_cuts
from pagerec.formats.docx_numbers import Numbering
from pagerec.formats.office import MADE, same_each_time
from pagerec.formats.words import xml_text
from pagerec.page.paragraphs import join_lines

if TYPE_CHECKING:
    from pagerec.page import Block, Paragraph, Table
    from pagerec.page.document import Document

__all__ = ["to_docx"]

_WIDTH, _HEIGHT, _MARGIN = 210, 297, 25
"""Of the paper (A4), in mm."""

_STYLES = {"caption": "Caption", "header": "Header", "footer": "Footer", "code": "macro"}
"""Styles for kinds of blocks, by the names that Word knows in all languages; others are running text."""

_REGIONS = {"traditional": "zh-TW"}
"""Languages by the script of a page, by which Word chooses fonts; others are ``zh-CN``."""

_LONGEST_TITLE = 255
"""So many characters a document says of itself."""

_APART = frozenset({"code", "figure", "formula"})
"""Kinds of blocks whose lines stay apart."""


def to_docx(document: Document, images: PageImages | None = None) -> bytes:
    """Give a document as a Word document.

    Parameters
    ----------
    document : Document
    images : picture, file with pages, Source, or iterable of pictures, optional
        What the document was read from: figures are cut out of it. Without it only their text is there.

    Returns
    -------
    bytes
        Paragraphs in reading order, with wrapped lines joined; a page starts on a new page. Running heads and feet
        have the styles ``Header`` and ``Footer``, and are where they were read. Characters that XML can't hold are
        U+FFFD.

    Raises
    ------
    OptionError
        When python-docx is not installed, or the pictures are not those of the pages.
    ImageError
        When a picture can't be read.
    """
    writer = _Writer(document)
    for number, (page, cuts) in enumerate(pages_and_cuts(document, images)):
        if number:
            writer.word.add_page_break()
        for place, block in enumerate(page.blocks):
            writer.add(block, cuts.get(place), page.width)
    out = io.BytesIO()
    writer.word.save(out)
    return same_each_time(out.getvalue())


class _Writer:
    """A Word document that grows by blocks."""

    def __init__(self, document: Document) -> None:
        self.word = need("docx", "office").Document()
        self._mm = need("docx.shared", "office").Mm
        self._numbering = Numbering(self.word)
        self._set_up(document)

    def _set_up(self, document: Document) -> None:
        section = self.word.sections[0]
        section.page_width, section.page_height = self._mm(_WIDTH), self._mm(_HEIGHT)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = self._mm(_MARGIN)
        script = document.pages[0].script if document.pages else ""
        qn = need("docx.oxml.ns", "office").qn
        for part, name in ((self.word.styles, "w:lang"), (self.word.settings, "w:themeFontLang")):
            for element in part.element.iter(qn(name)):
                element.set(qn("w:eastAsia"), _REGIONS.get(script, "zh-CN"))
        about = self.word.core_properties
        about.author, about.comments, about.created, about.modified = "pagerec", "", MADE, MADE
        titles = (block for page in document.pages for block in page.blocks if block.kind == "title")
        about.title = xml_text(next((join_lines(block.lines) for block in titles), ""))[:_LONGEST_TITLE]

    def add(self, block: Block, cut: Cut | None, across: int) -> None:
        """Add a block of a page that is so many pixels wide."""
        if block.table is not None:
            self._add_table(block.table)
        elif cut is not None:
            self._add_picture(block, cut, across)
        elif block.kind in _APART:
            self._add_lines(block)
        else:
            for part in block.parts or ():
                self._add_part(part, block.kind)

    def _add_part(self, part: Paragraph, kind: str) -> None:
        text = xml_text(part.text)
        if part.level:
            self.word.add_heading(text, part.level)
        elif part.mark:
            self._numbering.add_item(text[: part.mark], text[part.mark :])
        else:
            style = "List Paragraph" if kind == "list" else _STYLES.get(kind)
            self.word.add_paragraph(text, style)

    def _add_lines(self, block: Block) -> None:
        if block.lines:
            paragraph = self.word.add_paragraph(xml_text(block.text), _STYLES.get(block.kind))
            if block.kind == "formula":
                paragraph.alignment = need("docx.enum.text", "office").WD_ALIGN_PARAGRAPH.CENTER

    def _add_picture(self, block: Block, cut: Cut, across: int) -> None:
        """Add a figure as wide as it is on its page; its text is what is said of it where it can't be seen."""
        width = min(_WIDTH * cut.width / across, _WIDTH - 2 * _MARGIN)
        height = width * cut.height / cut.width
        width *= min(1.0, (_HEIGHT - 2 * _MARGIN) / height)
        shape = self.word.add_picture(io.BytesIO(cut.content), self._mm(width))
        shape._inline.docPr.set("descr", xml_text(block.text))

    def _add_table(self, table: Table) -> None:
        made = self.word.add_table(len(table.rows), table.column_count, "Table Grid")
        places = [row.cells for row in made.rows]  # all at once: python-docx walks through the table each time
        for row, texts in enumerate(table.texts):
            for column, text in enumerate(texts):
                if text:
                    places[row][column].text = xml_text(text)
        for row, cells in enumerate(table.rows):
            for cell in cells:
                bottom = min(row + cell.row_span, len(places)) - 1
                last = places[bottom][cell.column + cell.column_span - 1]
                if cell.row_span > 1 or cell.column_span > 1:
                    places[row][cell.column].merge(last)
        self.word.add_paragraph()  # Word joins tables that follow each other
