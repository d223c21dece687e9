"""From Keras to a model folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")

import keras

from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import LiteRtClassifier
from pagerec.recognition.model import LANGUAGE, MANIFEST, NETWORK, Model, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.export import calibration_cells, convert, export, in_float32
from pagerec.training.network.networks import multiply_adds, plain

CHARSET = Charset("一二三四五六七八九十百千万亿元角分年月日时")


def network() -> Any:
    """Random weights, with logits far apart."""
    keras.utils.set_random_seed(4)
    model = plain(len(CHARSET), layers=((8, 2), (8, 2), (8, 2)), embedding=16)
    kernel, bias = model.get_layer("logits").get_weights()
    model.get_layer("logits").set_weights([kernel * 20, bias])
    return model


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path, Model]:
    folder = tmp_path_factory.mktemp("model")
    shutil.copy(models_path() / LANGUAGE, folder / LANGUAGE)
    model = network()
    export(model, folder, CHARSET, {"fonts": ["a", "b"], "accuracy": {"top1": 0.5}}, windows(64))
    return model, folder, load_model(folder)


def windows(count: int) -> np.ndarray:
    random = np.random.default_rng(8)
    small = random.integers(0, 2, (count, 8, 8, 2)) * 255
    return small.repeat(4, axis=1).repeat(4, axis=2).astype(np.uint8)


def test_litert_answers_as_keras_does(exported: tuple[Any, Path, Model]) -> None:
    model, _, loaded = exported
    x = windows(64)
    wanted = np.asarray(keras.ops.softmax(model(x, training=False)))
    scores = loaded.classifier(x)
    assert (scores.classes[:, 0] == wanted.argmax(axis=1)).mean() > 0.9, "8 bits turn few answers over"
    assert len(set(scores.classes[:, 0].tolist())) > 3, "not the same answer to everything"
    assert np.abs(scores.reject - wanted[:, 0]).mean() < 0.05
    found = np.take_along_axis(wanted, scores.classes, axis=1)
    assert np.abs(scores.probabilities - found).mean() < 0.05


def test_without_cells_to_calibrate_by_the_network_stays_exact(tmp_path: Path) -> None:
    model, x = network(), windows(32)
    (tmp_path / "exact.tflite").write_bytes(convert(model, None))
    wanted = np.asarray(keras.ops.softmax(model(x, training=False)))
    scores = LiteRtClassifier(tmp_path / "exact.tflite", CHARSET, 1)(x)
    np.testing.assert_array_equal(scores.classes[:, 0], wanted.argmax(axis=1))
    np.testing.assert_allclose(scores.reject, wanted[:, 0], atol=1e-4)


def test_calibration_takes_cells_from_all_over_the_newest_shard(tmp_path: Path) -> None:
    for number in (0, 1):
        cells = np.zeros((100, 32, 32, 2), np.uint8) + np.arange(100, dtype=np.uint8)[:, None, None, None] + number
        np.save(tmp_path / f"{number:05}.x.npy", cells)
        np.save(tmp_path / f"{number:05}.y.npy", np.zeros(100, np.int32))
    assert calibration_cells(tmp_path, 4)[:, 0, 0, 0].tolist() == [1, 26, 51, 76]
    with pytest.raises(TrainingError, match=r"no shards.*pagerec\.training\.synthesis\.shards"):
        calibration_cells(tmp_path / "none")


def test_the_manifest_tells_what_is_in_the_folder(exported: tuple[Any, Path, Model]) -> None:
    model, folder, loaded = exported
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert loaded.manifest == manifest
    assert manifest["fonts"] == ["a", "b"]
    assert manifest["classes"] == len(CHARSET)
    assert manifest["multiply_adds"] == multiply_adds(model)
    assert loaded.classifier.charset.characters == CHARSET.characters
    assert set(manifest["sha256"]) == {NETWORK, LANGUAGE}


def test_convolutions_take_a_byte_a_weight(exported: tuple[Any, Path, Model]) -> None:
    model, folder, _ = exported
    dense = sum(x.kernel.shape[0] * x.kernel.shape[1] for x in model.layers if isinstance(x, keras.layers.Dense))
    assert (folder / NETWORK).stat().st_size < 4 * dense + (model.count_params() - dense) + 40_000


def test_a_charset_of_another_size(exported: tuple[Any, Path, Model], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="22 classes, the charset 3"):
        export(exported[0], tmp_path, Charset("日月"), {}, windows(4))
    assert not list(tmp_path.iterdir())


def test_a_missing_language_model(exported: tuple[Any, Path, Model], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"language\.bin.*pagerec\.training\.text\.language"):
        export(exported[0], tmp_path, CHARSET, {}, windows(4))
    assert not list(tmp_path.iterdir())


def test_a_network_trained_in_bfloat16_computes_in_float32() -> None:
    try:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
        model = network()
    finally:
        keras.mixed_precision.set_global_policy("float32")
    copy = in_float32(model)
    assert {layer.compute_dtype for layer in copy.layers} <= {"float32", "uint8"}
    one, two = (np.asarray(m(windows(16), training=False), np.float32) for m in (model, copy))
    assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.999
