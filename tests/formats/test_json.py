"""Pages and documents as JSON; files of older versions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from pagerec import Block, Box, Char, Document, Line, OptionError, Page, Paragraph
from tests.page.made import line, made_page, pages

VERSIONS = Path(__file__).parent / "versions"
"""A page and a document as version 2 wrote them."""


@pytest.fixture
def page() -> Page:
    return made_page()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages)
def test_round_trip_is_exact(page: Page) -> None:
    assert Page.from_dict(page.to_dict()) == page
    assert Page.from_json(page.to_json()) == page
    assert Page.from_json(page.to_json(indent=2).encode()) == page


def test_json_layout(page: Page) -> None:
    data = json.loads(page.to_json())
    assert (data["schema"], data["version"], data["text"]) == ("pagerec.page", 3, page.text)
    first = data["blocks"][0]["lines"][0]
    assert first["text"] == "能 Go on"
    assert first["chars"][1] == {
        "text": "G",
        "box": [40, 10, 60, 30],
        "confidence": 1.0,
        "candidates": [],
        "space_before": True,
    }
    assert "能" in page.to_json()
    assert "\n" not in page.to_json()


def test_numpy_numbers_become_plain_ones() -> None:
    box = Box(*np.arange(4, dtype=np.int64))
    page = Page((Block((Line((Char("能", box, np.float32(0.5)),)),)),), 10, 10)  # type: ignore[arg-type]
    assert Page.from_json(page.to_json()) == page


@pytest.mark.parametrize("text", ["", "{", "nonsense", b"\xff\xfe\x00", "[" * 100_000])
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(OptionError, match="not JSON"):
        Page.from_json(text)


@pytest.mark.parametrize("text", ["null", "[]", "3", "{}", '{"schema": "other"}'])
def test_json_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="does not describe a page"):
        Page.from_json(text)


def test_other_versions_are_refused(page: Page) -> None:
    with pytest.raises(OptionError, match=r"layout version 4.*upgrade"):
        Page.from_dict(page.to_dict() | {"version": 4})


def test_the_first_version_is_still_read() -> None:
    today = Page((Block((line("能"),)),), 9, 9)
    block = {"kind": "sidebar", "box": [0, 10, 20, 30], "lines": today.to_dict()["blocks"][0]["lines"]}
    old = {"schema": "pagerec.page", "version": 1, "width": 9, "height": 9, "skew": 0.0, "text": "能"}
    assert Page.from_dict(old | {"blocks": [block]}) == today
    assert Page.from_dict(old | {"blocks": [block | {"kind": "table"}]}).blocks[0].kind == "paragraph"
    assert Page.from_dict(old | {"blocks": [block | {"kind": "heading"}]}).blocks[0].kind == "heading"


# Older versions


def test_a_page_of_version_2_is_divided_when_it_is_read() -> None:
    text = (VERSIONS / "page-2.json").read_text(encoding="utf-8")
    page = Page.from_json(text)
    assert page.text == json.loads(text)["text"]
    assert page.paragraphs == (
        "书名",
        "正文的一行一样长正文的一行一样长完。",
        "1. 苹果",
        "2. 梨",
        "if x:",
        "    return 1",
        "名称\t价格",
        "苹果",
    )
    assert page.to_markdown() == (
        "# 书名\n\n正文的一行一样长正文的一行一样长完。\n\n1. 苹果\n2. 梨\n\n```\nif x:\n    return 1\n```\n\n"
        "| 名称 | 价格 |\n| --- | --- |\n| 苹果 |  |\n"
    )
    assert Page.from_json(page.to_json()) == page


def test_a_document_of_version_2() -> None:
    document = Document.from_json((VERSIONS / "document-2.json").read_text(encoding="utf-8"))
    (block,) = document.pages[0].blocks
    assert (block.kind, block.paragraphs) == ("list", ("1. 苹果", "2. 梨"))


# Parts


def test_parts_are_read_as_they_are_written() -> None:
    """Even where the analysis would say something else."""
    lines = (line("1. 甲"), line("乙"), line("丙"))
    page = Page((Block(lines, parts=(Paragraph(lines[:2], level=5), Paragraph(lines[2:]))),), 99, 99)
    data = page.to_dict()["blocks"][0]["parts"]
    assert data[0] == {"text": "1. 甲乙", "lines": 2, "level": 5, "mark": 0, "spaces": []}
    assert Page.from_dict(page.to_dict()) == page
    assert page.to_markdown() == "##### 1\\. 甲乙\n\n丙\n"
