"""Wrapped lines joined to paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.page import Block, Box, Char, Line
from pagerec.page.paragraphs import em_of, join_lines, split_paragraphs

EM = 20


def line(text: str, row: int = 0, *, left: int = 0, pitch: int = 30) -> Line:
    """Set `text` at `left`: full-width characters one em wide, others half; a blank is a space."""
    x, top, chars, space = left, row * pitch, [], False
    for letter in text:
        width = EM if ord(letter) >= 0x2E80 else EM // 2
        if letter != " ":
            chars.append(Char(letter, Box(x, top, x + width, top + EM), 1.0, (), space))
        space = letter == " "
        x += width
    return Line(tuple(chars))


def joined(*texts: str) -> str:
    return join_lines([line(text, row) for row, text in enumerate(texts)])


def paragraphs(lines: list[Line]) -> list[str]:
    return [join_lines(part) for part in split_paragraphs(lines)]


# Joining


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["汉字识别", "系统"], "汉字识别系统"),
        (["the quick", "brown fox"], "the quick brown fox"),
        (["使用", "Python"], "使用Python"),
        (["Python", "语言"], "Python语言"),
        (["汉字，", "系统"], "汉字，系统"),
        (["recog-", "nition"], "recognition"),
        (["recog\u2010", "nition"], "recognition"),
        (["CPS-", "OCR"], "CPS-OCR"),
        (["GB-", "2312"], "GB-2312"),
        (["this -", "that"], "this - that"),
        (["汉-", "字"], "汉-字"),
        (["-", "b"], "- b"),
        (["example.org/", "path"], "example.org/path"),
        (["see (", "here"], "see (here"),
        (["he said", "“yes”"], "he said “yes”"),
        (["“yes”", "he said"], "“yes” he said"),
        (["他说“好”", "后来"], "他说“好”后来"),
        (["他说", "“yes”"], "他说“yes”"),
        (["……", "Python"], "……Python"),
        (["word", ", more"], "word, more"),
        (["一"], "一"),
    ],
)
def test_join(texts: list[str], expected: str) -> None:
    assert joined(*texts) == expected


def test_nothing_joins_to_nothing() -> None:
    assert join_lines([]) == ""
    assert split_paragraphs([]) == ()


words = st.lists(st.text("abcxyz", min_size=1, max_size=6), min_size=1, max_size=12)


@given(words, st.data())
def test_latin_wrapped_anywhere_between_words_comes_back(found: list[str], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(found)))
    parts = [" ".join(found[start : start + size]) for start in range(0, len(found), size)]
    assert joined(*parts) == " ".join(found)


@given(st.text("汉字识别，。“”（）的一", min_size=1, max_size=40), st.integers(1, 12))
def test_han_wrapped_anywhere_comes_back(text: str, width: int) -> None:
    parts = [text[start : start + width] for start in range(0, len(text), width)]
    assert joined(*parts) == text


# Splitting


def test_em_is_the_size_of_full_width_letters() -> None:
    assert em_of([line("汉字ab，")]) == EM
    assert em_of([line("abc")]) == EM
    flat = Char("一", Box(0, 9, EM, 11), 1.0)
    assert em_of([Line((flat,))]) == EM


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
    assert Block(tuple(lines)).paragraphs == tuple(join_lines(part) for part in parts)
