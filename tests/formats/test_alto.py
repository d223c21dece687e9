"""ALTO: valid, with the text, the boxes and the candidates."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

import pytest
from hypothesis import given

from pagerec import Block, Box, Document, OptionError, Page
from pagerec.formats.alto import to_alto
from pagerec.formats.words import xml_text
from tests.formats.made import assert_valid, block, documents, few, line, made_page, schema, table_of

_NAMESPACE = "{http://www.loc.gov/standards/alto/ns-v4#}"
_SOURCE = "https://www.loc.gov/standards/alto/v4/alto-4-4.xsd"


def line_text(line: ET.Element) -> str:
    return "".join(
        " " if part.tag == f"{_NAMESPACE}SP" else part.get("CONTENT", "")
        for part in line
        if part.tag in (f"{_NAMESPACE}SP", f"{_NAMESPACE}String")
    )


def test_text_boxes_and_candidates() -> None:
    page = made_page()
    root = ET.fromstring(page.to_alto(image_name="page.png"))
    assert root.findtext(f".//{_NAMESPACE}fileName") == "page.png"
    assert [line_text(line) for line in root.iter(f"{_NAMESPACE}TextLine")] == [line.text for line in page.lines]
    space = next(root.iter(f"{_NAMESPACE}SP"))
    assert (space.get("HPOS"), space.get("WIDTH")) == ("99", "12")
    glyph = next(root.iter(f"{_NAMESPACE}Glyph"))
    assert glyph.attrib == {
        "CONTENT": "能", "HPOS": "41", "VPOS": "41", "WIDTH": "18", "HEIGHT": "18", "GC": "0.9000"
    }  # fmt: skip
    assert [(item.get("CONTENT"), item.get("VC")) for item in glyph] == [("丁", "0.0600"), ("<", "0.0400")]


def test_tables_figures_and_kinds() -> None:
    figure = Block((line("图中字"),), "figure", area=Box(20, 200, 220, 300))
    table = table_of([[line("左")], [line("右"), line("下")]], [[], [line("末")]])
    root = ET.fromstring(Page((block("标题", kind="heading"), table, figure), 400, 400).to_alto())
    assert [tag.get("LABEL") for tag in root.iter(f"{_NAMESPACE}LayoutTag")] == ["heading", "table", "figure"]
    assert [found.get("TAGREFS") for found in root.iter(f"{_NAMESPACE}TextBlock")] == ["kind_heading", *[None] * 4]
    composed = list(root.iter(f"{_NAMESPACE}ComposedBlock"))
    assert [found.get("TYPE") for found in composed] == ["table", "figure"]
    cells = [[line_text(row) for row in cell] for cell in composed[0]]
    assert cells == [["左"], ["右", "下"], ["末"]]
    assert composed[1][0].tag == f"{_NAMESPACE}Illustration"
    assert (composed[1][0].get("HPOS"), composed[1][0].get("WIDTH")) == ("20", "200")
    names = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(names) == len(set(names))


@few
@given(documents.filter(lambda document: document.pages))
def test_any_document_is_well_formed_with_its_text(document: Document) -> None:
    root = ET.fromstring(to_alto(document).encode())
    expected = [xml_text(line.text) for page in document.pages for line in page.lines]
    assert [line_text(line) for line in root.iter(f"{_NAMESPACE}TextLine")] == expected


@few
@given(documents.filter(lambda document: document.pages))
def test_any_document_is_valid(document: Document) -> None:
    assert_valid(_schema(), to_alto(document, image_name="a.png"))


def test_a_page_is_valid() -> None:
    assert_valid(_schema(), made_page().to_alto())


def test_no_page_is_refused() -> None:
    with pytest.raises(OptionError, match="at least one page"):
        Document(()).to_alto()


@cache
def _schema() -> object:
    return schema("alto-4.xsd", _SOURCE)
