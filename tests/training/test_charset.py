"""pagerec's own network for other characters: shards, training, export, reading, each as a command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("fontTools")

from pagerec import Reader
from pagerec.errors import OptionError, TrainingError
from pagerec.recognition.charset import default_characters
from pagerec.recognition.model import LANGUAGE, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.network import export, networks, train
from pagerec.training.synthesis import compose, shards
from pagerec.training.synthesis.shards import read_charset
from tests.pages import FILES, page_of

HAN = "學國語門開關書會長東"


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = networks.plain

    def tiny(classes: int, *_: Any) -> Any:
        return plain(classes, ((8, 2), (8, 2), (8, 2)), 16)

    monkeypatch.setattr(networks, "plain", tiny)
    monkeypatch.setattr(shards, "SHARD", 128)
    drawn = {"latin": frozenset(map(chr, range(33, 127))), "han": frozenset(HAN)}
    monkeypatch.setattr(compose, "_drawable", lambda face: drawn[face.script])


@pytest.fixture
def fonts(tmp_path: Path) -> Path:
    """A catalogue of Debian's fonts."""
    faces = []
    for name, style in (("uming", "song"), ("serif", "serif"), ("sans", "mono")):
        path, index, script = FILES[name]
        if not Path(path).exists():
            pytest.skip(f"{path} is not installed")
        face = {"path": path, "index": index, "family": name, "style": style, "weight": "regular", "script": script}
        faces.append({**face, "held_out": False})
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "catalog.json").write_text(json.dumps({"version": 1, "faces": faces}), encoding="utf-8")
    return tmp_path / "fonts"


@pytest.mark.usefixtures("_small")
def test_from_fonts_to_reading(tmp_path: Path, fonts: Path) -> None:
    charset, cells, run, model = (tmp_path / name for name in ("han.txt", "cells", "run", "model"))
    charset.write_text(HAN, encoding="utf-8")
    (tmp_path / "corpus.txt").write_text("學國語門開\n關書會長東\n", encoding="utf-8")
    options = ["--fonts", str(fonts), "--text", str(tmp_path), "--charset"]
    shards.main([str(cells), *options, str(charset), "--count", "1"])
    characters = default_characters(HAN)
    assert "".join(read_charset(cells).characters) == characters
    (labels,) = (shards.open_shard(path)[1] for path in shards.shards(cells))
    assert {read_charset(cells).decode(int(label)) for label in labels} & set(HAN)
    with pytest.raises(TrainingError, match="shards of another charset; give another folder"):
        shards.main([str(cells), *options, "big5-1", "--count", "1"])
    with pytest.raises(OptionError, match="can't be read"):
        shards.main([str(cells), *options, str(tmp_path / "none.txt")])
    train.main([str(run), "--cells", str(cells), "--steps", "3", "--batch-size", "16"])
    model.mkdir()
    shutil.copy(models_path() / LANGUAGE, model / LANGUAGE)
    export.main([str(run / "final.keras"), str(model), "--cells", str(cells)])
    assert load_model(model).manifest["characters"] == characters
    chars = Reader(model).read(page_of(["學國語門開關書"], han="uming").gray).chars
    assert {candidate.text for char in chars for candidate in char.candidates} <= set(characters)


def test_shards_without_a_list_are_of_the_shipped_model(tmp_path: Path) -> None:
    assert "".join(read_charset(tmp_path).characters) == default_characters()
    (tmp_path / "characters.txt").write_text("一一", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"characters\.txt: can't be read"):
        read_charset(tmp_path)


def test_symbols_are_in_every_charset() -> None:
    assert default_characters("學") == default_characters("").replace("−", "學−")
    assert set(default_characters("")) < set(default_characters())
