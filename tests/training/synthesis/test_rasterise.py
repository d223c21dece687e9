"""FreeType and pdfium draw the same sheet."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("pypdfium2")

from fontTools.ttLib import TTFont

from pagerec.training.synthesis import rasterise_pdf
from pagerec.training.synthesis.rasterise import FreeType, Rasteriser
from pagerec.training.synthesis.rasterise_pdf import Pdfium
from pagerec.training.synthesis.typeset import Run, SetLine, Typeset, typeset
from tests.pages import extent, face, page_of

HAN = ("清晨的码头上，几只渔船正在卸货。", "“别等潮水退了”（再后悔）——……《小船》；：")
LATIN = ("Kept for 1987, costs 2,450;", "(see f_i & g[x] + {y})")
#: TrueType and CFF outlines, alone and in collections, of which not always the first face.
FACES = ["hei", "zenhei", "noto", "song", "uming", "serif", "italic"]


def of_face(name: str, em: float, rasteriser: Rasteriser, **style: bool) -> Typeset:
    used = face(name)
    lines = HAN if used.script == "han" else LATIN
    return typeset([SetLine((Run(line, used, **style),)) for line in lines], em, rasteriser=rasteriser)


def ink(page: Typeset) -> np.ndarray:
    """Full pixels of ink on each character's place."""
    return np.asarray(np.bincount(page.ids.ravel(), 255.0 - page.gray.ravel())[1:] / 255)


@pytest.mark.parametrize("name", FACES)
@pytest.mark.parametrize("em", [13.7, 31.0])
def test_pdfium_puts_every_glyph_where_freetype_does(name: str, em: float) -> None:
    plain, drawn = of_face(name, em, FreeType()), of_face(name, em, Pdfium())
    same = plain.ids > 0
    np.testing.assert_array_equal(plain.ids[same], drawn.ids[same])
    assert (plain.gray != drawn.gray).any(), "it is pdfium's picture, not FreeType's again"
    large = ink(plain) > 4
    assert (ink(drawn)[large] / ink(plain)[large]) == pytest.approx(1, abs=0.6)
    columns = [255.0 - page.gray.mean(axis=0) for page in (plain, drawn)]
    assert np.corrcoef(*columns)[0, 1] > 0.9
    assert np.corrcoef(plain.gray.ravel(), drawn.gray.ravel())[0, 1] > 0.85


@pytest.mark.parametrize("rasteriser", [FreeType(), FreeType(hinted=True), Pdfium()], ids=repr)
@pytest.mark.parametrize("name", ["noto", "sans"])
def test_styles_that_a_font_lacks(rasteriser: Rasteriser, name: str) -> None:
    plain = of_face(name, 40, rasteriser)
    bold = of_face(name, 40, rasteriser, bold=True)
    assert (255.0 - bold.gray).sum() > 1.1 * (255.0 - plain.gray).sum()
    used = face(name)
    upright, slanted = (
        typeset(
            [SetLine((Run("l" if used.script == "latin" else "丨", used, slanted=s),), indent=1)],
            40,
            rasteriser=rasteriser,
        )
        for s in (False, True)
    )
    (left, top, right, bottom), (lean_left, _, lean_right, _) = extent(upright, 1), extent(slanted, 1)
    assert (lean_right - lean_left) - (right - left) == pytest.approx(0.21 * (bottom - top), abs=2.5)
    rows = 255.0 - slanted.gray
    first, last = (np.average(np.arange(rows.shape[1]), weights=rows[y]) for y in (top + 2, bottom - 3))
    assert first - last == pytest.approx(0.21 * (bottom - top - 5), abs=1.5)


def test_several_faces_and_an_underline_on_one_page() -> None:
    runs = (Run("国家", face("hei"), underline=True), Run("Times", face("serif")), Run("图书馆", face("song")))
    plain, drawn = (typeset([SetLine(runs)], 32, rasteriser=r) for r in (FreeType(), Pdfium()))
    assert np.corrcoef(plain.gray.ravel(), drawn.gray.ravel())[0, 1] > 0.9
    assert (ink(drawn) > 0.5 * ink(plain)).all()
    bottom = extent(plain, 1)[3]
    rule = 255 - drawn.gray[bottom - 3 : bottom + 4, 34:90]
    assert rule.mean(axis=1).max() > 100


def test_freetypes_picture_where_pdfium_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    rasterise_pdf._EMBEDDED["han"].cache_clear()
    blank = rasterise_pdf._glyph_numbers(face("hei").path, 0)[ord(" ")]
    monkeypatch.setattr(rasterise_pdf, "_glyph_numbers", lambda *_: dict.fromkeys(map(ord, HAN[0]), blank))
    try:
        np.testing.assert_array_equal(of_face("hei", 24, Pdfium()).gray, of_face("hei", 24, FreeType()).gray)
    finally:
        rasterise_pdf._EMBEDDED["han"].cache_clear()


def test_equal_pages_again() -> None:
    one, two = (page_of(HAN, 18.3, "song", "serif", rasteriser=Pdfium()) for _ in range(2))
    np.testing.assert_array_equal(one.gray, two.gray)


@pytest.mark.parametrize("name", ["noto", "zenhei", "serif"])
def test_a_face_taken_out_of_its_collection(name: str) -> None:
    used = replace(face(name))
    with (
        TTFont(BytesIO(rasterise_pdf._font_file(used.path, used.index)), checkChecksums=0) as alone,
        TTFont(Path(used.path), fontNumber=used.index, lazy=True) as there,
    ):
        assert alone["name"].getDebugName(4) == there["name"].getDebugName(4)
        assert alone["maxp"].numGlyphs == there["maxp"].numGlyphs
        assert set(alone.keys()) == set(there.keys())


def test_nothing_to_draw() -> None:
    for lines in ([], [SetLine(())]):
        assert (typeset(lines, 20, rasteriser=Pdfium()).gray == 255).all()
