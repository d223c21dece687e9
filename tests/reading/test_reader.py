"""The whole process, with a simple classifier in the network's place, and with the shipped model."""

from __future__ import annotations

import itertools
import pickle
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import pagerec
from pagerec.errors import ImageError, ModelError, OptionError
from pagerec.page import Box, Page
from pagerec.reading.reader import Reader
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from tests.pages import TEXT, error_rate, extent, page_of, read_text, solid, text_map
from tests.reading.made import Flat, WidthClassifier, squares


@pytest.fixture
def classifier(monkeypatch: pytest.MonkeyPatch) -> WidthClassifier:
    fake = WidthClassifier()
    monkeypatch.setattr(
        "pagerec.reading.reader.load_model",
        lambda path, threads: Model(text_map(), cast(Any, fake), cast(Any, Flat()), Weights(), {}),
    )
    return fake


def test_squares_are_read_where_they_are(classifier: WidthClassifier) -> None:
    page = Reader().read(squares(3, 8))
    assert page.text == "\n".join(["口" * 8] * 3)
    assert (page.width, page.height) == (8 * 28 + 40, 3 * 44 + 30)
    for row, line in enumerate(page.lines):
        for column, char in enumerate(line.chars):
            wanted = (20 + column * 28, 20 + row * 44, 42 + column * 28, 42 + row * 44)
            assert np.abs(np.subtract(char.box, wanted)).max() <= 2
            assert char.confidence == pytest.approx(0.95)
            assert [c.text for c in char.candidates] == ["口", "日"]
    assert len(classifier.calls) <= 4, "all cells of the page in four rounds"


def test_white_between_characters_becomes_a_space(classifier: WidthClassifier) -> None:
    gray = np.concatenate([squares(1, 4), squares(1, 4)], axis=1)
    assert Reader().read(gray).text in ("口口口口 口口口口", "口口口口\n口口口口")


def test_a_blank_page_is_an_empty_page(classifier: WidthClassifier) -> None:
    page = Reader().read(np.full((60, 90), 255, np.uint8))
    assert page == Page((), 90, 60)
    assert str(page) == ""
    assert classifier.calls == []


def test_alphabet_restricts_one_call_only(classifier: WidthClassifier) -> None:
    reader, gray = Reader(), squares(1, 5)
    assert reader.read(gray, alphabet="日").text == "日" * 5
    assert reader.read(gray).text == "口" * 5
    assert reader.read(gray, alphabet="口日").text == "口" * 5
    assert reader.read(gray, alphabet="日X").text == "日" * 5
    for nothing in ("", "X", b"1", ["日"]):  # of these nothing could be read
        with pytest.raises(OptionError, match="alphabet is"):
            reader.read(gray, alphabet=nothing)  # type: ignore[arg-type]


def test_restricted_candidates_are_of_the_alphabet(classifier: WidthClassifier) -> None:
    for char in Reader().read(squares(1, 5), alphabet="日").chars:
        assert [c.text for c in char.candidates] == ["日"]


class EightClassifier(WidthClassifier):
    """Eight candidates for every cell; 日 is the sixth."""

    charset = Charset("口目田回由日旧旦")

    def __call__(self, windows: NDArray[np.uint8]) -> Scores:
        classes = np.tile(np.arange(1, 9, dtype=np.int32), (len(windows), 1))
        probabilities = np.tile(np.array([0.3, 0.2, 0.15, 0.1, 0.08, 0.07, 0.05, 0.04], np.float32), (len(windows), 1))
        return Scores(classes, probabilities, np.full(len(windows), 0.01, np.float32))


def test_an_alphabet_reaches_all_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Model(text_map(), cast(Any, EightClassifier()), cast(Any, Flat()), Weights(), {})
    monkeypatch.setattr("pagerec.reading.reader.load_model", lambda path, threads: fake)
    assert Reader().read(squares(1, 5), alphabet="日").text == "日" * 5


def test_read_many_reads_in_order_and_when_asked(classifier: WidthClassifier) -> None:
    asked: list[int] = []

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for count in (2, 5, 3):
            asked.append(count)
            yield squares(1, count)

    pages = Reader().read_many(pictures(), alphabet="日")
    assert asked == []
    assert next(pages).page.text == "日日"
    assert asked == [2]
    assert [attempt.page.text for attempt in pages] == ["日" * 5, "日" * 3]


def test_making_a_reader_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[tuple[Any, int]] = []
    fake = Model(text_map(), cast(Any, WidthClassifier()), cast(Any, Flat()), Weights(), {})

    def load(path: Any, threads: int) -> Model:
        loads.append((path, threads))
        return fake

    monkeypatch.setattr("pagerec.reading.reader.load_model", load)
    reader = Reader("folder", threads=3)
    assert loads == []
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda k: reader.read(squares(1, k)).text, range(2, 18)))
    assert texts == ["口" * k for k in range(2, 18)]
    assert loads == [(Path("folder"), 3)], "once, however many threads ask"


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_must_be_positive(threads: int) -> None:
    with pytest.raises(OptionError, match="give a whole number"):
        Reader(threads=threads)


