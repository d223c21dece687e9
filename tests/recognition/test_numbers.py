"""Letters with the shape of digits in numbers, and words that stay words."""

from __future__ import annotations

import numpy as np
import pytest

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.recognition.numbers import PARAMS, with_numbers
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.values import Cells

CHARSET = Charset("0123456789.,:-−+%OolI|○ABCE年—一二四九〇口￥コヒーの")
DIGIT = {letter: dict(PARAMS.like).get(letter, letter) for letter in CHARSET.characters}


def read(text: str, digit: float = 0.005, like: dict[str, str] = DIGIT) -> str:
    """What is read of characters that follow closely, where those like a digit are one with this probability.

    A blank is white of an em.
    """
    places = [k for k, char in enumerate(text) if char != " "]
    letters = [text[k] for k in places]
    boxes = np.array([(k * EM // 2, 4, k * EM // 2 + EM // 2 - 2, 28) for k in places], np.int32)
    numbers = np.arange(1, len(letters) + 1, dtype=np.int32)
    cells = Cells(np.zeros((HEIGHT, len(text) * EM), np.int32), boxes, numbers, numbers, boxes)
    classes = np.array([(CHARSET.encode(char), CHARSET.encode(like[char])) for char in letters], np.int32)
    likely = np.array([(1.0, 0.0) if like[char] == char else (1 - digit, digit) for char in letters], np.float32)
    scores = Scores(classes, likely, 1 - likely.sum(axis=1))
    path = [Choice(k, 0) for k in range(len(letters))]
    found = with_numbers(path, cells, scores, CHARSET)
    return "".join(CHARSET.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in found)


@pytest.mark.parametrize(
    ("shapes", "number"),
    [
        ("138OO138OOO", "13800138000"),
        ("2oo1:o11o", "2001:0110"),
        ("12.O5", "12.05"),
        ("555−O1O1", "555−0101"),
        ("0000一665", "0000-665"),
        ("2—3", "2-3"),
        ("2OII年", "2011年"),
        ("-O.5", "-0.5"),
        ("5O%", "50%"),
        ("￥l299.90", "￥1299.90"),
        ("l2.5", "12.5"),
        ("O", "0"),
        ("l", "1"),
    ],
)
def test_numbers(shapes: str, number: str) -> None:
    assert read(shapes) == number


@pytest.mark.parametrize(
    "words",
    ["IOI2004", "BOIO", "O2", "+O2", "CO2", "A1O", "I", "o", "○", "lOO", "Il", "OI年", "IO OI", "1一年", "一2", "2一"],
)
def test_words(words: str) -> None:
    assert read(words) == words.replace(" ", "")


def test_white_parts_a_word_from_a_number() -> None:
    assert read("COO 1OO") == "COO100"


def test_a_shape_counts_once_and_can_outweigh_a_digit() -> None:
    assert read("3OOOO", digit=0.005) == "30000"
    assert read("3OOOO", digit=1e-9) == "3OOOO"


def test_what_is_no_candidate_is_not_made_up() -> None:
    boxes = np.array([(0, 4, 14, 28), (16, 4, 30, 28)], np.int32)
    numbers = np.array([1, 2], np.int32)
    cells = Cells(np.zeros((HEIGHT, 40), np.int32), boxes, numbers, numbers, boxes)
    scores = Scores(
        np.array([[CHARSET.encode("9")], [CHARSET.encode("O")]], np.int32), np.ones((2, 1), np.float32), np.zeros(2)
    )
    path = [Choice(0, 0), Choice(1, 0)]
    assert with_numbers(path, cells, scores, CHARSET) == path


def test_a_line_without_such_letters_is_left_as_it_is() -> None:
    assert read("123年") == "123年"


@pytest.mark.parametrize(
    ("shapes", "number"),
    [("二○二四年", "二〇二四年"), ("一九九O年", "一九九〇年"), ("二○○四", "二〇〇四"), ("年○二", "年○二"), ("○", "○")],
)
def test_a_ring_behind_a_chinese_numeral_is_its_zero(shapes: str, number: str) -> None:
    like = {char: "〇" if char in "○Oo" else char for char in CHARSET.characters}
    assert read(shapes, like=like) == number
    assert read(shapes, digit=0.0, like=like) == shapes, "only where it is a candidate"


@pytest.mark.parametrize(
    ("shapes", "word"), [("コ一ヒ—", "コーヒー"), ("コ−−", "コーー"), ("の一", "の一"), ("一コ", "一コ")]
)
def test_a_dash_behind_katakana_is_a_long_vowel(shapes: str, word: str) -> None:
    like = {char: "ー" if char in "一—−" else char for char in CHARSET.characters}
    assert read(shapes, like=like) == word
    assert read(shapes, digit=0.0, like=like) == shapes, "only where it is a candidate"
