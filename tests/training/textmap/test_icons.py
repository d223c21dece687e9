"""Icons told from print by pages with true lines."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import pagerec
from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset
from pagerec.recognition.icons import FEATURES
from pagerec.recognition.model import load_model
from pagerec.recognition.type_section import icons
from pagerec.training.textmap.icons import Apart, characters_apart, fit, logistic, main
from pagerec.training.textmap.samples import TruePage, level_line, save_page
from tests.pages import page_of

MODELS = Path(__file__).parents[3] / "models"


def test_a_logistic_regression_finds_what_made_the_data() -> None:
    random = np.random.default_rng(0)
    rows = np.column_stack([np.ones(20_000), random.normal(size=(20_000, 2))])
    told = random.random(20_000) < 1 / (1 + np.exp(-(rows @ (-1.0, 2.0, 0.5))))
    np.testing.assert_allclose(logistic(rows, told.astype(np.float64)), (-1.0, 2.0, 0.5), atol=0.1)


def test_what_is_always_so_does_not_run_away() -> None:
    rows = np.column_stack([np.ones(40), np.repeat([0.0, 1.0], 20)])
    weights = logistic(rows, np.repeat([0.0, 1.0], 20))
    assert np.abs(weights).max() < 40


def test_rings_are_icons_where_they_were() -> None:
    random = np.random.default_rng(1)
    charset = Charset("○●a国")

    def one(char: str, is_icon: bool) -> Apart:
        return Apart(char, random.normal(size=len(FEATURES)) * 0.1, is_icon)

    pages = [[one("○", k % 9 > 0), one("a", k % 9 == 0), one("国", False)] for k in range(200)]
    found = icons(json.loads(json.dumps(fit(pages, charset))), charset)
    odds, weights = found.odds.tolist(), found.weights
    assert odds[1] > 1 > -1 > odds[3] > odds[4]
    assert weights[1] > 0.5
    assert (weights[0] + weights[1] * found.odds[[1, 3]] > 0).tolist() == [True, False]


@pytest.mark.parametrize(("known", "labels"), [(True, [False]), (False, [True]), (None, [])])
def test_a_character_alone_in_a_line_or_in_none(known: bool | None, labels: list[bool]) -> None:
    gray = page_of(["国"], em=32).gray
    height, width = gray.shape
    everything = level_line(0, width, 0.88 * height, height)
    ignored = np.array([[0, 0, width, height]] if known is None else [], np.float64).reshape(-1, 4)
    page = TruePage(np.repeat(gray[:, :, np.newaxis], 3, axis=2), (everything,) if known else (), ignored)
    found = list(characters_apart(pagerec.Reader().read_stages(gray), page))
    assert [one.is_icon for one in found] == labels
    assert all(one.char == "国" for one in found)


def test_the_command_writes_what_the_reader_takes(tmp_path: Path) -> None:
    shutil.copytree(MODELS, tmp_path / "model")
    for number, text in enumerate(("国　　　文字", "山")):
        gray = page_of([text], em=32).gray
        height, width = gray.shape
        line = level_line(0, width, 0.88 * height, height)
        page = TruePage(np.repeat(gray[:, :, np.newaxis], 3, axis=2), (line,), np.zeros((0, 4)))
        save_page(tmp_path / "pages", str(number), page)
    main([str(tmp_path / "model"), str(tmp_path / "pages")])
    assert load_model(tmp_path / "model").icons is not None
    assert len(json.loads((tmp_path / "model" / "manifest.json").read_text("utf-8"))["icons"]["weights"]) > 2


def test_pages_on_which_nothing_stands_apart_tell_nothing() -> None:
    with pytest.raises(TrainingError, match="give more"):
        fit([[], []], Charset("国"))
