"""Word documents: headings, lists, tables and figures."""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from typing import Any

import pytest
from hypothesis import given
from PIL import Image

from pagerec import Block, Box, Document, OptionError, Page, Table, TableCell
from pagerec.formats.docx import to_docx
from pagerec.formats.words import xml_text
from tests.formats.made import block, documents, few, line, made_page, table_of

docx = pytest.importorskip("docx")

BODY = "这是正文的一行，它和下面一行一样长，所以是同一段"


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def word(*blocks: Block, image: Image.Image | None = None) -> Any:
    return opened(Page(blocks, 1000, 1000).to_docx(image))


def styles(made: Any) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs]


def test_headings_and_paragraphs() -> None:
    body = block(BODY, BODY, "到这里结束。", top=400)
    made = word(block("书名", size=40, kind="title"), block("第一章", size=30, top=150, kind="heading"), body)
    assert styles(made) == [("Heading 1", "书名"), ("Heading 2", "第一章"), ("Normal", f"{BODY}{BODY}到这里结束。")]
    assert made.core_properties.title == "书名"


def test_lists() -> None:
    numbers = block("1. 第一", "2、第二", top=200, kind="list")
    made = word(block("清单：", "• 苹果"), numbers, block("① 甲", "② 乙", top=300, kind="list"))
    expected = [("Normal", "清单："), ("List Bullet", "苹果"), ("List Number", "第一"), ("List Number", "第二")]
    assert styles(made) == [*expected, ("List Paragraph", "① 甲"), ("List Paragraph", "② 乙")]


def test_other_kinds() -> None:
    code = Block((line("def f(x):"), line("return x", left=80, top=70)), "code")
    made = word(
        block("第三章", kind="header"),
        block("图 1 流程", top=100, kind="caption"),
        code,
        block("a = b", "c = d", top=200, kind="formula"),
        block("1 注", top=300, kind="footnote"),
        block("5", top=900, kind="footer"),
    )
    assert styles(made) == [
        ("Header", "第三章"),
        ("Caption", "图 1 流程"),
        ("macro", "def f(x):\n    return x"),
        ("Normal", "a = b\nc = d"),
        ("Normal", "1 注"),
        ("Footer", "5"),
    ]
    assert made.paragraphs[3].alignment == 1


def test_a_table() -> None:
    made = word(table_of([[line("名称")], [line("价格")]], [[line("苹果")], []]), block("后文", top=300))
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["名称", "价格"], ["苹果", ""]]
    assert made.paragraphs[-1].text == "后文"


def test_cells_that_span_others_are_merged() -> None:
    box = Box(0, 0, 9, 9)
    rows = (
        (TableCell(box, 0, (line("高"),), row_span=2), TableCell(box, 1, (line("宽"),), column_span=2)),
        (TableCell(box, 1, (line("左"),)), TableCell(box, 2, (line("右"),), row_span=3)),
    )
    table = Table(rows, box)
    (found,) = word(Block(table.lines, "table", table=table)).tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["高", "宽", "宽"], ["高", "左", "右"]]


def test_pages_are_parted() -> None:
    made = opened(Document((made_page(),) * 3).to_docx())
    assert made.element.xml.count('w:br w:type="page"') == 2
    assert styles(made)[0][1] == made_page().paragraphs[0]


def figure_page() -> Page:
    figure = Block((line("甲"), line("乙", top=80)), "figure", Box(100, 100, 600, 400))
    return Page((block("上文"), figure, block("下文", top=500)), 1000, 1000)


def test_figures_are_cut_out_of_the_picture() -> None:
    made = opened(figure_page().to_docx(Image.new("RGB", (1000, 1000), "red")))
    (shape,) = made.inline_shapes
    assert shape.width.mm == pytest.approx(105, abs=1)  # half of the paper, as on the page
    assert shape.height.mm == pytest.approx(63, abs=1)
    assert shape._inline.docPr.get("descr") == "甲\n乙"
    (part,) = [part for part in made.part.package.iter_parts() if "media" in part.partname]
    assert Image.open(io.BytesIO(part.blob)).convert("RGB").getcolors() == [(500 * 300, (255, 0, 0))]
    assert "甲" not in "".join(text for _, text in styles(made))


def test_figures_without_a_picture_are_their_text() -> None:
    made = opened(figure_page().to_docx())
    assert [text for _, text in styles(made)] == ["上文", "甲\n乙", "下文"]
    assert not made.inline_shapes


def test_a_figure_fits_the_paper() -> None:
    page = Page((Block((), "figure", Box(0, 0, 100, 1000)),), 100, 1000)
    (shape,) = opened(page.to_docx(Image.new("L", (100, 1000)))).inline_shapes
    assert shape.height.mm <= 297
    assert shape.height / shape.width == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize(("text", "language"), [("这是国语", "zh-CN"), ("這是國語", "zh-TW")])
def test_the_language_by_which_fonts_are_chosen(text: str, language: str) -> None:
    with zipfile.ZipFile(io.BytesIO(Page((block(text),), 400, 100).to_docx())) as archive:
        for name in ("word/styles.xml", "word/settings.xml"):
            assert f'w:eastAsia="{language}"' in archive.read(name).decode()


@few
@given(documents)
def test_all_text_is_there_in_order(document: Document) -> None:
    made = opened(to_docx(document))
    found = "".join(element.text or "" for element in made.element.iter() if element.tag.endswith("}t"))
    expected = "".join(text for page in document.pages for block in page.blocks for text in block_texts(block))
    assert letters(found) == letters(xml_text(expected))


def block_texts(block: Block) -> list[str]:
    return [block.text] if block.table or block.kind in ("code", "figure", "formula") else list(block.paragraphs)


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def test_the_same_bytes_each_time() -> None:
    image = Image.new("L", (1000, 1000))
    before = figure_page().to_docx(image)
    time.sleep(2.1)  # zip archives count by two seconds
    assert figure_page().to_docx(image) == before
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert len(set(re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode()))) == 1


def test_without_python_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[office\]'"):
        made_page().to_docx()
