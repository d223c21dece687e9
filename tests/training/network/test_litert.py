"""The shipped network taken apart and put together again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from pagerec.errors import ModelError
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import LiteRtClassifier, Scores
from pagerec.recognition.model import LANGUAGE, NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.litert import Dense, Features, read_dense, with_dense

SHIPPED = models_path() / NETWORK


def windows(count: int) -> np.ndarray:
    random = np.random.default_rng(8)
    small = random.integers(0, 2, (count, 8, 8, 2)) * 255
    return small.repeat(4, axis=1).repeat(4, axis=2).astype(np.uint8)


def characters() -> tuple[str, ...]:
    return load_model().classifier.charset.characters


def named(path: Path, names: tuple[str, ...]) -> Scores:
    return LiteRtClassifier(path, Charset(names), 1)(windows(70))


def test_features_and_dense_layers_answer_as_the_whole_does() -> None:
    features, dense = Features(SHIPPED, 1), read_dense(SHIPPED)
    steps = features(windows(70))
    assert steps.shape == (70, features.width)
    assert steps.dtype == np.uint8
    logits = dense.logits(steps * np.float32(features.scale))
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = named(SHIPPED, characters())
    # In the file what goes into a dense layer has 8 bits.
    np.testing.assert_allclose(odds[:, 0] / odds.sum(axis=1), scores.reject, atol=0.05)
    assert (logits.argmax(axis=1) == scores.classes[:, 0]).mean() > 0.95


def test_the_same_layers_give_the_same_network(tmp_path: Path) -> None:
    (tmp_path / NETWORK).write_bytes(with_dense(SHIPPED, read_dense(SHIPPED)))
    one, two = named(SHIPPED, characters()), named(tmp_path / NETWORK, characters())
    np.testing.assert_array_equal(one.classes, two.classes)
    np.testing.assert_array_equal(one.probabilities, two.probabilities)


def test_a_class_more_answers_where_its_weights_say(tmp_path: Path) -> None:
    dense, features = read_dense(SHIPPED), Features(SHIPPED, 1)
    embedding = features(windows(1)) * np.float32(features.scale) @ dense.embedding
    more = Dense(
        dense.embedding,
        np.concatenate([dense.classes, 100 * embedding.T / np.square(embedding).sum()], axis=1),
        np.append(dense.bias, np.float32(0)),
    )
    (tmp_path / NETWORK).write_bytes(with_dense(SHIPPED, more))
    scores = named(tmp_path / NETWORK, (*characters(), "ㄅ"))
    assert scores.classes[0, 0] == len(characters()) + 1
    assert named(SHIPPED, characters()).classes[0, 0] != scores.classes[0, 0]


def test_files_that_are_no_such_network(tmp_path: Path) -> None:
    (tmp_path / "cut.tflite").write_bytes(SHIPPED.read_bytes()[:1000])
    for path in (models_path() / LANGUAGE, tmp_path / "cut.tflite", tmp_path / "none.tflite"):
        with pytest.raises(ModelError, match=f"{path.name}: .*; give the folder of a pagerec model"):
            read_dense(path)
