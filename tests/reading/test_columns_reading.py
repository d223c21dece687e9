"""Which pieces of columns are tried on their side, and rows that are read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.reading.columns_reading import (
    PARAMS,
    KnownRows,
    ReadRows,
    _stretches,
    _taken_for,
    in_best_size,
    read_rows,
)
from pagerec.reading.lines import ReadLines
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, Ink, LineImage, TextLine, find_all_cells, find_components
from pagerec.segmentation.columns import ColumnPiece, Sideways, lay_out
from pagerec.segmentation.page import PageLines


def runs_of(lengths: Sequence[int]) -> list[list[int]]:
    """Runs of neighbours, a piece apart."""
    runs, start = [], 0
    for length in lengths:
        runs.append(list(range(start, start + length)))
        start += length + 1
    return runs


@given(st.lists(st.integers(1, 400), max_size=60))
def test_stretches_are_of_one_run_and_not_too_many(lengths: list[int]) -> None:
    runs = runs_of(lengths)
    found = _stretches(runs, PARAMS)
    owner = {piece: number for number, run in enumerate(runs) for piece in run}
    assert sum(map(len, found)) <= PARAMS.most
    assert found == sorted(found, key=lambda part: (part[0], len(part)))
    assert len(set(map(tuple, found))) == len(found)
    for part in found:
        assert list(part) == list(range(part[0], part[0] + len(part)))
        assert len(part) <= PARAMS.longest
        assert len({owner[piece] for piece in part}) == 1


@pytest.mark.parametrize("length", [1, 2, 8, 30])
def test_all_stretches_of_a_few_runs_are_tried(length: int) -> None:
    found = _stretches(runs_of([length] * 3), PARAMS)
    assert len(found) == 3 * sum(min(PARAMS.longest, length - start) for start in range(length))


def test_words_are_tried_beside_noise() -> None:
    noise, word = range(5_000), range(6_000, 6_004)
    found = _stretches([list(noise), list(word)], PARAMS)
    assert {piece for part in found for piece in part} == set(word)


def test_one_character_is_taken_for_another_in_some_cells_only() -> None:
    classes = np.array([[5, 7, 9], [5, 8, 9], [5, 7, 9]], np.int32)
    probabilities = np.array([[0.5, 0.25, 0.125]] * 3, np.float32)
    scores = _taken_for(Scores(classes, probabilities, np.zeros(3, np.float32)), np.array([True, True, False]), 5, 7)
    likely = [
        {c: p for c, p in zip(*row, strict=True) if p}
        for row in zip(scores.classes.tolist(), scores.probabilities.tolist(), strict=True)
    ]
    assert likely == [{7: 0.75, 9: 0.125}, {7: 0.5, 8: 0.25, 9: 0.125}, {5: 0.5, 7: 0.25, 9: 0.125}]


# Rows of squares that are laid out again


class Rows:
    """Reads every cell as the same character, and counts the rows that it read."""

    def __init__(self, sure: float = 0.9) -> None:
        self.sure, self.count = sure, 0

    def __call__(self, layout: PageLines, known: KnownRows) -> ReadRows:
        line_images = layout.line_images(layout.text_lines)
        return read_rows(layout, line_images, find_all_cells(line_images), known, self.read_cells)

    def read_cells(self, layout: PageLines, line_images: Sequence[LineImage], cells: Sequence[Cells]) -> ReadLines:
        self.count += len(cells)
        sure = [np.full((len(line.first), 1), self.sure, np.float32) for line in cells]
        scores = [Scores(np.ones(one.shape, np.int32), one, 1 - one[:, 0]) for one in sure]
        paths = [[Choice(k, 0) for k in np.flatnonzero(line.first == line.last)] for line in cells]
        return ReadLines(line_images, cells, scores, paths)


def in_columns(*lengths: int) -> PageLines:
    """Columns of so many squares, each a row."""
    level = np.zeros((40 * len(lengths), 30 * max(lengths) + 10), np.uint8)
    text_lines = []
    for number, length in enumerate(lengths):
        top = 40 * number + 10
        for left in range(5, 5 + 30 * length, 30):
            level[top : top + 20, left : left + 20] = 255
            level[top + 4 : top + 16, left + 4 : left + 16] = 0
        text_lines.append(TextLine(0.0, 30.0 * length, top + 10, 24.0, top - 2, top + 22))
    ink = Ink(level, level > 128, False, 128.0)
    page = Sideways(ink, find_components(ink.mask), tuple(text_lines), 30 / 24)
    rows = [[ColumnPiece(number, 30 * k, 30 * k + 30) for k in range(n)] for number, n in enumerate(lengths)]
    laid, found, columns = lay_out(page, rows)
    return PageLines(laid, found, 1.0, 0.0, level.shape[::-1], columns=columns)


def test_rows_that_are_laid_elsewhere_are_not_read_again() -> None:
    layout, read = in_columns(3, 2, 4), Rows()
    assert layout.columns is not None
    first, second, third = layout.columns.rows
    before = read(layout, {})
    assert (read.count, [len(path) for path in before.lines.paths]) == (3, [3, 2, 4])
    turned = (replace(second[0], turned=True), second[1])
    after = read(layout.with_rows([third, turned, first]), before.known)
    assert read.count == 4
    assert [image.text_line for image in after.lines.line_images] == list(after.layout.text_lines)
    assert after.lines.scores[0] is before.lines.scores[2]
    assert after.lines.paths[2] is before.lines.paths[0]


def test_a_row_that_looks_otherwise_is_read_again() -> None:
    layout, read = in_columns(3, 2), Rows()
    before = read(layout, {})
    known = dict(before.known)
    row, lines = next(iter(known.items()))
    (image,) = lines.line_images
    known[row] = replace(lines, line_images=[replace(image, level=image.level // 2)])
    read(layout, known)
    assert read.count == 3


@pytest.mark.parametrize(("sure", "samples"), [(0.9, 1), (0.5, 1 + len(PARAMS.sizes))])
def test_the_longest_columns_are_known_when_their_size_is_found(sure: float, samples: int) -> None:
    layout, read = in_columns(1, 2, 3, 4, 5, 6), Rows(sure)
    assert layout.columns is not None
    found, known = in_best_size(layout, read)
    assert found is layout
    assert set(known) == set(layout.columns.rows[-PARAMS.sample :])
    assert read.count == samples * PARAMS.sample
