"""The networks, in backend-neutral Keras 3."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from ..segmentation.lines import HEIGHT

#: Output channels and stride of each 3 × 3 convolution of the shipped network: 9.9 M multiply-adds a cell
#: with 7,085 classes, about a tenth of them in the last layer.
PLAIN = ((24, 2), (32, 1), (64, 2), (64, 1), (128, 2), (104, 1))
EMBEDDING = 160


def plain(classes: int, layers: Sequence[tuple[int, int]] = PLAIN, embedding: int = EMBEDDING) -> keras.Model:
    """Plain 3 × 3 convolutions with batch norm, then an embedding and one logit a class.

    On CPUs plain convolutions do more arithmetic a second than depthwise ones; early strides keep the
    picture small.

    Parameters
    ----------
    classes : int
        Number of classes, *not a character* included.
    layers : sequence of (channels, stride)
        The convolutions.
    embedding : int
        Width of the layer before the last.

    Returns
    -------
    keras.Model
        From uint8 windows (N, 32, 32, 2) to logits (N, classes).
    """
    inputs = keras.Input((HEIGHT, HEIGHT, 2), dtype="uint8")
    x = keras.layers.Rescaling(1 / 255)(inputs)
    for channels, stride in layers:
        x = keras.layers.Conv2D(channels, 3, strides=stride, padding="same", use_bias=False)(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(0.1)(x)
    x = keras.layers.Dense(embedding, use_bias=False)(x)
    x = keras.layers.BatchNormalization(name="embedding")(x)
    outputs = keras.layers.Dense(classes, dtype="float32", name="logits")(x)
    return keras.Model(inputs, outputs, name="plain")


def multiply_adds(model: keras.Model) -> int:
    """Multiply-adds of the convolutions and dense layers for one input."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            _, height, width, channels = layer.output.shape
            total += height * width * channels * int(keras.ops.prod(keras.ops.shape(layer.kernel)[:3]))
        elif isinstance(layer, keras.layers.Dense):
            total += int(keras.ops.prod(keras.ops.shape(layer.kernel)))
    return total
