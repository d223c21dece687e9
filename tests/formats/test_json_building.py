"""Blocks built from plain values; errors name the place."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given

from pagerec import Block, Box, OptionError, Page, Table, TableCell
from pagerec.formats.json_building import block_from_dict, build_all, get, number, quarter_turns
from tests.formats.made import few, pages
from tests.page.made import line, made_page


@pytest.fixture
def page() -> Page:
    return made_page()


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


# By themselves


@few
@given(pages)
def test_blocks_come_back(page: Page) -> None:
    for block, data in zip(page.blocks, page.to_dict()["blocks"], strict=True):
        assert block_from_dict(data) == block


@pytest.mark.parametrize("points", [[[0, 0]] * 4 + [[1]], [[0, "1"]] * 4, [[0, 0, 0]] * 4, [[0, 0]] * 3])
def test_outlines_are_pairs_of_numbers(points: list[Any]) -> None:
    data = Block((line("能"),)).lines
    (char,) = data[0].chars
    given_char = {"text": char.text, "box": [0, 0, 9, 9], "confidence": 1, "candidates": [], "space_before": False}
    block = {"kind": "list", "lines": [{"chars": [given_char | {"polygon": points}]}]}
    with pytest.raises(OptionError, match=r"lines\[0\]: chars\[0\]: "):
        block_from_dict(block)


@pytest.mark.parametrize(
    ("value", "kind", "is_taken"),
    [(3, int, True), (True, int, False), (True, bool, True), ((1,), list, True), ("a", list, False), (3.0, int, False)],
)
def test_fields_have_their_kind(value: object, kind: type, is_taken: bool) -> None:
    if is_taken:
        assert get({"a": value}, "a", kind) is value
        return
    with pytest.raises(OptionError, match=f'"a" is .*, not {kind.__name__}'):
        get({"a": value}, "a", kind)


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_has_no_fields(data: object) -> None:
    with pytest.raises(OptionError, match="not an object with named fields"):
        get(data, "a", int)


def test_numbers() -> None:
    assert number({"a": 3}, "a") == 3.0
    assert isinstance(number({"a": 3}, "a"), float)
    with pytest.raises(OptionError, match="larger than any number"):
        number({"a": 10**400}, "a")
    with pytest.raises(OptionError, match="True is not a number"):
        number({"a": True}, "a")


def test_degrees_may_be_missing() -> None:
    assert quarter_turns({}, "rotation") == 0
    assert quarter_turns({"rotation": 90}, "rotation") == 90
    with pytest.raises(OptionError, match="not int"):
        quarter_turns({"rotation": None}, "rotation")


def test_errors_inside_are_named_by_their_place() -> None:
    assert build_all({"a": [1, 2]}, "a", str) == ("1", "2")

    def build(item: int) -> int:
        if item > 1:
            raise OptionError(f"{item} is too much")
        return item

    with pytest.raises(OptionError, match=r"a\[2\]: 5 is too much") as caught:
        build_all({"a": [0, 1, 5]}, "a", build)
    assert caught.value.__cause__ is None
