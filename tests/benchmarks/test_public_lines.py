"""Characters with places become printed lines, and lines that can't be trusted are known."""

from __future__ import annotations

import pytest

from benchmarks.public import lines as lines_module
from benchmarks.public.lines import (
    Line,
    group_lines,
    han_share,
    has_small_capitals,
    overlapping,
    simplified_share,
    trouble_of,
)
from benchmarks.public.textlayer import RADICALS, Box, Glyph, decode_name, normal_form

EM = 10.0


def glyph(text: str, x: float, baseline: float, width: float = EM, trouble: str = "", size: float = EM) -> Glyph:
    box = Box(x, baseline - 0.88 * size, x + width, baseline + 0.12 * size)
    ink = Box(x + 0.05 * width, box.top + 0.05 * size, x + 0.95 * width, box.bottom - 0.05 * size)
    return Glyph(text, box, ink, baseline, "Song", trouble)


def row(text: str, baseline: float, x: float = 0.0, width: float = EM) -> list[Glyph]:
    return [glyph(char, x + k * width, baseline, width) for k, char in enumerate(text)]


def only_line(glyphs: list[Glyph]) -> Line:
    (line,) = group_lines(glyphs)
    return line


def test_lines_go_from_top_to_bottom_whatever_the_order_of_the_layer() -> None:
    glyphs = [*row("第二行", 40), *reversed(row("第一行", 20))]
    assert [line.text for line in group_lines(glyphs)] == ["第一行", "第二行"]


def test_nothing_gives_no_lines() -> None:
    assert group_lines([]) == []
    assert group_lines([glyph(" ", 0, 10)]) == []


def test_raised_and_lowered_characters_belong_to_their_line() -> None:
    logo = [glyph("T", 30, 20, 6), glyph("E", 34, 22, 6), glyph("X", 39, 20, 6)]
    note = glyph("1", 45, 16, 3, size=6)
    line = only_line([*row("用模板", 20), *logo, note, *row("排版很好看的", 20, 50)])
    assert line.text == "用模板TEX1排版很好看的"
    assert trouble_of(line) == "logo or formula"


def test_white_is_a_space_and_so_is_what_the_layer_says_between_latin_characters() -> None:
    apart = [*row("图", 20), *row("文", 20, 14)]
    assert only_line(apart).text == "图 文"
    latin = [*row("ab", 20, 0, 5), glyph(" ", 10, 20, 2), *row("cd", 20, 12, 5)]
    assert only_line(latin).text == "ab cd"
    inside = [*row("图", 20), glyph(" ", 9.5, 20, 1), *row("文", 20, 10.5)]
    assert only_line(inside).text == "图文"


def test_a_character_drawn_twice_counts_once() -> None:
    bold = [*row("粗体", 20), *row("粗体", 20, 0.4)]
    assert only_line(bold).text == "粗体"
    assert only_line(row("人人", 20)).text == "人人"


@pytest.mark.parametrize(
    ("glyphs", "trouble"),
    [
        (row("可信的文字", 20), ""),
        ([*row("可信", 20), glyph("?", 20, 20, trouble="turned")], "turned"),
        ([glyph("3", 0, 20, 5), *(glyph(char, 5 + 4 * k, 17, 4, size=6) for k, char in enumerate("12"))], "formula"),
        (row("目录......3", 20), "leader dots"),
        (row("等等...", 20), ""),
    ],
)
def test_trouble(glyphs: list[Glyph], trouble: str) -> None:
    assert trouble_of(only_line(glyphs)) == trouble


def test_numbers_of_program_lines_are_small_print() -> None:
    number = [glyph(char, 3 * k, 20, 3, size=5) for k, char in enumerate("12")]
    assert trouble_of(only_line([*number, *row("命令的文字说明", 20, 10)])) == "small print"


def shaped(text: str, x: float, height: float, depth: float = 0.0) -> Glyph:
    return Glyph(text, Box(x, 10, x + 5, 21), Box(x, 18 - height, x + 4.5, 18 + depth), 18, "Serif")


def test_small_capitals_have_no_ascenders_and_no_descenders() -> None:
    assert not has_small_capitals([shaped("h", 0, 7), shaped("e", 5, 4.6), shaped("p", 10, 4.6, 2)])
    assert has_small_capitals([shaped("h", 0, 5), shaped("e", 5, 5)])
    assert has_small_capitals([shaped("p", 0, 5)])
    assert not has_small_capitals([shaped("H", 0, 7), shaped("x", 5, 5)])


def test_columns_overlap_and_lines_do_not() -> None:
    assert not overlapping(group_lines([*row("上面", 20), *row("下面", 35)]))
    assert overlapping(group_lines([*row("左栏文字", 20), *row("右栏文字", 24, 100)]))


def test_widest_gap_is_in_ems() -> None:
    assert only_line([*row("左", 20), *row("右", 20, 40)]).widest_gap == pytest.approx(3.1)
    assert only_line(row("字", 20)).widest_gap == 0


def test_shares() -> None:
    assert han_share([only_line(row("中a文b", 20))]) == 0.5
    assert simplified_share([only_line(row("汉語", 20))]) == 0.5
    assert simplified_share([]) == 0


def test_em_without_han_is_the_height() -> None:
    assert lines_module.em_of(row("ab", 20, 0, 5)) == EM
    assert lines_module.em_of([]) > 0


@pytest.mark.parametrize(
    ("code", "text", "trouble"),
    [
        (ord("中"), "中", ""),
        (0x2F83, "自", ""),
        (0xF9DC, "隆", ""),
        (0xFB03, "ffi", ""),
        (0xAD, "-", ""),
        (0xA0, " ", ""),
        (0x3000, " ", ""),
        (0xE000, "\ue000", "no Unicode character"),
        (0xFFFD, "\ufffd", "no Unicode character"),
        (0, "\0", "no Unicode character"),
        (0x200B, "\u200b", "no Unicode character"),
        (0x1D400, "\ufffd", "beyond the basic plane"),
        (0xD835, "\ufffd", "beyond the basic plane"),
        (ord("´"), "´", "accent apart from its letter"),
        (ord("の"), "の", "another script"),
        (0x2E81, "\u2e81", "another script"),
    ],
)
def test_normal_form(code: int, text: str, trouble: str) -> None:
    assert normal_form(code) == (text, trouble)


def test_radicals_give_characters() -> None:
    assert all(normal_form(ord(radical)) == (char, "") for radical, char in RADICALS.items())


def test_font_names() -> None:
    assert decode_name("ABCDEF+宋体,Bold".encode()) == "宋体,Bold"
    assert decode_name("黑体".encode("gb18030")) == "黑体"
    assert decode_name(b"\xff\xff") == "ÿÿ"
