"""Pictures of characters: what is drawn, what is left out, what a broken run leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

pytest.importorskip("fontTools")

from pagerec.characters.manifest import open_data
from pagerec.commands import cli
from pagerec.errors import EXIT_OPTION, EXIT_TRAINING, TrainingError
from pagerec.training.fonts.faces import find_faces
from tests.characters.small import CHARACTERS, font_files, synthesize

ROOT = Path(__file__).resolve().parents[2]


def test_a_folder_has_a_folder_for_each_class(pictures: Path) -> None:
    labels = json.loads((pictures / "labels.json").read_text("utf-8"))
    assert "".join(labels.values()) == CHARACTERS
    assert list(labels)[:2] == ["00000", "00001"]
    manifest = json.loads((pictures / "manifest.json").read_text("utf-8"))
    assert manifest["complete"]
    assert manifest["count"] == len(list(pictures.glob("*/*.png"))) == 20 * 2 * 2
    assert sorted(p.name for p in (pictures / "00003").iterdir()) == [
        "000-00000.png",
        "000-00001.png",
        "001-00000.png",
        "001-00001.png",
    ]
    assert not list(pictures.rglob("*.part"))


def test_a_character_that_a_font_lacks_is_listed_and_skipped(
    tmp_path: Path, fonts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    charset = tmp_path / "c.txt"
    charset.write_text("天😀地", encoding="utf-8")  # no font of the tests draws the second
    assert synthesize(tmp_path / "out", fonts, charset) == EXIT_TRAINING
    assert "no font draws 1 of the 3 characters: 😀; add a font" in capsys.readouterr().err
    faces = list(find_faces(fonts, "天地𠮷龘㗊"))
    char = next((char for char in "𠮷龘㗊" if sum(char in face.drawn for face in faces) == 1), None)
    if char is None:
        pytest.skip("both fonts draw the same")
    charset.write_text(f"天{char}地", encoding="utf-8")
    assert synthesize(tmp_path / "out", fonts, charset) == 0
    assert "lacks 1" in capsys.readouterr().err
    assert len(list((tmp_path / "out" / "00001").iterdir())) == 1


def test_fonts_without_chinese_and_files_that_are_no_fonts(tmp_path: Path) -> None:
    (latin,) = font_files("sans")
    with pytest.raises(TrainingError, match="is no folder or file"):
        list(find_faces(tmp_path / "none", "天"))
    with pytest.raises(TrainingError, match="holds no font"):
        list(find_faces(tmp_path, "天"))
    (tmp_path / "latin.ttf").symlink_to(latin)
    (tmp_path / "broken.otf").write_bytes(b"nothing")
    with pytest.raises(TrainingError, match="no font draws any"):
        list(find_faces(tmp_path, "天"))


def test_of_a_collection_one_face_for_the_region(tmp_path: Path) -> None:
    (path,) = font_files("noto")
    (tmp_path / path.name).symlink_to(path)
    (face,) = find_faces(tmp_path, "骨")
    assert "SC" in face.name
    (face,) = find_faces(tmp_path, "骨", traditional=True)
    assert "TC" in face.name


def test_killed_and_gone_on(tmp_path: Path, fonts: Path, charset: Path) -> None:
    out = tmp_path / "out"
    options = ["--rotate", "12", "--processes", "1"]
    command = [
        sys.executable,
        "-m",
        "pagerec",
        "synthesize",
        str(out),
        "--fonts",
        str(fonts),
        "--charset",
        str(charset),
    ]
    process = subprocess.Popen([*command, *options], cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(out.glob("*/*.png"))) < 50 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {path: path.stat().st_mtime_ns for path in out.glob("*/*.png")}
    assert 50 <= len(before) < 20 * 2 * 25
    with pytest.raises(TrainingError, match="unfinished; run the same"):
        open_data(out)
    assert synthesize(out, fonts, charset, "--rotate", "12") == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before, "finished files are not made again"
    assert len(list(out.glob("*/*.png"))) == 20 * 2 * 25
    assert not list(out.rglob("*.part"))
    for path in list(before)[-2:]:
        Image.open(path).verify()


def test_another_plan_in_the_same_folder(
    pictures: Path, fonts: Path, charset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert synthesize(pictures, fonts, charset, "--variants", "3", "--degrade", "0.5") == EXIT_OPTION
    assert "was begun with other count and look" in capsys.readouterr().err
    (tmp_path / "letter.txt").write_text("mine")
    assert synthesize(tmp_path, fonts, charset) == EXIT_OPTION
    assert "holds something else" in capsys.readouterr().err


def test_a_disk_that_is_too_small(
    tmp_path: Path, fonts: Path, charset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pagerec.characters.synthesize.shutil.disk_usage", _full_disk)
    assert synthesize(tmp_path / "out", fonts, charset) == EXIT_TRAINING
    assert "are free; make room" in capsys.readouterr().err


def _full_disk(path: Path) -> object:
    class Usage:
        free = 1000

    return Usage


def test_help_names_the_knobs_of_the_original(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["synthesize", "--help"])
    shown = capsys.readouterr().out
    for knob in ("width", "height", "margin", "rotate", "rotate-step", "noise", "dilate", "erode"):
        assert f"--{knob}" in shown
