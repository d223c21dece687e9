"""Chosen cells put together to a page, without pictures and without a classifier."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.page import Box, Candidate, Char
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.values import Cells, Course, Ink, LineImage, TextLine
from pagerec.segmentation.views import QuarterTurns
from pagerec.structure.assembly import Assembled, assemble

CHARSET = Charset("甲乙丙丁戊己")
SIZE = 300, 400


def text_line(left: float, centre: float, width: float, course: Course | None = None) -> TextLine:
    top, bottom = centre - EM / 2, centre + EM / 2
    return TextLine(left, left + width, centre, EM, top, bottom, column=(0, SIZE[1]), course=course)


def line_of(
    classes: list[list[int]], line: TextLine, gaps: list[int] | None = None
) -> tuple[LineImage, Cells, Scores, list[Choice]]:
    """A line of cells an em wide, each with the classes that it may be; `gaps` are the white before each."""
    lefts = np.cumsum(np.array(gaps or [0] * len(classes))) + EM * np.arange(len(classes))
    top = (HEIGHT - EM) // 2
    boxes = np.array([(x, top, x + EM, top + EM) for x in lefts.tolist()], np.int32)
    labels = np.zeros((HEIGHT, int(lefts[-1]) + EM), np.int32)
    numbers = np.arange(1, len(classes) + 1, dtype=np.int32)
    image = LineImage(np.zeros(labels.shape, np.uint8), line, 1.0, line.left, line.centre - HEIGHT / 2)
    shares = np.tile(np.array([0.9, 0.06, 5e-5], np.float32)[: len(classes[0])], (len(classes), 1))
    scores = Scores(np.array(classes, np.int32), shares, 1 - shares.sum(axis=1))
    return image, Cells(labels, boxes, numbers, numbers, boxes), scores, [Choice(k, 0) for k in range(len(classes))]


def page_of(
    *lines: tuple[LineImage, Cells, Scores, list[Choice]], layout: PageLines | None = None, **options: float
) -> Assembled:
    images, cells, scores, paths = zip(*lines, strict=True)
    if layout is None:
        ink = Ink(np.zeros(SIZE, np.uint8), np.zeros(SIZE, bool), False)
        values = {"shrink": 1.0, "skew": 0.0, **options}
        layout = PageLines(ink, tuple(one.text_line for one in images), values["shrink"], values["skew"], SIZE)
    return assemble(layout, images, cells, scores, paths, CHARSET)


def test_lines_come_in_order_and_characters_know_their_cells() -> None:
    low = line_of([[1], [2]], text_line(20, 140, 2 * EM))
    high = line_of([[3], [4], [5]], text_line(20, 100, 3 * EM))
    found = page_of(low, high)
    assert found.page.text == "丙丁戊\n甲乙"
    assert found.origins == ((1, 0), (1, 1), (1, 2), (0, 0), (0, 1))


def test_the_chosen_candidate_comes_first_and_unlikely_ones_are_left_out() -> None:
    image, cells, scores, _ = line_of([[1, 2, 3], [1, 2, 0]], text_line(20, 100, 2 * EM))
    one, other = page_of((image, cells, scores, [Choice(0, 1), Choice(1, 0)])).page.chars
    assert [(c.text, round(c.probability, 2)) for c in one.candidates] == [("乙", 0.06), ("甲", 0.9)]
    assert one.confidence == pytest.approx(0.06)
    assert [c.text for c in other.candidates] == ["甲", "乙"], "class 0 is no character"


def test_an_unlikely_candidate_that_was_chosen_is_reported() -> None:
    image, cells, scores, _ = line_of([[1, 2, 3]], text_line(20, 100, EM))
    (char,) = page_of((image, cells, scores, [Choice(0, 2)])).page.chars
    assert char.candidates[0] == Candidate("丙", pytest.approx(5e-5))


def test_no_more_than_five_candidates_are_reported_and_all_rules_are_kept() -> None:
    image, cells, _, _ = line_of([[1]], text_line(20, 100, EM))
    shares = np.array([[1.0000001, 0.5, 0.4, 0.3, 0.2, 0.1]], np.float32)
    scores = Scores(np.array([[1, 2, 3, 4, 5, 6]], np.int32), shares, np.zeros(1, np.float32))
    (char,) = page_of((image, cells, scores, [Choice(0, 5)])).page.chars
    assert [c.text for c in char.candidates] == list("己甲乙丙丁")
    assert char.candidates[1].probability == 1.0, "rounding is clamped"
    assert Char(char.text, char.box, char.confidence, char.candidates) == char


def test_boxes_are_in_pixels_of_the_picture() -> None:
    line = line_of([[1], [2]], text_line(20, 100, 2 * EM))
    top = 100 - EM // 2
    assert [char.box for char in page_of(line).page.chars] == [
        Box(20, top, 20 + EM, top + EM),
        Box(20 + EM, top, 20 + 2 * EM, top + EM),
    ]
    twice = page_of(line, shrink=0.5).page.chars[0].box
    assert twice == Box(40, 2 * top, 40 + 2 * EM, 2 * (top + EM))


def test_boxes_do_not_leave_the_picture() -> None:
    line = line_of([[1], [2]], text_line(SIZE[1] - EM, 4, 2 * EM))
    inside, outside = (char.box for char in page_of(line).page.chars)
    assert inside.top == 0
    assert (outside.left, outside.right) == (SIZE[1] - 1, SIZE[1]), "at least a pixel wide"


def test_wide_white_is_a_space() -> None:
    assert page_of(line_of([[1], [2], [3]], text_line(20, 100, 5 * EM), [0, 0, EM])).page.text == "甲乙 丙"


def test_a_line_without_characters_is_left_out() -> None:
    image, cells, scores, _ = line_of([[1]], text_line(20, 60, EM))
    found = page_of((image, cells, scores, []), line_of([[2]], text_line(20, 100, EM)))
    assert found.page.text == "乙"
    assert found.origins == ((1, 0),)


def test_a_turned_picture() -> None:
    ink = Ink(np.zeros(SIZE, np.uint8), np.zeros(SIZE, bool), False)
    shape = SIZE[::-1]
    view = QuarterTurns(np.zeros(shape, np.uint8), 90)
    line = line_of([[1], [2]], text_line(20, 100, 2 * EM))
    found = page_of(line, layout=PageLines(ink, (line[0].text_line,), 1.0, 0.0, shape, view=view)).page
    assert (found.rotation, found.lines[0].direction) == (90, 90)
    top = 100 - EM // 2
    assert found.chars[0].box == Box(shape[1] - top - EM, 20, shape[1] - top, 20 + EM)
    assert found.chars[1].box.top == 20 + EM, "the line runs down"


def test_a_line_that_runs_down_is_mapped_along_its_course() -> None:
    course = Course(np.array([[200.0, 50.0], [200.0, 50.0 + 2 * EM]]), 0.0, 0.0)
    line = line_of([[1], [2]], text_line(0, 0, 2 * EM, course))
    (found,) = page_of(line).page.lines
    assert found.direction == 90
    first, second = found.chars
    assert first.box == Box(200 - EM // 2, 50, 200 + EM // 2, 50 + EM)
    assert second.box.top == 50 + EM


def test_no_lines_are_an_empty_page() -> None:
    ink = Ink(np.zeros(SIZE, np.uint8), np.zeros(SIZE, bool), False)
    found = assemble(PageLines(ink, (), 1.0, 1.5, SIZE), [], [], [], [], CHARSET)
    assert (found.page.blocks, found.page.width, found.page.height, found.page.skew) == ((), 400, 300, 1.5)
    assert found.origins == ()
