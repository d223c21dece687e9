"""Fonts for labels."""

from __future__ import annotations

import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pagerec import OptionError
from pagerec.drawing import fonts
from pagerec.drawing.fonts import FontFile, chinese_font, latin_font, write_centred


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which fonts are looked for."""
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))  # where there is no fontconfig
    chinese_font.cache_clear()
    yield tmp_path
    chinese_font.cache_clear()


def test_the_best_font_is_taken_wherever_it_is(found: Path) -> None:
    (found / "a").mkdir()
    for name in ("uming.ttc", "a/WQY-MicroHei.ttc", "DejaVuSans.ttf", "NotoSansCJK-Regular.txt"):
        (found / name).touch()
    assert chinese_font() == FontFile(found / "a" / "WQY-MicroHei.ttc", 0)


@pytest.mark.parametrize(("name", "index"), [("NotoSansCJK-Regular.ttc", 2), ("NotoSansCJK-Regular.otf", 0)])
def test_a_collection_has_several_faces(found: Path, name: str, index: int) -> None:
    (found / name).touch()
    assert chinese_font() == FontFile(found / name, index)


def test_no_chinese_font(found: Path) -> None:
    (found / "DejaVuSans.ttf").touch()
    with pytest.warns(UserWarning, match="install one"):
        assert chinese_font() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert chinese_font() is None  # once is enough


def fontconfig(folder: Path, answer: str) -> None:
    """A program that says what fontconfig might."""
    program = folder / "bin" / "fc-match"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="fontconfig is a program for a Unix shell here")
@pytest.mark.parametrize(
    ("answer", "font"),
    [
        (
            "printf '/a/One.ttf\\t0\\ten|zh-tw\\n/a/Two.ttc\\t3\\tja|zh-cn\\n/a/Last.ttf\\t0\\tzh-cn\\n'",
            ("/a/Two.ttc", 3),
        ),
        ("printf '/a/Old.pcf.gz\\t0\\tzh-cn\\n/a/Variable.ttf\\t65536\\tzh-CN\\n'", ("/a/Variable.ttf", 0)),
        ("printf '/a/One.ttf\\t0\\ten\\n'", None),
        ("echo Fontconfig error >&2; exit 1", None),
        ("printf 'one\\ntwo\\tthree\\n\\377\\t0\\tzh-cn\\n'", None),
    ],
)
def test_fontconfig_is_asked_first(answer: str, font: tuple[str, int] | None, found: Path) -> None:
    (found / "uming.ttc").touch()
    fontconfig(found, answer)
    assert chinese_font() == (FontFile(Path(font[0]), font[1]) if font else FontFile(found / "uming.ttc"))


def test_a_fontconfig_that_hangs(found: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found / "uming.ttc").touch()
    fontconfig(found, "while :; do :; done")
    monkeypatch.setattr(fonts, "_SECONDS", 0.2)
    assert chinese_font() == FontFile(found / "uming.ttc")


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="needs fontconfig")
def test_the_font_of_this_system_has_chinese_characters() -> None:
    chinese_font.cache_clear()
    with warnings.catch_warnings(record=True):
        file = chinese_font()
    if file is None:
        pytest.skip("there is none")
    drawn = [file.at(40).getmask(char).getbbox() for char in "汉字"]
    assert None not in drawn
    assert bytes(file.at(40).getmask("汉")) != bytes(file.at(40).getmask("\U000e0fff"))


def test_what_is_no_font(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"nothing")
    with pytest.raises(OptionError, match=r"a\.ttf: can't be read as a font"):
        FontFile(tmp_path / "a.ttf").at(12)


@pytest.mark.parametrize("text", [".", "g", "100%", "'"])
def test_the_middle_of_the_ink_is_where_it_is_wanted(text: str) -> None:
    canvas = Image.new("L", (120, 80))
    write_centred(ImageDraw.Draw(canvas), text, (60, 40), latin_font(30), 255)  # type: ignore[arg-type]
    rows, columns = np.nonzero(np.asarray(canvas) > 100)
    assert (rows.min() + rows.max() + 1) / 2 == pytest.approx(40, abs=1.5)
    assert (columns.min() + columns.max() + 1) / 2 == pytest.approx(60, abs=1.5)


def test_a_text_without_ink_can_be_written() -> None:
    canvas = Image.new("L", (20, 20))
    write_centred(ImageDraw.Draw(canvas), " ", (10, 10), latin_font(12), 255)  # type: ignore[arg-type]
    assert canvas.getextrema() == (0, 0)
