"""PAGE XML 2019-07-15: what tools for training and correcting text recognition exchange.

Pletschacher and Antonacopoulos (2010), "The PAGE (Page Analysis and
Ground-truth Elements) format framework". A block is a ``TextRegion``, a
character a ``Glyph`` whose candidates are its ``TextEquiv`` elements.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pagerec.errors import OptionError
from pagerec.formats.words import split_words, xml_text

if TYPE_CHECKING:
    from pagerec.document import Document
    from pagerec.page import Block, Box, Char, Line, Page

__all__ = ["to_page_xml"]

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"

_KINDS = frozenset({"paragraph", "heading", "caption", "header", "footer", "page-number", "footnote", "marginalia"})
"""Kinds of a block that PAGE has a word for."""


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
        When the document hasn't exactly one page.
    """
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
    kind = {"type": block.kind} if block.kind in _KINDS else {}
    element = ET.SubElement(parent, "TextRegion", {"id": name, **kind})
    _add_outline(element, block.box)
    for index, line in enumerate(block.lines, start=1):
        _add_line(element, line, f"{name}_line_{index}")
    _add_text(element, block.text, block.confidence)


def _add_line(parent: ET.Element, line: Line, name: str) -> None:
    element = ET.SubElement(parent, "TextLine", {"id": name})
    _add_outline(element, line.box)
    for index, word in enumerate(split_words(line), start=1):
        _add_word(element, word, f"{name}_word_{index}")
    _add_text(element, line.text, line.confidence)


def _add_word(parent: ET.Element, word: Line, name: str) -> None:
    element = ET.SubElement(parent, "Word", {"id": name})
    _add_outline(element, word.box)
    for index, char in enumerate(word.chars, start=1):
        _add_glyph(element, char, f"{name}_glyph_{index}")
    _add_text(element, word.text, word.confidence)


def _add_glyph(parent: ET.Element, char: Char, name: str) -> None:
    element = ET.SubElement(parent, "Glyph", {"id": name})
    _add_outline(element, char.box)
    others = [candidate for candidate in char.candidates if candidate.text != char.text]
    for index, (text, confidence) in enumerate([(char.text, char.confidence), *others]):
        _add_text(element, text, confidence, index)


def _add_outline(element: ET.Element, box: Box) -> None:
    """Add the outline; PAGE has no room for what is outside the picture."""
    left, top, right, bottom = (max(0, edge) for edge in box)
    ET.SubElement(element, "Coords", {"points": f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"})


def _add_text(element: ET.Element, text: str, confidence: float, index: int | None = None) -> None:
    place = {} if index is None else {"index": str(index)}
    equivalent = ET.SubElement(element, "TextEquiv", {**place, "conf": f"{confidence:.4f}"})
    ET.SubElement(equivalent, "Unicode").text = xml_text(text)
