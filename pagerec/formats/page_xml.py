"""PAGE XML 2019-07-15: what tools for training and correcting text recognition exchange.

Pletschacher and Antonacopoulos (2010), "The PAGE (Page Analysis and
Ground-truth Elements) format framework". A block is a ``TextRegion``; tables, formulas and figures are regions
of their own with text regions inside, one for each cell of a table. A
character a ``Glyph`` whose candidates are its ``TextEquiv`` elements.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pagerec.common.arguments import text as a_text
from pagerec.errors import OptionError
from pagerec.formats.words import split_words, xml_text
from pagerec.page import Block
from pagerec.page.polygons import corners_of

if TYPE_CHECKING:
    from pagerec.page import Box, Char, Line, Page, TableCell
    from pagerec.page.document import Document
    from pagerec.page.polygons import Polygon

__all__ = ["to_page_xml"]

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

_TYPES = {
    "title": "heading",
    "list": "paragraph",
    "code": "other",
    **{kind: kind for kind in ("heading", "paragraph", "caption", "header", "footer", "footnote")},
}
"""Types of text regions for kinds of blocks."""

_REGIONS = {"table": "TableRegion", "formula": "MathsRegion", "figure": "ImageRegion"}
"""Regions for kinds of blocks that are no text."""

_NUMBER = re.compile(r"\W*\d+\W*")
"""A running head or foot that is the number of the page alone."""


def to_page_xml(document: Document, *, image_name: str = "") -> str:
    """Give a page as PAGE XML.

    Parameters
    ----------
    document : Document
        Of one page: the format has no place for more.
    image_name : str, optional
        File name of the picture; many tools find the picture by it.

    Returns
    -------
    str
        XML. Characters that XML can't hold are U+FFFD.

    Raises
    ------
    OptionError
        When the document hasn't exactly one page, or `image_name` is no text.
    """
    a_text("image_name", image_name)
    if len(document.pages) != 1:
        raise OptionError(f"PAGE XML holds one page, not {len(document.pages)}: save every page by itself")
    page = document.pages[0]
    root = ET.Element("PcGts", {"xmlns": _NAMESPACE})
    metadata = ET.SubElement(root, "Metadata")
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name, value in (("Creator", "pagerec"), ("Created", now), ("LastChange", now)):
        ET.SubElement(metadata, name).text = value
    size = {"imageWidth": str(page.width), "imageHeight": str(page.height)}
    element = ET.SubElement(root, "Page", {"imageFilename": xml_text(image_name), **size})
    _add_order(element, page)
    for index, block in enumerate(page.blocks, start=1):
        _add_block(element, block, f"region_{index}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_order(element: ET.Element, page: Page) -> None:
    if not page.blocks:
        return
    order = ET.SubElement(element, "ReadingOrder")
    group = ET.SubElement(order, "OrderedGroup", {"id": "reading_order"})
    for index in range(len(page.blocks)):
        ET.SubElement(group, "RegionRefIndexed", {"index": str(index), "regionRef": f"region_{index + 1}"})


def _add_block(parent: ET.Element, block: Block, name: str) -> None:
    if block.kind not in _REGIONS:
        _add_region(parent, block, name)
        return
    table = block.table
    size = {"rows": str(len(table.rows)), "columns": str(table.column_count)} if table else {}
    element = ET.SubElement(parent, _REGIONS[block.kind], {"id": name, **size})
    _add_outline(element, block.box)
    if table:
        for row, cells in enumerate(table.rows):
            for cell in cells:
                _add_cell(element, cell, row, f"{name}_cell_{row}_{cell.column}")
    elif block.lines:
        _add_region(element, Block(block.lines), f"{name}_text")


def _add_cell(parent: ET.Element, cell: TableCell, row: int, name: str) -> None:
    """Add a cell; an empty one has its outline alone."""
    element = ET.SubElement(parent, "TextRegion", {"id": name})
    _add_outline(element, cell.box)
    place = {"rowIndex": row, "columnIndex": cell.column, "rowSpan": cell.row_span, "colSpan": cell.column_span}
    ET.SubElement(ET.SubElement(element, "Roles"), "TableCellRole", {key: str(value) for key, value in place.items()})
    if cell.lines:
        _add_content(element, Block(cell.lines), name)


def _add_region(parent: ET.Element, block: Block, name: str) -> None:
    page_number = block.kind in ("header", "footer") and _NUMBER.fullmatch(block.text)
    kind = {"type": "page-number" if page_number else _TYPES[block.kind]}
    element = ET.SubElement(parent, "TextRegion", {"id": name, **kind})
    _add_outline(element, block.box)
    _add_content(element, block, name)


def _add_content(element: ET.Element, block: Block, name: str) -> None:
    for index, line in enumerate(block.lines, start=1):
        _add_line(element, line, f"{name}_line_{index}")
    _add_text(element, block.text, block.confidence)


def _add_line(parent: ET.Element, line: Line, name: str) -> None:
    element = ET.SubElement(parent, "TextLine", {"id": name})
    _add_polygon(element, line.polygon)
    for index, word in enumerate(split_words(line), start=1):
        _add_word(element, word, f"{name}_word_{index}")
    _add_text(element, line.text, line.confidence)


def _add_word(parent: ET.Element, word: Line, name: str) -> None:
    element = ET.SubElement(parent, "Word", {"id": name})
    _add_polygon(element, word.polygon)
    for index, char in enumerate(word.chars, start=1):
        _add_glyph(element, char, f"{name}_glyph_{index}")
    _add_text(element, word.text, word.confidence)


def _add_glyph(parent: ET.Element, char: Char, name: str) -> None:
    element = ET.SubElement(parent, "Glyph", {"id": name})
    _add_polygon(element, char.polygon)
    others = [candidate for candidate in char.candidates if candidate.text != char.text]
    for index, (text, confidence) in enumerate([(char.text, char.confidence), *others]):
        _add_text(element, text, confidence, index)


def _add_outline(element: ET.Element, box: Box) -> None:
    _add_polygon(element, corners_of(box))


def _add_polygon(element: ET.Element, polygon: Polygon) -> None:
    """Add the outline; PAGE has no room for what is outside the picture, and counts in whole pixels."""
    ET.SubElement(element, "Coords", {"points": " ".join(f"{max(0, round(x))},{max(0, round(y))}" for x, y in polygon)})


def _add_text(element: ET.Element, text: str, confidence: float, index: int | None = None) -> None:
    place = {} if index is None else {"index": str(index)}
    equivalent = ET.SubElement(element, "TextEquiv", {**place, "conf": f"{confidence:.4f}"})
    ET.SubElement(equivalent, "Unicode").text = xml_text(text)
