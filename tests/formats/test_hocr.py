"""hOCR: well-formed, with the text and the boxes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from hypothesis import given

from pagerec import Block, Box, Document, Page
from pagerec.formats.hocr import to_hocr
from pagerec.formats.words import xml_text
from tests.formats.made import block, documents, few, line, made_page, table_of

_XHTML = "{http://www.w3.org/1999/xhtml}"


def found(root: ET.Element, kind: str) -> list[ET.Element]:
    return [element for element in root.iter() if element.get("class") == kind]


def test_structure_and_boxes() -> None:
    page = made_page()
    root = ET.fromstring(page.to_hocr(image_name='a "b".png'))
    (element,) = found(root, "ocr_page")
    assert element.get("title") == "image \"a 'b'.png\"; bbox 0 0 400 240; ppageno 0"
    assert len(found(root, "ocr_carea")) == 2
    lines = found(root, "ocr_line")
    assert ["".join(item.itertext()) for item in lines] == [item.text for item in page.lines]
    box = page.lines[0].box
    assert lines[0].get("title") == f"bbox {box.left} {box.top} {box.right} {box.bottom}; x_size {box.height}"
    word = found(root, "ocrx_word")[1]
    assert word.text == "Go"
    assert re.fullmatch(
        r"bbox 111 41 129 59; x_wconf 90; x_bboxes 111 41 119 59 121 41 129 59; x_confs 90.0 90.0",
        word.get("title", ""),
    )
    assert root.find(f"{_XHTML}head/{_XHTML}meta[@name='ocr-number-of-pages']").get("content") == "1"  # type: ignore[union-attr]


def test_kinds_and_tables() -> None:
    table = table_of([[line("左")], [line("右"), line("下")]], [[], [line("末")]])
    figure = Block((), "figure", area=Box(20, 200, 220, 300))
    root = ET.fromstring(Page((block("第一章", kind="header"), table, figure), 400, 400).to_hocr())
    assert len(found(root, "ocr_header")) == 1
    assert found(root, "ocr_image")[0].get("title") == "bbox 20 200 220 300"
    (element,) = found(root, "ocr_table")
    cells = [["".join(cell.itertext()).split() for cell in row] for row in element.iter(f"{_XHTML}tr")]
    assert cells == [[["左"], ["右", "下"]], [[], ["末"]]]


@few
@given(documents)
def test_any_document_is_well_formed_with_its_text(document: Document) -> None:
    root = ET.fromstring(to_hocr(document).encode())
    expected = [xml_text(line.text) for page in document.pages for line in page.lines]
    assert ["".join(item.itertext()) for item in found(root, "ocr_line")] == expected
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
