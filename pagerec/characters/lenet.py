"""The networks that ``pagerec train`` makes, in backend-neutral Keras 3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pagerec.training.tensorflow import keras

from ..segmentation.lines import HEIGHT
from ..training.network import networks

__all__ = ["ARCHITECTURES", "lenet", "line_network"]

#: Height and width of what `lenet` sees.
SIDE = 64
#: Channels of the convolutions, and whether each is followed by pooling.
_LAYERS = ((64, True), (128, True), (256, True), (512, False), (512, True))
_DENSE = 1024
#: Share of a dense layer's inputs that training leaves out; 0.8 are kept.
_DROPPED = 0.2
#: Of batch norm's moving averages: short runs can be validated, too.
_MOMENTUM = 0.9


def lenet(classes: int) -> keras.Model:
    """The improved LeNet of CPS-OCR-Engine (2018), with batch norm after every layer.

    Parameters
    ----------
    classes : int

    Returns
    -------
    keras.Model
        From uint8 squares (N, 64, 64, 1) to logits (N, classes).
    """
    inputs = keras.Input((SIDE, SIDE, 1), dtype="uint8")
    x = keras.layers.Rescaling(1 / 255)(inputs)
    for channels, pooled in _LAYERS:
        x = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
        x = keras.layers.ReLU()(_norm()(x))
        if pooled:
            x = keras.layers.MaxPooling2D(2)(x)
    x = keras.layers.Dropout(_DROPPED)(keras.layers.Flatten()(x))
    x = keras.layers.Dense(_DENSE, use_bias=False)(x)
    x = keras.layers.ReLU()(_norm()(x))
    x = keras.layers.Dense(classes, use_bias=False)(keras.layers.Dropout(_DROPPED)(x))
    x = _norm(dtype="float32", name="logits")(x)
    return keras.Model(inputs, x, name="lenet")


def _norm(**options: Any) -> Any:
    return keras.layers.BatchNormalization(momentum=_MOMENTUM, **options)


def line_network(classes: int) -> Any:
    """pagerec's network for cells of lines, on single characters: both of its channels are the ink.

    Parameters
    ----------
    classes : int

    Returns
    -------
    keras.Model
        From uint8 squares (N, 32, 32, 1) to logits (N, classes).
    """
    inputs = keras.Input((HEIGHT, HEIGHT, 1), dtype="uint8")
    windows = keras.layers.Concatenate(dtype="uint8")([inputs, inputs])
    return keras.Model(inputs, networks.plain(classes)(windows), name="pagerec")


ARCHITECTURES: dict[str, Callable[[int], Any]] = {"lenet": lenet, "pagerec": line_network}
"""The networks by name; each takes the number of classes."""
