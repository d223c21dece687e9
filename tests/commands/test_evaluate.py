"""The command on pictures typeset here, read with the shipped model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

pytest.importorskip("rapidfuzz")

from pagerec.commands import cli
from pagerec.evaluation.changes import CHANGES
from pagerec.recognition.models_path import models_path

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
needs_model = pytest.mark.skipif(
    not (models_path() / "network.tflite").is_file() or not FONT.exists(),
    reason=f"needs a model and {FONT} (Debian: fonts-wqy-microhei)",
)
LINES = ("春眠不觉晓处处闻啼鸟夜来风雨声", "花落知多少床前明月光疑是地上霜", "举头望明月低头思故乡白日依山尽")


def typeset(lines: Sequence[str], path: Path, truth: Sequence[str]) -> None:
    """A picture with `lines`, and a text beside it that says it were `truth`."""
    font, pitch = ImageFont.truetype(str(FONT), 32), 56
    image = Image.new("L", (640, 60 + pitch * len(lines)), 255)
    pen = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        pen.text((40, 30 + pitch * row), line, fill=0, font=font)
    image.save(path)
    path.with_suffix(".txt").write_text("\n".join(truth) + "\n", encoding="utf-8")


def boxes(lines: Sequence[str]) -> list[list[list[Any]]]:
    return [
        [[c, 40 + 32 * k, 30 + 56 * row, 72 + 32 * k, 68 + 56 * row] for k, c in enumerate(line)]
        for row, line in enumerate(lines)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pages whose truth is what they show, and one with a line more in its truth, in another order."""
    typeset(LINES, tmp_path / "plain-000.png", LINES)
    (tmp_path / "plain-000.boxes.json").write_text(json.dumps(boxes(LINES)), encoding="utf-8")
    typeset(LINES, tmp_path / "plain-001.png", LINES)
    typeset(LINES, tmp_path / "turned-000.png", (LINES[2], LINES[0], LINES[1], "黄河入海流欲穷千里目"))
    return tmp_path


@needs_model
def test_the_whole_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, figures = folder / "out", folder / "figures.json"
    assert cli.main(["evaluate", str(folder), "--json", str(figures), "--out", str(out), "--threads", "1"]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[0].split() == [
        "kind",
        "pictures",
        "chars",
        "CER",
        "%",
        "Han",
        "%",
        "exact",
        "%",
        "ECE",
        "%",
        "s/picture",
    ]
    kinds = json.loads(figures.read_text(encoding="utf-8"))["kinds"]
    assert set(kinds) == {"plain", "turned", "all"}
    assert kinds["plain"]["pictures"] == 2
    assert kinds["plain"]["cer"] < 15
    assert kinds["turned"]["causes"]["lines"] > 20
    assert kinds["turned"]["causes"]["order"] > 40
    assert (out / "index.md").read_text(encoding="utf-8").startswith("# Lines with the most errors")


@needs_model
def test_a_picture_that_cannot_be_read_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "plain-001.png").write_bytes(b"nothing")
    assert cli.main(["evaluate", str(folder), "--json", str(folder / "figures.json")]) == 3
    assert capsys.readouterr().err.startswith(f"pagerec: {folder / 'plain-001.png'}: not a picture")
    assert json.loads((folder / "figures.json").read_text("utf-8"))["kinds"]["plain"]["pictures"] == 1
    assert cli.main(["evaluate", str(folder), "--only", "plain-001"]) == 3
    assert "none of the pictures can be read" in capsys.readouterr().err


@needs_model
def test_a_prefix_chooses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", str(folder), "--only", "plain-001"]) == 0
    assert "turned" not in capsys.readouterr().out


@needs_model
def test_errors_are_drawn(tmp_path: Path) -> None:
    wrong = ["甲" + line[1:] for line in LINES]
    typeset(LINES, tmp_path / "page-0.png", wrong)
    (tmp_path / "page-0.boxes.json").write_text(json.dumps(boxes(wrong)), encoding="utf-8")
    assert cli.main(["evaluate", str(tmp_path), "--out", str(tmp_path / "out"), "--lines", "2"]) == 0
    drawn = sorted((tmp_path / "out").glob("*.png"))
    assert len(drawn) == 2
    with Image.open(drawn[0]) as image:
        assert image.getcolors(1 << 24)
    assert "甲→" in (tmp_path / "out" / "index.md").read_text(encoding="utf-8")


@needs_model
def test_invariance_needs_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typeset(LINES, tmp_path / "page-0.png", LINES)
    (tmp_path / "page-0.txt").unlink()
    out, figures = tmp_path / "out", tmp_path / "figures.json"
    command = ["evaluate", "--invariance", str(tmp_path), "--json", str(figures), "--out", str(out), "--threads", "1"]
    assert cli.main(command) == 0
    text = capsys.readouterr().out
    kinds = {row.split()[0] for row in text.partition("\n\n")[0].splitlines()[1:]}
    assert kinds == {*CHANGES, "all"}
    assert "worst: " in text
    data = json.loads(figures.read_text(encoding="utf-8"))
    assert data["kinds"]["another-page"]["pictures"] == 2
    assert data["kinds"]["line-alone"]["pictures"] == len(LINES)
    assert data["kinds"]["inverted"]["cer"] <= 2
    assert (out / "index.md").is_file()


@needs_model
def test_invariance_leaves_out_what_is_no_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page-0.png").write_bytes(b"nothing")
    assert cli.main(["evaluate", "--invariance", str(tmp_path)]) == 3
    error = capsys.readouterr().err
    assert "page-0.png: not a picture" in error
    assert "none of the pictures can be read" in error
