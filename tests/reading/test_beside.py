"""Columns beside print in lines."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import pagerec
from benchmarks.robustness.typeset import PACKAGES, PROSE, available, page, vertical
from pagerec.page import Box
from pagerec.reading.beside import place_of
from pagerec.structure.inserted import NOWHERE
from tests.pages import error_rate

pytestmark = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")


def side_by_side(*parts: np.ndarray, gap: int = 60) -> np.ndarray:
    """Pictures beside each other on white."""
    height = max(len(part) for part in parts)
    padded = [np.pad(part, ((0, height - len(part)), (0, gap)), constant_values=255) for part in parts]
    return np.hstack(padded)


@pytest.fixture(scope="module")
def mixed() -> tuple[np.ndarray, str, str]:
    """A paragraph in lines with an article in columns beside it; and the text of both."""
    lines, columns = page(PROSE[2:4], em=24), vertical(PROSE[:2], rows=12, em=24)
    return side_by_side(lines.gray, columns.gray), lines.text, columns.text


def texts(read: pagerec.Page, direction: int) -> str:
    return "\n".join(line.text for line in read.lines if line.direction == direction)


def test_both_are_read(mixed: tuple[np.ndarray, str, str]) -> None:
    gray, lines, columns = mixed
    read = pagerec.read(gray)
    assert error_rate(texts(read, 0), lines) < 0.01
    assert error_rate(texts(read, 90), columns) < 0.03
    assert [line.direction for line in read.lines] == sorted(line.direction for line in read.lines), "left before right"
    assert not read.warnings


def test_boxes_are_those_of_the_picture(mixed: tuple[np.ndarray, str, str]) -> None:
    gray, _, _ = mixed
    for line in pagerec.read(gray).lines:
        if line.direction == 90:
            assert line.box.bottom - line.box.top > 0.7 * len(line.chars) * (line.box.right - line.box.left)
            inside = gray[line.box.top : line.box.bottom, line.box.left : line.box.right]
            assert 0.05 < (inside < 128).mean() < 0.5


def test_every_character_has_an_origin(mixed: tuple[np.ndarray, str, str]) -> None:
    reading = pagerec.Reader().read_stages(mixed[0])
    assert len(reading.origins) == len(reading.page.chars)
    nowhere = [
        char.text for char, (line, _) in zip(reading.page.chars, reading.origins, strict=True) if line == NOWHERE
    ]
    assert "".join(nowhere) == "".join(
        char.text for line in reading.page.lines if line.direction == 90 for char in line.chars
    )


def test_only_what_is_wanted_is_read(mixed: tuple[np.ndarray, str, str]) -> None:
    gray, lines, columns = mixed
    reader = pagerec.Reader()
    whole = reader.read(gray)
    left = min(line.box.left for line in whole.lines if line.direction == 90) - 10
    place = Box(left, 0, gray.shape[1], len(gray))
    assert error_rate(reader.read(gray, regions=[place]).text, columns) < 0.03
    assert error_rate(reader.read(gray, ignore=[place]).text, lines) < 0.01


def test_more_print_in_columns_than_in_lines() -> None:
    lines, columns = page(PROSE[3:4], em=24), vertical(PROSE[:3], rows=14, em=24)
    read = pagerec.read(side_by_side(lines.gray, columns.gray))
    assert error_rate(texts(read, 0), lines.text) < 0.01
    assert error_rate(texts(read, 90), columns.text) < 0.03


def test_english_on_its_side_among_columns() -> None:
    """A column of nothing but English lies on its side, as words in columns do."""
    lines, columns = page(PROSE[2:4], em=24), vertical(PROSE[:1], rows=12, em=24)
    words = page(("network system for the import of pictures",), em=24).gray
    gray = side_by_side(lines.gray, np.rot90(words, -1), columns.gray, gap=24)
    read = pagerec.read(gray)
    assert "network system for the import of pictures" in read.text


@pytest.mark.parametrize("turns", [1, -1])
def test_a_label_on_its_side_beside_print(turns: int) -> None:
    """It runs down or up the page, and its characters lie: no columns."""
    lines, label = page(PROSE[2:4], em=24), page(PROSE[:1], em=24, columns=16)
    gray = side_by_side(lines.gray, np.rot90(label.gray, turns))
    read = pagerec.read(gray)
    assert error_rate(texts(read, 0), lines.text) < 0.01
    missing = Counter("".join(label.text.split())) - Counter(texts(read, 270 if turns == 1 else 90))
    assert missing.total() <= 0.04 * len(label.text)


@pytest.mark.parametrize(
    ("box", "place"),
    [
        (Box(0, 0, 30, 100), 0),  # left of all
        (Box(110, 0, 130, 100), 2),  # right of the first two, above the last
        (Box(0, 210, 100, 300), 3),  # below all
    ],
)
def test_places_among_blocks(box: Box, place: int) -> None:
    blocks = [Box(40, 0, 100, 60), Box(40, 70, 100, 110), Box(40, 120, 130, 200)]
    assert place_of(box, blocks) == place
