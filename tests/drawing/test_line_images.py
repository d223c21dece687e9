"""Drawings of single lines."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.drawing.colors import confidence_color
from pagerec.drawing.line_images import ImagePiece, _inside, _pieces, _rows, _was_seen
from pagerec.reading.reading import Reading
from tests.drawing.made import read_squares, scan, sheet_of


@pytest.fixture(scope="module")
def reading() -> Reading:
    return scan()


def test_lattice_shows_the_path(reading: Reading) -> None:
    drawn = np.asarray(reading.draw("lattice", lines=[1]))
    confidences = [char.confidence for char in reading.page.lines[1].chars]
    sure = np.array(confidence_color(max(confidences)))
    assert (drawn == sure).all(axis=2).sum() > 10_000


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 30)), max_size=15))
def test_bars_of_a_row_do_not_overlap_and_no_row_is_left_empty(bars: list[tuple[int, int]]) -> None:
    extents = [(left, left + width) for left, width in bars]
    rows = _rows(extents)
    assert len(rows) == len(bars)
    assert set(rows) == set(range(max(rows, default=-1) + 1))
    for row in set(rows):
        own = sorted(extents[k] for k in range(len(bars)) if rows[k] == row)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(own))


def test_narrow_bars_come_first() -> None:
    assert _rows([(0, 30), (0, 10), (10, 20)]) == [1, 0, 0]


@pytest.mark.parametrize("zoom", [1, 20, 200])
def test_a_long_line_is_parted_between_characters(zoom: int) -> None:
    reading = read_squares()
    pieces = list(_pieces(sheet_of(reading), 0, zoom))
    width = reading.line_images[0].level.shape[1]
    assert pieces[0].start == 0
    assert pieces[-1].stop == width
    assert [piece.start for piece in pieces[1:]] == [piece.stop for piece in pieces[:-1]]
    assert all(piece.width <= max(1200, zoom) for piece in pieces)
    if zoom == 20:
        assert len(pieces) > 2
        boxes = reading.cells[0].boxes[[choice.cell for choice in reading.paths[0]]]
        for piece in pieces[1:]:
            assert not any(left < piece.start < right for left, _, right, _ in boxes.tolist())


def test_each_cell_is_in_one_piece() -> None:
    reading = read_squares()
    sheet = sheet_of(reading)
    found = sorted(cell for piece in _pieces(sheet, 0, 40) for cell in _inside(sheet, piece))
    assert found == list(range(len(reading.cells[0].first)))


def test_places_in_a_piece() -> None:
    piece = ImagePiece(0, 100, 150, 3)
    assert (piece.x(100), piece.x(110.5), piece.width) == (0, 31.5, 150)


def test_what_the_classifier_passed_over() -> None:
    reading = read_squares()
    scores = reading.scores[0]
    reject, probabilities = scores.reject.copy(), scores.probabilities.copy()
    reject[0], probabilities[0] = 1.0, 0.0
    other = replace(reading, scores=[replace(scores, reject=reject, probabilities=probabilities), reading.scores[1]])
    assert not _was_seen(sheet_of(other), 0, 0)
    seen = replace(other, scores=[replace(scores, reject=np.full_like(reject, 0.5), probabilities=probabilities)])
    assert _was_seen(sheet_of(seen), 0, 0), "rejected, but looked at"
