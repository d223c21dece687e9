"""Lists of a Word document."""

from __future__ import annotations

from typing import Any

import pytest

from pagerec.formats.docx_numbers import Numbering

docx = pytest.importorskip("docx")


def lists_of(word: Any) -> list[tuple[str, int | None]]:
    """The style of each paragraph, and the number that its list starts with."""
    numbering = word.part.numbering_part.element
    found: list[tuple[str, int | None]] = []
    for paragraph in word.paragraphs:
        properties = paragraph._p.pPr.numPr
        start = None
        if properties is not None:
            (override,) = numbering.num_having_numId(properties.numId.val).lvlOverride_lst
            start = override.startOverride.val
        found.append((paragraph.style.name, start))
    return found


def test_lists_count_from_their_first_number() -> None:
    word = docx.Document()
    numbering = Numbering(word)
    for mark, text in (("1. ", "一"), ("2、", "二"), ("• ", "点"), ("3. ", "三"), ("1) ", "又一"), ("(7) ", "七")):
        numbering.add_item(mark, text)
    number, bullet = "List Number", "List Bullet"
    starts = [(number, 1), (number, 1), (bullet, None), (number, 1), (number, 1), (number, 7)]
    assert lists_of(word) == starts
    assert [paragraph.text for paragraph in word.paragraphs] == ["一", "二", "点", "三", "又一", "七"]
    ids = [paragraph._p.pPr.numPr.numId.val for paragraph in word.paragraphs if paragraph._p.pPr.numPr is not None]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids)) == 3
