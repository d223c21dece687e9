"""HTML: complete in itself, the picture untouched, the text in its place. A browser is asked where there is one."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from pagerec import Block, Box, Document, OptionError, Page
from pagerec.formats.html import to_html
from pagerec.formats.words import xml_text
from tests.formats.made import block, few, line, made_page, pages, picture, table_of


class Texts(HTMLParser):
    """Collects the text of every line and the hints."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.hints: list[str] = []
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        if tag == "text":
            self.lines.append("")
        if tag == "title":
            self.hints.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "tspan":
            self.lines[-1] += data
        if self.inside == "title":
            self.hints[-1] += data


def picture_file(page: Page, kind: str) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture(page)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_picture_stays_as_it_is(kind: str) -> None:
    page = made_page()
    content = picture_file(page, kind)
    found = re.search(rf'src="data:image/{kind.lower()};base64,([^"]+)"', page.to_html(content))
    assert found is not None
    assert base64.b64decode(found.group(1)) == content


@pytest.mark.parametrize("kind", ["TIFF", "BMP"])
def test_other_pictures_become_webp(kind: str) -> None:
    page = made_page()
    found = re.search(r'src="data:image/webp;base64,([^"]+)"', page.to_html(picture_file(page, kind)))
    assert found is not None
    with Image.open(io.BytesIO(base64.b64decode(found.group(1)))) as image:
        assert np.array_equal(np.asarray(image.convert("L")), picture(page))


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ([block("前言", kind="heading"), block("书<名", top=90, kind="title"), block("文", top=150)], "书&lt;名"),
        ([block("文"), block("第一", "章", top=90, kind="heading"), block("二", top=150, kind="heading")], "第一章"),
        ([block("文")], "pagerec"),
        ([], "pagerec"),
    ],
    ids=["title", "heading", "neither", "blank"],
)
def test_the_title_is_that_of_the_document(blocks: list[Block], title: str) -> None:
    page = Page(tuple(blocks), 400, 240)
    text = Document((Page((), 400, 240), page)).to_html([picture(page)] * 2)
    assert f"<title>{title}</title>\n<style>" in text


def test_nothing_is_fetched() -> None:
    text = made_page().to_html(picture(made_page()))
    assert not re.search(r"""<script|<link|@import|url\(|(?:src|href)="(?!data:)""", text)


def test_text_and_hints() -> None:
    page = made_page()
    found = Texts(page.to_html(picture(page)))
    assert found.lines == [line.text for line in page.lines]
    assert found.hints[1] == "能 90.0 %\n丁 6.0 %\n< 4.0 %"


def test_a_table_is_a_table() -> None:
    table = table_of([[line("左")], [line("右"), line("下")]], [[], [line("末")]])
    page = Page((block("标题", kind="heading"), table, Block((), "figure", area=Box(9, 9, 50, 50))), 400, 240)
    text = page.to_html(picture(page))
    assert Texts(text).lines == [row.text for row in page.lines]
    body = text[text.index("<table>") : text.index("</table>")]
    assert (body.count("<tr>"), body.count("<td>")) == (2, 4)
    assert '<h2 class="block heading">' in text
    assert "<figure" not in text


@few
@given(pages)
def test_any_page(page: Page) -> None:
    found = Texts(to_html(Document((page,)), [np.zeros((page.height, page.width), np.uint8)]))
    # HTML itself turns some characters into others, which is not what is tested here.
    expected = [xml_text(line.text).replace("\r", "\n") for line in page.lines]
    assert [re.sub("[\x80-\x9f]", "", text) for text in found.lines] == [
        re.sub("[\x80-\x9f]", "", text) for text in expected
    ]


def test_the_picture_of_another_page_is_refused() -> None:
    with pytest.raises(OptionError, match="9 x 8 pixels and the page 400 x 240"):
        made_page().to_html(np.zeros((8, 9), np.uint8))


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_pictures_as_pages(count: int) -> None:
    page = made_page()
    with pytest.raises(OptionError, match="2 pages: give exactly 2 pictures"):
        Document((page, page)).to_html([picture(page)] * count)


# In a browser


_FITS = "() => document.documentElement.scrollWidth <= innerWidth"
_SELECT_ALL = """() => {
    const selection = getSelection();
    selection.selectAllChildren(document.querySelector(".page"));
    return selection.toString();
}"""
_FIND = "text => { getSelection().removeAllRanges(); return window.find(text); }"
_BOXES = """() => {
    const page = document.querySelector(".page").getBoundingClientRect();
    return [...document.querySelectorAll("tspan")].filter(part => part.querySelector("title")).map(part => {
        const box = part.getBoundingClientRect();
        return [box.left - page.left, box.top - page.top, box.right - page.left, box.bottom - page.top];
    });
}"""


def test_in_a_browser(browser: Any, tmp_path: Path) -> None:
    page = made_page()
    page.save(tmp_path / "page.html", image=picture(page))
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.evaluate(_SELECT_ALL).strip() == page.text
    assert tab.evaluate(_FIND, "刺和 Go")
    assert tab.evaluate(_FIND, "洞𠮷")
    assert not tab.evaluate(_FIND, "洞能")
    for char, (left, top, right, bottom) in zip(page.chars, tab.evaluate(_BOXES), strict=True):
        assert left == pytest.approx(char.box.left, abs=0.1)
        assert right >= char.box.right - 0.1
        assert top <= char.box.top + 1
        assert bottom >= char.box.bottom - 1
    tab.close()


def test_a_page_is_no_wider_than_the_window(browser: Any, tmp_path: Path) -> None:
    """The text shrinks with its picture."""
    page = made_page()
    page.save(tmp_path / "page.html", image=picture(page))
    tab = browser.new_page(viewport={"width": 200, "height": 600})
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.evaluate(_FITS)
    for char, (left, top, right, bottom) in zip(page.chars, tab.evaluate(_BOXES), strict=True):
        assert left == pytest.approx(char.box.left / 2, abs=0.1)
        assert right >= char.box.right / 2 - 0.1
        assert top <= char.box.top / 2 + 1
        assert bottom >= char.box.bottom / 2 - 1
    tab.close()
