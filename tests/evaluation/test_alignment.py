"""Alignment of a reading with its truth, and the order of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.alignment import NONE, align, distance, regions, true_order


def test_steps_are_the_edits() -> None:
    steps = align("甲乙丙丁", "甲己丙丁戊")
    wrong = [(step.true, step.read) for step in steps if not step.equal]
    assert wrong == [(1, 1), (NONE, 4)]
    assert len(wrong) == distance("甲乙丙丁", "甲己丙丁戊")


def test_nothing_is_aligned_with_nothing() -> None:
    assert align("", "") == []
    assert [step.read for step in align("", "甲")] == [0]


def test_regions_are_runs_of_errors() -> None:
    steps = align("能甲乙刺丙", "厶匕甲乙丙")
    assert [len(steps[region]) for region in regions(steps)] == [2, 1]


def test_lines_in_another_order_are_found() -> None:
    lines = ["春眠不觉晓", "处处闻啼鸟", "夜来风雨声", "花落知多少"]
    read = [lines[k] for k in (2, 0, 3, 1)]
    assert true_order("".join(lines), read) == [1, 3, 0, 2]


def test_a_wrongly_read_line_is_no_other_order() -> None:
    assert true_order("春眠不觉晓处处闻啼鸟", ["春眼下觉晚", "处处闻啼鸟"]) == [0, 1]


def test_repeated_lines_stay() -> None:
    assert true_order("结束开始结束开始", ["结束", "开始", "结束", "开始"]) == [0, 1, 2, 3]


def test_a_line_found_nowhere_stays_behind_the_one_before_it() -> None:
    truth = "春眠不觉晓处处闻啼鸟"
    assert true_order(truth, ["处处闻啼鸟", "@@", "春眠不觉晓"]) == [2, 0, 1]


texts = st.text("甲乙丙丁", max_size=12)


@given(texts, texts)
def test_steps_lead_from_one_text_to_the_other_by_the_fewest_edits(truth: str, read: str) -> None:
    steps = align(truth, read)
    assert "".join(truth[step.true] for step in steps if step.true != NONE) == truth
    assert "".join(read[step.read] for step in steps if step.read != NONE) == read
    assert all(
        step.equal == (NONE not in (step.true, step.read) and truth[step.true] == read[step.read]) for step in steps
    )
    assert sum(not step.equal for step in steps) == distance(truth, read)
    wrong = [place for region in regions(steps) for place in range(region.start, region.stop)]
    assert wrong == [place for place, step in enumerate(steps) if not step.equal]


@given(texts, texts, texts)
def test_a_distance_is_one(one: str, two: str, three: str) -> None:
    assert distance(one, two) == distance(two, one)
    assert (distance(one, two) == 0) == (one == two)
    assert distance(one, three) <= distance(one, two) + distance(two, three)


@given(st.lists(texts, max_size=6), st.permutations(range(6)))
def test_another_order_never_costs_edits(lines: list[str], shuffled: list[int]) -> None:
    truth, pieces = "".join(lines), [lines[k] for k in shuffled if k < len(lines)]
    order = true_order(truth, pieces)
    assert sorted(order) == list(range(len(pieces)))
    assert distance(truth, "".join(pieces[k] for k in order)) <= distance(truth, "".join(pieces))
