"""The result tree: text, boxes, confidence, JSON."""

from __future__ import annotations

import copy
import math
import pickle
from dataclasses import FrozenInstanceError

import pytest

from pagerec import Block, Box, Document, Line, OptionError, Page
from tests.formats.made import line, table_of
from tests.page.made import char, made_page


@pytest.fixture
def page() -> Page:
    return made_page()


# Text


def test_text(page: Page) -> None:
    assert [item.text for item in page.lines] == ["能 Go on", "小刺", "和"]
    assert [block.text for block in page.blocks] == ["能 Go on\n小刺", "和"]
    assert page.text == str(page) == "能 Go on\n小刺\n和"
    assert "".join(item.text for item in page.chars) == "能Goon小刺和"


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


def test_tables() -> None:
    one, other = table_of([[line("甲")]]), table_of([[line("乙")], []])
    page = Page((one, made_page().blocks[0], other), 400, 300)
    assert page.tables == (one.table, other.table)
    assert made_page().tables == ()
    assert Document((made_page(), page, page)).tables == page.tables * 2


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


# Rules


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


def test_draw_delegates(page: Page) -> None:
    assert page.draw(boxes="line").size == (400, 300)
