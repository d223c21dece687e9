"""Markdown: headings, lists and tables found; text that means only itself."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Block, Document, Page
from pagerec.formats.markdown import escape, to_markdown
from tests.formats.made import block, documents, few, line, table_of

BODY = "这是正文的一行，它和下面一行一样长，所以是同一段"


def markdown(*blocks: Block) -> str:
    return Page(blocks, 1000, 1000).to_markdown()


def test_headings_by_size() -> None:
    body = block(BODY, BODY, "到这里结束。", top=400)
    made = markdown(block("书名", size=40), block("第一章", size=30, top=150), block("小节", size=25, top=250), body)
    assert made == f"# 书名\n\n## 第一章\n\n### 小节\n\n{BODY}{BODY}到这里结束。\n"


def test_a_block_that_is_a_heading() -> None:
    assert markdown(block("标题", kind="heading"), block(BODY, BODY, top=300)).startswith("# 标题\n")


def test_much_large_print_is_running_text() -> None:
    assert "#" not in markdown(block(*[BODY] * 4, size=40), block(*[BODY] * 20, top=600))


def test_lists_stand_together() -> None:
    made = markdown(block("清单：", "• 苹果", "●梨", "1. 第一", "2、第二", "— 不是"))
    assert made == "清单：\n\n- 苹果\n- 梨\n1. 第一\n2. 第二— 不是\n"


@pytest.mark.parametrize("text", ["3.14是圆周率", "·", "2026年1月", "——破折号"])
def test_no_lists(text: str) -> None:
    assert markdown(block(text)) == f"{text}\n"


def test_a_table() -> None:
    rows = [["名称", "价|格"], ["苹果", "5 元"], ["梨"]]
    cells = [[[line(text)] for text in row] for row in rows]
    cells[2].append([])
    expected = "| 名称 | 价\\|格 |\n| --- | --- |\n| 苹果 | 5 元 |\n| 梨 |  |\n"
    assert markdown(table_of(*cells)) == expected
    assert "---" not in markdown(block("名称      价格", "苹果      5元"))


def test_lines_of_a_cell_are_joined() -> None:
    assert "| 一行字分成两行 | 右 |" in markdown(table_of([[line("一行字"), line("分成两行")], [line("右")]]))


def test_code_is_fenced_and_keeps_its_indents() -> None:
    rows = (line("def f(x):"), line("return `x`", left=80, top=70))
    assert markdown(Block(rows, "code")) == "```\ndef f(x):\n    return `x`\n```\n"
    assert markdown(Block((line("```"),), "code")).startswith("````\n")


def test_running_heads_are_comments() -> None:
    made = markdown(block("第三章 --> 5", kind="header"), block(BODY, BODY, top=200))
    assert made.startswith("<!-- header: 第三章 ")
    assert made.count("-->") == 1


def test_formulas_keep_their_lines() -> None:
    assert markdown(block("a = b", "c = d", kind="formula")) == "a = b\\\nc = d\n"


def test_a_title_is_the_highest_heading() -> None:
    assert markdown(block("书名", size=25, kind="title"), block(BODY, BODY, top=300)).startswith("# 书名\n")


def test_nothing() -> None:
    assert markdown() == Document(()).to_markdown() == ""


_MARKUP = ("# a", "- a", "+ a", "1. a", "12) a", "> a", "| a |", "=", "***", "[a](b)", "<b>", "&lt;", "`a`", "a_b_")
_MORE_MARKUP = ("~~a~~", "\\", "![a](b)", "---", "    a", "* * *", "1\\. a", "http://a.b/_c_")


@pytest.mark.parametrize("text", _MARKUP + _MORE_MARKUP)
def test_markup_means_itself(text: str) -> None:
    assert _shown(escape(text)) == text.strip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1))
def test_any_text_means_itself(text: str) -> None:
    expected = re.sub(r"\s+", " ", text).strip()
    assert unicodedata.normalize("NFC", _shown(escape(text))) == unicodedata.normalize("NFC", expected)


@few
@given(documents)
def test_all_letters_of_any_document_are_there_in_order(document: Document) -> None:
    assert _letters(re.sub("<!-- (?:header|footer): ", "", to_markdown(document))) == _letters(document.text)


def _letters(text: str) -> str:
    """Letters alone: the number of an item may be written in other digits."""
    return "".join(filter(str.isalpha, text))


def _shown(text: str) -> str:
    """The text of the single paragraph that a CommonMark parser sees."""
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    children = tokens[1].children if tokens else []
    assert all(child.type in ("text", "text_special") for child in children)
    return "".join(child.content for child in children)
