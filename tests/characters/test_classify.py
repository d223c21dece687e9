"""From a picture of a character to its name, with the shipped network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec import ImageError, OptionError
from pagerec.commands import cli
from pagerec.errors import EXIT_IMAGE, EXIT_OPTION
from tests.characters.small import CHARACTERS, close, glyph

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
TEXT = "能刺细洞国鹰一中"

needs_model = pytest.mark.skipif(not list(MODELS.glob("*.tflite")), reason="there is no model yet")


@needs_model
def test_classify_names_pictures_of_any_kind(tmp_path: Path) -> None:
    pictures = [glyph(char) for char in TEXT]
    pictures += [255 - glyph(char, 20) for char in TEXT]
    pictures += [close(glyph(char, 200)) for char in TEXT]
    found = pagerec.classify(pictures)
    right = [candidates[0].text == char for candidates, char in zip(found, TEXT * 3, strict=True)]
    assert sum(right) >= len(right) - 1
    assert all(0 < len(candidates) <= 5 for candidates in found)
    for candidates in found:
        probabilities = [candidate.probability for candidate in candidates]
        assert probabilities == sorted(probabilities, reverse=True)
        assert 0 < sum(probabilities) <= 1.001
    Image.fromarray(pictures[0]).save(tmp_path / "1.png")
    assert pagerec.classify([tmp_path / "1.png", Image.fromarray(pictures[0])], top_k=1)[0][0].text == "能"


@needs_model
def test_classify_answers_a_blank_picture_with_nothing() -> None:
    blank = np.full((20, 20), 255, np.uint8)
    assert pagerec.classify([]) == []
    assert pagerec.classify([blank]) == [()]
    assert [len(found) for found in pagerec.classify([blank, glyph("国"), blank], top_k=2)] == [0, 2, 0]


def test_classify_with_odd_arguments() -> None:
    for top_k in (0, 9):
        with pytest.raises(OptionError, match="1 to 8"):
            pagerec.classify([], top_k)
    with pytest.raises(OptionError, match="give a list"):
        pagerec.classify("1.png")


@needs_model
def test_classify_never_imports_tensorflow() -> None:
    code = (
        "import sys, numpy as np, pagerec\n"
        "pagerec.classify([np.pad(np.zeros((9, 30), np.uint8), 20, constant_values=255)])\n"
        "print(sorted({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@needs_model
def test_predict_reads_a_folder_in_natural_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, char in enumerate(CHARACTERS, start=1):
        Image.fromarray(glyph(char)).save(tmp_path / f"{number}.png")
    Image.new("L", (30, 30), 255).save(tmp_path / "21.png")
    (tmp_path / "notes.txt").write_text("no picture")
    assert cli.main(["predict", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines[:-1]] == [f"{k}.png" for k in range(1, 22)]
    name, probability, *_ = lines[6].split("\t")[1].split()
    assert name == CHARACTERS[6]
    assert 0 < float(probability) <= 1
    assert len(lines[6].split()) == 1 + 2 * 3
    assert lines[20] == "21.png\tno ink"
    assert lines[-1] == CHARACTERS


@needs_model
def test_predict_leaves_out_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 3):
        Image.fromarray(glyph(CHARACTERS[number])).save(tmp_path / f"{number}.png")
    (tmp_path / "2.png").write_bytes(b"nothing")
    assert cli.main(["predict", str(tmp_path)]) == EXIT_IMAGE
    out, err = capsys.readouterr()
    assert [line.split("\t")[0] for line in out.splitlines()] == ["1.png", "3.png", CHARACTERS[1] + CHARACTERS[3]]
    assert err.startswith(f"pagerec: {tmp_path / '2.png'}: not a picture")


def test_predict_with_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", str(tmp_path / "none")]) == EXIT_OPTION
    assert "none: can't be listed" in capsys.readouterr().err
    assert cli.main(["predict", str(tmp_path)]) == EXIT_IMAGE
    assert "holds no pictures; give" in capsys.readouterr().err
    (tmp_path / "7.png").write_bytes(b"nothing")
    assert cli.main(["predict", str(tmp_path)]) == EXIT_IMAGE
    assert "7.png" in capsys.readouterr().err
    with pytest.raises(ImageError):
        pagerec.classify([tmp_path / "7.png"])
