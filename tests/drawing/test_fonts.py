"""Fonts for labels."""

from __future__ import annotations

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
    assert chinese_font() is None


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
