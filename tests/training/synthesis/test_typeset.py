"""Typeset pages and the truth of their pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("pypdfium2")

from pagerec.training.synthesis.rasterise import FreeType, Rasteriser, glyph, open_font
from pagerec.training.synthesis.rasterise_pdf import Pdfium
from pagerec.training.synthesis.typeset import Run, SetLine, typeset
from tests.pages import TEXT, extent, face, page_of, text_line


def gaps(line: SetLine, em: float = 32) -> tuple[list[int], list[int]]:
    """Left and right edge of the ink of each character."""
    truth = typeset([line], em)
    edges = [extent(truth, number) for number in range(1, len(truth.text) + 1)]
    return [e[0] for e in edges], [e[2] for e in edges]


@pytest.mark.parametrize("rasteriser", [FreeType(), FreeType(hinted=True), Pdfium(), Pdfium(lcd=True)], ids=repr)
@pytest.mark.parametrize("em", [12, 24, 48])
def test_ids_are_where_the_ink_is(em: float, rasteriser: Rasteriser) -> None:
    truth = page_of(TEXT, em, rasteriser=rasteriser)
    assert truth.gray.shape == truth.ids.shape
    assert truth.gray.dtype == np.uint8
    assert truth.ids.dtype == np.uint16
    assert np.unique(truth.ids).tolist() == list(range(len(truth.text) + 1)), "every character has pixels"
    ink = truth.gray < 100
    assert np.count_nonzero(ink & (truth.ids > 0)) > 0.95 * np.count_nonzero(ink)
    assert (truth.gray[truth.ids > 0] < 254).mean() > 0.85


@pytest.mark.parametrize("em", [12, 24, 48])
def test_ids_are_centred_on_the_ink(em: float) -> None:
    truth = typeset([text_line("国" * 20, tracking=0.3)], em)
    shifts = []
    for number in range(1, 21):
        left, _, right, _ = extent(truth, number)
        weight = (255.0 - truth.gray)[:, left - 2 : right + 2].sum(axis=0)
        ink = np.average(np.arange(len(weight)), weights=weight)
        shifts.append(np.nonzero(truth.ids == number)[1].mean() - left + 2 - ink)
    assert abs(np.mean(shifts)) < 0.2


def test_text_and_lines_are_in_reading_order() -> None:
    truth = page_of(TEXT, 24)
    assert "".join(truth.text) == "".join(TEXT).replace(" ", "")
    assert list(truth.lines) == sorted(truth.lines)
    starts = [extent(truth, truth.lines.index(k) + 1) for k in range(len(TEXT))]
    assert [s[1] for s in starts] == sorted(s[1] for s in starts)
    for number in range(1, len(truth.text)):
        if truth.lines[number - 1] == truth.lines[number]:
            assert extent(truth, number)[0] < extent(truth, number + 1)[0]


def test_each_character_is_the_glyph_of_its_font() -> None:
    truth = typeset([text_line("能小永")], 64)
    for number, char in enumerate("能小永", 1):
        ink, _, _, advance = glyph(open_font(face("hei"), 64), char)
        left, top, right, bottom = extent(truth, number)
        drawn = 255 - truth.gray[top:bottom, left:right]
        rows, columns = np.nonzero(ink > 60)
        tight = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        np.testing.assert_array_equal(drawn, tight)
        assert advance == pytest.approx(64, abs=1)


@pytest.mark.parametrize("em", [16, 30])
def test_advance_is_an_em(em: float) -> None:
    lefts, _ = gaps(text_line("国" * 20), em)
    assert (lefts[-1] - lefts[0]) / 19 == pytest.approx(em, rel=0.02)


@pytest.mark.parametrize("tracking", [-0.03, 0.1, 0.5])
def test_tracking_widens_the_advance(tracking: float) -> None:
    lefts, _ = gaps(text_line("国" * 20, tracking=tracking))
    assert (lefts[-1] - lefts[0]) / 19 == pytest.approx(32 * (1 + tracking), rel=0.02)


def test_squeeze_takes_white_and_never_ink() -> None:
    text = "国，国。国（国）国“国”国"
    width = []
    for squeeze in (0.0, 0.5, 1.0):
        lefts, rights = gaps(text_line(text, squeeze=squeeze))
        width.append(rights[-1] - lefts[0])
        assert all(left >= right - 1 for left, right in zip(lefts[1:], rights, strict=False)), "nothing overlaps"
    assert width[0] > width[1] > width[2]
    assert width[0] - width[1] == pytest.approx(width[1] - width[2], abs=4)
    assert width[0] - width[2] <= 6 * 0.5 * 32


def test_indent_script_gap_and_word_gap() -> None:
    plain, moved = gaps(text_line("汉ab字")), gaps(text_line("汉ab字", indent=2.0))
    assert moved[0][0] - plain[0][0] == pytest.approx(64, abs=1)
    wide = gaps(text_line("汉ab字", script_gap=0.25))
    assert wide[0][3] - plain[0][3] == pytest.approx(2 * 0.25 * 32, abs=2)
    narrow, far = gaps(text_line("a b", word_gap=0.2)), gaps(text_line("a b", word_gap=0.6))
    assert far[0][1] - narrow[0][1] == pytest.approx(0.4 * 32, abs=2)


def test_size_and_rise() -> None:
    han, latin = face("hei"), face("sans")
    truth = typeset([SetLine((Run("x", latin), Run("2", latin, size=0.6, rise=0.4), Run("国", han)))], 40)
    x, two, full = (extent(truth, number) for number in (1, 2, 3))
    assert two[3] < x[3] - 10, "a superscript ends above the baseline"
    assert two[3] - two[1] < 0.6 * 40
    assert full[3] - full[1] == pytest.approx(0.9 * 40, rel=0.1)
    large = typeset([text_line("国", size=2.0)], 40)
    box = extent(large, 1)
    assert box[3] - box[1] == pytest.approx(2 * (full[3] - full[1]), rel=0.05)


def test_an_underline_is_ink_of_no_character() -> None:
    runs = tuple(replace(run, underline=True) for run in text_line("国家图书馆").runs)
    plain, under = typeset([text_line("国家图书馆")], 32), typeset([SetLine(runs)], 32)
    np.testing.assert_array_equal(plain.ids > 0, under.ids > 0)
    added = (under.gray < 128) & (plain.gray > 200)
    rows, columns = np.nonzero(added)
    assert columns.max() - columns.min() == pytest.approx(5 * 32, abs=3)
    assert rows.max() - rows.min() <= 4
    assert rows.min() >= extent(plain, 1)[3] - 3


@pytest.mark.parametrize(("leading", "margin"), [(1.2, 0.0), (2.0, 2.0)])
def test_leading_and_margin(leading: float, margin: float) -> None:
    truth = page_of(["国国"] * 5, 30, leading=leading, margin=margin)
    tops = [extent(truth, 1 + 2 * k)[1] for k in range(5)]
    assert np.diff(tops) == pytest.approx([30 * leading] * 4, abs=1)
    assert extent(truth, 1)[0] == pytest.approx(30 * margin, abs=4)


def test_equal_pages_from_equal_input() -> None:
    one, two = page_of(TEXT, 18.7), page_of(TEXT, 18.7)
    np.testing.assert_array_equal(one.gray, two.gray)
    np.testing.assert_array_equal(one.ids, two.ids)


def test_nothing_to_set() -> None:
    for lines in ([], [SetLine(())], [text_line("   ")]):
        truth = typeset(lines, 20)
        assert truth.text == ()
        assert (truth.gray == 255).all()
        assert not truth.ids.any()


@pytest.mark.parametrize("text", ["国" * 20, "能走就早点走 Linux server 别等潮水退了", "one two three four five six"])
def test_a_justified_line_ends_at_its_measure(text: str) -> None:
    _, natural = gaps(text_line(text))
    wanted = (natural[-1] - 32 + 24) / 32  # without the margin
    lefts, rights = gaps(text_line(text, measure=wanted))
    assert rights[-1] == pytest.approx(natural[-1] + 24, abs=3)
    assert all(left >= right - 2 for left, right in zip(lefts[1:], rights, strict=False))
    latin = text.replace(" ", "").find("server")
    if latin >= 0:
        plain, _ = gaps(text_line(text))
        word = np.diff(lefts[latin : latin + 6]) - np.diff(plain[latin : latin + 6])
        assert np.abs(word).max() <= 1, "words are not spaced out"


def test_the_last_line_of_a_paragraph_is_not_justified() -> None:
    assert gaps(text_line("国家图书馆", measure=30.0)) == gaps(text_line("国家图书馆"))


def test_spaces_of_a_fixed_width_face_are_as_wide_as_its_letters() -> None:
    mono = replace(face("sans"), path=face("sans").path.replace("Sans-", "Mono-"), style="mono")
    lefts, _ = gaps(SetLine((Run("n n  n", mono),)))
    advance = open_font(mono, 64).getlength("n") / 2
    assert np.diff(lefts) == pytest.approx([2 * advance, 3 * advance], abs=1)
