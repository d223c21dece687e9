"""Frames of lines measured by their own ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.map_line import MapLine
from pagerec.segmentation.text_lines import (
    extract_labels,
    extract_line_images,
    measured,
    to_text_lines,
    with_marks,
    without_cut,
)
from pagerec.segmentation.values import TextLine
from tests.pages import TEXT, extent, page_of

TRUTH_EM = 24.0


def true_frame(truth: object, first: int, last: int, em: float = TRUTH_EM) -> TextLine:
    """The frame of a stretch of characters (from 1), as the map would have it, from the em boxes' row."""
    left, top, _, bottom = extent(truth, first)  # type: ignore[arg-type]
    right = extent(truth, last)[2]  # type: ignore[arg-type]
    middle = (top + bottom) / 2
    line = MapLine(np.array([[left + 0.12 * em, middle], [right - 0.12 * em, middle]]), em, 0.0, 0.9)
    (text_line,) = to_text_lines([line])
    return text_line


def test_level_lines_are_frames_and_others_have_a_course() -> None:
    level = MapLine(np.array([[10.0, 50.0], [200.0, 50.5]]), 20.0, 0.0, 0.9)
    slanted = MapLine(np.array([[10.0, 250.0], [200.0, 290.0]]), 20.0, 0.0, 0.9)
    backwards = MapLine(np.array([[200.0, 400.0], [10.0, 400.0]]), 20.0, 0.0, 0.9)
    one, two, three = to_text_lines([level, slanted, backwards])
    assert one.course is None
    assert (one.left, one.right, one.centre) == pytest.approx((7.6, 202.4, 50.25))
    assert two.course is not None
    assert two.right - two.left == pytest.approx(slanted.length + 2 * 0.12 * 20)
    assert three.course is not None
    assert three.course.direction == 180
    assert to_text_lines([]) == []


def test_lines_of_one_style_have_one_em() -> None:
    ems = (19.0, 20.0, 20.5, 21.0, 40.0)
    lines = [MapLine(np.array([[0.0, 50.0 * k], [300.0, 50.0 * k]]), em, 0.0, 0.9) for k, em in enumerate(ems)]
    found = [text_line.em for text_line in to_text_lines(lines)]
    assert found[-1] == pytest.approx(40)
    assert max(found[:-1]) - min(found[:-1]) <= 1.0


def test_lines_beside_each_other_keep_to_their_side() -> None:
    lines = [MapLine(np.array([[x, 50.0], [x + 100, 50.0]]), 20.0, 0.0, 0.9) for x in (300.0, 0.0, 150.0)]
    right, left, middle = to_text_lines(lines)
    assert (left.bounds[0], left.bounds[1]) == (0, middle.bounds[0])
    assert 102 < middle.bounds[0] < 148
    assert middle.bounds[1] == right.bounds[0]
    assert 252 < middle.bounds[1] < 298


@pytest.mark.parametrize("seen", [0.85, 1.0, 1.2])
@pytest.mark.parametrize("em", [14.0, 24.0, 48.0])
def test_em_and_middle_are_those_of_the_ink(em: float, seen: float) -> None:
    truth = page_of(["清晨的码头上几只渔船正在卸货"], em)
    text_line = true_frame(truth, 1, len(truth.text), em)
    off = replace(text_line, em=text_line.em * seen, centre=text_line.centre + 0.08 * em)
    (found,) = measured(truth.gray, [off])
    assert found.em == pytest.approx(em, rel=0.09)
    left, _, _, _ = extent(truth, 1)
    _, _, right, _ = extent(truth, len(truth.text))
    assert (found.left, found.right) == pytest.approx((left, right), abs=0.1 * em + 1)
    assert found.centre == pytest.approx(text_line.centre, abs=0.1 * em)


@pytest.mark.parametrize("text", ["我们说的第一", "他们来了。", "去看一看……", "他说——", "一二三四五六一"])
def test_what_has_a_weak_core_at_the_end_is_kept(text: str) -> None:
    truth = page_of([text], TRUTH_EM)
    count = len(truth.text)
    whole = true_frame(truth, 1, count)
    seen = true_frame(truth, 1, count - 1)
    tall = true_frame(truth, 1, 1)
    (found,) = measured(truth.gray, [replace(seen, centre=tall.centre, top=tall.top, bottom=tall.bottom)])
    assert found.right == pytest.approx(extent(truth, count)[2], abs=2), whole


def test_wide_white_parts_a_line() -> None:
    truth = page_of(["项目名称　　　项目编号"], TRUTH_EM)
    one, two = measured(truth.gray, [true_frame(truth, 1, len(truth.text))])
    assert one.right == pytest.approx(extent(truth, 4)[2], abs=2)
    assert two.left == pytest.approx(extent(truth, 5)[0], abs=2)
    assert one.right < one.bounds[1] == pytest.approx(two.bounds[0], abs=1)
    assert one.em == two.em


