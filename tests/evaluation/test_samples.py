"""Pictures and their text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from pagerec import OptionError
from pagerec.evaluation.samples import find_files, find_pictures, find_samples, kind_of


def test_a_folder_without_pictures_is_an_option_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="holds no"):
        find_samples(tmp_path)
    with pytest.raises(OptionError, match="is no folder"):
        find_samples(tmp_path / "none")


@pytest.mark.parametrize("text", ["{", "[1]", '[[["一", 1, 2]]]', "[[[1, 1, 2, 3, 4]]]"])
def test_boxes_of_another_form_are_an_option_error(tmp_path: Path, text: str) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "a-1.png")
    (tmp_path / "a-1.txt").write_text("一", encoding="utf-8")
    (tmp_path / "a-1.boxes.json").write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=r"a-1\.boxes\.json"):
        find_samples(tmp_path)


def test_pictures_without_text_are_left_out(tmp_path: Path) -> None:
    for name in ("a-1", "b-2"):
        Image.new("L", (8, 8)).save(tmp_path / f"{name}.png")
    (tmp_path / "a-1.txt").write_text("一 二\n三\n", encoding="utf-8")
    (sample,) = find_samples(tmp_path)
    assert [(char.text, char.line) for char in sample.chars] == [("一", 0), ("二", 0), ("三", 1)]
    assert (sample.name, sample.kind, sample.has_boxes) == ("a-1", "a", False)


def test_files_need_no_text(tmp_path: Path) -> None:
    for name in ("b-2.png", "a-1.JPG", "a-3.doc"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in find_files(tmp_path)] == ["a-1.JPG", "b-2.png"]
    assert [path.name for path in find_files(tmp_path, "b")] == ["b-2.png"]
    with pytest.raises(OptionError, match="holds no c"):
        find_files(tmp_path, "c")
    with pytest.raises(OptionError, match="is no folder"):
        find_files(tmp_path / "none")


@pytest.mark.parametrize(("name", "kind"), [("scan-001", "scan"), ("a-b-7", "a-b"), ("cover", "cover")])
def test_kinds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_boxes_come_before_text(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("别的", encoding="utf-8")
    lines = [[["一", 1, 2, 3, 4], [" ", 3, 2, 5, 4]], [], [["二", 1.5, 12, 3, 14]]]
    (tmp_path / "a.boxes.json").write_text(json.dumps(lines), encoding="utf-8")
    (sample,) = find_samples(tmp_path)
    assert [(char.text, char.line, char.box) for char in sample.chars] == [
        ("一", 0, (1, 2, 3, 4)),
        ("二", 2, (1.5, 12, 3, 14)),
    ]
    assert sample.has_boxes


def test_pictures_are_sorted_and_chosen_by_prefix(tmp_path: Path) -> None:
    for name in ("b-1.PNG", "a-2.jpg", "a-1.webp", "c-1.gif"):
        (tmp_path / name).touch()
        (tmp_path / name).with_suffix(".txt").touch()
    assert [path.name for path in find_pictures(tmp_path)] == ["a-1.webp", "a-2.jpg", "b-1.PNG"]
    assert [path.name for path in find_pictures(tmp_path, "b")] == ["b-1.PNG"]
    with pytest.raises(OptionError, match=r"holds no c\*\.png"):
        find_pictures(tmp_path, "c")


def test_text_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "a.txt").write_bytes("汉字".encode("gbk"))
    with pytest.raises(OptionError, match="save it as UTF-8"):
        find_samples(tmp_path)
