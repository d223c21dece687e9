"""ALTO 4.4: text with its layout, as libraries keep it (https://www.loc.gov/standards/alto/).

A block is a ``TextBlock`` with a tag for its kind; a table is a ``ComposedBlock``
of one ``TextBlock`` a cell, a figure one with an ``Illustration``. A line a ``TextLine``, a word a ``String``, a space
an ``SP``, a character a ``Glyph`` with its other candidates as ``Variant``.
What is slanted or bent has its polygon as ``Shape``.
Words that follow one another without ``SP`` are printed without a space.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pagerec.common.arguments import text as a_text
from pagerec.common.version import __version__
from pagerec.errors import OptionError
from pagerec.formats.words import split_words, xml_text
from pagerec.page import Box, Line
from pagerec.page.kinds import KINDS
from pagerec.page.polygons import corners_of

if TYPE_CHECKING:
    from pagerec.page import Block, Char, Page
    from pagerec.page.document import Document

__all__ = ["to_alto"]

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"

_LONGEST_VARIANT = 3
"""Characters that the schema allows in a ``Variant``."""


def to_alto(document: Document, *, image_name: str = "") -> str:
    """Give a document as ALTO 4.

    Parameters
    ----------
    document : Document
    image_name : str, optional
        File name of the picture.

    Returns
    -------
    str
        XML; measures are in pixels. Characters that XML can't hold are U+FFFD.

    Raises
    ------
    OptionError
        When the document has no page: the format wants one at least. When `image_name` is no text.
    """
    a_text("image_name", image_name)
    if not document.pages:
        raise OptionError("ALTO holds at least one page, and this document has none: leave it out")
    root = ET.Element(
        "alto",
        {
            "xmlns": _NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}",
            "SCHEMAVERSION": "4.4",
        },
    )
    _add_description(root, image_name)
    _add_tags(root, document)
    layout = ET.SubElement(root, "Layout")
    for number, page in enumerate(document.pages, start=1):
        _add_page(layout, page, number)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_description(root: ET.Element, image_name: str) -> None:
    description = ET.SubElement(root, "Description")
    ET.SubElement(description, "MeasurementUnit").text = "pixel"
    if image_name:
        source = ET.SubElement(description, "sourceImageInformation")
        ET.SubElement(source, "fileName").text = xml_text(image_name)
    step = ET.SubElement(description, "Processing", {"ID": "pagerec"})
    ET.SubElement(step, "processingCategory").text = "contentGeneration"
    software = ET.SubElement(step, "processingSoftware")
    ET.SubElement(software, "softwareName").text = "pagerec"
    ET.SubElement(software, "softwareVersion").text = __version__


def _add_tags(root: ET.Element, document: Document) -> None:
    """Name the kinds of blocks that the document has."""
    found = {block.kind for page in document.pages for block in page.blocks}
    if found:
        tags = ET.SubElement(root, "Tags")
        for kind in (kind for kind in KINDS if kind in found):
            ET.SubElement(tags, "LayoutTag", {"ID": f"kind_{kind}", "LABEL": kind})


def _add_page(layout: ET.Element, page: Page, number: int) -> None:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    attributes = {"ID": f"page_{number}", "PHYSICAL_IMG_NR": str(number), **size, "PC": f"{page.confidence:.4f}"}
    element = ET.SubElement(layout, "Page", attributes)
    space = ET.SubElement(element, "PrintSpace", _place(page.box))
    for index, block in enumerate(page.blocks, start=1):
        _add_block(space, block, f"{number}_{index}")


def _add_block(space: ET.Element, block: Block, number: str) -> None:
    attributes = {"ID": f"block_{number}", **_place(block.box), "TAGREFS": f"kind_{block.kind}"}
    if block.kind not in ("table", "figure"):
        _add_lines(ET.SubElement(space, "TextBlock", attributes), block.lines, number, 0)
        return
    composed = ET.SubElement(space, "ComposedBlock", {**attributes, "TYPE": block.kind})
    if block.kind == "figure":
        ET.SubElement(composed, "Illustration", {"ID": f"illustration_{number}", **_place(block.area or block.box)})
    cells = [cell.lines for row in block.table.rows for cell in row] if block.table else [block.lines]
    count = 0
    for index, lines in enumerate(filter(None, cells), start=1):
        box = lines[0].box.union(*(line.box for line in lines))
        element = ET.SubElement(composed, "TextBlock", {"ID": f"cell_{number}_{index}", **_place(box)})
        _add_lines(element, lines, number, count)
        count += len(lines)


def _add_lines(parent: ET.Element, lines: Sequence[Line], number: str, before: int) -> None:
    """Add lines of a block; `before` of its lines come before them."""
    for index, line in enumerate(lines, start=before + 1):
        _add_line(parent, line, f"{number}_{index}")


def _add_line(parent: ET.Element, line: Line, number: str) -> None:
    element = ET.SubElement(parent, "TextLine", {"ID": f"line_{number}", **_place(line.box)})
    _add_shape(element, line)
    right = line.box.left
    for index, word in enumerate(split_words(line), start=1):
        if index > 1 and word.chars[0].space_before:
            gap = Box(right, line.box.top, max(right, word.box.left), line.box.bottom)
            ET.SubElement(element, "SP", _place(gap))
        right = word.box.right
        attributes = {"ID": f"string_{number}_{index}", "CONTENT": xml_text(word.text), **_place(word.box)}
        string = ET.SubElement(element, "String", {**attributes, "WC": f"{word.confidence:.4f}"})
        _add_shape(string, word)
        for char in word.chars:
            _add_glyph(string, char)


def _add_glyph(string: ET.Element, char: Char) -> None:
    """Add a character; one of several code points has no ``Glyph``, which holds exactly one."""
    if len(char.text) != 1:
        return
    attributes = {"CONTENT": xml_text(char.text), **_place(char.box), "GC": f"{char.confidence:.4f}"}
    glyph = ET.SubElement(string, "Glyph", attributes)
    _add_shape(glyph, char)
    for text, probability in char.candidates:
        if text != char.text and len(text) <= _LONGEST_VARIANT:
            ET.SubElement(glyph, "Variant", {"CONTENT": xml_text(text), "VC": f"{probability:.4f}"})


def _add_shape(element: ET.Element, part: Line | Char) -> None:
    """Add the polygon around what is slanted or bent; of all else the box is enough."""
    polygon = part.polygon
    if polygon != corners_of(part.box, part.direction if isinstance(part, Line) else 0):
        points = " ".join(f"{x:g},{y:g}" for x, y in polygon)
        ET.SubElement(ET.SubElement(element, "Shape"), "Polygon", {"POINTS": points})


def _place(box: Box) -> dict[str, str]:
    return {"HPOS": str(box.left), "VPOS": str(box.top), "WIDTH": str(box.width), "HEIGHT": str(box.height)}
