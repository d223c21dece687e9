"""The networks: size, and beginning with what another one has learnt."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from pagerec.errors import TrainingError
from pagerec.training.network.networks import EMBEDDING, PLAIN, midway, multiply_adds, plain, refit

WIDE, NARROW = ((8, 2), (6, 2), (8, 2)), ((4, 2), (6, 2), (5, 2))


def windows(count: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (count, 32, 32, 2)).astype(np.uint8)


def logits(model: keras.Model) -> np.ndarray:
    return np.asarray(model(windows(8), training=False))


@pytest.fixture(scope="module")
def learnt() -> keras.Model:
    """A network whose batch norms have seen data."""
    keras.utils.set_random_seed(1)
    model = plain(20, WIDE, 12)
    for _ in range(30):
        model(windows(64), training=True)
    return model


def test_the_shipped_network_stays_within_eight_million_multiply_adds() -> None:
    assert multiply_adds(plain(8652, PLAIN, EMBEDDING)) <= 8_000_000


def test_multiply_adds_of_a_small_network() -> None:
    assert multiply_adds(plain(10, ((4, 2),), 6)) == 16 * 16 * 4 * 9 * 2 + 16 * 16 * 4 * 6 + 6 * 10


def test_another_input_size_needs_fewer() -> None:
    assert multiply_adds(plain(10, WIDE, 12, side=24)) < multiply_adds(plain(10, WIDE, 12))


def test_the_same_widths_give_the_same_answers(learnt: keras.Model) -> None:
    np.testing.assert_allclose(logits(refit(learnt, 20, WIDE, 12)), logits(learnt), atol=1e-5)


def test_more_classes_leave_the_others_as_they_were(learnt: keras.Model) -> None:
    more = logits(refit(learnt, 33, WIDE, 12))
    assert more.shape == (8, 33)
    np.testing.assert_allclose(more[:, :20], logits(learnt), atol=1e-5)


def test_channels_that_do_nothing_are_the_ones_left_out(learnt: keras.Model) -> None:
    model = keras.models.clone_model(learnt)
    model.set_weights(learnt.get_weights())
    first, second = (x for x in model.layers[:6] if isinstance(x, keras.layers.Conv2D))
    kernel = np.array(keras.ops.convert_to_numpy(second.kernel))
    kernel[:, :, [0, 2, 5, 6], :] = 0  # nothing listens to these
    second.kernel.assign(kernel)
    assert first.kernel.shape[-1] == 8
    narrow = refit(model, 20, ((4, 2), *WIDE[1:]), 12)
    np.testing.assert_allclose(logits(narrow), logits(model), atol=1e-4)


def test_narrower_everywhere(learnt: keras.Model) -> None:
    narrow = refit(learnt, 20, NARROW, 7)
    assert [x.filters for x in narrow.layers if isinstance(x, keras.layers.Conv2D)] == [4, 6, 5]
    assert narrow.get_layer("embedding").output.shape == (None, 7)
    assert logits(narrow).shape == (8, 20)


def test_what_cannot_be_refitted(learnt: keras.Model) -> None:
    with pytest.raises(TrainingError, match="narrower"):
        refit(learnt, 20, ((9, 2), *WIDE[1:]), 12)
    with pytest.raises(TrainingError, match="other layers"):
        refit(learnt, 20, WIDE[:2], 12)
    with pytest.raises(TrainingError, match="more than 19 classes"):
        refit(learnt, 19, WIDE, 12)


def test_midway_between_two_networks(learnt: keras.Model) -> None:
    other = plain(20, WIDE, 12)
    mean = midway(learnt, other)
    for value, one, two in zip(mean.get_weights(), learnt.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(value, (one + two) / 2, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(logits(midway(learnt, learnt)), logits(learnt), atol=1e-5)


def test_networks_of_other_classes_have_no_middle(learnt: keras.Model) -> None:
    with pytest.raises(TrainingError, match="other layers or classes"):
        midway(learnt, plain(21, WIDE, 12))
    with pytest.raises(TrainingError, match="other layers or classes"):
        midway(learnt, plain(20, WIDE[:2], 12))
