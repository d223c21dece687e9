"""What counts as the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.evaluation.folding import fold, fold_characters, han


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“”„‟″＂「」『』", '"' * 10),
        ("‘’‚‛′＇`´", "'" * 8),
        ("。．｡", "..."),
        ("•‧・∙⋅", "..."),
        ("a•b", "a·b"),
        ("、，", ",,"),
        ("～∼", "~~"),
        ("〈〉《》", "<><>"),
        ("【】〔〕", "[][]"),
        ("——", "-"),
        ("一—", "一-"),
        ("⋯⋯", "..."),
        ("……", "..."),
        ("a..b", "a..b"),
        ("ＡＢ　１２", "AB12"),
        ("ﬁ①", "fi1"),
        ("e\u0301", "é"),
        (" \n\t", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("char", "—–―−‐‑‒─━ー")
def test_all_dashes_are_one(char: str) -> None:
    assert fold(f"{char}{char}a-") == "-a-"


def test_sources_are_the_characters_that_folded_text_is_made_of() -> None:
    folded = fold_characters(["e", "\u0301", "—", "—", "…", "…", "½"])
    assert folded.text == "é-...1⁄2"
    assert folded.sources == (0, 2, 4, 4, 4, 6, 6, 6)


@given(st.text(max_size=30))
def test_folding_keeps_the_order_and_says_a_source_for_every_character(text: str) -> None:
    folded = fold_characters(text)
    assert len(folded.text) == len(folded.sources)
    assert list(folded.sources) == sorted(folded.sources)
    assert all(0 <= source < len(text) for source in folded.sources)


def test_han() -> None:
    assert han("第1章，OCR〇") == "第章"


def test_half_width_voicing_marks_join_their_kana() -> None:
    assert fold("ｶﾞ") == fold("ガ") == "ガ"


#: Characters that are folded, and that NFKC takes apart or puts together.
AWKWARD = "\"'-.·,~<>[]“’—―−ー。…⋯‥、〈】´ﬁ㎏½①ｶﾞガ\u2033\u00a0\u3000Åʼ甲A1"


@given(st.text(st.sampled_from(AWKWARD), max_size=8))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
