"""What random pages say and how it is set."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("fontTools")
pytest.importorskip("pypdfium2")

from pagerec.recognition.charset import CONFUSABLES, Charset, default_characters, is_han
from pagerec.training.synthesis import compose
from pagerec.training.synthesis.compose import Composer, Fonts, read_corpora
from pagerec.training.synthesis.rasterise import FreeType
from pagerec.training.synthesis.rasterise_pdf import Pdfium
from pagerec.training.synthesis.typeset import Run
from pagerec.training.text.phrases import CODE, HIGH, LOW, TICKED, UNDERLINED, VARIABLE, Phrases, width
from tests.pages import TEXT, face

CHARSET = Charset(default_characters())


@pytest.fixture
def phrases() -> Phrases:
    return Phrases(TEXT, CHARSET, np.random.default_rng(1))


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> Composer:
    fonts = Fonts((face("hei"), face("song")), (face("serif"), face("italic")), (replace(face("sans"), style="mono"),))
    fonts = replace(fonts, latin=tuple(replace(f, family="Liberation Serif") for f in fonts.latin))
    everything = frozenset(CHARSET.characters) | set(CONFUSABLES)
    monkeypatch.setattr(compose, "_drawable", lambda face: everything)
    return Composer(fonts, list(TEXT), CHARSET, seed=3)


def runs_of(composer: Composer, text: str) -> list[Run]:
    return composer._runs(text, composer._style())


def test_running_text_is_broken_into_lines_and_nothing_is_lost(phrases: Phrases) -> None:
    lines = [phrases.running(20)]
    while phrases.pieces:
        lines.append(phrases.running(20))
    assert "".join(lines) in TEXT
    assert all(20 <= width(line) <= 23 for line in lines[:-1])


def test_lines_are_about_as_wide_as_asked(phrases: Phrases) -> None:
    for kind in (phrases.uniform, phrases.technical):
        widths = [width(kind(24)) for _ in range(50)]
        assert min(widths) >= 24
        assert np.median(widths) < 30


def test_every_han_character_comes_equally_often(phrases: Phrases) -> None:
    text = "".join(phrases.uniform(30) for _ in range(2000))
    counts = Counter(filter(is_han, text))
    # Of so many draws of so many, 1 - exp(-2.5) come at least once.
    assert len(counts) > 0.9 * len(phrases.han)
    assert counts.most_common(1)[0][1] < 30


def test_what_documents_mix_in_is_there(phrases: Phrases) -> None:
    tokens = [phrases.token() for _ in range(6000)]
    lines = [phrases.code() for _ in range(400)] + [phrases.furniture(20) for _ in range(400)]
    lines += [phrases.item("甲") for _ in range(400)] + [phrases.uniform(30) for _ in range(400)]
    text = "\n".join(tokens + lines)
    wanted = [
        '""',
        "''",
        "__",
        "____",
        "⟨",
        "⟩",
        "〈",
        "“",
        "——",
        "……",
        "；",
        ";",
        "：",
        ":",
        "https://",
        "@",
        "• ",
        "第",
        "␣",
        "⌈",
    ]
    wanted += [HIGH + "−", VARIABLE + "V" + LOW, CODE, "一、", "self", "......", "·", " = ", '"""']
    assert [part for part in wanted if part not in text] == []
    for some in ("①②③④⑤⑥⑦⑧⑨", "āáǎà", "ǖǘǚǜ", "šžčł", "ÉÖÅØ"):
        assert set(some) & set(text), some


def test_accented_words_are_of_letters_the_charset_has(phrases: Phrases) -> None:
    words = "".join(phrases.accented() for _ in range(3000))
    assert set(words) - {" "} <= set(CHARSET.characters)
    assert set("ǐǒǔǚǜěāńœğ") <= set(words)


def test_choices_begin_with_boxes_and_ticks(phrases: Phrases) -> None:
    choices = [phrases.choices().replace(" ", "") for _ in range(200)]
    assert set("".join(choices)) >= set(TICKED)
    for text in choices:
        assert text[0] in TICKED
        assert all(char in TICKED or is_han(char) for char in text)
        assert all(is_han(after) for char, after in pairwise(text) if char in TICKED)
    assert any(phrases.furniture(20)[-3:-2] in TICKED for _ in range(400))


