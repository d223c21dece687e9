"""Characters and their class numbers."""

from __future__ import annotations

import pickle
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.errors import ModelError
from pagerec.recognition.charset import (
    Charset,
    are_han,
    cjk_han,
    default_characters,
    gb2312_han,
    is_han,
    tongyong_han,
)


def test_gb2312_has_the_standards_counts() -> None:
    first, second = gb2312_han(1), gb2312_han(2)
    assert (len(first), len(second), len(gb2312_han())) == (3755, 3008, 6763)
    assert gb2312_han() == first + second
    assert len(set(first + second)) == 6763
    assert (first[0], first[-1], second[0], second[-1]) == ("啊", "座", "亍", "齄")
    assert all(unicodedata.name(char).startswith("CJK UNIFIED") for char in first + second)


def test_default_characters() -> None:
    charset = Charset(default_characters())
    wanted = "汉字Az09~!，。、：；？！“”‘’（）《》…—·％"[:-1] + "°±×÷→≤≥①⑳αβΩ%℃√²Ⅳ"
    assert [char for char in wanted if char not in charset] == []
    assert "\u3000" not in charset
    assert " " not in charset
    assert "Ａ" not in charset, "full-width letters have the shapes of ASCII"
    assert all(len(char) == 1 and char.isprintable() for char in charset.characters)


def _decoded(codec: str, leads: range, trails: list[int]) -> set[str]:
    """The Han characters of a two-byte code, as Python's own table of it has them."""
    codes = (bytes((lead, trail)).decode(codec, errors="ignore") for lead in leads for trail in trails)
    return {char for code in codes for char in code if "\u4e00" <= char <= "\u9fff"}


@pytest.mark.parametrize(
    ("codec", "leads", "trails", "count"),
    [
        ("big5", range(0xA4, 0xFA), [*range(0x40, 0x7F), *range(0xA1, 0xFF)], 13_051),
        ("gbk", range(0x81, 0xFF), [*range(0x40, 0x7F), *range(0x80, 0xFF)], 20_902),
        ("gb2312", range(0xB0, 0xF8), list(range(0xA1, 0xFF)), 6_763),
    ],
)
def test_holds_the_standards(codec: str, leads: range, trails: list[int], count: int) -> None:
    wanted = _decoded(codec, leads, trails)
    assert len(wanted) == count
    assert wanted <= set(default_characters())


def test_holds_the_base_block_names_kana_and_hong_kong() -> None:
    characters = set(default_characters())
    assert len(cjk_han()) == 20_992
    assert set(cjk_han()) | set(tongyong_han()) <= characters
    assert set("あがぱんアヴー𠮶𨋢嘅㗎㩒") <= characters


@given(st.lists(st.characters(exclude_categories=["Cs"]), unique=True, max_size=40))
def test_classes_and_characters_are_a_bijection(characters: list[str]) -> None:
    charset = Charset(characters)
    assert len(charset) == len(characters) + 1
    numbers = [charset.encode(char) for char in characters]
    assert numbers == list(range(1, len(charset)))
    assert [charset.decode(number) for number in numbers] == characters
    assert all(char in charset for char in characters)


def test_class_zero_is_no_character() -> None:
    charset = Charset("日月")
    assert charset.decode(0) == ""
    assert charset.encode("山") == 0
    assert "山" not in charset
    assert "" not in charset


@pytest.mark.parametrize("characters", ["日月日", ["日", "月", "月"], "aa"])
def test_a_repeated_character_is_refused(characters: str | list[str]) -> None:
    with pytest.raises(ModelError, match="twice") as caught:
        Charset(characters)
    assert repr(characters[-1]) in str(caught.value)


@pytest.mark.parametrize("entry", ["", "日月", "e\u0301"])
def test_an_entry_that_is_no_single_character_is_refused(entry: str) -> None:
    with pytest.raises(ModelError, match="single character"):
        Charset(["山", entry])


def test_digest_tells_charsets_apart() -> None:
    assert Charset("日月").digest() == Charset(["日", "月"]).digest()
    assert len({Charset(text).digest() for text in ("日月", "月日", "日", "日月山", "")}) == 5
    assert pickle.loads(pickle.dumps(Charset("日月"))).digest() == Charset("日月").digest()


def test_han_by_code_point_is_han_by_character() -> None:
    edges = (0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0x20000, 0x3FFFF)
    codes = np.array([0, *(edge + k for edge in edges for k in (-1, 0, 1))], np.int32)
    assert are_han(codes).tolist() == [is_han(chr(code)) for code in codes]
