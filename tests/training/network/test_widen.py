"""More characters for a network's dense layers: a small run, taken up again, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from pagerec.errors import TrainingError
from pagerec.recognition.model import NETWORK, TEXT_MAP, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.litert import Dense, read_dense
from pagerec.training.network.train import Plan
from pagerec.training.network.widen import dense_model, learner, main, widen
from pagerec.training.synthesis.shards import CHARACTERS
from pagerec.training.tensorflow import keras

#: Not among the characters of the shipped model.
ADDED = "㐀㐁"


def write_cells(folder: Path, characters: str, *, count: int = 600) -> Path:
    """A shard of stripes: level ones are the first added class, upright ones the second, gray is no character."""
    folder.mkdir()
    random = np.random.default_rng(5)
    kinds = random.integers(0, 3, count)
    windows = np.full((count, 32, 32, 2), 128, np.uint8)
    for number, kind in enumerate(kinds):
        first = int(random.integers(4))
        if kind == 1:
            windows[number, first::4] = 255
        elif kind == 2:
            windows[number, :, first::4] = 255
    known = len(characters) - len(ADDED) + 1
    labels = np.where(kinds > 0, known + kinds - 1, 0).astype(np.int32)
    np.save(folder / "00000.x.npy", windows)
    np.save(folder / "00000.y.npy", labels)
    (folder / CHARACTERS).write_text(characters, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def characters() -> str:
    return "".join(load_model().classifier.charset.characters) + ADDED


def test_learns_classes_and_writes_a_model(tmp_path: Path, characters: str) -> None:
    cells = write_cells(tmp_path / "cells", characters)
    run = tmp_path / "run"
    main([str(run), "--cells", str(cells), "--validation", str(cells), "--steps", "30", "--batch-size", "64"])
    model = load_model(run / "model")
    windows, labels = np.load(cells / "00000.x.npy"), np.load(cells / "00000.y.npy")
    known = np.flatnonzero(labels)[:60]
    named = model.classifier(windows[known]).classes[:, 0]
    assert (named == labels[known]).mean() > 0.95
    assert {model.classifier.charset.decode(int(k)) for k in named} == set(ADDED)
    assert model.manifest["classes"] == len(characters) + 1
    assert (run / "model" / TEXT_MAP).read_bytes() == (models_path() / TEXT_MAP).read_bytes()
    entries = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert entries[-1]["step"] == 30
    assert entries[-1]["top1"] > 0.9


def test_goes_on_from_its_checkpoint(tmp_path: Path, characters: str) -> None:
    cells = write_cells(tmp_path / "cells", characters, count=200)
    base, plan = models_path(), Plan(4, 64, 1e-3, save_every=2)
    once = widen(tmp_path / "run", base, cells, plan)
    again = widen(tmp_path / "run", base, cells, plan)
    np.testing.assert_array_equal(once.classes, again.classes)
    assert not np.array_equal(once.classes[:, 1:], read_dense(base / NETWORK).classes[:, 1 : once.classes.shape[1]])


def test_a_damaged_checkpoint(tmp_path: Path, characters: str) -> None:
    cells = write_cells(tmp_path / "cells", characters, count=100)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.npz").write_bytes(b"nothing")
    with pytest.raises(TrainingError, match="delete it"):
        widen(tmp_path / "run", models_path(), cells, Plan(2, 64))


def test_shards_of_other_characters(tmp_path: Path) -> None:
    cells = write_cells(tmp_path / "cells", f"日月{ADDED}", count=100)
    with pytest.raises(TrainingError, match="begin with"):
        widen(tmp_path / "run", models_path(), cells, Plan(2, 64))


def test_an_answer_that_is_kept_stays_as_doubtful_as_it_was() -> None:
    begin = Dense(np.eye(3, dtype=np.float32), np.eye(3, dtype=np.float32), np.zeros(3, np.float32))
    features = np.array([[0, 1, 0], [0, 0, 1]], np.uint8)
    labels = np.array([1, 2], np.int32)
    model = dense_model(begin, 1.0, 0.0)
    step = learner(model, keras.optimizers.Adam(0.01), begin, np.array([False, True, False]), 1.0)
    before = np.asarray(keras.ops.softmax(model(features)))
    for _ in range(200):
        step(features, labels)
    after = np.asarray(keras.ops.softmax(model(features)))
    assert abs(after[0, 1] - before[0, 1]) < 0.02
    assert after[1, 2] > before[1, 2] + 0.2
