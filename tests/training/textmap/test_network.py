"""The text map's network, its loss, and the way from training to what is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("keras")

from pagerec.segmentation.text_map import LiteRtTextMap
from pagerec.training.textmap.export import convert
from pagerec.training.textmap.feed import Sources, to_batch
from pagerec.training.textmap.network import OUTPUTS, text_map
from pagerec.training.textmap.train import Plan, loss, train
from pagerec.training.textmap.views import Pictures, take_view
from tests.training.textmap.pages import save_pages, tiny_page

SMALL = ((8, 0), (8, 0), (8, 0), (8, 0))


@pytest.mark.parametrize("shape", [(32, 32), (64, 160)])
def test_logits_are_a_quarter_of_the_picture(shape: tuple[int, int]) -> None:
    logits = text_map(SMALL)(np.zeros((2, *shape, 1), np.float32))
    assert logits.shape == (2, shape[0] // 4, shape[1] // 4, OUTPUTS)


def test_the_loss_is_least_where_all_is_right() -> None:
    view = take_view(tiny_page(), Pictures((), ()), 128, np.random.default_rng(1))
    _, core, geometry = to_batch([view])
    cells = core[0].reshape(32, 2, 32, 2).transpose(0, 2, 1, 3).reshape(32, 32, 4)
    right = np.concatenate(
        [np.where(cells == 1, 12.0, -12.0), geometry[0, ..., :3], np.where(geometry[0, ..., 3:4] > 0, 12.0, -12.0)],
        axis=-1,
    )[None].astype(np.float32)
    best = float(loss(core, geometry, right))
    assert best < 0.02
    for channel in (0, 4, 5, 7):
        wrong = right.copy()
        wrong[..., channel] = -wrong[..., channel] + 0.5
        assert float(loss(core, geometry, wrong)) > best + 0.01, channel


def test_what_does_not_matter_costs_nothing() -> None:
    core = np.full((1, 16, 16), 2, np.uint8)
    geometry = np.zeros((1, 8, 8, 5), np.float32)
    one, two = (float(loss(core, geometry, np.full((1, 8, 8, 8), value, np.float32))) for value in (-3.0, 3.0))
    assert one == pytest.approx(two, abs=1e-6)


def test_the_learning_rate_rises_and_falls() -> None:
    plan = Plan(steps=1000, learning_rate=1.0)
    rates = [plan.rate(step) for step in range(1001)]
    assert rates[0] < 0.1
    assert max(rates) == pytest.approx(1.0, abs=0.01)
    assert rates.index(max(rates)) <= 20
    assert rates[-1] < 1e-3


@pytest.mark.slow
def test_from_training_to_what_is_shipped(tmp_path: Path) -> None:
    pages = save_pages(tmp_path / "pages")
    plan = Plan(steps=2, batch_size=2, side=64)
    model = train(tmp_path / "run", Sources([pages]), plan)
    assert (tmp_path / "run" / "checkpoint.keras").exists()
    gray = tiny_page().image[..., 0]
    path = tmp_path / "map.tflite"
    path.write_bytes(convert(model, None))
    look = LiteRtTextMap(path, 1)(gray, 1.0)
    assert look.core.shape == (2 * look.em.shape[0], 2 * look.em.shape[1])
    # It goes on where it stopped: there is nothing left to do.
    again = train(tmp_path / "run", Sources([pages]), plan)
    for one, two in zip(model.get_weights(), again.get_weights(), strict=True):
        assert np.allclose(one, two)
