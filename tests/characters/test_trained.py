"""A checkpoint that names squares."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from pagerec.characters.trained import TrainedNetwork
from pagerec.characters.training import CHECKPOINT, FACTS
from pagerec.errors import ModelError, TrainingError


def saved(folder: Path, characters: str, classes: int) -> Path:
    """A network that is the surer of a class the darker its column is."""
    inputs = keras.Input((8, 8, 1), dtype="uint8")
    x = keras.layers.Rescaling(1 / 64)(inputs)
    x = keras.layers.Flatten()(keras.layers.AveragePooling2D((8, 1))(x))
    dense = keras.layers.Dense(classes, use_bias=False)
    model = keras.Model(inputs, dense(x))
    dense.set_weights([np.eye(8, classes, dtype=np.float32)])
    model.save(folder / CHECKPOINT)
    (folder / FACTS).write_text(json.dumps({"characters": list(characters), "fonts": ["hei"]}), encoding="utf-8")
    return folder


def columns(*levels: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.tile(np.array([*levels, *[0] * (8 - len(levels))], np.uint8), (8, 1))


def test_the_likeliest_come_first(tmp_path: Path) -> None:
    network = TrainedNetwork(saved(tmp_path, "一二三", 3))
    assert (network.side, network.characters, network.seen) == (8, ("一", "二", "三"), frozenset({"hei"}))
    named, probabilities = network(np.stack([columns(0, 200, 100), columns(64, 0, 128)]))
    assert named == [("二", "三", "一"), ("三", "一", "二")]
    odds = np.exp([2.0, 1.0, 0.0])
    assert probabilities[1] == pytest.approx(odds / odds.sum(), rel=1e-4)


def test_an_alphabet_leaves_the_others_without_probability(tmp_path: Path) -> None:
    network = TrainedNetwork(saved(tmp_path, "一二三", 3))
    named, probabilities = network(columns(0, 200, 100)[None], "一三")
    assert named[0][:2] == ("三", "一")
    assert probabilities[0, 2] == 0


def test_other_characters_than_classes(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="3 classes, but 2 characters; train again"):
        TrainedNetwork(saved(tmp_path, "一二", 3))
    (tmp_path / FACTS).write_text("{}")
    with pytest.raises(TrainingError, match="is damaged"):
        TrainedNetwork(tmp_path)
