"""hOCR 1.2: HTML that carries boxes and confidences (Breuel 2007; http://kba.github.io/hocr-spec/1.2/).

A page is an ``ocr_page``, a block an ``ocr_carea`` or what the standard calls its kind, a paragraph an ``ocr_par``,
a line an ``ocr_line``, a word an ``ocrx_word`` with the boxes and confidences
of its characters. Lines and words that are slanted or bent have a ``poly``, too.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from pagerec.common.arguments import text as a_text
from pagerec.formats.words import split_words, xml_text
from pagerec.page.polygons import corners_of

if TYPE_CHECKING:
    from pagerec.page import Block, Box, Line, Page, Table
    from pagerec.page.document import Document

__all__ = ["to_hocr"]

_CLASSES = {
    "title": "ocr_title",
    "formula": "ocr_display",
    "table": "ocr_table",
    "caption": "ocr_caption",
    "header": "ocr_header",
    "footer": "ocr_footer",
    "figure": "ocr_image",
}
"""Classes for kinds of blocks; others are an ``ocr_carea``."""

_CAPABILITIES = " ".join(["ocr_page", "ocr_carea", *_CLASSES.values(), "ocr_par", "ocr_line", "ocrx_word"])


def to_hocr(document: Document, *, image_name: str = "") -> str:
    """Give a document as hOCR.

    Parameters
    ----------
    document : Document
    image_name : str, optional
        File name of the picture, written into every page.

    Returns
    -------
    str
        XHTML. Characters that XML can't hold are U+FFFD.

    Raises
    ------
    OptionError
        When `image_name` is no text.
    """
    a_text("image_name", image_name)
    root = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "lang": "zh", "xml:lang": "zh"})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = xml_text(image_name)
    ET.SubElement(head, "meta", {"http-equiv": "Content-Type", "content": "text/html;charset=utf-8"})
    ET.SubElement(head, "meta", {"name": "ocr-system", "content": "pagerec"})
    ET.SubElement(head, "meta", {"name": "ocr-capabilities", "content": _CAPABILITIES})
    ET.SubElement(head, "meta", {"name": "ocr-number-of-pages", "content": str(len(document.pages))})
    body = ET.SubElement(root, "body")
    for number, page in enumerate(document.pages, start=1):
        _add_page(body, page, number, image_name)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n{text}\n'


def _add_page(body: ET.Element, page: Page, number: int, image_name: str) -> None:
    name = xml_text(image_name).replace('"', "'")
    title = f'image "{name}"; {_bbox(page.box)}; ppageno {number - 1}'
    element = _add(body, "div", "ocr_page", f"page_{number}", title)
    for index, block in enumerate(page.blocks, start=1):
        _add_block(element, block, f"{number}_{index}")


def _add_block(parent: ET.Element, block: Block, number: str) -> None:
    element = _add(parent, "div", _CLASSES.get(block.kind, "ocr_carea"), f"block_{number}", _bbox(block.box))
    if block.table is not None:
        _add_table(element, block.table, number)
        return
    count = 0
    for index, part in enumerate(block.parts or (), start=1):
        paragraph = _add(element, "p", "ocr_par", f"par_{number}_{index}", _bbox(part.box))
        for line in part.lines:
            count += 1
            _add_line(paragraph, line, f"{number}_{count}")


def _add_table(parent: ET.Element, table: Table, number: str) -> None:
    """Add rows and cells; every cell that isn't empty holds a paragraph."""
    element = ET.SubElement(parent, "table")
    index = count = 0
    for row in table.rows:
        line_of_cells = ET.SubElement(element, "tr")
        for cell in row:
            spans = {"colspan": str(cell.column_span), "rowspan": str(cell.row_span)}
            place = ET.SubElement(line_of_cells, "td", {**spans, "title": _bbox(cell.box)})
            if not cell.lines:
                continue
            index += 1
            box = cell.lines[0].box.union(*(line.box for line in cell.lines))
            paragraph = _add(place, "p", "ocr_par", f"par_{number}_{index}", _bbox(box))
            for line in cell.lines:
                count += 1
                _add_line(paragraph, line, f"{number}_{count}")


def _add_line(parent: ET.Element, line: Line, number: str) -> None:
    element = _add(parent, "span", "ocr_line", f"line_{number}", f"{_place(line)}; x_size {line.box.height}")
    element.tail = "\n"
    before: ET.Element | None = None
    for index, word in enumerate(split_words(line), start=1):
        if before is not None and word.chars[0].space_before:
            before.tail = " "
        boxes = " ".join(" ".join(map(str, char.box)) for char in word.chars)
        sure = " ".join(f"{100 * char.confidence:.1f}" for char in word.chars)
        title = f"{_place(word)}; x_wconf {round(100 * word.confidence)}; x_bboxes {boxes}; x_confs {sure}"
        before = _add(element, "span", "ocrx_word", f"word_{number}_{index}", title)
        before.text = xml_text(word.text)


def _add(parent: ET.Element, tag: str, kind: str, name: str, title: str) -> ET.Element:
    return ET.SubElement(parent, tag, {"class": kind, "id": name, "title": title})


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


def _place(line: Line) -> str:
    """The box of a line or word, and the polygon around it where it is slanted or bent."""
    if line.polygon == corners_of(line.box, line.direction):
        return _bbox(line.box)
    return f"{_bbox(line.box)}; poly {' '.join(str(max(0, round(edge))) for point in line.polygon for edge in point)}"
