"""Biases brought from training's shares to reading's."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset
from pagerec.recognition.model import MANIFEST, NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.litert import Dense, read_dense
from pagerec.training.network.priors import counts_of, frequencies, main, share_of_none, with_priors, with_usual_shares

CHARSET = Charset("的龘a")
DENSE = Dense(np.zeros((2, 2), np.float32), np.zeros((2, 4), np.float32), np.zeros(4, np.float32))


def write_shard(folder: Path, labels: list[int]) -> Path:
    folder.mkdir()
    np.save(folder / "00000.x.npy", np.zeros((len(labels), 32, 32, 2), np.uint8))
    np.save(folder / "00000.y.npy", np.array(labels, np.int32))
    return folder


def test_frequencies() -> None:
    found = np.exp(frequencies(["的的a", "的"], CHARSET.characters))
    np.testing.assert_allclose(found, [3.5 / 4, 0.5 / 4, 1.5 / 4])


def test_rare_han_are_less_likely_and_others_stay() -> None:
    log = np.log(np.array([0.04, 1e-9, 1e-9]))
    bias = with_priors(DENSE, CHARSET, log, 0.375, strength=0.5).bias
    np.testing.assert_allclose(bias, [0, 0, -3.5, 0], atol=1e-3)


@pytest.mark.parametrize(("share", "sign"), [(0.2, 1), (0.375, 0), (0.6, -1)])
def test_cells_that_are_none_are_as_likely_as_in_reading(share: float, sign: int) -> None:
    bias = with_priors(DENSE, CHARSET, np.zeros(3), share).bias
    assert np.sign(round(float(bias[0]), 3)) == sign


def test_share_of_none(tmp_path: Path) -> None:
    assert share_of_none(write_shard(tmp_path / "some", [0, 1, 2, 0])) == 0.5
    for name, labels in (("none", [0, 0]), ("all", [1, 2])):
        with pytest.raises(TrainingError, match="generate them again"):
            share_of_none(write_shard(tmp_path / name, labels))


def test_letters_trained_on_more_often_than_usual_are_less_likely(tmp_path: Path) -> None:
    trained, usual = (
        counts_of(write_shard(tmp_path / name, labels), 4)
        for name, labels in (("trained", [0] * 4 + [1, 2] + [3] * 4), ("usual", [0] * 4 + [1, 1, 1, 2] + [3] * 2))
    )
    assert trained.tolist() == [4, 1, 1, 4]
    bias = with_usual_shares(DENSE, CHARSET, trained, usual, strength=1.0).bias
    np.testing.assert_allclose(bias, [0, np.log(2), np.log(2), np.log(0.5)], atol=1e-3)
    assert with_usual_shares(DENSE, CHARSET, usual, usual).bias.tolist() == [0, 0, 0, 0]


def test_a_model_is_changed_in_place(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(models_path(), model)
    text = tmp_path / "text"
    text.mkdir()
    (text / "corpus.txt").write_text(("的的的一" * 25 + "\n") * 4000, encoding="utf-8")
    main([str(model), "--cells", str(write_shard(tmp_path / "cells", [0, 1, 2])), "--text", str(text)])
    before, after = read_dense(models_path() / NETWORK), read_dense(model / NETWORK)
    np.testing.assert_array_equal(before.classes, after.classes)
    charset = load_model(model).classifier.charset
    change = after.bias - before.bias
    assert change[charset.encode("的")] == pytest.approx(0)
    assert change[charset.encode("齄")] < -0.5
    assert change[charset.encode("a")] == pytest.approx(0)
    manifest = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["sha256"][NETWORK] == hashlib.sha256((model / NETWORK).read_bytes()).hexdigest()
