"""The network of the text map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pagerec.training.tensorflow import keras, tf

Tensor = Any

#: Channels of the map: four of the core (its cells two by two), log em, cosine and sine of the doubled angle, vertical.
OUTPUTS = 8
#: Channels and number of further convolutions at 1/4, 1/8, 1/16 and 1/32 of the picture: with 16 at one half,
#: 1.9 G multiply-adds a megapixel.
LEVELS = ((24, 1), (32, 2), (48, 2), (64, 3))
_STEM = 16


@keras.saving.register_keras_serializable("pagerec")
class DepthToSpace(keras.layers.Layer):  # type: ignore[misc]
    """Twice the height and width from a quarter of the channels: LiteRT runs it for pictures of any size."""

    def call(self, x: Tensor) -> Tensor:
        """From (N, H, W, 4 C) to (N, 2 H, 2 W, C)."""
        return tf.nn.depth_to_space(x, 2)


def text_map(levels: Sequence[tuple[int, int]] = LEVELS) -> keras.Model:
    """Plain 3 × 3 convolutions down to 1/32 of the picture, and back up to a quarter (Ronneberger et al., 2015).

    Parameters
    ----------
    levels : sequence of (channels, convolutions)

    Returns
    -------
    keras.Model
        From gray pictures (N, H, W, 1) in 0…255, H and W multiples of 32, to logits (N, H / 4, W / 4, 8).
    """
    inputs = keras.Input((None, None, 1))
    x = _convolution(inputs, _STEM, 2)  # its batch norm scales the gray levels
    down = []
    for channels, further in levels:
        x = _convolution(x, channels, 2)
        for _ in range(further):
            x = _residual(x, channels)
        down.append(x)
    for (channels, _), beside in zip(levels[-2::-1], down[-2::-1], strict=True):
        x = keras.layers.Conv2D(4 * channels, 1, use_bias=False)(x)
        x = DepthToSpace()(keras.layers.BatchNormalization()(x))
        x = keras.layers.Add()([x, beside])
        x = _convolution(x, channels)
    outputs = keras.layers.Conv2D(OUTPUTS, 3, padding="same", dtype="float32", name="map")(x)
    return keras.Model(inputs, outputs, name="text_map")


def _convolution(x: Tensor, channels: int, stride: int = 1) -> Tensor:
    x = keras.layers.Conv2D(channels, 3, strides=stride, padding="same", use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(x))


def _residual(x: Tensor, channels: int) -> Tensor:
    y = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
    y = keras.layers.BatchNormalization()(y)
    return keras.layers.ReLU()(keras.layers.Add()([x, y]))