def test_wrong_input(classifier: WidthClassifier, tmp_path: Path) -> None:
    with pytest.raises(ImageError):
        Reader().read(tmp_path / "none.png")
    with pytest.raises(ImageError):
        Reader().read(b"")
    with pytest.raises(TypeError):
        pagerec.read(squares(1, 2), alphabets="日")


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        Reader(tmp_path / "none").read(squares(1, 2))


# With the shipped model


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(threads=1)


def test_a_typeset_page_is_read(reader: Reader) -> None:
    for han, em in (("hei", 24), ("song", 30)):
        truth = page_of(TEXT, em, han)
        page = reader.read(truth.gray)
        assert error_rate(read_text(page), solid(truth)) <= 0.05
        assert len(page.lines) == len(TEXT)


def test_boxes_are_inside_the_picture_and_from_left_to_right(reader: Reader) -> None:
    truth = page_of(TEXT, 26, "song")
    rows, columns = np.nonzero(truth.gray < 250)
    for gray in (truth.gray, truth.gray[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]):
        page = reader.read(gray)
        height, width = gray.shape
        for line in page.lines:
            for char in line.chars:
                assert 0 <= char.box.left < char.box.right <= width
                assert 0 <= char.box.top < char.box.bottom <= height
            centres = [char.box.left + char.box.right for char in line.chars]
            assert centres == sorted(centres)
            lefts = [char.box.left for char in line.chars]
            assert all(b > a - 3 for a, b in itertools.pairwise(lefts))


@pytest.mark.parametrize(("em", "han"), [(28, "hei"), (44, "song")])
def test_boxes_are_where_the_characters_are(reader: Reader, em: float, han: str) -> None:
    truth = page_of(TEXT, em, han)
    page = reader.read(truth.gray)
    good = sum(
        any(_share((left, right), char.box) >= 0.5 for char in page.lines[truth.lines[number - 1]].chars)
        for number in range(1, len(truth.text) + 1)
        for left, _, right, _ in [extent(truth, number)]
    )
    assert good >= 0.98 * len(truth.text)
    for char, number in zip(page.lines[0].chars, range(1, 10), strict=False):
        _, top, _, bottom = extent(truth, number)
        assert abs(char.box.top - top) <= 0.12 * em + 1
        assert abs(char.box.bottom - bottom) <= 0.12 * em + 1


def _share(span: tuple[int, int], box: Box) -> float:
    """Intersection over union of two spans of columns."""
    return (min(span[1], box.right) - max(span[0], box.left)) / (max(span[1], box.right) - min(span[0], box.left))


def test_confidence_and_candidates(reader: Reader) -> None:
    page = reader.read(page_of(TEXT, 24).gray)
    for char in page.chars:
        assert char.candidates[0] == (char.text, char.confidence)
        assert 1 <= len(char.candidates) <= 5
        others = [c.probability for c in char.candidates[1:]]
        assert others == sorted(others, reverse=True)
        assert len({c.text for c in char.candidates}) == len(char.candidates)
    assert np.mean([char.confidence for char in page.chars]) > 0.8


def test_digits_only(reader: Reader) -> None:
    truth = page_of(["2024 1187 3690", "100 256 4096"], 28)
    page = reader.read(truth.gray, alphabet="0123456789")
    assert set(read_text(page)) <= set("0123456789")
    assert error_rate(read_text(page), solid(truth)) <= 0.1


def test_words_have_their_spaces_and_han_has_none(reader: Reader) -> None:
    page = reader.read(page_of(["The old boat is on the sea", "小船在海上很旧了但是还能用"], 28).gray)
    assert page.lines[0].text.count(" ") == 6
    assert " " not in page.lines[1].text


def test_threads_read_as_one_does(reader: Reader) -> None:
    pages = [page_of([text], 24, han).gray for text in TEXT for han in ("hei", "song")]
    serial = [reader.read(gray) for gray in pages]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(reader.read, pages))
    assert [page.text for page in together] == [page.text for page in serial]
    assert [[c.box for c in page.chars] for page in together] == [[c.box for c in page.chars] for page in serial]
    assert [attempt.page for attempt in reader.read_many(pages[:2])] == serial[:2]


def test_readers_pickle(reader: Reader) -> None:
    gray = page_of(TEXT[:1], 24).gray
    text = reader.read(gray).text
    data = pickle.dumps(reader)
    assert len(data) < 1000
    again = pickle.loads(data)
    assert again.threads == reader.threads
    assert again.read(gray).text == text
    assert repr(again) == repr(reader) == "Reader(model=None, threads=1)"


def test_the_input_is_never_written_to(reader: Reader) -> None:
    gray = page_of(TEXT[:2], 24).gray
    color = np.stack([gray] * 3, axis=-1)
    for array in (gray, color, gray.astype(np.uint16) * 257, gray / 255.0, gray > 128):
        before = array.copy()
        array.flags.writeable = False
        text = reader.read(array).text
        np.testing.assert_array_equal(array, before)
        assert error_rate(text.replace(" ", ""), "".join(TEXT[:2]).replace(" ", "")) < 0.2
    image = Image.fromarray(gray)
    reader.read(image)
    np.testing.assert_array_equal(np.asarray(image), gray)


def test_module_level_read_shares_one_reader() -> None:
    gray = page_of(TEXT[:1], 24).gray
    results: list[str] = []
    workers = [threading.Thread(target=lambda: results.append(pagerec.read(gray).text)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == [Reader().read(gray).text] * 3
