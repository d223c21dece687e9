"""The result tree: text, boxes, confidence, JSON."""

from __future__ import annotations

import copy
import json
import math
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Block, Box, Candidate, Char, Line, OptionError, Page, Table, TableCell
from pagerec.page import KINDS

probabilities = st.floats(0, 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=2)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top, width, height = (draw(st.integers(0, 5000)) for _ in range(4))
    return Box(left, top, left + width, top + height)


@st.composite
def chars(draw: st.DrawFn) -> Char:
    candidates = tuple(draw(st.lists(st.builds(Candidate, texts, probabilities), max_size=5)))
    return Char(draw(texts), draw(boxes()), draw(probabilities), candidates, draw(st.booleans()))


lines = st.lists(chars(), min_size=1, max_size=4).map(lambda items: Line(tuple(items)))
some_lines = st.lists(lines, min_size=1, max_size=3).map(tuple)
kinds = st.sampled_from([kind for kind in KINDS if kind != "table"])
figures = st.builds(Block, st.lists(lines, max_size=2).map(tuple), kind=st.just("figure"), area=boxes())


@st.composite
def tables(draw: st.DrawFn) -> Block:
    """A table of whole rows; the first cell may span two columns."""
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        span = draw(st.integers(1, 2))
        cells = [TableCell(draw(boxes()), 0, draw(st.lists(lines, max_size=2).map(tuple)), column_span=span)]
        rows.append((*cells, TableCell(draw(boxes()), 2, draw(st.lists(lines, max_size=2).map(tuple)))))
    table = Table(tuple(rows), draw(boxes()))
    return Block(table.lines, "table", table=table)


blocks = st.one_of(st.builds(Block, some_lines, kind=kinds), figures, tables())
pages = st.builds(
    Page,
    st.lists(blocks, max_size=3).map(tuple),
    width=st.integers(0, 10_000),
    height=st.integers(0, 10_000),
    skew=st.floats(-45, 45),
)


def char(text: str, left: int = 0, *, confidence: float = 1.0, space: bool = False) -> Char:
    return Char(text, Box(left, 10, left + 20, 30), confidence, (), space)


def line(text: str) -> Line:
    """A line of 20-pixel characters; a blank in `text` is a space."""
    found = []
    for index, letter in enumerate(text):
        if letter != " ":
            found.append(char(letter, 20 * index, space=text[index - 1 : index] == " "))
    return Line(tuple(found))


@pytest.fixture
def page() -> Page:
    blocks = (Block((line("能 Go on"), line("小刺"))), Block((line("和"),), kind="heading"))
    return Page(blocks, width=400, height=300, skew=0.5)


# Box


def test_box_sizes_and_union() -> None:
    box = Box(2, 3, 10, 20)
    assert (box.width, box.height) == (8, 17)
    assert box.union() == box
    assert box.union(Box(0, 5, 4, 30), Box(9, 1, 11, 2)) == Box(0, 1, 11, 30)


@given(st.lists(boxes(), min_size=1, max_size=5))
def test_union_holds_every_box(some: list[Box]) -> None:
    whole = some[0].union(*some[1:])
    assert all(
        whole.left <= b.left and whole.top <= b.top and whole.right >= b.right and whole.bottom >= b.bottom
        for b in some
    )


# Text


def test_text(page: Page) -> None:
    assert [item.text for item in page.lines] == ["能 Go on", "小刺", "和"]
    assert [block.text for block in page.blocks] == ["能 Go on\n小刺", "和"]
    assert page.text == str(page) == "能 Go on\n小刺\n和"
    assert "".join(item.text for item in page.chars) == "能Goon小刺和"


def test_space_before_the_first_character_is_not_printed() -> None:
    assert Line((char("能", space=True), char("小", 20))).text == "能小"


def test_paragraphs_of_a_page_do_not_cross_blocks(page: Page) -> None:
    assert page.paragraphs[-1] == "和"
    assert page.flowing_text == "\n".join(page.paragraphs)


def test_blank_page() -> None:
    page = Page((), 200, 100)
    assert page.text == str(page) == page.flowing_text == ""
    assert (page.lines, page.chars, page.paragraphs) == ((), (), ())
    assert page.box == Box(0, 0, 200, 100)
    assert page.confidence == 1.0
    assert Page.from_json(page.to_json()) == page


