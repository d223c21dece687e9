"""Levels of headings, in a document of several pages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from pagerec import Block, Document, Page
from pagerec.page import BlockKind
from pagerec.structure.levels import in_one_document
from tests.formats.made import block, documents, few

ROW = "这是正文的一行，它和下面一行一样长，所以是同一段"


def page(*headings: tuple[str, int, BlockKind], rows: int = 10, scale: int = 1, body: int = 20) -> Page:
    """A page of headings, each with its size and kind, and of running text below them."""
    blocks = [
        block(text, top=100 * k * scale, size=size * scale, kind=kind) for k, (text, size, kind) in enumerate(headings)
    ]
    text = [block(*[ROW] * rows, top=100 * len(headings) * scale, size=body * scale)] if rows else []
    return Page((*blocks, *text), 800 * scale, 1200 * scale)


def found(*pages: Page) -> list[tuple[str, str, int]]:
    return [
        (part.text, block.kind, part.level)
        for made in in_one_document(pages)
        for block in made.blocks
        for part in block.parts or ()
        if part.level
    ]


def test_sizes_of_print_are_counted_over_all_pages() -> None:
    first = page(("书名", 36, "title"), ("第一章", 28, "heading"), ("一节", 24, "heading"))
    second, third = page(("第二章", 28, "heading")), page(("二节", 24, "heading"))
    assert found(first, second, third) == [
        ("书名", "title", 1),
        ("第一章", "heading", 2),
        ("一节", "heading", 3),
        ("第二章", "heading", 2),
        ("二节", "heading", 3),
    ]
    assert [part.level for part in second.blocks[0].parts or ()] == [1], "alone, it is the highest"


@pytest.mark.parametrize("sizes", [(27, 28, 29), (29, 27, 28)])
def test_sizes_that_are_measured_a_little_differently_are_one(sizes: tuple[int, ...]) -> None:
    pages = [page((f"第{number}章", size, "heading")) for number, size in enumerate(sizes)]
    assert {level for _, _, level in found(page(("书名", 36, "title")), *pages)} == {1, 2}


def test_pages_may_be_drawn_at_another_resolution() -> None:
    first = page(("书名", 36, "title"), ("第一章", 28, "heading"), ("一节", 24, "heading"))
    assert found(first, page(("二节", 24, "heading"), scale=2, rows=2))[-1] == ("二节", "heading", 3)


def test_a_page_with_little_text_has_the_body_of_the_document() -> None:
    """What is large in the document is large on a page that has nothing else."""
    assert found(page(), page(("书名", 40, "paragraph"), rows=0)) == [("书名", "paragraph", 1)]


def test_a_page_with_much_text_of_another_size_has_a_body_of_its_own() -> None:
    assert found(page(rows=20), page(rows=20), page(("章", 40, "heading"), body=30)) == [("章", "heading", 1)]
    assert not found(page(rows=20), page(rows=20), page(body=30))


def test_there_is_one_title() -> None:
    assert found(page(("书名", 36, "title")), page(("结论", 28, "title"))) == [
        ("书名", "title", 1),
        ("结论", "heading", 2),
    ]


def test_titles_of_chapters_are_none_of_the_document() -> None:
    assert found(page(("第一章", 36, "title"), ("一节", 24, "heading")), page(("第二章", 36, "title"))) == [
        ("第一章", "heading", 1),
        ("一节", "heading", 2),
        ("第二章", "heading", 1),
    ]


def test_no_level_is_left_out() -> None:
    headings: list[tuple[str, int, BlockKind]] = [
        ("书名", 50, "title"),
        ("摘要", 22, "heading"),
        ("一章", 28, "heading"),
    ]
    assert [level for _, _, level in found(page(*headings, ("一节", 22, "heading")))] == [1, 2, 2, 3]


def test_a_heading_of_a_document_that_was_none_of_its_page_loses_its_mark() -> None:
    alone = Page((block("1. 总则", size=40, kind="list"),), 800, 1200)
    assert [part.mark for part in alone.blocks[0].parts or ()] == [3]
    (_, made) = in_one_document([page(), alone])
    assert [(part.level, part.mark) for part in made.blocks[0].parts or ()] == [(1, 0)]


@few
@given(documents)
def test_deciding_again_changes_nothing(document: Document) -> None:
    once = Document.of_pages(document.pages)
    assert Document.of_pages(once.pages) == once
    assert once.text == document.text
    assert [page.lines for page in once.pages] == [page.lines for page in document.pages]
    levels = [part.level for page in once.pages for block in page.blocks for part in block.parts or () if part.level]
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_blocks_of_other_kinds_stay() -> None:
    kept: list[Block] = [block("大", size=90, kind=kind) for kind in ("figure", "formula", "header", "code")]
    (made,) = in_one_document([Page((*kept, block(*[ROW] * 9, top=300)), 800, 1200)])
    assert [part.level for block in made.blocks[:4] for part in block.parts or ()] == [0] * 4
