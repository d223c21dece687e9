"""The shipped network: equal answers however it is asked."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pagerec.errors import ModelError
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import TOP, LiteRtClassifier, Scores, best
from pagerec.recognition.model import NETWORK, load_model
from pagerec.recognition.models_path import models_path

COUNTS = (0, 1, 2, 127, 128, 129, 257)


@pytest.fixture(scope="module")
def classifier() -> LiteRtClassifier:
    return load_model(threads=1).classifier


@pytest.fixture(scope="module")
def windows() -> NDArray[np.uint8]:
    """Blots of ink, each marked in its own channel."""
    random = np.random.default_rng(5)
    ink = np.zeros((257, 32, 32), np.uint8)
    for k in range(len(ink)):
        for _ in range(6):
            x, y = random.integers(2, 28, size=2)
            ink[k, y : y + int(random.integers(1, 9)), x : x + int(random.integers(1, 9))] = 255
    return np.stack([ink, np.where(np.indices(ink.shape)[2] < 20, ink, 0)], axis=-1)


def assert_same(one: Scores, two: Scores) -> None:
    np.testing.assert_allclose(one.probabilities, two.probabilities, atol=1e-5)
    np.testing.assert_allclose(one.reject, two.reject, atol=1e-5)
    apart = np.abs(np.diff(one.probabilities, axis=1)) > 1e-4
    firm = np.concatenate([apart, np.zeros((len(one), 1), bool)], axis=1)
    firm[:, 1:] &= apart
    np.testing.assert_array_equal(one.classes[firm], two.classes[firm])


def test_scores_are_probabilities_best_first(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    scores = classifier(windows)
    assert scores.classes.shape == scores.probabilities.shape == (257, TOP)
    assert (scores.probabilities >= 0).all()
    assert (scores.probabilities.sum(axis=1) <= 1 + 1e-3).all()
    assert (np.diff(scores.probabilities, axis=1) <= 1e-6).all()
    assert scores.classes.min() >= 0
    assert scores.classes.max() < len(classifier.charset)
    assert not scores.classes[scores.probabilities == 0].any(), "class 0 fills up"
    for classes, probabilities in zip(scores.classes, scores.probabilities, strict=True):
        named = classes[probabilities > 0].tolist()
        assert named
        assert len(set(named)) == len(named)
    rows, columns = np.nonzero((scores.classes == 0) & (scores.probabilities > 0))
    np.testing.assert_allclose(scores.probabilities[rows, columns], scores.reject[rows], atol=1e-5)


@pytest.mark.parametrize("count", COUNTS)
def test_batches_do_not_change_a_windows_scores(
    classifier: LiteRtClassifier, windows: NDArray[np.uint8], count: int
) -> None:
    whole, part = classifier(windows), classifier(windows[:count])
    assert len(part) == count
    assert part.classes.shape == part.probabilities.shape == (count, TOP)
    assert part.classes.dtype == np.int32
    assert part.probabilities.dtype == part.reject.dtype == np.float32
    assert_same(part, Scores(whole.classes[:count], whole.probabilities[:count], whole.reject[:count]))


def test_order_of_windows_does_not_matter(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    forth, back = classifier(windows), classifier(windows[::-1])
    assert_same(forth, Scores(back.classes[::-1], back.probabilities[::-1], back.reject[::-1]))


def test_answers_are_not_overwritten_by_the_next_call(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    one = classifier(windows[:5])
    kept = one.probabilities.copy()
    classifier(windows[100:140])
    np.testing.assert_array_equal(one.probabilities, kept)


def test_windows_are_not_written_to(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    mine = windows[:40].copy()
    mine.flags.writeable = False
    classifier(mine)
    np.testing.assert_array_equal(mine, windows[:40])


def test_eight_threads_get_what_one_gets(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    parts = [windows[k * 7 : k * 7 + 60] for k in range(16)]
    serial = [classifier(part) for part in parts]
    with ThreadPoolExecutor(8) as pool:
        for one, two in zip(serial, pool.map(classifier, parts), strict=True):
            assert_same(one, two)


def test_pickles_small_and_reads_the_same(classifier: LiteRtClassifier, windows: NDArray[np.uint8]) -> None:
    data = pickle.dumps(classifier)
    assert len(data) < 200_000, "the network itself is not in it"
    assert_same(pickle.loads(data)(windows[:9]), classifier(windows[:9]))


def test_a_call_that_fails_leaves_the_classifier_usable(
    classifier: LiteRtClassifier, windows: NDArray[np.uint8]
) -> None:
    before = classifier(windows[:3])
    with pytest.raises(Exception):  # noqa: B017, PT011
        classifier(np.zeros((3, 9, 9, 2), np.uint8))
    assert_same(classifier(windows[:3]), before)


def test_a_missing_network(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.tflite.*missing"):
        LiteRtClassifier(tmp_path / "none.tflite", Charset("日"), 1)


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_file_that_is_no_network(tmp_path: Path, keep: int) -> None:
    path = tmp_path / NETWORK
    path.write_bytes((models_path() / NETWORK).read_bytes()[:keep] if keep != 100 else b"no network " * 10)
    with pytest.raises(ModelError, match="LiteRT"):
        LiteRtClassifier(path, Charset("日"), 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 300), st.floats(0.1, 40), st.integers(0, 2**32 - 1))
def test_best_is_what_sorting_gives(count: int, classes: int, sharpness: float, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(0, sharpness, (count, classes))
    probabilities = (np.exp(logits - logits.max(axis=1, keepdims=True))).astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    scores = best(probabilities)
    assert scores.classes.shape == scores.probabilities.shape == (count, TOP)
    np.testing.assert_array_equal(scores.reject, probabilities[:, 0])
    wanted = -np.sort(-probabilities, axis=1)[:, :TOP]
    found = scores.probabilities[:, : wanted.shape[1]]
    np.testing.assert_array_equal(found, np.where(found > 0, wanted, 0))
    assert (wanted[found == 0] <= 1e-5).all(), "only the least probable are passed over"
    taken = np.take_along_axis(probabilities, scores.classes.astype(np.intp), axis=1)
    np.testing.assert_array_equal(scores.probabilities, np.where(scores.probabilities > 0, taken, 0))


def test_best_of_cells_that_may_be_anything() -> None:
    logits = np.random.default_rng(3).normal(0, 0.5, (6, 3000))
    logits[2, 7] = 40.0
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True)).astype(np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    scores = best(probabilities)
    wanted = -np.sort(-probabilities, axis=1)[:, :TOP]
    unsure = np.arange(6) != 2
    np.testing.assert_array_equal(scores.probabilities[unsure], wanted[unsure])
    assert scores.classes[2, 0] == 7
    assert not scores.probabilities[2, 1:].any()
