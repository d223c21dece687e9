"""The font of invisible text."""

from __future__ import annotations

import io
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import OptionError
from pagerec.formats.invisible import InvisibleFont, font_file, unicode_map


def test_the_font_is_small_and_a_font() -> None:
    truetype = pytest.importorskip("fontTools.ttLib")
    font = truetype.TTFont(io.BytesIO(font_file()))
    assert (len(font_file()) < 400, font["maxp"].numGlyphs, font["hmtx"].metrics) == (True, 1, {".notdef": (1000, 0)})
    assert (font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent) == (1000, 800, -200)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=300))
def test_codes_stand_for_their_texts(texts: list[str]) -> None:
    font = InvisibleFont()
    codes = {text: font.code(text) for text in texts}
    assert [font.code(text) for text in texts] == [codes[text] for text in texts]
    found = dict(re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]*)>\n", unicode_map(codes)))
    assert {bytes.fromhex(found[b"%04X" % code].decode()).decode("utf-16-be") for code in codes.values()} == set(texts)


def test_too_many_characters() -> None:
    font = InvisibleFont()
    for number in range(0xFFFF):
        font.code(str(number))
    with pytest.raises(OptionError, match="divide the document"):
        font.code("one more")


def test_codes_begin_with_1_in_the_order_of_texts() -> None:
    font = InvisibleFont()
    assert [font.code(text) for text in ("能", "ab", "能", "小")] == [1, 2, 1, 3]


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_a_batch_of_the_map_has_a_hundred_entries(count: int, sizes: list[int]) -> None:
    found = unicode_map({chr(0x4E00 + number): number + 1 for number in range(count)})
    assert [int(size) for size in re.findall(rb"(\d+) beginbfchar", found)] == sizes
    parts = re.findall(rb"beginbfchar\n(.*?)endbfchar", found, re.DOTALL)
    assert [part.count(b"\n") for part in parts] == sizes


def test_a_character_beyond_the_first_plane_is_two_units() -> None:
    assert b"<0007> <D842DFB7>\n" in unicode_map({"𠮷": 7})


def test_checksums_are_those_of_the_tables() -> None:
    content = font_file()
    count = struct.unpack_from(">H", content, 4)[0]
    assert (len(content) + 3) // 4 * 4 == len(content)
    words = struct.unpack(f">{len(content) // 4}I", content)
    assert sum(words) % (1 << 32) == 0xB1B0AFBA, "of the whole (ISO/IEC 14496-22, head)"
    tags = []
    for place in range(count):
        tag, expected, offset, length = struct.unpack_from(">4sIII", content, 12 + 16 * place)
        table = content[offset : offset + length] + bytes(-length % 4)
        if tag == b"head":
            table = table[:8] + bytes(4) + table[12:]
        assert sum(struct.unpack(f">{len(table) // 4}I", table)) % (1 << 32) == expected, tag
        tags.append(tag)
    assert tags == sorted(tags)
