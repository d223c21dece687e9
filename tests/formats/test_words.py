"""Words of a line, and text for XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Line
from pagerec.formats.words import split_words, xml_text
from tests.formats.made import line, lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("能刺和 Go on，", ["能刺和", "Go", "on", "，"]),
        ("“能”Go", ["“能”", "Go"]),
        ("A—B 12.5%", ["A—B", "12.5%"]),
        ("第2段", ["第", "2", "段"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [word.text for word in split_words(line(text))] == words


@given(lines)
def test_words_hold_every_character_in_order(line: Line) -> None:
    words = split_words(line)
    assert tuple(char for word in words for char in word.chars) == line.chars
    spaced = "".join(f" {word.text}" if word.chars[0].space_before else word.text for word in words[1:])
    assert words[0].text + spaced == line.text


@given(st.text(st.characters()))
def test_any_text_becomes_xml_that_parses_to_it(text: str) -> None:
    element = ET.Element("a", {"b": xml_text(text)})
    element.text = xml_text(text)
    parsed = ET.fromstring(ET.tostring(element, encoding="utf-8"))
    assert parsed.get("b") == (parsed.text or "") == xml_text(text)
    assert len(xml_text(text)) == len(text)
