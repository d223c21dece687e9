"""Loading a model folder, whole or broken."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from pagerec.errors import ModelError
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import FORMAT, LANGUAGE, MANIFEST, NETWORK, load_model
from pagerec.recognition.models_path import models_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model, to be broken."""
    for name in (MANIFEST, NETWORK, LANGUAGE):
        shutil.copy(models_path() / name, tmp_path / name)
    return tmp_path


def change(folder: Path, **entries: Any) -> None:
    path = folder / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8")) | entries
    path.write_text(json.dumps({k: v for k, v in manifest.items() if v is not None}), encoding="utf-8")


def message(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    text = str(caught.value)
    assert str(folder) in text, "the message names the file"
    assert ";" in text, "and says what to do"
    return text


def test_the_shipped_model_is_what_its_manifest_says() -> None:
    model = load_model()
    manifest = model.manifest
    assert manifest["format"] == FORMAT
    assert manifest["classes"] == len(model.classifier.charset) == len(manifest["characters"]) + 1
    assert set(manifest["sha256"]) == {NETWORK, LANGUAGE}
    for name, checksum in manifest["sha256"].items():
        assert hashlib.sha256((models_path() / name).read_bytes()).hexdigest() == checksum
    assert manifest["multiply_adds"] <= 10_000_000
    assert manifest["input"]["shape"] == [32, 32, 2]


def test_a_copy_loads_from_a_path_or_a_string(folder: Path) -> None:
    assert load_model(folder).manifest == load_model(str(folder)).manifest == load_model().manifest


def test_weights_come_from_the_manifest(folder: Path) -> None:
    change(folder, weights={"language": 0.5, "beam": 3})
    assert load_model(folder).weights == Weights(language=0.5, beam=3)
    change(folder, weights=None)
    assert load_model(folder).weights == Weights()


def test_parts_of_the_model_pickle(folder: Path) -> None:
    model = pickle.loads(pickle.dumps(load_model(folder)))
    assert model.classifier.path == folder / NETWORK
    assert model.language.path == folder / LANGUAGE


@pytest.mark.parametrize("name", [MANIFEST, NETWORK, LANGUAGE])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in message(folder)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert "No such file" in message(tmp_path / "nowhere")


@pytest.mark.parametrize("name", [NETWORK, LANGUAGE])
@pytest.mark.parametrize("how", ["bit", "cut", "empty"])
def test_a_damaged_file(folder: Path, name: str, how: str) -> None:
    data = bytearray((folder / name).read_bytes())
    if how == "bit":
        data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data if how == "bit" else data[: len(data) // 2] if how == "cut" else b"")
    assert "differs" in message(folder)


@pytest.mark.parametrize("wrong", [0, FORMAT + 1, "1", None])
def test_another_format(folder: Path, wrong: object) -> None:
    change(folder, format=wrong)
    assert f"reads format {FORMAT}" in message(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"manifest"'])
def test_a_manifest_that_is_none(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    assert MANIFEST in message(folder)


def test_a_manifest_in_another_encoding(folder: Path) -> None:
    (folder / MANIFEST).write_bytes('{"characters": "汉"}'.encode("gbk"))
    message(folder)


@pytest.mark.parametrize("entry", ["characters", "sha256"])
def test_a_manifest_that_lacks_an_entry(folder: Path, entry: str) -> None:
    change(folder, **{entry: None})
    assert entry in message(folder)


def test_weights_of_another_version(folder: Path) -> None:
    change(folder, weights={"language": 0.5, "colour": 1.0})
    assert "colour" in message(folder)


def test_repeated_characters(folder: Path) -> None:
    change(folder, characters="日月日", classes=4)
    with pytest.raises(ModelError, match="twice"):
        load_model(folder)


def test_a_charset_that_fits_its_number_but_not_the_network(folder: Path) -> None:
    change(folder, characters="日月", classes=3)
    assert "and the charset has 3" in message(folder)


@pytest.mark.parametrize("characters", ["日月", ""])
def test_a_charset_of_another_size(folder: Path, characters: str) -> None:
    change(folder, characters=characters)
    assert "classes" in message(folder)


def test_checksums_are_required(folder: Path) -> None:
    change(folder, sha256={})
    message(folder)


@pytest.mark.parametrize("characters", [3, [1, 2]])
def test_characters_that_are_no_text(folder: Path, characters: object) -> None:
    change(folder, characters=characters)
    message(folder)
