"""Letters of one shape told apart by the line that they stand in: a face of two kinds of height, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.geometry import GeometryParams, TypeGeometry, measures, weigh
from pagerec.segmentation import Cells

CHARSET = Charset("nHsS国")
KINDS = "nHsS"
#: Tops of small letters and of capitals in a usual face, in ems; all stand on the same base.
SMALL, CAPITAL, BASE = 0.7, 0.45, 1.1


def geometry() -> TypeGeometry:
    """One factor: how large the line's print is beside the em that it was taken to have."""
    tops = np.array([SMALL, CAPITAL, SMALL, CAPITAL])
    mean = np.stack([tops, np.full(4, BASE), np.full(4, 0.5)], axis=1)
    loadings = np.stack([(tops - BASE) * 0.3, np.zeros(4), np.zeros(4)], axis=1)[..., np.newaxis]
    rows = np.array([-1, 0, 1, 2, 3, -1], np.int32)
    plain = np.array([True, True, False, False])
    return TypeGeometry(rows, np.ones(4, bool), plain, mean, loadings, np.full((4, 3), 0.02**2))


def line(heights: Sequence[float]) -> Cells:
    """Letters side by side, each so many ems high."""
    boxes = np.array(
        [(14 * k, round(26 * (BASE - height)), 14 * k + 13, round(26 * BASE)) for k, height in enumerate(heights)],
        np.int32,
    )
    numbers = np.arange(1, len(heights) + 1, dtype=np.int32)
    return Cells(np.zeros((32, 14 * len(heights)), np.int32), boxes, numbers, numbers, boxes)


def scores(*candidates: dict[str, float]) -> Scores:
    classes, probabilities = np.zeros((len(candidates), 8), np.int32), np.zeros((len(candidates), 8), np.float32)
    for row, given in enumerate(candidates):
        for column, (char, probability) in enumerate(given.items()):
            classes[row, column], probabilities[row, column] = CHARSET.encode(char), probability
    return Scores(classes, probabilities, np.zeros(len(candidates), np.float32))


def told(height: float, beside: dict[str, float], doubtful: dict[str, float] | None = None) -> str:
    """What an s or S of a height is taken for beside other letters of theirs."""
    cells = line([*beside.values(), height])
    given = scores(*({char: 1.0} for char in beside), doubtful or {"S": 0.52, "s": 0.48})
    path = [Choice(k, 0) for k in range(len(beside) + 1)]
    (found,) = weigh([cells], [given], [path], geometry())
    assert found.probabilities[-1].sum() == pytest.approx(1.0)
    return CHARSET.decode(int(found.classes[-1, 0]))


def test_measures_are_ems_of_the_line_image() -> None:
    np.testing.assert_allclose(measures(np.array([[10, 13, 36, 26]])), [[0.5, 1.0, 1.0]])


@pytest.mark.parametrize(("height", "char"), [(0.4, "s"), (0.65, "S")])
def test_a_letter_is_as_high_as_its_kind(height: float, char: str) -> None:
    assert told(height, {}) == char


@pytest.mark.parametrize("scale", [0.65, 1.5])
def test_in_print_that_was_taken_for_smaller_or_larger(scale: float) -> None:
    beside = {"n": 0.4 * scale, "H": 0.65 * scale}
    assert told(0.4 * scale, beside) == "s"
    assert told(0.65 * scale, beside) == "S"


def test_what_is_doubtful_itself_tells_nothing_about_the_line() -> None:
    cells = line([0.6, 0.6])
    path = [Choice(0, 0), Choice(1, 0)]
    alone = weigh([line([0.6])], [scores({"S": 0.6, "s": 0.4})], [path[:1]], geometry())[0]
    beside = weigh([cells], [scores({"n": 0.3}, {"S": 0.6, "s": 0.4})], [path], geometry())[0]
    np.testing.assert_allclose(beside.probabilities[1], alone.probabilities[0])


def test_a_clear_shape_stays_whatever_its_size() -> None:
    assert told(0.4, {"n": 0.4}, {"S": 0.999999, "s": 1e-7}) == "S"


def test_lines_without_twins_are_left_as_they_are() -> None:
    given = scores({"国": 0.9, "n": 0.1}, {"n": 1.0})
    (found,) = weigh([line([1.0, 0.4])], [given], [[Choice(0, 0), Choice(1, 0)]], geometry())
    assert found is given


def test_a_badly_cut_cell_is_not_hopeless() -> None:
    given = scores({"S": 0.9, "s": 0.1})
    (found,) = weigh([line([5.0])], [given], [[Choice(0, 0)]], geometry(), GeometryParams(weight=1.0, most=2.0))
    assert found.probabilities[0, 1] >= 0.1 * np.exp(-2.0) * 0.9


def test_what_shares_ink_with_a_cell_does_not_tell_about_it() -> None:
    cells = line([0.4, 0.4])
    # A third cell that holds both atoms is an s or S; the path reads an n from the first atom.
    boxes = np.vstack([cells.boxes, [0, *cells.boxes[0, 1:2], 27, *cells.boxes[0, 3:]]]).astype(np.int32)
    three = Cells(cells.labels, cells.atoms, np.array([1, 2, 1], np.int32), np.array([1, 2, 2], np.int32), boxes)
    given = scores({"n": 1.0}, {"n": 1.0}, {"S": 0.6, "s": 0.4})
    (with_path,) = weigh([three], [given], [[Choice(0, 0), Choice(1, 0)]], geometry())
    (without,) = weigh([three], [given], [[]], geometry())
    np.testing.assert_allclose(with_path.probabilities[2], without.probabilities[2])
