"""PAGE XML: valid, with the text and the candidates."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

import pytest
from hypothesis import given

from pagerec import Block, Box, Document, OptionError, Page
from pagerec.formats.page_xml import to_page_xml
from pagerec.formats.words import xml_text
from tests.formats.made import assert_valid, block, few, line, made_page, pages, schema, table_of

_NAMESPACE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
_SOURCE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15/pagecontent.xsd"


def texts(root: ET.Element, tag: str) -> list[str]:
    path = f"{_NAMESPACE}TextEquiv/{_NAMESPACE}Unicode"
    return [element.findtext(path) or "" for element in root.iter(f"{_NAMESPACE}{tag}")]


def test_text_boxes_and_candidates() -> None:
    page = made_page()
    root = ET.fromstring(page.to_page_xml(image_name="page.png"))
    element = root.find(f"{_NAMESPACE}Page")
    assert element is not None
    assert (element.get("imageFilename"), element.get("imageWidth")) == ("page.png", "400")
    assert texts(root, "TextLine") == [line.text for line in page.lines]
    assert texts(root, "TextRegion") == [block.text for block in page.blocks]
    assert texts(root, "Glyph") == [char.text for char in page.chars]
    glyph = next(root.iter(f"{_NAMESPACE}Glyph"))
    assert glyph[0].get("points") == "41,41 59,41 59,59 41,59"
    assert [item.get("index") for item in glyph[1:]] == ["0", "1", "2"]
    assert [item.get("regionRef") for item in root.iter(f"{_NAMESPACE}RegionRefIndexed")] == ["region_1", "region_2"]


def test_tables_formulas_figures_and_kinds() -> None:
    figure = Block((), "figure", area=Box(20, 200, 220, 300))
    table = table_of([[line("左")], [line("右"), line("下")]], [[], [line("末")]])
    blocks = (block("书名", kind="title"), table, block("a=b", kind="formula"), figure, block("— 12 —", kind="footer"))
    root = ET.fromstring(Page(blocks, 400, 400).to_page_xml())
    page = root.find(f"{_NAMESPACE}Page")
    assert page is not None
    assert [region.tag.removeprefix(_NAMESPACE) for region in page[1:]] == [
        "TextRegion", "TableRegion", "MathsRegion", "ImageRegion", "TextRegion"
    ]  # fmt: skip
    assert [region.get("type") for region in page[1:]] == ["heading", None, None, None, "page-number"]
    roles = [(role.get("rowIndex"), role.get("columnIndex")) for role in root.iter(f"{_NAMESPACE}TableCellRole")]
    assert roles == [("0", "0"), ("0", "1"), ("1", "0"), ("1", "1")]
    assert texts(page[2], "TextRegion") == ["左", "右\n下", "", "末"]


@few
@given(pages)
def test_any_page_is_well_formed_with_its_text(page: Page) -> None:
    root = ET.fromstring(to_page_xml(Document((page,))).encode())
    assert texts(root, "TextLine") == [xml_text(line.text) for line in page.lines]


@few
@given(pages)
def test_any_page_is_valid(page: Page) -> None:
    assert_valid(_schema(), page.to_page_xml(image_name="a.png"))


@pytest.mark.parametrize("count", [0, 2])
def test_other_than_one_page_is_refused(count: int) -> None:
    with pytest.raises(OptionError, match=f"one page, not {count}: save every page by itself"):
        Document((made_page(),) * count).to_page_xml()


@cache
def _schema() -> object:
    return schema("pagecontent.xsd", _SOURCE)
