"""Alignment of a reading with its truth, and the order of lines."""

from __future__ import annotations

import pytest

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
