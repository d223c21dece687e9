"""The table of words: what is known of it, how it is written, and files that are none."""

from __future__ import annotations

import math
import pickle
from pathlib import Path

import pytest

from pagerec.errors import ModelError, TrainingError
from pagerec.recognition.lexicon import Lexicon, parts
from pagerec.recognition.models_path import models_path
from pagerec.training.text.lexicon import write_lexicon

TEXT = "the Ohio is the LaTeX river, iPhone4 of the Ohio and 2004 THE LaTeX iPhone4\n" * 5 + "lonely 10\n"


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder = tmp_path_factory.mktemp("lexicon")
    (folder / "corpus.txt").write_text(TEXT, encoding="utf-8")
    return write_lexicon([folder / "corpus.txt"], ["zebra", "it's", "ox"], folder / "words.bin")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("HTTPServer2", ["HTTP", "Server", "2"]),
        ("iPhone", ["i", "Phone"]),
        ("LaTeX", ["La", "Te", "X"]),
        ("0x7FC0", ["0", "x", "7", "FC", "0"]),
        ("", []),
    ],
)
def test_parts(run: str, expected: list[str]) -> None:
    assert parts(run) == expected
    assert "".join(parts(run)) == run


def test_frequencies_are_those_of_the_text(lexicon: Lexicon) -> None:
    listed = lexicon.frequencies(["the", "Ohio", "LaTeX", "zebra", "lonely", "it's", "ox", "none"])
    assert listed.keys() == {"the", "Ohio", "LaTeX", "zebra"}
    assert listed["the"] - listed["zebra"] == pytest.approx(math.log(15), abs=lexicon.header["step"])


def test_capitals_of_words_are_known(lexicon: Lexicon) -> None:
    known = lexicon.known(["Zebra", "ZEBRA", "zeBra", "zebra", "ohio"])
    assert known.keys() == {"Zebra", "ZEBRA", "zebra"}
    assert known["zebra"] > known["Zebra"]


def test_known_words_are_likelier_than_what_looks_like_them(lexicon: Lexicon) -> None:
    logs = lexicon.log_prob(["Ohio", "0hio", "Ohlo", "theOhio", "LaTeX", "LaTcX", "2004", "2OO4", "iPhone4", "iPhoneA"])
    assert logs["Ohio"] > max(logs["0hio"], logs["Ohlo"], logs["theOhio"])
    assert logs["LaTeX"] > logs["LaTcX"]
    assert logs["2004"] > logs["2OO4"]
    assert logs["iPhone4"] > logs["iPhoneA"]
    assert all(-math.inf < log < 0 for log in logs.values())


def test_nothing_is_asked(lexicon: Lexicon) -> None:
    assert lexicon.frequencies([]) == lexicon.known([]) == lexicon.log_prob([]) == {}


def test_the_shipped_one_knows_words() -> None:
    lexicon = Lexicon.load(models_path() / "words.bin")
    words = ["Linux", "Ohio", "following", "LaTeX"]
    assert lexicon.known(words).keys() == set(words)
    again = pickle.loads(pickle.dumps(lexicon))
    assert again.log_prob(words) == lexicon.log_prob(words)


def test_the_same_text_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text(TEXT, encoding="utf-8")
    for name in "ab":
        write_lexicon([tmp_path / "corpus.txt"], ["zebra"], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_text_without_words_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus.txt").write_text("没有\n", encoding="utf-8")
    with pytest.raises(TrainingError, match="no words"):
        write_lexicon([tmp_path / "corpus.txt"], [], tmp_path / "words.bin")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:-1], "damaged"),
        (lambda data: b"other" + data[5:], "not a pagerec lexicon"),
        (lambda data: data.replace(b'"version": 1', b'"version": 9'), "another version"),
        (lambda data: data.replace(b'"step": 0.3', b'"step": 1e9'), "damaged"),
        (lambda data: data.replace(b'"join": -', b'"join": 9'), "damaged"),
        (lambda data: data[:40], "damaged"),
    ],
)
def test_files_that_are_none_are_told(lexicon: Lexicon, tmp_path: Path, change, message: str) -> None:
    (tmp_path / "words.bin").write_bytes(change(lexicon.path.read_bytes()))
    with pytest.raises(ModelError, match=message):
        Lexicon.load(tmp_path / "words.bin")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot read"):
        Lexicon.load(tmp_path / "none.bin")
    with pytest.raises(ModelError, match="no regular file"):
        Lexicon.load(tmp_path)