def test_boxes_are_set_in_faces_of_signs_mostly(composer: Composer) -> None:
    signs = replace(face("sans"), family="Drawn boxes", style="signs")
    composer.fonts = replace(composer.fonts, signs=(signs,))
    runs = [run for _ in range(300) for run in runs_of(composer, "是☑")]
    share = np.mean([run.face.style == "signs" for run in runs if "☑" in run.text])
    assert 0.6 < share < 0.8
    assert all(run.text == "☑" for run in runs if run.face.style == "signs")


def test_fonts_are_sorted_by_use() -> None:
    mono, signs = replace(face("sans"), style="mono"), replace(face("sans"), style="signs")
    fonts = Fonts.of([face("hei"), face("serif"), mono, signs, replace(face("sans"), held_out=True)])
    assert (fonts.latin, fonts.mono, fonts.signs) == ((face("serif"),), (mono,), (signs,))


def test_doubles_of_characters_are_set(composer: Composer) -> None:
    runs = runs_of(composer, "⟨和⟩")
    assert "".join(run.text for run in runs) == "⟨和⟩"


def test_indices_exponents_and_variables(composer: Composer) -> None:
    runs = runs_of(composer, f"{VARIABLE}V{LOW}1{LOW}0和x{HIGH}−{HIGH}1")
    variable, low, _, _, high = (next(r for r in runs if c in r.text) for c in "V1和x−")
    assert variable.slanted or variable.face.italic
    assert low.text == "10"
    assert low.rise < 0 < high.rise
    assert max(low.size, high.size) < 0.8


def test_code_is_set_in_a_fixed_width_face(composer: Composer) -> None:
    for run in runs_of(composer, f"{CODE}x = y[0]{CODE}和"):
        assert (run.face.style == "mono") == (run.text != "和")


def test_bold_is_that_of_the_family_or_made(composer: Composer) -> None:
    bold = next(run for run in runs_of(composer, f"甲{compose.BOLD}乙丙{compose.BOLD}丁") if "乙" in run.text)
    assert bold.text == "乙丙"
    assert bold.bold
    latin = composer._styled(Run("a", composer.fonts.latin[0]), frozenset({compose.SLANTED}))
    assert latin.face.italic
    assert not latin.slanted
    under = next(run for run in runs_of(composer, f"甲{UNDERLINED}乙{UNDERLINED}") if "乙" in run.text)
    assert under.underline


@pytest.mark.parametrize(
    ("char", "least", "most"), [("*", 0.04, 0.18), ("·", 0.04, 0.18), ("〈", 0.3, 0.5), ("•", 0, 0)]
)
def test_other_glyphs_of_a_character_are_rare(composer: Composer, char: str, least: float, most: float) -> None:
    text = "".join(run.text for _ in range(60) for run in runs_of(composer, char * 10))
    assert len(text) == 600
    assert set(text) <= {char, *(k for k, v in CONFUSABLES.items() if v == char)}
    assert least <= 1 - text.count(char) / 600 <= most


def test_pages_by_every_rasteriser_and_equal_from_equal_seeds(composer: Composer) -> None:
    kinds = Counter(composer._rasteriser() for _ in range(600))
    assert 0.25 < (kinds[Pdfium()] + kinds[Pdfium(lcd=True)]) / 600 < 0.42
    assert kinds[FreeType()] > kinds[FreeType(hinted=True)] > 80
    pages = [Composer(composer.fonts, list(TEXT), CHARSET, seed=8) for _ in range(2)]
    for _ in range(4):
        one, two = (c.page(18.0) for c in pages)
        np.testing.assert_array_equal(one.gray, two.gray)
        assert one.text == two.text
        assert set(one.text) <= set(CHARSET.characters) | set(CONFUSABLES)
        assert len(one.lines) == len(one.text) == one.ids.max()


def test_text_of_both_scripts_in_equal_parts(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text("简体的文字\n" * 4, encoding="utf-8")
    assert read_corpora(tmp_path) == ["简体的文字"] * 4
    for name in ("corpus-traditional.txt", "corpus-converted.txt"):
        (tmp_path / name).write_text("繁體的文字\n" * 10, encoding="utf-8")
    assert Counter(read_corpora(tmp_path)) == {"简体的文字": 4, "繁體的文字": 4}
