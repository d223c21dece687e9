"""Fitting the decoder's weights."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("fontTools")

from pagerec.evaluation.folding import fold
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from pagerec.training.network.tune import Sample, error_rate, prepare, tune
from tests.pages import TEXT, page_of
from tests.recognition.test_decode import CHARSET, HALVES, TIE, Bigrams

MODEL = cast(
    Model,
    SimpleNamespace(
        classifier=SimpleNamespace(charset=CHARSET),
        language=Bigrams(自己=-0.3),
        geometry=None,
        confusions=None,
        lexicon=None,
    ),
)


def sample(text: str, *lines: object) -> Sample:
    cells, scores = zip(*lines, strict=True)  # type: ignore[call-overload]
    return Sample(cells, scores, text)


SAMPLES = [sample("能他", HALVES), sample("他自己", TIE), sample("能他他自己", HALVES, TIE)]


def test_error_rate_counts_edits_over_all_samples() -> None:
    assert error_rate(SAMPLES, MODEL, Weights()) == 0.0
    without = Weights(language=0.0)
    assert error_rate([SAMPLES[1]] * 2, MODEL, without) == pytest.approx(2 / 6), "已 for 己"
    assert error_rate([SAMPLES[1], sample("他自", TIE)], MODEL, without) == pytest.approx(2 / 5)
    assert error_rate([sample("能", HALVES)], MODEL, Weights()) == 1.0
    assert error_rate([], MODEL, Weights()) == 0.0


def test_tune_finds_better_weights_and_keeps_the_best() -> None:
    start = Weights(language=0.0005)
    before = error_rate(SAMPLES, MODEL, start)
    assert before > 0
    best, rate = tune(SAMPLES, MODEL, Weights(language=0.05, character=9.0), rounds=60, seed=1)
    assert rate == error_rate(SAMPLES, MODEL, best)
    assert rate < before
    assert best.beam == start.beam


def test_good_weights_are_kept() -> None:
    assert tune(SAMPLES, MODEL, Weights(), rounds=5) == (Weights(), 0.0)
    assert tune(SAMPLES, MODEL, Weights(), rounds=0) == (Weights(), 0.0)


def test_prepare_keeps_a_pages_lattice() -> None:
    from pagerec.recognition.model import load_model
    from pagerec.training.synthesis.dataset import label_page

    model = load_model()
    truth = page_of(TEXT[:2], 24)
    page = label_page(truth.gray, truth.ids, truth, model.classifier.charset)
    ready = prepare(page, model)
    assert ready.text == fold("".join(truth.text))
    assert [len(scores) for scores in ready.scores] == [len(cells.first) for cells in ready.cells]
    assert error_rate([ready], model, model.weights) < 0.1
