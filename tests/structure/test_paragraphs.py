"""Blocks divided into paragraphs, items, headings and lines of code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.page import Block, BlockKind, Box, Line, Page, Paragraph
from pagerec.page.paragraphs import join_lines
from pagerec.structure.paragraphs import split_paragraphs, with_parts
from tests.formats.made import block, table_of
from tests.formats.made import line as row
from tests.page.test_paragraphs import EM, line


def paragraphs(lines: list[Line]) -> list[str]:
    return [join_lines(part) for part in split_paragraphs(lines)]


def test_nothing_is_divided_into_nothing() -> None:
    assert split_paragraphs([]) == ()
    assert with_parts([]) == ()


def test_one_paragraph_of_full_lines() -> None:
    lines = [line("汉字识别系统", 0), line("读出一页文字", 1), line("结束。", 2)]
    assert paragraphs(lines) == ["汉字识别系统读出一页文字结束。"]


def test_an_indent_starts_a_paragraph() -> None:
    lines = [
        line("汉字识别", 0, left=2 * EM),
        line("系统读出文字", 1),
        line("一页一页读", 2, left=2 * EM),
        line("到最后一页。", 3),
    ]
    assert paragraphs(lines) == ["汉字识别系统读出文字", "一页一页读到最后一页。"]


def test_a_line_that_ends_early_ends_a_paragraph() -> None:
    lines = [line("汉字识别系统", 0), line("结束。", 1), line("下一段的文字", 2), line("也是满行的呀", 3)]
    assert paragraphs(lines) == ["汉字识别系统结束。", "下一段的文字也是满行的呀"]


def test_ragged_latin_lines_are_one_paragraph() -> None:
    lines = [line("a big black cat", 0), line("chameleon met in a tree", 1), line("top", 2)]
    assert paragraphs(lines) == ["a big black cat chameleon met in a tree top"]


def test_punctuation_that_may_not_start_a_line_leaves_room() -> None:
    lines = [line("汉字识别系统一二", 0), line("汉字识别系", 1), line("统，”好", 2)]
    assert len(paragraphs(lines)) == 1


def test_a_bigger_gap_starts_a_paragraph() -> None:
    lines = [line("汉字识别", row) for row in (0, 1, 2)] + [line("汉字识别", 4), line("汉字识别", 5)]
    assert [len(part) for part in split_paragraphs(lines)] == [3, 2]


def test_a_list_with_hanging_indents() -> None:
    lines = [
        line("1.汉字识别系统", 0),
        line("读出一页文字", 1, left=EM),
        line("还有一行字", 2, left=EM),
        line("2.汉字识别系统", 3),
        line("读出一页文字", 4, left=EM),
        line("结束", 5, left=EM),
    ]
    assert paragraphs(lines) == ["1.汉字识别系统读出一页文字还有一行字", "2.汉字识别系统读出一页文字结束"]


def test_two_indented_lines_in_a_row_are_two_paragraphs() -> None:
    lines = [
        line("汉字识别", 0, left=2 * EM),
        line("汉字识别", 1, left=2 * EM),
        line("系统读出文字", 2),
        line("完。", 3),
    ]
    assert paragraphs(lines) == ["汉字识别", "汉字识别系统读出文字完。"]


@given(st.integers(2, 4), st.integers(10, 20), st.lists(st.integers(1, 90), min_size=1, max_size=5))
def test_typeset_paragraphs_come_back(indent: int, width: int, sizes: list[int]) -> None:
    texts = [("汉字识别系统" * 20)[:size] for size in sizes]
    lines: list[Line] = []
    for text in texts:
        padded = " " * indent + text  # a blank in front is an em here
        for start in range(0, len(padded), width):
            part = padded[start : start + width]
            if part.strip():
                body = part.lstrip()
                lines.append(line(body, len(lines), left=(len(part) - len(body)) * EM))
    # A full paragraph in front shows the edges of the block and that its style is not hanging.
    whole = [line("满" * width, row) for row in range(8)] + [line("满", 8)]
    shifted = [line(item.text, row + 9, left=item.box.left) for row, item in enumerate(lines)]
    assert paragraphs(whole + shifted)[1:] == texts


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_splitting_loses_and_reorders_nothing(lefts: list[int]) -> None:
    lines = [line("汉字ab", row, left=left) for row, left in enumerate(lefts)]
    parts = split_paragraphs(lines)
    assert [item for part in parts for item in part] == lines
    assert Page((Block(tuple(lines)),), 999, 999).paragraphs == tuple(join_lines(part) for part in parts)


# Parts of blocks

BODY = block(*["这是正文的一行，它和下面一行一样长，所以是同一段"] * 3, top=400)


def parts_of(first: Block) -> tuple[Paragraph, ...]:
    parts = with_parts([first, BODY])[0].parts
    assert parts is not None
    return parts


LEVELS: list[tuple[int, BlockKind, int]] = [
    (40, "paragraph", 1),
    (25, "paragraph", 1),
    (22, "paragraph", 0),
    (22, "heading", 1),
    (30, "heading", 1),
    (22, "title", 1),
    (30, "title", 1),
    (25, "header", 0),
    (40, "figure", 0),
]


@pytest.mark.parametrize(("size", "kind", "level"), LEVELS)
def test_the_level_of_a_heading(size: int, kind: BlockKind, level: int) -> None:
    assert [part.level for part in parts_of(block("第一章", size=size, kind=kind))] == [level]


def test_parts_that_are_given_stay() -> None:
    lines = block("第一章", size=40).lines
    given = Block(lines, parts=(Paragraph(lines, level=5),))
    assert with_parts([given, BODY])[0] is given


def test_much_large_print_is_no_heading() -> None:
    assert [part.level for part in parts_of(block("大字一行", "大字一行", "大字一行", "大字一行", size=40))] == [0]


def test_items_have_marks_and_headings_have_none() -> None:
    found = parts_of(block("清单：", "• 苹果", "12、梨", kind="list"))
    assert [(part.text, part.mark) for part in found] == [("清单：", 0), ("• 苹果", 2), ("12、梨", 3)]
    assert [part.mark for part in parts_of(block("1. 总则", kind="heading"))] == [0]


@pytest.mark.parametrize("kind", ["formula", "figure"])
def test_lines_of_formulas_and_figures_stand_apart(kind: BlockKind) -> None:
    assert [part.text for part in parts_of(block("a = b", "c = d", kind=kind))] == ["a = b", "c = d"]


def test_cells_are_parts() -> None:
    found = parts_of(table_of([[row("一行字"), row("分成两行")], []], [[], [row("右")]]))
    assert [part.text for part in found] == ["一行字分成两行", "右"]


def test_a_page_divides_what_comes_undivided_and_keeps_the_rest() -> None:
    lines = (line("• 苹果"), line("• 梨", 1))
    whole = (Paragraph(lines),)
    page = Page((Block(lines, parts=whole), Block(lines)), 99, 99)
    assert page.blocks[0].parts == whole
    assert [part.mark for part in page.blocks[1].parts or ()] == [2, 2]
    assert page.paragraphs == ("• 苹果• 梨", "• 苹果", "• 梨")


def test_a_block_for_itself_is_one_part() -> None:
    assert Block((line("• 苹果"), line("• 梨", 1))).paragraphs == ("• 苹果• 梨",)
    assert Block((), "figure", area=Box(0, 0, 9, 9)).paragraphs == ()
