"""The sets of characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pagerec.errors import OptionError
from pagerec.recognition.charset import is_han
from pagerec.recognition.presets import PRESETS, alphabet_of, characters_of


@pytest.mark.parametrize(
    ("name", "count"), [("gb2312-1", 3755), ("gb2312", 6763), ("tongyong", 8105), ("big5-1", 5401)]
)
def test_a_preset_holds_as_many_as_its_standard(name: str, count: int) -> None:
    characters = characters_of(name)
    assert len(characters) == len(set(characters)) == count
    assert all(map(is_han, characters))
    assert list(characters) == sorted(characters)


def test_classes_of_the_original() -> None:
    characters = characters_of("gb2312-1")
    assert (characters[0], characters[1], characters[3754]) == ("一", "丁", "龟")


def test_presets_know_each_other() -> None:
    assert set(characters_of("gb2312-1")) < set(characters_of("gb2312"))
    assert all(char.encode("big5") for char in characters_of("big5-1"))
    assert "們" in characters_of("big5-1")


@settings(deadline=None, max_examples=30)
@given(text=st.text(st.sampled_from("天地玄黄，。ab1 \n\t　"), min_size=1))
def test_a_file_gives_each_character_once_in_its_order(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("charset") / "c.txt"
    path.write_text(text, encoding="utf-8")
    wanted = tuple(dict.fromkeys("".join(text.split())))
    if wanted:
        assert characters_of(str(path)) == wanted
    else:
        with pytest.raises(OptionError, match="holds no characters"):
            characters_of(str(path))


@pytest.mark.parametrize("char", ["\ue000", "\u0378", "\x07", "\u200b"])
def test_an_unknown_character_is_named_with_its_line(tmp_path: Path, char: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text(f"天地\n玄{char}黄", encoding="utf-8")
    with pytest.raises(OptionError, match=rf"c\.txt, line 2: U\+{ord(char):04X} .*take it out"):
        characters_of(str(path))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"gb2313.*can't be read.*gb2312-1"):
        characters_of("gb2313")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OptionError, match=r"c\.txt: is not UTF-8"):
        characters_of(str(tmp_path / "c.txt"))
    assert "gb2312" in PRESETS


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("digits", "09.%￥", "a一"),
        ("latin", "aZé7_", "一。"),
        ("gb2312", "国a。", "國囧"),
        ("simplified", "国镕a", "國"),
        ("traditional", "國a。", "国"),
    ],
)
def test_alphabets(name: str, inside: str, outside: str) -> None:
    chars = alphabet_of(name)
    assert set(inside) <= set(chars)
    assert not set(outside) & set(chars)


def test_other_alphabets_stand_for_themselves() -> None:
    assert alphabet_of("0123") == "0123"
    assert alphabet_of("digit") == "digit"
