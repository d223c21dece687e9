"""Characters and their lines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Box, Candidate, Char, Line, OptionError
from pagerec.page import Point
from pagerec.page.line import geometric_mean, trusted_char
from tests.page.made import char, line, probabilities


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


@pytest.mark.parametrize(
    ("candidates", "message"),
    [(("能",), "pairs of text and probability"), (((0.5, "能"),), "pairs of text"), ("能", "candidates")],
)
def test_candidates_are_pairs(candidates: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Char("能", Box(0, 0, 1, 1), 0.5, candidates)


def test_what_is_known_to_keep_the_rules_makes_the_same_character() -> None:
    outline = tuple(Point(x, y) for x, y in ((0.0, 1.0), (20.0, 0.0), (20.0, 9.0), (0.0, 9.5)))
    values = "能", Box(0, 0, 20, 10), 0.5, (Candidate("能", 0.5), Candidate("熊", 0.25)), True, outline
    assert trusted_char(*values) == Char(*values)


@pytest.mark.parametrize("direction", [45, -90, 360, 90.5, None])
def test_lines_run_in_four_directions(direction: Any) -> None:
    with pytest.raises(OptionError, match="direction"):
        Line((char("能"),), direction)


def test_space_before_the_first_character_is_not_printed() -> None:
    assert Line((char("能", space=True), char("小", 20))).text == "能小"


def test_spaces_are_in_the_text_where_they_are_printed() -> None:
    assert line("能 Go on").text == "能 Go on"


def test_the_box_holds_all_characters() -> None:
    low = Char("g", Box(30, 5, 35, 90), 1.0)
    assert Line((char("能", 10), low)).box == Box(10, 5, 35, 90)


@given(st.lists(probabilities, min_size=1, max_size=30))
def test_confidence_lies_between_the_extremes(values: list[float]) -> None:
    found = Line(tuple(char("能", confidence=value) for value in values)).confidence
    assert min(values) <= found <= max(values)


def test_the_mean_of_nothing_is_one() -> None:
    assert geometric_mean(()) == 1.0
    assert geometric_mean([char("能", confidence=0.0), char("小")]) == 0.0
    assert geometric_mean([char("能", confidence=0.9), char("小", confidence=0.4)]) == pytest.approx(0.6)


def test_reprs_are_short() -> None:
    assert repr(line("小刺")) == "Line('小刺', box=(0, 10, 40, 30), confidence=1.000)"
    assert repr(char("能")) == "Char('能', box=(0, 10, 20, 30), confidence=1.000)"


# Polygons


def slanted(left: float, top: float) -> Char:
    """A square that stands on a slope of 1 to 2."""
    corners = ((0, 0), (20, 10), (10, 30), (-10, 20))
    outline = tuple(Point(left + x, top + y) for x, y in corners)
    return Char("能", Box(round(left) - 10, round(top), round(left) + 20, round(top) + 30), 1.0, outline=outline)


def test_level_print_has_the_corners_of_its_box() -> None:
    assert char("能").polygon == ((0, 10), (20, 10), (20, 30), (0, 30))
    down = Line((char("能"),), 90)
    assert down.polygon == ((20, 10), (20, 30), (0, 30), (0, 10)), "from where it begins"


def test_a_slanted_line_is_around_its_characters() -> None:
    found = Line((slanted(100, 50), slanted(140, 70))).polygon
    assert np.array(found) == pytest.approx(np.array([(100, 50), (160, 80), (150, 100), (90, 70)]))


def test_an_outline_of_its_own_comes_first() -> None:
    outline = tuple(Point(x, y) for x, y in ((0, 0), (50, 5), (99, 0), (99, 30), (50, 35), (0, 30)))
    assert Line((slanted(100, 50),), outline=outline).polygon == outline
    with pytest.raises(OptionError, match="has 6 points: give 4"):
        Char("能", Box(0, 0, 9, 9), 1.0, outline=outline)
