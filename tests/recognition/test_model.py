"""Loading a model folder, whole or broken."""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import os
import pickle
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fuzz.corpus import language_models
from pagerec.errors import ModelError
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import LiteRtClassifier
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import FORMAT, LANGUAGE, LEXICON, MANIFEST, NETWORK, TEXT_MAP, load_model
from pagerec.recognition.models_path import models_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model, to be broken."""
    for name in (MANIFEST, NETWORK, LANGUAGE, TEXT_MAP, LEXICON):
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
    assert set(manifest["sha256"]) == {NETWORK, LANGUAGE, TEXT_MAP, LEXICON}
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


@pytest.mark.parametrize("name", [NETWORK, LANGUAGE, LEXICON])
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


@pytest.mark.parametrize("name", ["../../etc/passwd", "/dev/zero", "..", "", "\0", "models/network.tflite"])
def test_no_other_file_is_opened(folder: Path, name: str) -> None:
    sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    change(folder, sha256=sums | {name: "0" * 64})
    assert "which is no file of a model" in message(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX")
@pytest.mark.parametrize("name", [MANIFEST, NETWORK, LANGUAGE, TEXT_MAP, LEXICON])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_special_files_are_not_read(folder: Path, name: str, kind: str) -> None:
    path = folder / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    assert name in message(folder)


def test_a_file_without_end(folder: Path) -> None:
    os.truncate(folder / MANIFEST, 1 << 40)  # has holes, takes no room
    assert "has more than" in message(folder)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"format": ' * 50_000, '{"format": 1' + "0" * 5000 + "}", '{"format": [2]}', '{"format": 2.0}'],
)
def test_a_hostile_manifest(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    message(folder)


@pytest.mark.parametrize("classes", [10**400, "3", None, [3], 8652.0, True])
def test_classes_that_are_no_number(folder: Path, classes: object) -> None:
    change(folder, classes=classes)
    message(folder)


@pytest.mark.parametrize(
    "weights",
    [
        *([], "language", 3, {"language": "x"}, {"language": None}, {"language": [[]]}, {"language": math.nan}),
        *({"language": 1e300}, {"language": 10**400}, {"beam": 0}, {"beam": 10**9}, {"beam": 2.5}, {"candidates": 9}),
    ],
)
def test_weights_that_make_no_sense(folder: Path, weights: object) -> None:
    change(folder, weights=weights)
    assert "weights" in message(folder)


def test_half_a_surrogate_pair_is_no_character(folder: Path) -> None:
    characters = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["characters"]
    change(folder, characters="\ud800" + characters[1:])
    assert "not a single character" in message(folder)


def replace_file(folder: Path, name: str, content: bytes) -> None:
    """Replace a file, and make its checksum right."""
    (folder / name).write_bytes(content)
    sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    change(folder, sha256=sums | {name: hashlib.sha256(content).hexdigest()})


@pytest.mark.parametrize("content", [b"", b"TFL3", bytes(1000), b"x" * 1000])
def test_a_broken_network_behind_a_right_checksum(folder: Path, content: bytes) -> None:
    replace_file(folder, NETWORK, content)
    assert NETWORK in message(folder)


@pytest.mark.parametrize("place", [40, 400, 1000, 2000])
def test_a_network_with_changed_bytes_fails_as_a_model(folder: Path, place: int) -> None:
    content = bytearray((folder / NETWORK).read_bytes())
    content[place : place + 64] = b"\xff" * 64
    replace_file(folder, NETWORK, bytes(content))
    with suppress(ModelError):  # and nothing else
        load_model(folder).classifier(np.zeros((3, 32, 32, 2), np.uint8))


@pytest.mark.parametrize("content", language_models()[1:])
def test_a_broken_language_model_behind_a_right_checksum(folder: Path, content: bytes) -> None:
    replace_file(folder, LANGUAGE, content)
    with pytest.raises(ModelError, match=LANGUAGE):
        load_model(folder)


class Interpreter:
    """A network of any shape, that gives anything."""

    takes: tuple[tuple[int, ...], type] = (1, 32, 32, 2), np.uint8
    gives: Any = np.full((3, 3), 1 / 3, np.float32)

    def __init__(self, model_path: str, num_threads: int) -> None:
        pass

    def get_input_details(self) -> list[dict[str, Any]]:
        return [{"index": 0, "shape": np.array(self.takes[0]), "dtype": self.takes[1]}]

    def get_output_details(self) -> list[dict[str, Any]]:
        return [{"index": 1, "shape": np.array(self.gives.shape), "dtype": self.gives.dtype.type}]

    def resize_tensor_input(self, *_: Any) -> None: ...

    def allocate_tensors(self) -> None: ...

    def set_tensor(self, *_: Any) -> None: ...

    def invoke(self) -> None: ...

    def tensor(self, _: int) -> Any:
        return lambda: self.gives


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"takes": ((1, 10**6, 10**6, 2), np.uint8)}, "it takes uint8"),
        ({"takes": ((1, 32, 32, 2), np.float32)}, "it takes float32"),
        ({"takes": ((), np.uint8)}, "it takes uint8"),
        ({"gives": np.zeros((3, 3), np.float64)}, "it gives float64"),
        ({"gives": np.zeros(3, np.float32)}, "export the model again"),
        ({"gives": np.zeros((1, 3), np.float32)}, "for 3 cells"),
        ({"gives": np.full((3, 3), np.nan, np.float32)}, "no probabilities"),
        ({"gives": np.full((3, 3), 7, np.float32)}, "no probabilities"),
        ({"gives": np.zeros((3, 4), np.float32)}, "names 4 classes"),
    ],
)
def test_a_network_of_another_shape(changes: dict[str, Any], text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("ai_edge_litert.interpreter")
    monkeypatch.setattr(module, "Interpreter", type("Other", (Interpreter,), changes))
    windows = np.zeros((3, 32, 32, 2), np.uint8)
    with pytest.raises(ModelError, match=text):
        LiteRtClassifier(models_path() / NETWORK, Charset("日月"), 1)(windows)
    monkeypatch.setattr(module, "Interpreter", Interpreter)
    assert len(LiteRtClassifier(models_path() / NETWORK, Charset("日月"), 1)(windows)) == 3


@pytest.mark.parametrize("content", [b"", b"TFL3", bytes(1000), b"x" * 1000])
def test_a_broken_text_map_behind_a_right_checksum(folder: Path, content: bytes) -> None:
    replace_file(folder, TEXT_MAP, content)
    assert TEXT_MAP in message(folder)


def test_another_network_is_no_text_map(folder: Path) -> None:
    replace_file(folder, TEXT_MAP, (folder / NETWORK).read_bytes())
    assert "not a text map" in message(folder)


def test_a_damaged_lexicon(folder: Path) -> None:
    replace_file(folder, LEXICON, (folder / LEXICON).read_bytes()[:-1])
    assert LEXICON in message(folder)


def test_a_folder_without_a_text_map_and_a_lexicon_has_the_shipped_ones(folder: Path) -> None:
    sums = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
    change(folder, sha256={name: sums[name] for name in (NETWORK, LANGUAGE)})
    (folder / TEXT_MAP).write_bytes(b"x")
    (folder / LEXICON).write_bytes(b"x")
    model = load_model(folder)
    assert model.text_map.path == models_path() / TEXT_MAP
    assert model.lexicon is not None
    assert model.lexicon.path == models_path() / LEXICON
