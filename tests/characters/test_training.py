"""``pagerec train`` and ``pagerec validate``: a run from beginning to end, broken off, gone on with, and refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")

import keras

from pagerec.characters import training
from pagerec.characters.lenet import ARCHITECTURES
from pagerec.characters.manifest import Data, open_data
from pagerec.characters.training import Plan, split_fonts, train
from pagerec.commands import cli
from pagerec.errors import (
    EXIT_INTERRUPTED,
    EXIT_MODEL,
    EXIT_OPTION,
    EXIT_TRAINING,
    OptionError,
    TrainingError,
)
from tests.characters.small import CHARACTERS, synthesize

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--arch", "pagerec", "--batch-size", "8", "--eval-steps", "4", "--save-steps", "2")


def tiny(classes: int) -> keras.Model:
    """A network that learns in seconds."""
    inputs = keras.Input((32, 32, 1), dtype="uint8")
    x = keras.layers.AveragePooling2D(2)(keras.layers.Rescaling(1 / 255)(inputs))
    x = keras.layers.Dense(classes)(keras.layers.Flatten()(x))
    return keras.Model(inputs, x)


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ARCHITECTURES, "pagerec", tiny)


def run(data: Path, out: Path, steps: int, *more: str) -> int:
    return cli.main(["train", str(data), str(out), *SMALL, "--max-steps", str(steps), *more])


def log(out: Path, kind: str) -> list[int]:
    entries = map(json.loads, (out / "log.jsonl").read_text().splitlines())
    return [entry["step"] for entry in entries if entry["kind"] == kind]


def iterations(out: Path) -> int:
    return int(keras.models.load_model(out / "checkpoint.keras").optimizer.iterations)


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("kind", ["pictures", "records"])
def test_train_then_validate(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = request.getfixturevalue(kind), tmp_path / "run"
    assert run(data, out, 40, "--learning-rate", "0.01") == 0
    assert "step 40 of 40" in capsys.readouterr().out
    assert log(out, "train") == [1, 10, 20, 30, 40]
    assert log(out, "validation") == list(range(4, 41, 4))
    for part in ("train", "validation"):
        assert list((out / "log" / part).glob("events.*"))
    assert Image.open(out / "curves.png").size[0] > 500
    assert iterations(out) == 40
    figures, drawing = tmp_path / "figures.json", tmp_path / "confused.png"
    assert cli.main(["validate", str(out), str(data), "--json", str(figures), "--draw", str(drawing)]) == 0
    shown = capsys.readouterr().out.splitlines()
    values = json.loads(figures.read_text("utf-8"))
    assert values["count"] == 80
    assert 0.5 < values["top1"] <= values["top5"] <= 1
    assert len(values["fonts"]) == 2
    assert shown[0].split("\t") == ["font", "pictures", "top-1 %", "top-5 %"]
    assert shown[3].split("\t")[:2] == ["all", "80"]
    assert [line.split("\t")[:2] for line in shown[4:6]] == [["fonts trained on", "40"], ["fonts not seen", "40"]]
    assert set(values["groups"]) == {"fonts trained on", "fonts not seen"}
    assert sum(pair["count"] for pair in values["confused"]) == round(80 * (1 - values["top1"]))
    Image.open(drawing).verify()


@pytest.mark.usefixtures("_tiny")
def test_an_interrupt_saves_and_restore_goes_on_at_the_same_step(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    after = training._Run._after_step

    def interrupt(self: training._Run, *arguments: object) -> None:
        after(self, *arguments)  # type: ignore[arg-type]
        if self.step == 5:
            raise KeyboardInterrupt

    monkeypatch.setattr(training._Run, "_after_step", interrupt)
    assert run(pictures, tmp_path, 8) == EXIT_INTERRUPTED
    assert "go on with --restore" in capsys.readouterr().err
    assert iterations(tmp_path) == 5
    monkeypatch.setattr(training._Run, "_after_step", after)
    assert run(pictures, tmp_path, 8) == EXIT_OPTION
    assert "there is a checkpoint; go on with --restore" in capsys.readouterr().err
    assert run(pictures, tmp_path, 8, "--restore") == 0
    assert iterations(tmp_path) == 8
    assert log(tmp_path, "train") == [1, 8]
    assert run(pictures, tmp_path, 8, "--restore") == 0, "a finished run is left alone"


def test_killed_and_gone_on_from_the_last_checkpoint(pictures: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pagerec", "train", str(pictures), str(tmp_path), *SMALL, "--max-steps", "10000"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (tmp_path / "checkpoint.keras").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    saved = iterations(tmp_path)
    assert saved >= 2
    assert saved % 2 == 0
    assert run(pictures, tmp_path, saved + 3, "--restore") == 0
    assert iterations(tmp_path) == saved + 3
    assert max(log(tmp_path, "train")) == saved + 3


@pytest.mark.usefixtures("_tiny")
def test_a_checkpoint_of_other_classes(
    pictures: Path, fonts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(pictures, tmp_path / "run", 2) == 0
    (tmp_path / "c.txt").write_text(CHARACTERS[:5], encoding="utf-8")
    assert synthesize(tmp_path / "five", fonts, tmp_path / "c.txt") == 0
    assert run(tmp_path / "five", tmp_path / "run", 4, "--restore") == EXIT_TRAINING
    assert "names 20 characters, other ones than the 5" in capsys.readouterr().err
    assert run(pictures, tmp_path / "new", 2, "--validation", str(tmp_path / "five")) == EXIT_TRAINING
    assert "has other classes" in capsys.readouterr().err
    assert run(tmp_path / "five", tmp_path / "small", 2) == 0
    assert cli.main(["validate", str(tmp_path / "small"), str(pictures)]) == EXIT_OPTION
    assert "15 characters that the model doesn't know" in capsys.readouterr().err
    assert run(pictures, tmp_path / "new", 2, "--restore") == EXIT_OPTION
    assert "there is no checkpoint" in capsys.readouterr().err
    (tmp_path / "run" / "checkpoint.keras").write_bytes(b"nothing")
    assert run(pictures, tmp_path / "run", 4, "--restore") == EXIT_TRAINING
    assert "checkpoint.keras: cannot be loaded" in capsys.readouterr().err


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_corrupt_picture_is_named(
    content: bytes, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(pictures, tmp_path / "data")
    broken = tmp_path / "data" / "00007" / "000-00001.png"
    broken.write_bytes(content)
    assert run(tmp_path / "data", tmp_path / "run", 20) == EXIT_TRAINING
    fault = "the file is empty" if not content else "is no picture, or a damaged one; delete it"
    assert f"{broken}: {fault}" in capsys.readouterr().err
    assert cli.main(["validate", "shipped", str(tmp_path / "data")]) == EXIT_TRAINING
    assert str(broken) in capsys.readouterr().err


@pytest.mark.usefixtures("_tiny")
def test_a_corrupt_record_is_named(records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(records, tmp_path / "data")
    (shard,) = (tmp_path / "data").glob("*.tfrecord")
    shard.write_bytes(shard.read_bytes()[:-30])
    assert run(tmp_path / "data", tmp_path / "run", 20) == EXIT_TRAINING
    assert f"{shard}: record 79 is damaged; delete it" in capsys.readouterr().err


def test_folders_without_data(tmp_path: Path, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, tmp_path / "run", 2) == EXIT_TRAINING
    assert "manifest.json: is missing; make the pictures" in capsys.readouterr().err
    assert cli.main(["validate", str(tmp_path), str(pictures)]) == EXIT_MODEL
    assert "holds no model; give" in capsys.readouterr().err


def test_fonts_are_kept_back_and_one_is_not_enough(tmp_path: Path) -> None:
    def data(count: int) -> Data:
        return Data(tmp_path, ("一",), tuple(map(str, range(count))), False, count)

    assert split_fonts(data(2)) == ([0], [1])
    assert split_fonts(data(10)) == ([0, 1, 2, 3, 5, 6, 7, 8], [4, 9])
    with pytest.raises(TrainingError, match="only one font"):
        split_fonts(data(1))


@pytest.mark.usefixtures("_tiny")
def test_a_disk_that_is_too_small(pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(training.shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(TrainingError, match=r"checkpoints take .* are free; make room"):
        train(Plan(tmp_path, tmp_path, tmp_path, "pagerec", 2), open_data(pictures))


def test_the_original_took_so_many_steps() -> None:
    assert Plan(Path(), Path(), Path()).steps == 16_002


@pytest.mark.parametrize("change", [{"steps": 0}, {"batch_size": -1}, {"learning_rate": 0.0}])
def test_plans_that_make_no_sense(change: dict[str, int]) -> None:
    with pytest.raises(OptionError, match="give"):
        Plan(Path(), Path(), Path(), **change)  # type: ignore[arg-type]


@pytest.mark.usefixtures("_tiny")
def test_mirrored_trains_on_this_machines_devices(pictures: Path, tmp_path: Path) -> None:
    assert run(pictures, tmp_path, 4, "--strategy", "mirrored") == 0
    assert iterations(tmp_path) == 4


@pytest.mark.slow
def test_two_workers_train_together_and_go_on(pictures: Path, tmp_path: Path) -> None:
    for steps, more in ((4, ()), (6, ("--restore",))):
        ports = _free_ports(2)
        workers = [_worker(number, ports, pictures, tmp_path, steps, more) for number in range(2)]
        codes = [worker.wait(timeout=240) for worker in workers]
        assert codes == [0, 0], "".join(path.read_text() for path in tmp_path.glob("worker*.txt"))
        assert iterations(tmp_path) == steps
    assert log(tmp_path, "validation") == [4, 6]
    model = keras.models.load_model(tmp_path / "checkpoint.keras")
    assert all(np.isfinite(np.asarray(weights)).all() for weights in model.weights)


def _worker(
    number: int, ports: list[int], data: Path, out: Path, steps: int, more: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    hosts = [f"localhost:{port}" for port in ports]
    config = {"cluster": {"worker": hosts}, "task": {"type": "worker", "index": number}}
    environment = os.environ | {"TF_CONFIG": json.dumps(config), "CUDA_VISIBLE_DEVICES": ""}
    options = [str(data), str(out), *SMALL, "--max-steps", str(steps), "--strategy", "multiworker", *more]
    command = [sys.executable, "-m", "pagerec", "train", *options]
    with out.joinpath(f"worker{number}.txt").open("w") as said:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=said)


def _free_ports(count: int) -> list[int]:
    """Ports that differ: all are taken before one is given back."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for taken in sockets:
            taken.bind(("localhost", 0))
        return [int(taken.getsockname()[1]) for taken in sockets]
