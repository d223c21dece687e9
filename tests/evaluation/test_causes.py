"""Causes of errors, on lattices made by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from pagerec.evaluation.alignment import align
from pagerec.evaluation.causes import Case, Verdict, find_causes
from pagerec.evaluation.folding import fold_characters
from pagerec.evaluation.lattice import Cause, Vocabulary, judge_cells, judge_gap, names
from pagerec.evaluation.placing import own_ink
from pagerec.evaluation.samples import TrueChar
from pagerec.evaluation.stages import ReadChar
from pagerec.page import Page
from pagerec.reading.reading import Reading
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, Ink, LineImage, TextLine
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.page import PageLines

CHARSET = Charset("甲乙能厶匕白勺的.。")
Named = dict[tuple[int, int], str]


def lattice(extents: list[tuple[int, int]], named: Named, probability: float = 0.9) -> tuple[Cells, Scores]:
    """Atoms with these columns, runs of up to three of them as cells; `named` says what these look like."""
    labels = np.zeros((HEIGHT, extents[-1][1] + 4), np.int32)
    for number, (left, right) in enumerate(extents, start=1):
        labels[4:28, left:right] = number
    runs = [(a, b) for size in range(3) for a in range(1, len(extents) + 1) if (b := a + size) <= len(extents)]
    boxes = [(extents[a - 1][0], 4, extents[b - 1][1], 28) for a, b in runs]
    atoms = np.array([(left, 4, right, 28) for left, right in extents], np.int32)
    first, last = np.array(runs, np.int32).T
    classes = np.array([[CHARSET.encode(named.get(run, "")), 0] for run in runs], np.int32)
    sure = np.array([probability if run in named else 0.0 for run in runs], np.float32)
    probabilities = np.stack([sure, np.zeros_like(sure)], axis=1)
    return Cells(labels, atoms, first, last, np.array(boxes, np.int32)), Scores(classes, probabilities, 1 - sure)


def cell_of(cells: Cells, run: tuple[int, int]) -> int:
    return int(np.flatnonzero((cells.first == run[0]) & (cells.last == run[1]))[0])


def case(truth: str, cells: Cells, scores: Scores, path: list[tuple[int, int]], boxes: list[float] | None) -> Case:
    """A page of one line; `boxes` are the edges of the advance cells."""
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    width = level.shape[1]
    text_line = TextLine(0, width, HEIGHT / 2, EM, 0, HEIGHT)
    layout = PageLines(Ink(level, level > 0, False), (text_line,), 1.0, 0.0, (HEIGHT, width))
    chosen = [cell_of(cells, run) for run in path]
    read = [ReadChar(CHARSET.decode(int(scores.classes[c, 0])), 0, c, k) for k, c in enumerate(chosen)]
    line_image = LineImage(level, text_line, 1.0, 0.0, 0.0)
    choices = [[Choice(c, 0) for c in chosen]]
    reading = Reading(layout, [line_image], [cells], [scores], choices, CHARSET, Page((), width, HEIGHT))
    edges = boxes or [0.0] * (len(truth) + 1)
    chars = [
        TrueChar(char, 0, (edges[k], 0.0, edges[k + 1], float(HEIGHT)) if boxes else None)
        for k, char in enumerate(truth)
    ]
    true, text = fold_characters(truth), fold_characters(char.text for char in read)
    return Case(reading, chars, read, true, text, align(true.text, text.text))


def causes(what: Case) -> list[Cause]:
    return [verdict.cause for _, verdict in sorted(find_causes(what).items())]


EDGES = [0.0, 27.0, 53.0, 80.0]
"""Advance cells of three characters; `PARTS` are atoms of them, the one in the middle in two parts."""
PARTS = [(2, 25), (28, 38), (41, 51), (55, 78)]
BOTH = pytest.mark.parametrize("boxes", [EDGES, None], ids=["boxes", "gaps"])
SPLIT = {(1, 1): "甲", (2, 2): "厶", (3, 3): "匕", (4, 4): "乙"}
PATH = [(1, 1), (2, 2), (3, 3), (4, 4)]


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


# Parts


def test_names_takes_serious_candidates_only() -> None:
    scores = Scores(
        np.array([[1, 2], [1, 2], [1, 2]], np.int32),
        np.array([[0.5, 0.4], [0.9, 0.05], [0.05, 0.01]], np.float32),
        np.array([0.0, 0.0, 0.9], np.float32),
    )
    assert names(scores, np.array([2], np.int32)).tolist() == [True, False, False]
    assert names(scores, np.array([1], np.int32)).tolist() == [True, True, False]


def test_look_alikes_are_one_character() -> None:
    words = Vocabulary(CHARSET)
    assert words.classes("．").tolist() == [CHARSET.encode("."), CHARSET.encode("。")]
    assert words.classes("丙").size == 0


@pytest.mark.parametrize(
    ("right", "named", "cause"),
    [
        ([False, False], [True, True], Cause.CUTTING),
        ([True, False], [False, True], Cause.CLASSIFIER),
        ([True, False], [True, False], Cause.DECODING),
    ],
)
def test_judge_cells(right: list[bool], named: list[bool], cause: Cause) -> None:
    assert judge_cells(np.array(right), np.array(named)) is cause


def test_an_empty_gap_is_cutting() -> None:
    cells, scores = lattice(PARTS, SPLIT)
    assert judge_gap("能", cells, scores, (3, 2), Vocabulary(CHARSET)) == [Cause.CUTTING]


def test_a_sliver_is_no_han_character() -> None:
    cells, scores = lattice([(2, 6), (8, 30)], {})
    assert judge_gap("能的", cells, scores, (1, 2), Vocabulary(CHARSET)) == [Cause.CUTTING, Cause.CLASSIFIER]


def test_ink_that_reaches_over_belongs_to_its_character() -> None:
    cells, _ = lattice([(2, 30), (34, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    boxes = np.array([[0.0, 0, 24, 32], [24, 0, 54, 32]])
    owned = own_ink(line_image, cells, boxes, np.array([7, 8]))
    assert owned.ink[1, 1] == 0
    assert [bool(owned.right(k)[k]) for k in range(2)] == [True, True]
    assert (owned.owner(0), owned.owner(1)) == (0, 1)


def test_touching_characters_share_an_atom() -> None:
    cells, _ = lattice([(2, 50)], {})
    level = np.where(cells.labels > 0, 255, 0).astype(np.uint8)
    line_image = LineImage(level, TextLine(0, 60, 16, 26, 0, 32), 1.0, 0.0, 0.0)
    owned = own_ink(line_image, cells, np.array([[0.0, 0, 40, 32], [40, 0, 54, 32]]), np.array([0, 1]))
    assert not owned.right(1).any()
    assert owned.why(1) == "shares an atom"