@pytest.mark.parametrize(("gap", "parts"), [(20, 2), (8, 1)])
def test_a_gutter_parts_a_line_that_runs_over_it(gap: int, parts: int) -> None:
    page = np.full((140, 480), 255, np.uint8)
    for row in range(3):
        for column in range(16):
            left = 20 + 24 * column + (gap if column >= 8 else 0)
            page[20 + 36 * row : 42 + 36 * row, left : left + 22 : 3] = 0
    found = measured(page, [line(18, 20 + 24 * 16 + gap, 31 + 36 * row, 24) for row in range(3)])
    assert len(found) == 3 * parts
    page[56:78, 212 : 212 + gap : 3] = 0  # print of the row between goes on over the gutter
    assert len(measured(page, [line(18, 20 + 24 * 16 + gap, 31 + 36 * row, 24) for row in range(3)])) == 3


def test_a_line_without_ink_is_left_out() -> None:
    paper = np.full((100, 300), 255, np.uint8)
    assert measured(paper, [TextLine(20, 200, 50, 20, 40, 60)]) == []
    assert measured(paper, []) == []


def line(left: float, right: float, middle: float = 50, em: float = 20) -> TextLine:
    return TextLine(left, right, middle, em, middle - 0.46 * em, middle + 0.46 * em)


def dot(x: float, y: float, size: float = 3.0) -> TextLine:
    """A mark that the map takes for small print."""
    return TextLine(x, x + size, y, size * 1.2, y - size / 2, y + size / 2)


def test_leaders_have_the_size_of_the_line() -> None:
    dots = [dot(x, 58) for x in range(110, 300, 10)]
    title, *leaders, number = sorted(
        with_marks([line(0, 100), *dots, line(310, 330)]), key=lambda text_line: text_line.left
    )
    assert 1 <= len(leaders) <= 2, "some may be nearer to the number"
    assert (leaders[0].left, leaders[-1].right) == (110, 293)
    assert {(leader.em, leader.centre) for leader in leaders} == {(title.em, title.centre)}
    assert (title, number) == (line(0, 100), line(310, 330))


def test_marks_far_from_lines_and_small_print_stay() -> None:
    text_lines = [line(0, 100), dot(50, 120), line(120, 200, em=9)]
    assert sorted(with_marks(text_lines), key=lambda text_line: text_line.centre) == sorted(
        text_lines, key=lambda f: f.centre
    )
    assert with_marks([dot(10, 10)]) == [dot(10, 10)], "nothing tells their size"


def test_the_rest_of_a_line_at_the_edge_is_left_out() -> None:
    cut = replace(line(0, 300, 4), top=0, bottom=8)
    text_lines = [cut, line(0, 300, 40), line(0, 300, 80)]
    assert without_cut(text_lines, [8.0, None, None]) == text_lines[1:]
    assert without_cut(text_lines, [8.0, 20.0, 20.0]) == text_lines, "all are at the edge"
    whole = [line(0, 300, 10), *text_lines[1:]]
    assert without_cut(whole, [20.0, None, None]) == whole


def test_strips_have_the_standard_size_and_places() -> None:
    truth = page_of(TEXT[:2], 40)
    split = truth.lines.count(0)
    text_lines = measured(truth.gray, [true_frame(truth, 1, split, 40.0)])
    for line_image in extract_line_images(truth.gray, text_lines):
        assert line_image.level.shape[0] == HEIGHT
        assert line_image.scale == pytest.approx(EM / 40, rel=0.09)
        ink = np.flatnonzero((line_image.level > 128).any(axis=0))
        assert ink.min() / line_image.scale + line_image.x0 == pytest.approx(line_image.text_line.left, abs=3)
        assert (ink.max() + 1) / line_image.scale + line_image.x0 == pytest.approx(line_image.text_line.right, abs=3)
    assert extract_line_images(truth.gray, []) == []


def test_labels_are_cut_as_strips_are() -> None:
    truth = page_of(TEXT[:1], 30)
    (text_line, *_) = measured(truth.gray, [true_frame(truth, 1, len(truth.text), 30.0)])
    (line_image,) = extract_line_images(truth.gray, [text_line])
    labels = extract_labels(truth.ids, text_line)
    assert labels.shape == line_image.level.shape
    ink = line_image.level > 128
    assert (ink & (labels > 0)).sum() > 0.9 * ink.sum()


@pytest.mark.parametrize("above", [0, 5])
def test_a_line_image_holds_exponents(above: int) -> None:
    """Letters 20 pixels high with an exponent that begins above them."""
    page = np.full((100, 260), 255, np.uint8)
    for left in range(30, 200, 24):
        page[40:60, left : left + 16] = 0
    page[40 - above : 50, 200:208] = 0
    seen = TextLine(28, 210, 50, 22.0, 39, 61, core=(28, 210))
    (found,) = measured(page, [seen])
    (image,) = extract_line_images(page, [found])
    top = image.y0 + np.flatnonzero((image.level > 128).any(axis=1))[0] / image.scales[1]
    assert found.em == pytest.approx(22.0, rel=0.15)
    assert top == pytest.approx(40 - above, abs=1)
