"""Training: checkpoints, broken runs taken up again, the log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")

import keras

from pagerec.errors import TrainingError
from pagerec.training.network import networks
from pagerec.training.network import train as training
from pagerec.training.network.train import Plan, evaluate, load_network, train
from pagerec.training.synthesis import shards

CLASSES, SIZE = 5, 128


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = networks.plain
    monkeypatch.setattr(networks, "plain", lambda classes: plain(classes, layers=((4, 4), (4, 4)), embedding=8))
    monkeypatch.setattr(shards, "SHARD", SIZE)
    keras.utils.set_random_seed(1)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shards of an easy task: the class says which quarter of the window is inked."""
    folder = tmp_path_factory.mktemp("cells")
    random = np.random.default_rng(0)
    for number in range(2):
        labels = random.integers(CLASSES, size=SIZE).astype(np.int32)
        windows = random.integers(0, 40, (SIZE, 32, 32, 2)).astype(np.uint8)
        for k, label in enumerate(labels.tolist()):
            if label:
                row, column = divmod(label - 1, 2)
                windows[k, 16 * row : 16 * row + 16, 16 * column : 16 * column + 16] = 255
        np.save(folder / f"{number:05}.x.npy", windows)
        np.save(folder / f"{number:05}.y.npy", labels)
    return folder


def plan(steps: int, **changes: Any) -> Plan:
    return Plan(
        **(
            {
                "steps": steps,
                "batch_size": 16,
                "learning_rate": 0.02,
                "warmup": 5,
                "average": 0.9,
                "save_every": 2,
            }
            | changes
        )
    )


def state(folder: Path) -> int:
    return int(json.loads((folder / "state.json").read_text())["step"])


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The step after each batch that is really trained."""
    seen: list[int] = []
    end = training._Progress.on_train_batch_end

    def record(self: Any, batch: int, logs: Any = None) -> None:
        end(self, batch, logs)
        seen.append(self.step)

    monkeypatch.setattr(training._Progress, "on_train_batch_end", record)
    return seen


def test_a_broken_run_is_taken_up_at_its_last_checkpoint(
    tmp_path: Path, cells: Path, steps: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = training._Progress.on_train_batch_begin

    def fail(self: Any, batch: int, logs: Any = None) -> None:
        if self.step == 5 and self.first == 0:
            raise KeyboardInterrupt
        begin(self, batch, logs)

    monkeypatch.setattr(training._Progress, "on_train_batch_begin", fail)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, cells, plan(6), networks.plain(CLASSES))
    assert steps == [1, 2, 3, 4, 5]
    assert state(tmp_path) == 4
    model = train(tmp_path, cells, plan(6), networks.plain(CLASSES))
    assert steps[5:] == [5, 6]
    assert state(tmp_path) == 6
    assert int(model.optimizer.iterations) == 6, "the optimizer's state is taken up, too"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checkpoint.keras", "state.json"]


def test_a_finished_run_is_left_alone(tmp_path: Path, cells: Path, steps: list[int]) -> None:
    one = train(tmp_path, cells, plan(4), networks.plain(CLASSES))
    before = (tmp_path / "checkpoint.keras").read_bytes()
    two = train(tmp_path, cells, plan(4), networks.plain(CLASSES))
    assert steps == [1, 2, 3, 4]
    assert (tmp_path / "checkpoint.keras").read_bytes() == before
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_it_learns_logs_and_validates(tmp_path: Path, cells: Path) -> None:
    model = train(tmp_path, cells, plan(200, save_every=50), networks.plain(CLASSES), validation=cells)
    result = evaluate(model, cells)
    assert result["top1"] > 0.9
    assert result["top5"] == 1.0
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    losses = {line["step"]: line["loss"] for line in lines if "loss" in line}
    assert list(losses) == [100, 200]
    assert losses[200] < losses[100]
    assert all(line["cells_per_second"] > 0 for line in lines if "loss" in line)
    (validation,) = [line for line in lines if "validation" in line]
    assert validation["step"] == 200
    assert set(validation["validation"]) == {"top1", "top5", "refused"}


def test_training_starts_from_given_weights(tmp_path: Path, cells: Path) -> None:
    first = train(tmp_path / "one", cells, plan(2), networks.plain(CLASSES))
    first.save(tmp_path / "first.keras")
    second = train(tmp_path / "two", cells, plan(1, learning_rate=1e-9), load_network(tmp_path / "first.keras"))
    kernel = [w for w in first.weights if w.name == "kernel"]
    again = [w for w in second.weights if w.name == "kernel"]
    for a, b in zip(kernel, again, strict=True):
        np.testing.assert_allclose(np.asarray(a), np.asarray(b), atol=1e-4)


def test_a_missing_network(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"none\.keras"):
        load_network(tmp_path / "none.keras")


def test_another_number_of_classes(tmp_path: Path, cells: Path) -> None:
    train(tmp_path, cells, plan(2), networks.plain(CLASSES))
    with pytest.raises(TrainingError, match="5 classes, 7 are wanted"):
        train(tmp_path, cells, plan(4), networks.plain(7))


def test_a_damaged_checkpoint(tmp_path: Path, cells: Path) -> None:
    train(tmp_path, cells, plan(2), networks.plain(CLASSES))
    (tmp_path / "checkpoint.keras").write_bytes(b"nonsense")
    with pytest.raises(TrainingError, match=r"checkpoint\.keras.*delete"):
        train(tmp_path, cells, plan(4), networks.plain(CLASSES))


def test_killed_between_the_files_of_the_first_save(tmp_path: Path, cells: Path) -> None:
    train(tmp_path, cells, plan(2), networks.plain(CLASSES))
    (tmp_path / "state.json").unlink()
    train(tmp_path, cells, plan(4), networks.plain(CLASSES))


def test_learning_rate_rises_and_falls() -> None:
    how = Plan(1000, learning_rate=1.0, warmup=100)
    rates = [how.rate(step) for step in range(1001)]
    assert 0 < rates[0] <= 0.01
    assert rates[:100] == sorted(rates[:100])
    assert max(rates) == pytest.approx(1.0)
    assert rates[100:] == sorted(rates[100:], reverse=True)
    assert rates[1000] == pytest.approx(0.01)
    assert how.rate(5000) == pytest.approx(0.01)


def test_evaluate_counts_characters_and_refusals(tmp_path: Path) -> None:
    """A network that always answers class 1, then 2, 3, 4, 5; class 0 last."""
    labels = np.array([0, 0, 1, 1, 1, 2, 6, 6], np.int32)
    np.save(tmp_path / "00000.x.npy", np.zeros((8, 32, 32, 2), np.uint8))
    np.save(tmp_path / "00000.y.npy", labels)
    logits = np.array([-1.0, 9, 8, 7, 6, 5, 0], np.float32)
    result = evaluate(lambda x, training: np.tile(logits, (len(x), 1)), tmp_path)
    assert result == {"top1": 3 / 6, "top5": 4 / 6, "refused": 0.0}


def test_the_shipped_networks_size() -> None:
    network = networks.__dict__["plain"](7085)
    tiny = 8 * 8 * 4 * 18 + 2 * 2 * 4 * 36 + 16 * 8 + 8 * 7085
    assert networks.multiply_adds(network) == tiny
    assert network.input_shape == (None, 32, 32, 2)
    assert network.output_shape == (None, 7085)
