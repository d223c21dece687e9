"""Doubtful lines tried in other ways, by a reader that is told what it reads well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pagerec.reading import verify
from pagerec.reading.lines import ReadLines
from pagerec.reading.verify import Read, VerifyParams, Way, upside_down
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, LineImage, TextLine
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.restoration import RESTORATIONS, Restoration
from pagerec.segmentation.values import Course

#: Class 1 is a letter; it may be a sign.
LETTERS, SIGNS = np.array([True, False]), np.array([True, True])
#: How well a frame, restored or not, is explained.
Sure = Callable[[TextLine, Restoration | None], float]


def text_line(number: int = 0, ems: float = 10.0) -> TextLine:
    return TextLine(0.0, 20.0 * ems, 100.0 + 50 * number, 20.0, 90.0 + 50 * number, 110.0 + 50 * number)


def read_line(place: TextLine, sure: float, count: int = 4) -> ReadLines:
    """A line of `count` characters as wide as their cells, each with this probability."""
    edges = np.arange(count)[:, None] * EM
    boxes = np.concatenate([edges, np.full_like(edges, 4), edges + EM - 2, np.full_like(edges, 28)], axis=1)
    labels = np.zeros((HEIGHT, count * EM), np.int32)
    numbers = np.arange(1, count + 1, dtype=np.int32)
    cells = Cells(labels, boxes.astype(np.int32), numbers, numbers, boxes.astype(np.int32))
    probabilities = np.full((count, 1), sure, np.float32)
    scores = Scores(np.ones((count, 1), np.int32), probabilities, 1 - probabilities[:, 0])
    line_image = LineImage(np.zeros((HEIGHT, count * EM), np.uint8), place, EM / place.em, 0.0, 0.0)
    return ReadLines([line_image], [cells], [scores], [[Choice(k, 0) for k in range(count)]])


class FakeReader:
    """Reads frames as well as it is told, and remembers them."""

    def __init__(self, sure: Sure) -> None:
        self.sure = sure
        self.text_lines: list[TextLine] = []

    def __call__(self, text_lines: Sequence[TextLine], restoration: Restoration | None = None) -> ReadLines:
        self.text_lines += text_lines
        return ReadLines.joined([read_line(place, self.sure(place, restoration)) for place in text_lines])


def first(*sure: float, count: int = 4, ems: float = 10.0) -> ReadLines:
    return ReadLines.joined([read_line(text_line(k, ems), value, count) for k, value in enumerate(sure)])


def verified(
    read: ReadLines, reader: Read, signs: NDArray[np.bool_], params: VerifyParams = verify.PARAMS
) -> ReadLines:
    """The lines that are kept."""
    return verify.verified(read, reader, signs, params)[0]


def frames_of(read: ReadLines) -> list[TextLine]:
    return [line_image.text_line for line_image in read.line_images]


def test_lines_that_are_read_well_are_not_tried() -> None:
    reader = FakeReader(lambda place, how: 1.0)
    read = first(0.9, 0.99)
    assert verified(read, reader, LETTERS) is read
    assert reader.text_lines == []


@pytest.mark.parametrize(("at_first", "tried", "kept"), [(0.3, 0.56, 0), (0.3, 0.7, 1), (0.52, 0.56, 1)])
def test_what_was_no_text_needs_more_to_become_some(at_first: float, tried: float, kept: int) -> None:
    reader = FakeReader(lambda place, how: tried if place.em > 20 else 0.2)
    read = ReadLines.joined([first(at_first), first(0.99)])
    assert len(verified(read, reader, LETTERS)) == 1 + kept


def test_without_ways_nothing_is_tried() -> None:
    reader = FakeReader(lambda place, how: 1.0)
    read = verified(first(0.7, 0.95), reader, LETTERS, VerifyParams(ways=()))
    assert len(read) == 2
    assert reader.text_lines == []


def test_a_line_upside_down_is_turned() -> None:
    reader = FakeReader(lambda place, how: 0.98 if place.course is not None else 0.4)
    read = verified(first(0.5, 0.95), reader, LETTERS)
    turned, upright = frames_of(read)
    assert turned.course is not None
    assert turned.course.direction == 180
    assert upright == text_line(1)
    assert read.explained() == pytest.approx([0.98, 0.95])


def test_lines_that_run_down_are_tried_upwards_whatever_helps_others() -> None:
    """They run either way; only of level lines is one that stands on its head a wonder."""

    def down(number: int) -> TextLine:
        course = Course(np.array([[300.0 + 50 * number, 10.0], [300.0 + 50 * number, 210.0]]), 0.0, 100.0)
        return replace(text_line(number), course=course)

    def sure(place: TextLine, how: Restoration | None) -> float:
        if place.course is not None:
            return 0.6 if place.course.direction == 270 else 0.45
        return 0.97 if place.em > 20 else 0.3

    level = [read_line(text_line(k, 25.0), 0.7) for k in range(4)]
    read = ReadLines.joined([*level, read_line(down(5), 0.5), read_line(down(6), 0.5)])
    found = verified(read, FakeReader(sure), LETTERS)
    assert [place.course.direction for place in frames_of(found) if place.course is not None] == [270, 270]
    assert all(place.em > 20 for place in frames_of(found) if place.course is None)


def test_condensed_type_is_widened() -> None:
    reader = FakeReader(lambda place, how: 1 - abs(place.width - 0.55))
    (place,) = frames_of(verified(first(0.5), reader, LETTERS))
    assert place.width == pytest.approx(0.55)


def test_a_restoration_that_helps_is_kept() -> None:
    reader = FakeReader(lambda place, how: 0.95 if how is RESTORATIONS["without noise"] else 0.6)
    read = verified(first(0.6, 0.6), reader, LETTERS)
    assert read.explained() == pytest.approx([0.95, 0.95])
    assert frames_of(read) == [text_line(0), text_line(1)]


def test_what_hardly_helps_is_not_believed() -> None:
    reader = FakeReader(lambda place, how: 0.62)
    read = verified(first(0.6), reader, LETTERS)
    assert frames_of(read) == [text_line(0)]
    assert read.explained() == pytest.approx([0.6])


def test_each_line_gets_the_way_that_fits_it() -> None:
    def sure(place: TextLine, how: Restoration | None) -> float:
        return 0.97 if (place.em > 20.5) == (place.top < 130) and place.em != 20 else 0.3

    one, two = frames_of(verified(first(0.6, 0.6), FakeReader(sure), LETTERS))
    assert one.em == pytest.approx(24)
    assert two.em == pytest.approx(17)


@pytest.mark.parametrize(("count", "least"), [(1, 0.75), (2, 0.6), (3, 0.6), (4, 0.5), (9, 0.5)])
def test_what_nothing_explains_is_no_text(count: int, least: float) -> None:
    reader = FakeReader(lambda place, how: 0.1)
    worse, better = read_line(text_line(1), least - 0.02, count), read_line(text_line(2), least + 0.02, count)
    lines = [read_line(text_line(0), 0.95), worse, better]
    assert frames_of(verified(ReadLines.joined(lines), reader, LETTERS)) == [text_line(0), text_line(2)]


def test_a_picture_of_one_doubtful_line_keeps_it() -> None:
    reader = FakeReader(lambda place, how: 0.1)
    assert frames_of(verified(first(0.4), reader, LETTERS)) == [text_line(0)]
    assert frames_of(verified(first(0.2), reader, LETTERS)) == []


def test_what_explains_half_of_the_ink_may_be_print() -> None:
    reader = FakeReader(lambda place, how: 0.1)
    kept, left_out = verify.verified(first(0.95, 0.4, 0.2), reader, LETTERS)
    assert frames_of(kept) == [text_line(0)]
    assert frames_of(left_out) == [text_line(1)]
    kept, left_out = verify.verified(first(0.95, 0.97), reader, LETTERS)
    assert (len(kept), len(left_out)) == (2, 0)


def test_proposals_keep_to_their_budget() -> None:
    params = VerifyParams(budget=0.5, least=0.0, sample=1, longest=5.0)
    reader = FakeReader(lambda place, how: 0.9 if place.width != 1 else 0.2)
    read = first(*[0.6] * 40)
    found = verified(read, reader, LETTERS, params)
    length = sum(len_ / 20 / place.width for place in reader.text_lines if (len_ := place.right - place.left) > 5 * 20)
    assert length <= 0.5 * 40 * 11 * 1.6
    better = int((found.explained() > 0.8).sum())
    assert 0 < better < 40


def test_long_lines_are_sampled_by_their_beginning() -> None:
    reader = FakeReader(lambda place, how: 0.1)
    verified(first(0.6, ems=100.0), reader, LETTERS)
    assert reader.text_lines
    for place in reader.text_lines:
        if place.course is None:
            assert (place.right - place.left) / 20 <= 25 + 1e-6


def test_lines_of_no_page() -> None:
    empty = ReadLines([], [], [], [])
    assert len(verified(empty, FakeReader(lambda place, how: 1.0), LETTERS)) == 0


def test_upside_down_twice_is_the_same_line() -> None:
    places = [
        replace(text_line(), bounds=(10, 300)),
        replace(text_line(), course=Course(np.array([[0.0, 10.0], [120.0, 40.0], [200.0, 20.0]]), 0.0, 100.0)),
    ]
    for place in places:
        twice = upside_down(upside_down(place))
        for name in ("left", "right", "centre", "em", "top", "bottom"):
            assert getattr(twice, name) == pytest.approx(getattr(place, name)), name
        assert twice.box == pytest.approx(place.box)
        assert upside_down(place).box == pytest.approx(place.box, abs=0.5)


def test_a_way_changes_size_and_width() -> None:
    place = Way(1.2, 0.5).of(text_line())
    assert (place.em, place.width) == pytest.approx((24, 0.5))
    assert Way().of(text_line()) == text_line()


def test_signs_alone_are_text_only_if_they_are_clear() -> None:
    reader = FakeReader(lambda place, how: 0.1)
    lines = ReadLines.joined([read_line(text_line(0), 0.9), read_line(text_line(1), 0.95)])
    assert frames_of(verified(lines, reader, SIGNS)) == [text_line(1)]
    assert frames_of(verified(lines, reader, LETTERS)) == [text_line(0), text_line(1)]


def test_lines_of_far_more_cells_than_print_are_hardly_tried() -> None:
    """Of a texture every cell costs, however short the line is."""
    lengths = []
    for cells in (4, 4000):
        reader = FakeReader(lambda *_: 0.9)
        verify.verified(first(0.6, 0.6, 0.6, count=cells), reader, SIGNS)
        lengths.append(sum((one.right - one.left) / one.em for one in reader.text_lines))
    assert lengths[1] < 0.3 * lengths[0]
