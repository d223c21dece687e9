"""Pages and documents as JSON; files of older versions."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from pagerec import Block, Box, Char, Document, Line, OptionError, Page, Paragraph, Table, TableCell
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


def test_a_table_that_does_not_fit_is_refused_by_its_place() -> None:
    cell = TableCell(Box(0, 0, 9, 9), 0, (line("能"),))
    data = Page((Block(cell.lines, "table", table=Table(((cell,),), cell.box)),), 9, 9).to_dict()
    data["blocks"][0]["table"]["rows"][0][0]["column_span"] = 0
    with pytest.raises(OptionError, match=r"blocks\[0\]: rows\[0\]: cells\[0\]: .*column_span is 0"):
        Page.from_dict(data)


def _broken(page: Page, path: list[str | int], value: object) -> dict[str, Any]:
    data = page.to_dict()
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    if value is KeyError:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return data


CHAR: list[str | int] = ["blocks", 0, "lines", 1, "chars", 0]
AT_CHAR = r"blocks\[0\]: lines\[1\]: chars\[0\]: "


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["blocks"], KeyError, '"blocks" is missing'),
        (["blocks"], 3, '"blocks" is 3, not list'),
        (["width"], "400", "\"width\" is '400', not int"),
        (["width"], True, "not int"),
        (["width"], -1, "width is -1"),
        (["skew"], None, "None is not a number"),
        (["skew"], math.nan, "degrees"),
        (["blocks", 0], "text", r"blocks\[0\]: not an object"),
        (["blocks", 0, "kind"], None, r"blocks\[0\]: \"kind\""),
        (["blocks", 0, "lines"], [], r"blocks\[0\]: parts\[0\]: \"lines\" is 2, and the block has 0 more"),
        ([*CHAR, "text"], "", AT_CHAR),
        ([*CHAR, "text"], KeyError, AT_CHAR),
        ([*CHAR, "box"], [1, 2, 3], AT_CHAR + '"box"'),
        ([*CHAR, "box"], [1, 2, 3, 4.5], AT_CHAR + '"box"'),
        ([*CHAR, "confidence"], 7, AT_CHAR),
        ([*CHAR, "space_before"], 1, AT_CHAR),
        ([*CHAR, "candidates"], [["能"]], AT_CHAR + r"candidates\[0\]: not a pair"),
        ([*CHAR, "candidates"], [["能", "1"]], AT_CHAR + r"candidates\[0\]: '1' is not a number"),
    ],
)
def test_errors_name_the_place(page: Page, path: list[str | int], value: object, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Page.from_dict(_broken(page, path, value))


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


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("lines", 3, r"parts\[0\]: \"lines\" is 3, and the block has 2 more for this part"),
        ("lines", 1, "the parts of a Block have its lines"),
        ("lines", 0, r"parts\[0\]: a Paragraph needs at least one Line"),
        ("level", 7, r"parts\[0\]: Paragraph.level is 7"),
        ("mark", 99, r"parts\[0\]: Paragraph.mark is 99"),
        ("spaces", [1], r"parts\[0\]: Paragraph.spaces has a number for each character"),
        ("spaces", [-1] * 7, r"parts\[0\]: Paragraph.spaces is -1"),
        ("level", None, r"parts\[0\]: \"level\" is None"),
    ],
)
def test_wrong_parts_are_refused_by_their_place(page: Page, field: str, value: object, message: str) -> None:
    data = page.to_dict()
    data["blocks"][0]["parts"] = [{"lines": 2, "level": 0, "mark": 0, "spaces": [], field: value}]
    with pytest.raises(OptionError, match=rf"blocks\[0\]: {message}"):
        Page.from_dict(data)
