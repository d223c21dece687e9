"""Fine-tuning what ships: a small run from the command line, what it leaves alone, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")

import pagerec
from pagerec.commands import cli
from pagerec.errors import EXIT_MODEL, EXIT_OPTION, EXIT_TRAINING
from pagerec.recognition.model import LANGUAGE, MANIFEST, NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network.litert import read_dense
from tests.characters.small import font_files
from tests.pages import TEXT, page_of, read_text

#: Not among the characters of the shipped model; the fonts of the tests draw them.
ADDED = "䴀䶵"
SMALL = ("--cells", "1536", "--processes", "1")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two Chinese fonts: one to train on, one to measure on."""
    folder = tmp_path_factory.mktemp("others")
    for path in font_files("zenhei", "uming"):
        (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("added") / "names.txt"
    path.write_text(f"{ADDED}国", encoding="utf-8")  # the last one is known
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, others: Path, added: Path) -> Path:
    """The shipped model with two characters more."""
    (font,) = font_files("hei")
    out = tmp_path_factory.mktemp("model") / "own"
    assert tune(font, out, others, "--characters", str(added), *SMALL) == 0
    return out


def tune(font: Path, out: Path, others: Path, *more: str) -> int:
    return cli.main(["finetune", str(font), "-o", str(out), "--others", str(others), *more])


def test_the_folder_is_a_model(model: Path) -> None:
    base, manifest = load_model().manifest, load_model(model).manifest
    assert manifest["characters"] == base["characters"] + ADDED
    assert manifest["classes"] == base["classes"] + 2
    assert manifest["multiply_adds"] > base["multiply_adds"]
    assert manifest["finetuned"]["added"] == ADDED
    assert manifest["finetuned"]["from"] == base["sha256"][NETWORK]
    assert {entry["what"] for entry in manifest["finetuned"]["measured"]} >= {
        "known characters, given fonts",
        "added characters, given fonts",
        "known characters, other fonts",
        "known characters, a font kept back",
    }
    assert sorted(path.name for path in model.iterdir()) == sorted([LANGUAGE, MANIFEST, NETWORK])


def test_it_reads_what_was_added_and_what_it_knew(model: Path) -> None:
    text = "他们在学校门口贴了一个䴀字和一个䶵字"
    gray = page_of([text, TEXT[0][:20]], em=32).gray
    found = read_text(pagerec.Reader(model).read(gray))
    assert all(char in found for char in ADDED), found
    assert not set(ADDED) & set(read_text(pagerec.read(gray)))
    wanted = text + TEXT[0][:20]
    assert sum(char in found for char in wanted) >= len(wanted) - 2


def test_the_language_model_never_saw_them_and_copes(model: Path) -> None:
    language = load_model(model).language
    unseen = language.log_prob(ord("大"), ord("红"), np.array([ord(char) for char in ADDED + "\U00030000"]))
    assert np.isfinite(unseen).all()


def test_known_classes_begin_where_they_were(model: Path) -> None:
    old, new = read_dense(models_path() / NETWORK), read_dense(model / NETWORK)
    known = old.classes.shape[1]
    moved = np.linalg.norm(new.classes[:, :known] - old.classes, axis=0) / np.linalg.norm(old.classes, axis=0)
    assert 0 < np.median(moved) < 0.2


def test_a_damaged_network_is_refused(model: Path, tmp_path: Path) -> None:
    for name in (LANGUAGE, NETWORK, MANIFEST):
        (tmp_path / name).write_bytes((model / name).read_bytes())
    (tmp_path / NETWORK).write_bytes((models_path() / NETWORK).read_bytes())
    with pytest.raises(pagerec.ModelError, match="differs from what its manifest says"):
        load_model(tmp_path)
    manifest = json.loads((model / MANIFEST).read_text("utf-8")) | {"characters": "一二三"}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(pagerec.ModelError, match="classes do not fit the characters"):
        load_model(tmp_path)


def test_what_is_refused(
    model: Path, others: Path, added: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (hei,) = font_files("hei")
    (latin,) = font_files("sans")
    for name in ("one", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / "a.ttc").symlink_to(others / "uming.ttc")
    files = {"known": "天地", "undrawn": "😀", "dash": "―", "bad": "天\ue000"}
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    def refused(font: Path, *more: str, folder: Path = others, out: str = "out") -> tuple[int, str]:
        return tune(font, tmp_path / out, folder, *more), capsys.readouterr().err

    def adding(name: str) -> tuple[str, str]:
        return "--characters", str(tmp_path / f"{name}.txt")

    for (wanted, text), (code, message) in (
        ((EXIT_TRAINING, "is no folder or file; give fonts"), refused(tmp_path / "none.ttf")),
        ((EXIT_TRAINING, "holds no font"), refused(tmp_path / "empty")),
        ((EXIT_TRAINING, "draws none of 😀; give a font that does"), refused(hei, *adding("undrawn"))),
        ((EXIT_OPTION, "knows all these characters"), refused(hei, *adding("known"))),
        ((EXIT_OPTION, "it is read as —; leave it out"), refused(hei, *adding("dash"))),
        ((EXIT_OPTION, "bad.txt, line 1: U+E000 is unknown"), refused(hei, *adding("bad"))),
        ((EXIT_OPTION, "holds something; give a new folder"), refused(hei, out="one")),
        ((EXIT_TRAINING, "has 1 other Chinese fonts, and two"), refused(hei, folder=tmp_path / "one")),
        ((EXIT_MODEL, "give the folder of a model"), refused(hei, "--model", str(tmp_path))),
        ((EXIT_OPTION, "cells is 3; give"), refused(hei, "--cells", "3")),
        ((EXIT_TRAINING, "draws none of"), refused(latin, "--characters", str(added))),
    ):
        assert (code, text in message) == (wanted, True), message
    assert not (tmp_path / "out").exists()
