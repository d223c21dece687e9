"""Folders of character pictures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pagerec.characters.manifest import decode_picture, open_data, read_manifest, read_picture
from pagerec.characters.records import Record, write_records
from pagerec.errors import TrainingError
from tests.characters.small import CHARACTERS
from tests.pictures import LEVELS, encoded, png

MANIFEST: dict[str, Any] = {
    "format": 1,
    "complete": True,
    "characters": ["一", "二"],
    "fonts": [{"name": "hei"}, {"name": "song"}],
    "kind": "folder",
    "count": 3,
}
PICTURE = encoded(Image.fromarray(LEVELS))


def folder_of(path: Path, **change: Any) -> Path:
    (path / "manifest.json").write_text(json.dumps(MANIFEST | change), encoding="utf-8")
    return path


def test_both_formats_hold_the_same(pictures: Path, records: Path) -> None:
    one, two = open_data(pictures), open_data(records)
    assert one.characters == two.characters == tuple(CHARACTERS)
    assert one.fonts == two.fonts

    def content(data: object) -> list[tuple[int, int, bytes]]:
        return sorted((x.label, x.font, x.gray.tobytes()) for x in data)  # type: ignore[attr-defined]

    assert content(one) == content(two)


def test_data_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="missing; make the pictures with pagerec synthesize"):
        open_data(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(TrainingError, match=r"manifest\.json: is damaged"):
        open_data(tmp_path)


def test_pictures_are_sorted_by_class_and_name(tmp_path: Path) -> None:
    for name in ("00001/000-00000.png", "00000/001-00000.png", "00000/000-00001.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PICTURE)
    data = open_data(folder_of(tmp_path))
    assert [(path.name, label, font) for path, label, font in data.pictures()] == [
        ("000-00001.png", 0, 0),
        ("001-00000.png", 0, 1),
        ("000-00000.png", 1, 0),
    ]
    assert [(example.label, example.font) for example in data] == [(0, 0), (0, 1), (1, 0)]
    assert all(np.array_equal(example.gray, LEVELS) for example in data)
    assert (data.characters, data.fonts, data.count) == (("一", "二"), ("hei", "song"), 3)


def test_files_of_records_come_in_order(tmp_path: Path) -> None:
    for name, label in (("b.tfrecord", 1), ("a.tfrecord", 0)):
        write_records(tmp_path / name, [Record(PICTURE, label, 1)])
    data = open_data(folder_of(tmp_path, kind="tfrecord"))
    assert [(example.label, example.font) for example in data] == [(0, 1), (1, 1)]


@pytest.mark.parametrize(
    ("change", "message"),
    [({"complete": False}, "is unfinished; run the same"), ({"format": 2}, "of another version"), ({}, "no pictures")],
)
def test_folders_that_can_not_be_used(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        open_data(folder_of(tmp_path, **change))


@pytest.mark.parametrize("text", ["{", "3", '{"characters": []}'])
def test_a_damaged_manifest(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(TrainingError, match=r"manifest\.json: is damaged"):
        read_manifest(tmp_path)
    assert read_manifest(tmp_path / "none") is None


def test_pictures_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    wide = png(bytes(5001), width=5000, height=1, depth=8, color=0)
    for content in (PICTURE[:-20], b"nothing at all here, for sure", encoded(Image.fromarray(LEVELS), "BMP"), wide):
        with pytest.raises(TrainingError, match=r"a\.png: is no picture, or a damaged one"):
            decode_picture(content, path)
    with pytest.raises(TrainingError, match=r"a\.png: there is no such file.*; or run pagerec synthesize again"):
        read_picture(path)
