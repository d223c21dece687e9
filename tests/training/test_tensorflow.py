"""Training says what it does, TensorFlow doesn't say what it found; errors are seen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pagerec.recognition.models_path import models_path
from tests.pages import FILES

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")
pytest.importorskip("matplotlib")

from pagerec.training.tensorflow import notes

ROOT = Path(__file__).resolve().parents[2]
FONTS = [Path(FILES[name][0]) for name in ("hei", "uming")]

NOTES = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795766958.009653   30048 cudart_stub.cc:31] Could not find cuda drivers on your machine",
    "W0000 00:00:1738.1 1 computation_placer.cc:177] computation placer already registered",
    "E0000 00:00:1738.1 1 cuda_blas.cc:1418] Unable to register cuBLAS factory: one has already been registered",
    "2025-01-02 03:04:05.678: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.",
    "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow",
]
NO_GPU = "E0000 00:00:1795766967.9 30048 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error"
ERRORS = [
    "E0000 00:00:1738.1 1 cuda_dnn.cc:502] Could not create cudnn handle: CUDNN_STATUS_NOT_INITIALIZED",
    "F0000 00:00:1738.1 1 tensor.cc:1] Check failed: dtype() == expected_dtype",
    "2025-01-02 03:04:05.678: E tensorflow/core/framework/node_def_util.cc:676] NodeDef mentions attribute",
    "Traceback (most recent call last):",
    "ImportError: libcublas.so.12: cannot open shared object file",
    "terminate called after throwing an instance of 'std::bad_alloc'",
]


@pytest.mark.parametrize("line", NOTES)
def test_notes_are_left_out(line: str, tmp_path: Path) -> None:
    assert notes(tmp_path).match(line.encode())


@pytest.mark.parametrize("line", ERRORS)
def test_errors_are_not(line: str, tmp_path: Path) -> None:
    assert not notes(tmp_path).match(line.encode())


@pytest.mark.parametrize("device", ["nvidia0", "dxg"])
def test_a_gpu_that_fails_is_an_error(device: str, tmp_path: Path) -> None:
    assert notes(tmp_path).match(NO_GPU.encode())
    (tmp_path / device).touch()
    assert not notes(tmp_path).match(NO_GPU.encode())
    assert notes(tmp_path).match(NOTES[0].encode())


def said(folder: Path, *arguments: str) -> list[str]:
    """Run a module as a user does; give the lines of its standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with fonts and a few characters."""
    if not all(font.exists() for font in FONTS):
        pytest.skip("needs Debian's fonts-wqy-microhei and fonts-arphic-uming")
    folder = tmp_path_factory.mktemp("quiet")
    (folder / "fonts").mkdir()
    for font in FONTS:
        (folder / "fonts" / font.name).symlink_to(font)
    (folder / "digits.txt").write_text("零一二三四五六七八九", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_commands_are_quiet(folder: Path) -> None:
    made = said(folder, "pagerec", "synthesize", "digits", "--fonts", "fonts", "--charset", "digits.txt", "--jobs", "1")
    assert len(made) == len(FONTS)
    assert all(line.endswith(": 10 characters") for line in made)
    assert said(folder, "pagerec", "train", "digits", "run", "--batch-size", "16", "--max-steps", "4") == []
    assert said(folder, "pagerec", "validate", "run", "digits") == []


@pytest.mark.slow
def test_modules_of_training_are_quiet(folder: Path) -> None:
    pytest.importorskip("ai_edge_quantizer")
    random = np.random.default_rng(0)
    (folder / "cells").mkdir()
    (folder / "cells" / "characters.txt").write_text("一二三四", encoding="utf-8")
    np.save(folder / "cells" / "00000.x.npy", random.integers(0, 255, (64, 32, 32, 2)).astype(np.uint8))
    np.save(folder / "cells" / "00000.y.npy", random.integers(0, 5, 64).astype(np.int32))
    training = ("pagerec.training.network.train", "cells-run", "--cells", "cells", "--steps", "2", "--batch-size", "8")
    assert said(folder, *training) == []
    (folder / "model").mkdir()
    (folder / "model" / "language.bin").symlink_to(models_path() / "language.bin")
    assert said(folder, "pagerec.training.network.export", "cells-run/final.keras", "model", "--cells", "cells") == []


def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pagerec", "train", "missing", "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 5
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["pagerec"]
