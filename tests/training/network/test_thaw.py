"""A shipped network back in floating point answers as before, and can be trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from pagerec.errors import ModelError
from pagerec.recognition.model import NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.litert import read_dense
from pagerec.training.network.thaw import thaw

SHIPPED = models_path() / NETWORK


def windows(count: int) -> np.ndarray:
    random = np.random.default_rng(8)
    small = random.integers(0, 2, (count, 8, 8, 2)) * 255
    return small.repeat(4, axis=1).repeat(4, axis=2).astype(np.uint8)


def test_it_answers_as_the_file_does() -> None:
    cells = windows(200)
    model = thaw(SHIPPED, cells, frozen=2)
    classifier = load_model().classifier
    named = np.asarray(model(cells, training=False)).argmax(axis=1)
    assert (named == classifier(cells).classes[:, 0]).mean() > 0.9  # the file computes in 8 bits
    # In training batch norms take the batch's own mean and spread: nearly those that it was made with.
    trained = np.asarray(model(cells, training=True)).argmax(axis=1)
    assert (trained == named).mean() > 0.5
    first, *_, last = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert not first.trainable
    assert last.trainable


def test_more_classes() -> None:
    dense = read_dense(SHIPPED)
    more = type(dense)(
        dense.embedding,
        np.concatenate([dense.classes, dense.classes[:, :3]], axis=1),
        np.concatenate([dense.bias, dense.bias[:3]]),
    )
    assert thaw(SHIPPED, windows(32), dense=more).output_shape[-1] == len(dense.bias) + 3


def test_what_is_no_network(tmp_path: Path) -> None:
    path = tmp_path / NETWORK
    path.write_bytes(b"no network" * 20)
    with pytest.raises(ModelError, match="exported"):
        thaw(path, windows(4))
