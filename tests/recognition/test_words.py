"""Words by their spelling, and names, codes and numbers that stay as they are."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.lexicon import Lexicon
from pagerec.recognition.models_path import models_path
from pagerec.recognition.words import with_words
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.values import Cells

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CHARSET = Charset(LETTERS + ",.年")
LIKE = {"0": "O", "O": "0", "l": "I", "I": "l", "1": "l", "W": "w", "w": "W", "S": "s", "5": "S"}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load(models_path() / "words.bin")


def read(text: str, lexicon: Lexicon, other: float = 0.05) -> str:
    """What is read of characters that follow closely, of which some may be others with this probability.

    A blank is white of an em.
    """
    places = [k for k, char in enumerate(text) if char != " "]
    letters = [text[k] for k in places]
    boxes = np.array([(k * EM // 2, 4, k * EM // 2 + EM // 2 - 2, 28) for k in places], np.int32)
    numbers = np.arange(1, len(letters) + 1, dtype=np.int32)
    cells = Cells(np.zeros((HEIGHT, len(text) * EM), np.int32), boxes, numbers, numbers, boxes)
    classes = np.array([(CHARSET.encode(c), CHARSET.encode(LIKE.get(c, c))) for c in letters], np.int32)
    likely = np.array([(1 - other, other) if c in LIKE else (1.0, 0.0) for c in letters], np.float32)
    scores = Scores(classes, likely, 1 - likely.sum(axis=1))
    path = [Choice(k, 0) for k in range(len(letters))]
    found = with_words(path, cells, scores, CHARSET, lexicon)
    return "".join(CHARSET.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in found)


@pytest.mark.parametrize(
    ("shapes", "word"),
    [
        ("0hio", "Ohio"),
        ("folloWing", "following"),
        ("lnference", "Inference"),
        ("ls ln 0hio,I", "lslnOhio,I"),
        ("0hio年", "Ohio年"),
    ],
)
def test_words(shapes: str, word: str, lexicon: Lexicon) -> None:
    assert read(shapes, lexicon) == word


@pytest.mark.parametrize("text", ["2011", "0x7FC0", "138001380005", "I", "0", "ll", "年", "O2", "20O0", "X0w"])
def test_what_is_no_word_stays(text: str, lexicon: Lexicon) -> None:
    assert read(text, lexicon) == text


def test_what_the_letters_say_can_outweigh_the_spelling(lexicon: Lexicon) -> None:
    assert read("0hio", lexicon, other=0.002) == "0hio"


def test_what_is_hardly_a_candidate_is_not_tried(lexicon: Lexicon) -> None:
    assert read("0hio", lexicon, other=1e-5) == "0hio"


def test_long_runs_have_as_many_spellings_as_short_ones(lexicon: Lexicon) -> None:
    run = "0lW5" * 200
    assert len(read(run, lexicon)) == len(run)
