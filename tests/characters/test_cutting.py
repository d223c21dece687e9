"""A paragraph cut into its characters."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec import OptionError
from pagerec.characters.cutting import cut, save_cuts
from pagerec.commands import cli
from pagerec.errors import EXIT_IMAGE

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPH = ROOT / "examples" / "paragraph.png"

pytestmark = pytest.mark.skipif(not list((ROOT / "models").glob("*.tflite")), reason="there is no model yet")


def test_every_character_is_cut_in_reading_order() -> None:
    cuts = pagerec.cut(PARAGRAPH)
    page = pagerec.read(PARAGRAPH)
    assert [one.char for one in cuts] == list(page.chars)
    assert {"，", "。", "“", "1", "能", "刺"} <= {one.char.text for one in cuts}
    for one in cuts:
        side = one.gray.shape[0]
        assert one.gray.shape == (side, side)
        assert one.gray.min() < 128
        assert one.gray[0].min() == 255, "paper above"


def test_a_cut_shows_its_character_where_the_line_has_it() -> None:
    cuts = pagerec.cut(PARAGRAPH)
    stop = next(one for one in cuts if one.char.text == "。")
    rows, columns = np.nonzero(stop.gray < 160)
    side = len(stop.gray)
    assert np.ptp(rows) < side / 3
    assert rows.mean() > 0.6 * side, "low in the line"
    assert columns.mean() == pytest.approx(side / 2, abs=side / 10)


def test_cuts_are_named_as_they_were_read() -> None:
    cuts = pagerec.cut(PARAGRAPH)
    named = pagerec.classify([one.gray for one in cuts])
    right = [bool(found) and found[0].text == one.char.text for found, one in zip(named, cuts, strict=True)]
    assert np.mean(right) > 0.95


def test_columns_and_dark_mode() -> None:
    for name in ("page.png", "dark.png", "scan.png"):
        path = ROOT / "examples" / name
        cuts = cut(path)
        assert [one.char for one in cuts] == list(pagerec.read(path).chars)
        assert all(one.gray.mean() > 128 for one in cuts), "black on white"


def test_a_blank_page_has_no_cuts(tmp_path: Path) -> None:
    assert cut(Image.new("L", (200, 100), 255)) == []
    assert save_cuts([], tmp_path / "none") == []


def test_the_command_saves_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cuts"
    assert cli.main(["cut", str(PARAGRAPH), str(out)]) == 0
    shown = capsys.readouterr().out
    text = "".join(char.text for char in pagerec.read(PARAGRAPH).chars)
    assert f"{len(text)} characters" in shown
    assert Image.open(out / "cuts.png").size == Image.open(PARAGRAPH).size
    names = sorted(path.name for path in out.glob("*_*.png"))
    assert "".join(name.split("_")[1].removesuffix(".png") for name in names) == text
    assert names[0] == f"0001_{text[0]}.png"
    assert cli.main(["predict", str(out)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(text) + 1, "the drawing is no character"


def test_the_command_reads_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = type("Stdin", (), {"buffer": io.BytesIO(Path(PARAGRAPH).read_bytes())})()
    monkeypatch.setattr(sys, "stdin", stdin)
    assert cli.main(["cut", "-", str(tmp_path)]) == 0
    assert Image.open(tmp_path / "cuts.png").size == Image.open(PARAGRAPH).size


def test_names_that_file_systems_refuse(tmp_path: Path) -> None:
    (one, *_) = cut(PARAGRAPH)
    from dataclasses import replace

    odd = replace(one, char=replace(one.char, text="/"))
    (path,) = save_cuts([odd], tmp_path)
    assert path.name == "0001_U+002F.png"


def test_errors_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.png").write_bytes(b"nothing")
    assert cli.main(["cut", str(tmp_path / "broken.png"), str(tmp_path / "out")]) == EXIT_IMAGE
    assert "broken.png" in capsys.readouterr().err
    with pytest.raises(OptionError, match=r"broken\.png: can't be written .*give another folder"):
        save_cuts(cut(PARAGRAPH)[:1], tmp_path / "broken.png")
