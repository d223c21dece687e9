"""Batches of squares and labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from pagerec.characters.manifest import Data
from pagerec.characters.pipeline import Batches, _augmented
from pagerec.characters.records import Record, write_records
from pagerec.characters.window import glyph_square
from pagerec.errors import TrainingError
from tests.pictures import encoded

CHARACTERS = ("一", "二", "三")


def bars(count: int, width: int) -> np.ndarray:  # type: ignore[type-arg]
    """A picture of 一, 二 or 三 in a font that is so wide."""
    gray = np.full((48, 48), 255, np.uint8)
    for bar in range(count):
        gray[8 + 13 * bar : 12 + 13 * bar, 24 - width : 24 + width] = 0
    return gray


@pytest.fixture(params=["folder", "tfrecord"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Data:
    """Three classes in three fonts."""
    made = [
        (label, font, encoded(Image.fromarray(bars(label + 1, 14 + 3 * font))))
        for label in range(3)
        for font in range(3)
    ]
    if request.param == "tfrecord":
        write_records(tmp_path / "a.tfrecord", [Record(content, label, font) for label, font, content in made])
    else:
        for label, font, content in made:
            (tmp_path / f"{label:05}").mkdir(exist_ok=True)
            (tmp_path / f"{label:05}" / f"{font:03}-00000.png").write_bytes(content)
    return Data(tmp_path, CHARACTERS, ("a", "b", "c"), request.param == "tfrecord", 9)


def test_validation_takes_the_chosen_fonts_as_they_are(data: Data) -> None:
    batches = Batches(data, [0, 2], 32, 4)
    found = [(squares.numpy(), labels.numpy()) for squares, labels in batches.validation(100)]
    squares, labels = (np.concatenate(parts) for parts in zip(*found, strict=True))
    assert sorted(labels.tolist()) == [0, 0, 1, 1, 2, 2]
    assert [len(part) for part, _ in found] == [4, 2]
    expected = {glyph_square(bars(label + 1, width), 32).tobytes() for label in range(3) for width in (14, 20)}  # type: ignore[union-attr]
    assert {square.tobytes() for square in squares} == expected
    again = np.concatenate([part.numpy() for part, _ in batches.validation(100)])
    assert np.array_equal(again, squares), "the same at every call"
    assert sum(len(part) for part, _ in batches.validation(3)) == 3


def test_training_never_ends_and_fills_its_batches(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerec.characters.pipeline._SHUFFLED", 8)
    sizes = [len(labels) for _, labels in Batches(data, [1], 32, 2).training(5).take(6)]
    assert sizes == [2] * 6, "of three pictures"


def test_augmentation_moves_a_square_a_little_and_keeps_its_label() -> None:
    square = np.zeros((32, 32, 1), np.uint8)
    square[10:20, 10:20] = 128
    centres = []
    for _ in range(20):
        moved, label = _augmented(square, 7)
        rows, columns, _ = np.nonzero(moved.numpy())
        centres.append((rows.mean(), columns.mean()))
        assert label == 7
        assert len(rows) == 100
    assert np.ptp(centres, axis=0).min() > 0
    assert np.abs(np.array(centres) - 14.5).max() <= 2


def test_a_damaged_picture_is_named(data: Data) -> None:
    if data.records:
        (path,) = data.shards()
        path.write_bytes(path.read_bytes()[:-5])
    else:
        path = data.folder / "00001" / "002-00000.png"
        path.write_bytes(encoded(Image.new("L", (48, 48), 255)))
    batches = Batches(data, [0, 1, 2], 32, 4)
    with pytest.raises(TrainingError, match=path.name), batches.explained():
        for _ in batches.validation(100):
            pass
