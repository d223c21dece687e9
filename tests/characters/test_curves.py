"""The log of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("tensorflow")
pytest.importorskip("matplotlib")

from pagerec.characters.curves import Log


def entries(folder: Path) -> list[tuple[int, str]]:
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    return [(entry["step"], entry["kind"]) for entry in map(json.loads, lines)]


def test_what_lies_after_the_step_is_forgotten(tmp_path: Path) -> None:
    log = Log(tmp_path, tmp_path / "board", 0)
    for step in (1, 2, 3):
        log.add("train", step, 1.0 / 3, 0.5)
    log.add("validation", 2, 0.5, 0.25)
    assert entries(tmp_path) == [(1, "train"), (2, "train"), (3, "train"), (2, "validation")]
    first = json.loads((tmp_path / "log.jsonl").read_text().splitlines()[0])
    assert first == {"step": 1, "kind": "train", "loss": 0.33333, "accuracy": 0.5}
    again = Log(tmp_path, tmp_path / "board", 2)
    again.add("train", 3, 0.1, 0.9)
    assert entries(tmp_path) == [(1, "train"), (2, "train"), (2, "validation"), (3, "train")]
    Log(tmp_path, tmp_path / "board", 0)
    assert entries(tmp_path) == []


def test_curves_are_drawn_where_something_was_logged(tmp_path: Path) -> None:
    log = Log(tmp_path, tmp_path / "board", 0)
    assert log.draw() is None
    log.add("train", 1, 1.0, 0.5)
    path = log.draw()
    assert path == tmp_path / "curves.png"
    with Image.open(path) as drawn:
        assert drawn.size == (1080, 480)