# Boxes and confidence


def test_boxes_of_the_levels(page: Page) -> None:
    assert page.lines[0].box == Box(0, 10, 140, 30)
    assert page.blocks[1].box == Box(0, 10, 20, 30)
    assert page.box == Box(0, 0, 400, 300)


def test_confidence_is_the_geometric_mean() -> None:
    first = Line((char("能", confidence=0.5), char("小", confidence=0.125)))
    assert first.confidence == pytest.approx(0.25)
    assert Block((first,)).confidence == pytest.approx(0.25)
    assert Page((Block((first,)),), 1, 1).confidence == pytest.approx(0.25)
    assert Line((char("能", confidence=0.0), char("小"))).confidence == 0.0


@given(st.lists(probabilities, min_size=1, max_size=30))
def test_confidence_lies_between_the_extremes(values: list[float]) -> None:
    found = Line(tuple(char("能", confidence=value) for value in values)).confidence
    assert min(values) <= found <= max(values)


# Rules


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ""}, "empty"),
        ({"box": Box(5, 0, 4, 9)}, "inside out"),
        ({"box": Box(0, 9, 4, 8)}, "inside out"),
        ({"confidence": 1.1}, "probability"),
        ({"confidence": -0.1}, "probability"),
        ({"confidence": math.nan}, "probability"),
        ({"candidates": (Candidate("能", 2.0),)}, "probability"),
        ({"candidates": (Candidate("能", 0.1),) * 6}, "best 5"),
    ],
)
def test_char_rules(change: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"text": "能", "box": Box(0, 0, 4, 9), "confidence": 0.5} | change
    with pytest.raises(OptionError, match=message):
        Char(**values)


def test_float32_rounding_is_clamped() -> None:
    over = np.float32(1.0000001)
    made = Char("能", Box(0, 0, 1, 1), float(over), (Candidate("能", float(over)),))
    assert made.confidence == 1.0
    assert made.candidates == (("能", 1.0),)


def test_empty_lines_blocks_and_impossible_pages_are_refused() -> None:
    with pytest.raises(OptionError, match="leave empty lines out"):
        Line(())
    with pytest.raises(OptionError, match="leave empty blocks out"):
        Block(())
    with pytest.raises(OptionError, match="width is -1"):
        Page((), -1, 5)
    with pytest.raises(OptionError, match="degrees"):
        Page((), 1, 5, skew=math.inf)


def test_values_are_frozen_hashable_and_take_lists() -> None:
    made = Line([char("能")])  # type: ignore[arg-type]
    assert made.chars == (char("能"),)
    assert len({made, copy.deepcopy(made), pickle.loads(pickle.dumps(made))}) == 1
    with pytest.raises(FrozenInstanceError):
        made.chars = ()  # type: ignore[misc]


def test_repr_is_readable(page: Page) -> None:
    assert repr(page) == ("Page('能 Go on\\n小刺\\n和', 2 blocks, 3 lines, 8 chars, 400x300 pixels, confidence=1.000)")
    assert repr(page.blocks[1]) == ("Block('和', 1 line, kind='heading', box=(0, 10, 20, 30), confidence=1.000)")
    assert repr(page.lines[1]) == "Line('小刺', box=(0, 10, 40, 30), confidence=1.000)"
    assert repr(page.chars[0]) == "Char('能', box=(0, 10, 20, 30), confidence=1.000)"
    assert repr(Block((line("能" * 50),))).startswith(f"Block('{'能' * 23}…'")


# JSON


@given(pages)
def test_round_trip_is_exact(page: Page) -> None:
    assert Page.from_dict(page.to_dict()) == page
    assert Page.from_json(page.to_json()) == page
    assert Page.from_json(page.to_json(indent=2).encode()) == page


def test_json_layout(page: Page) -> None:
    data = json.loads(page.to_json())
    assert (data["schema"], data["version"], data["text"]) == ("pagerec.page", 2, page.text)
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
    with pytest.raises(OptionError, match=r"layout version 3.*upgrade"):
        Page.from_dict(page.to_dict() | {"version": 3})


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
        (["blocks", 0, "lines"], [], r"blocks\[0\]: a Block needs"),
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


def test_draw_delegates(page: Page) -> None:
    assert page.draw(boxes="line").size == (400, 300)
