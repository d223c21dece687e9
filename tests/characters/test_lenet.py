"""The networks that are trained on single characters."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras

from pagerec.characters.lenet import lenet, line_network


def test_lenet_is_the_originals() -> None:
    model = lenet(3755)
    convolutions = [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    assert model.input_shape == (None, 64, 64, 1)
    assert [layer.filters for layer in convolutions] == [64, 128, 256, 512, 512]
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    assert sum(isinstance(layer, keras.layers.MaxPooling2D) for layer in model.layers) == 4
    assert [layer.units for layer in model.layers if isinstance(layer, keras.layers.Dense)] == [1024, 3755]
    assert sum(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers) == 7
    assert {layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)} == {0.2}


def test_the_network_of_lines_sees_its_square_in_both_channels() -> None:
    model = line_network(5)
    assert (model.input_shape, model.output_shape) == ((None, 32, 32, 1), (None, 5))
    inner = model.layers[-1]
    square = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 1)).astype(np.uint8)
    expected = inner(np.repeat(square, 2, axis=-1), training=False)
    assert np.allclose(model(square, training=False), expected, atol=1e-4)
