"""Brackets and quotation marks of a pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.pairs import match_pairs, widen_signs
from pagerec.segmentation import Cells
from pagerec.segmentation.lines import EM, HEIGHT

CHARSET = Charset("能月()（）[]［］〈〉〔〕“”\"':：,，a")


def line(*cells: dict[str, float]) -> tuple[list[Choice], Scores]:
    """A path through cells, each with its candidates; the first of each is chosen."""
    classes, probabilities = np.zeros((len(cells), 5), np.int32), np.zeros((len(cells), 5), np.float32)
    path = []
    for row, candidates in enumerate(cells):
        ranked = sorted(candidates, key=lambda char: -candidates[char])
        for column, char in enumerate(ranked):
            classes[row, column], probabilities[row, column] = CHARSET.encode(char), candidates[char]
        path.append(Choice(row, ranked.index(next(iter(candidates)))))
    return path, Scores(classes, probabilities, np.zeros(len(cells), np.float32))


def text(path: list[Choice], scores: Scores) -> str:
    return "".join(CHARSET.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path)


def matched(*cells: dict[str, float]) -> str:
    path, scores = line(*cells)
    (found,) = match_pairs([path], [scores], CHARSET)
    assert [choice.cell for choice in found] == [choice.cell for choice in path]
    return text(found, scores)


N = {"能": 1.0}


def test_brackets_become_what_they_are_more_likely_to_be() -> None:
    sure, unsure = {"（": 0.95, "(": 0.05}, {")": 0.6, "）": 0.4}
    assert matched(sure, N, unsure) == "（能）"
    assert matched({"(": 0.95, "（": 0.05}, N, {"）": 0.6, ")": 0.4}) == "(能)"
    assert matched({"［": 0.95, "[": 0.05}, N, {"]": 0.6, "］": 0.4}) == "［能］"


def test_what_matches_stays_as_it_is() -> None:
    # Context may have chosen what is less likely by its shape.
    assert matched({"(": 0.2, "（": 0.8}, N, {")": 0.2, "）": 0.8}) == "(能)"
    assert matched({"（": 1.0}, N, {"]": 0.6, "］": 0.4}) == "（能]"
    assert matched(N, {")": 0.6, "）": 0.4}, N) == "能)能"


def test_only_candidates_are_chosen() -> None:
    assert matched({"（": 1.0}, N, {")": 1.0}) == "（能)"
    assert matched({"（": 0.9, "(": 0.1}, N, {")": 1.0}) == "(能)"


def test_pairs_inside_pairs() -> None:
    opening, closing = {"（": 0.9, "(": 0.1}, {")": 0.6, "）": 0.4}
    assert matched(opening, {"(": 1.0}, N, {")": 1.0}, closing) == "（(能)）"
    assert matched(opening, {"[": 1.0}, N, {"]": 1.0}, closing) == "（[能]）"


def test_brackets_of_two_kinds_become_what_both_may_be() -> None:
    opening, closing = {"〈": 0.69, "（": 0.27}, {"〕": 0.48, "]": 0.1, "）": 0.04}
    assert matched(opening, N, closing) == "（能）"
    assert matched({"〈": 0.69, "（": 0.001}, N, closing) == "〈能〕", "two kinds are likelier"
    assert matched({"[": 1.0, "(": 1e-4}, N, {")": 0.99, "]": 1e-4}) == "[能)", "an interval"


def test_a_bracket_that_nothing_closes_takes_no_other_ones() -> None:
    lost = {"[": 0.6, "（": 0.4}
    assert matched({"（": 1.0}, lost, N, {"）": 1.0}) == "（[能）"
    assert matched({"（": 1.0}, lost, N, {"）": 1.0}, {"］": 0.6, "]": 0.4}) == "（[能）］"


def test_a_straight_mark_closes_a_curved_one() -> None:
    straight = {'"': 0.7, "”": 0.3}
    assert matched({"“": 1.0}, N, straight) == "“能”"
    assert matched(straight, N, straight) == '"能"'
    assert matched({"“": 1.0}, N, {"”": 1.0}, straight) == '“能”"'
    assert matched({"“": 1.0}, N, {'"': 1.0}) == '“能"'


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_lines_without_characters(lines: int) -> None:
    _, scores = line()
    assert match_pairs([[]] * lines, [scores] * lines, CHARSET) == [[]] * lines


@given(st.lists(st.lists(st.sampled_from(CHARSET.characters), min_size=1, max_size=4, unique=True), max_size=12))
def test_matching_again_changes_nothing(names: list[list[str]]) -> None:
    path, scores = line(*({char: 1 / (2 + k) for k, char in enumerate(chars)} for chars in names))
    (once,) = match_pairs([path], [scores], CHARSET)
    assert match_pairs([once], [scores], CHARSET) == [once]


def widened(room: float, *cells: dict[str, float]) -> str:
    """Three cells, the outer ones so many ems apart."""
    path, scores = line(*cells)
    left = [0, EM + round(room * EM / 3), EM + round(room * EM)]
    boxes = np.array([[x, 4, x + (EM if k != 1 else 3), 28] for k, x in enumerate(left)], np.int32)
    numbers = np.arange(1, 4, dtype=np.int32)
    found = Cells(np.zeros((HEIGHT, left[-1] + EM), np.int32), boxes, numbers, numbers, boxes)
    (path,) = widen_signs([path], [scores], [found], CHARSET)
    return text(path, scores)


@pytest.mark.parametrize(
    ("room", "before", "sign", "wanted"),
    [
        (1.0, "能", {":": 0.9, "：": 0.1}, "："),
        (0.5, "能", {":": 0.9, "：": 0.1}, ":"),
        (0.75, "能", {",": 0.9, "，": 0.1}, ","),
        (1.0, "a", {":": 0.9, "：": 0.1}, ":"),
        (1.0, "能", {":": 0.9}, ":"),
    ],
)
def test_a_sign_with_the_room_of_a_character(room: float, before: str, sign: dict[str, float], wanted: str) -> None:
    assert widened(room, {before: 1.0}, sign, {"月": 1.0}) == f"{before}{wanted}月"
