"""Readings compared with their text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.alignment import NONE
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.run import evaluate_picture, lines_of, make_case
from pagerec.evaluation.samples import Sample, TrueChar
from pagerec.page import Block, Box, Char, Line, Page
from pagerec.reading.reading import Reading
from tests.evaluation.made import case, lattice

NAMES = "甲乙能的厶匕白勺"
NEAR = [(2 + 26 * k, 25 + 26 * k) for k in range(len(NAMES))]
APART = [(left + 60 * (k > 3), right + 60 * (k > 3)) for k, (left, right) in enumerate(NEAR)]
TURNED = "厶匕白勺甲乙能的"


def reading_of(text: str = NAMES, extents: list[tuple[int, int]] = APART) -> Reading:
    """One line with these characters, each an atom."""
    runs = [(k, k) for k in range(1, len(text) + 1)]
    found = case(text, *lattice(extents, dict(zip(runs, text, strict=True))), runs, None).reading
    chars = tuple(Char(char, Box(a, 0, b, 9), 0.9) for char, (a, b) in zip(text, extents, strict=True))
    page = Page((Block((Line(chars),)),), 200, 40)
    return replace(found, page=page, origins=tuple((0, k) for k in range(len(text))))


def sample_of(text: str) -> Sample:
    return Sample(Path("page-1.png"), tuple(TrueChar(char, 0) for char in text))


class Reader:
    """Gives a reading that is there already."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read_stages(self, image: Any) -> Reading:
        return self.reading


def test_columns_read_in_another_order_are_no_other_errors() -> None:
    found = make_case(reading_of(), sample_of(TURNED))
    assert [char.text for char in found.read] == list(TURNED)
    assert all(step.equal for step in found.steps)


def test_characters_that_stand_together_are_not_put_in_order() -> None:
    found = make_case(reading_of(extents=NEAR), sample_of(TURNED))
    assert [char.text for char in found.read] == list(NAMES)


@pytest.mark.parametrize(
    ("truth", "edits", "order", "errors"),
    [
        (NAMES, 0, 0, []),
        (NAMES.replace("能", "."), 1, 0, [(".", "能")]),
        (TURNED, 8, 8, []),
        (TURNED.replace("匕", "."), 8, 7, [(".", "匕")]),
        (NAMES + ".", 1, 0, [(".", "")]),
        (NAMES.replace("乙", ""), 1, 0, [("", "乙")]),
    ],
)
def test_errors_and_what_is_order_alone(truth: str, edits: int, order: int, errors: list[tuple[str, str]]) -> None:
    result, _ = evaluate_picture(cast(Any, Reader(reading_of())), sample_of(truth))
    assert (result.name, result.kind) == ("page-1", "page")
    assert result.score.edits == edits
    assert result.order_edits == order
    assert [(error.true, error.read) for error in result.errors] == errors


def test_an_error_shows_the_print_around_it() -> None:
    result, found = evaluate_picture(cast(Any, Reader(reading_of())), sample_of("甲乙.的厶匕白勺"))
    (error,) = result.errors
    assert error.context == "甲乙[.]的厶匕白勺"
    assert error.cause is Cause.CLASSIFIER
    assert lines_of(found, result) == {0: [error]}


def test_an_error_on_no_line_goes_to_that_of_its_read_character() -> None:
    result, found = evaluate_picture(cast(Any, Reader(reading_of())), sample_of("甲乙.的厶匕白勺。"))
    lost = [replace(error, line=NONE) for error in result.errors]
    assert lines_of(found, replace(result, errors=tuple(lost))) == {0: [lost[0]], NONE: [lost[1]]}


def test_a_blank_page_lost_everything() -> None:
    blank = replace(reading_of(), page=Page((), 200, 40), origins=())
    result, _ = evaluate_picture(cast(Any, Reader(blank)), sample_of("甲乙"))
    assert [(error.true, error.read) for error in result.errors] == [("甲", ""), ("乙", "")]
