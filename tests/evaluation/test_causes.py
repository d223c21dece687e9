"""Causes of errors, on lattices made by hand."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.causes import Case, Verdict, find_causes
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.samples import TrueChar
from tests.evaluation.made import EDGES, PARTS, PATH, SPLIT, case, lattice


def causes(what: Case) -> list[Cause]:
    return [verdict.cause for _, verdict in sorted(find_causes(what).items())]


BOTH = pytest.mark.parametrize("boxes", [EDGES, None], ids=["boxes", "gaps"])


@BOTH
def test_decoding(boxes: list[float] | None) -> None:
    cells, scores = lattice(PARTS, {**SPLIT, (2, 3): "能"})
    assert causes(case("甲能乙", cells, scores, PATH, boxes)) == [Cause.DECODING] * 2


@BOTH
def test_classifier(boxes: list[float] | None) -> None:
    cells, scores = lattice(PARTS, {**SPLIT, (2, 3): "的"})
    path = [(1, 1), (2, 3), (4, 4)]
    assert causes(case("甲能乙", cells, scores, path, boxes)) == [Cause.CLASSIFIER]


@BOTH
def test_charset(boxes: list[float] | None) -> None:
    cells, scores = lattice(PARTS, {**SPLIT, (2, 3): "的"})
    path = [(1, 1), (2, 3), (4, 4)]
    assert causes(case("甲㸚乙", cells, scores, path, boxes)) == [Cause.CHARSET]


@BOTH
def test_cutting(boxes: list[float] | None) -> None:
    cells, scores = lattice([(2, 25), (28, 78)], {(1, 1): "甲", (2, 2): "的"})
    assert causes(case("甲能乙", cells, scores, [(1, 1), (2, 2)], boxes)) == [Cause.CUTTING] * 2


def test_a_lost_line() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    what = case("甲能乙", cells, scores, [], EDGES)
    below = [TrueChar(c.text, 1, (0.0, 200.0, 26.0, 232.0)) for c in what.chars]
    lost = Case(what.reading, below, what.read, what.truth, what.text, what.steps)
    assert causes(lost) == [Cause.LINES] * 3


def test_a_frame_of_the_wrong_size() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    small = [0.0, 13.0, 26.0, 39.0]
    verdicts = find_causes(case("甲能乙", cells, scores, PATH[2:], small)).values()
    assert {v.detail for v in verdicts} == {"framed too large"}


@BOTH
def test_dirt_read_as_text(boxes: list[float] | None) -> None:
    cells, scores = lattice(
        [(2, 25), (28, 51), (55, 78), (90, 94)], {(1, 1): "甲", (2, 2): "能", (3, 3): "乙", (4, 4): "."}
    )
    assert causes(case("甲能乙", cells, scores, PATH, boxes)) == [Cause.EXTRA]


def test_details() -> None:
    cells, scores = lattice(PARTS, {**SPLIT, (2, 3): "能"})
    found = find_causes(case("甲能乙", cells, scores, [(1, 1), (4, 4)], EDGES))
    assert list(found.values()) == [Verdict(Cause.DECODING, "passed over", 0)]
    found = find_causes(case("甲能乙", cells, scores, PATH, EDGES))
    assert {verdict.detail for verdict in found.values()} == {"another cut"}
