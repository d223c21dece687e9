"""PAGE XML: valid, with the text and the candidates."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

import pytest
from hypothesis import given

from pagerec import Document, OptionError, Page
from pagerec.formats.page_xml import to_page_xml
from pagerec.formats.words import xml_text
from tests.formats.made import assert_valid, few, made_page, pages, schema

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
