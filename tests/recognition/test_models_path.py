"""The folder of the shipped model."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from pagerec import ModelError
from pagerec.recognition import models_path

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"


def test_the_model_folder_is_found_without_installing() -> None:
    statement = "from pagerec.recognition.models_path import models_path; print(models_path())"
    done = subprocess.run([sys.executable, "-S", "-c", statement], cwd=ROOT, capture_output=True, check=True, text=True)
    assert Path(done.stdout.strip()) == MODELS


def test_a_missing_model_folder_is_a_model_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("pagerec.recognition.models_path")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "pagerec" / "recognition" / "models_path.py"))
    monkeypatch.setattr(module.resources, "files", _no_module)
    with pytest.raises(ModelError, match="the model is missing"):
        module.models_path()


def _no_module(name: str) -> Path:
    raise ModuleNotFoundError(name)


def test_an_installed_folder_comes_before_the_one_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("pagerec.recognition.models_path")
    monkeypatch.setattr(module.resources, "files", lambda name: tmp_path)
    assert module.models_path() == tmp_path
    monkeypatch.setattr(module.resources, "files", lambda name: tmp_path / "none")
    assert module.models_path() == MODELS


def test_models_path_is_a_folder() -> None:
    assert (models_path.models_path() / "__init__.py").is_file()
