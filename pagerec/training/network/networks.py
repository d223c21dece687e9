"""The networks, in backend-neutral Keras 3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.errors import TrainingError
from pagerec.segmentation.lines import HEIGHT
from pagerec.training.tensorflow import keras

Tensor = Any

#: Output channels and stride of each 3 × 3 convolution of the shipped network, and the width of its last layer
#: but one: 7.8 M multiply-adds a cell with 8,652 classes, a seventh of them in the last layer.
PLAIN = ((24, 2), (24, 1), (56, 2), (56, 1), (112, 2), (96, 1))
EMBEDDING = 128


def plain(
    classes: int, layers: Sequence[tuple[int, int]] = PLAIN, embedding: int = EMBEDDING, side: int = HEIGHT
) -> keras.Model:
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
    side : int
        Height and width to which windows are brought first.

    Returns
    -------
    keras.Model
        From uint8 windows (N, 32, 32, 2) to logits (N, classes).
    """
    inputs = keras.Input((HEIGHT, HEIGHT, 2), dtype="uint8")
    x = scaled(inputs, side)
    for channels, stride in layers:
        x = convolution(x, channels, stride)
    return keras.Model(inputs, head(x, classes, embedding), name="plain")


def scaled(inputs: Tensor, side: int = HEIGHT) -> Tensor:
    """Windows in 0…1, `side` pixels high and wide."""
    x = keras.layers.Rescaling(1 / 255)(inputs)
    return x if side == HEIGHT else keras.layers.Resizing(side, side)(x)


def convolution(x: Tensor, channels: int, stride: int = 1) -> Tensor:
    """A 3 × 3 convolution, batch norm, ReLU."""
    x = keras.layers.Conv2D(channels, 3, strides=stride, padding="same", use_bias=False)(x)
    return keras.layers.ReLU()(keras.layers.BatchNormalization()(x))


def head(x: Tensor, classes: int, embedding: int = EMBEDDING) -> Tensor:
    """Logits from the last feature map, by way of an embedding."""
    x = keras.layers.Dropout(0.1)(keras.layers.Flatten()(x))
    x = keras.layers.Dense(embedding, use_bias=False)(x)
    x = keras.layers.BatchNormalization(name="embedding")(x)
    return keras.layers.Dense(classes, dtype="float32", name="logits")(x)


def refit(
    model: keras.Model, classes: int, layers: Sequence[tuple[int, int]] = PLAIN, embedding: int = EMBEDDING
) -> keras.Model:
    """A `plain` network of other widths or with more classes that begins with what another one has learnt.

    Of each layer those channels are kept that weigh most in the next one (pruning by magnitude, Li et al.,
    2017); classes keep their numbers, and further ones begin at random. It has to be trained on.

    Parameters
    ----------
    model : keras.Model
        A `plain` network with the same strides, at least as wide everywhere.
    classes : int
        At least as many as `model` has.
    layers, embedding
        As for `plain`.

    Raises
    ------
    TrainingError
        `model` is too narrow, has more classes, or other layers.
    """
    smaller = plain(classes, layers, embedding)
    old, new = _weighted(model), _weighted(smaller)
    if len(old) != len(new) or any(
        a.kernel.shape[-1] < b.kernel.shape[-1] for a, b in zip(old[:-1], new[:-1], strict=True)
    ):
        raise TrainingError("the network to begin with is narrower or has other layers; train one from the beginning")
    if old[-1].kernel.shape[-1] > classes:
        raise TrainingError(f"the network to begin with has more than {classes} classes; list its characters first")
    norms, new_norms = _norms(model), _norms(smaller)
    kept = np.arange(old[0].kernel.shape[-2])
    for k, (source, target) in enumerate(zip(old[:-1], new[:-1], strict=True)):
        kernel = _values(source.kernel)[..., kept, :]
        following = np.abs(_values(old[k + 1].kernel)).reshape(-1, kernel.shape[-1], old[k + 1].kernel.shape[-1])
        weight = np.abs(_values(norms[k].gamma)) * following.sum(axis=(0, 2))
        chosen = np.sort(np.argsort(-weight)[: target.kernel.shape[-1]])
        target.kernel.assign(kernel[..., chosen])
        for name in ("gamma", "beta", "moving_mean", "moving_variance"):
            getattr(new_norms[k], name).assign(_values(getattr(norms[k], name))[chosen])
        kept = chosen
        if old[k + 1].kernel.shape[-2] != kernel.shape[-1]:  # flattened: each channel at every place
            places = old[k + 1].kernel.shape[-2] // kernel.shape[-1]
            kept = (np.arange(places)[:, None] * kernel.shape[-1] + chosen).ravel()
    known = old[-1].kernel.shape[-1]
    for variable, learnt in (
        (new[-1].kernel, _values(old[-1].kernel)[kept]),
        (new[-1].bias, _values(old[-1].bias)),
    ):
        whole = _values(variable).copy()
        whole[..., :known] = learnt
        variable.assign(whole)
    return smaller


def midway(model: keras.Model, begun: keras.Model) -> keras.Model:
    """A network midway between what was trained on and what that began with: it keeps more of what both know.

    Each weight is the mean of both (Wortsman et al., 2022, robust fine-tuning).

    Parameters
    ----------
    model, begun : keras.Model
        Of the same layers.

    Raises
    ------
    TrainingError
        They are not of the same layers.
    """
    pairs = list(zip(model.get_weights(), begun.get_weights(), strict=False))
    if len(pairs) != max(len(model.weights), len(begun.weights)) or any(a.shape != b.shape for a, b in pairs):
        raise TrainingError("the networks have other layers or classes; give the one that training began with")
    mean = keras.models.clone_model(model)
    mean.set_weights([(a + b) / 2 for a, b in pairs])
    return mean


def _values(variable: Any) -> NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(variable))


def _weighted(model: keras.Model) -> list[keras.layers.Layer]:
    return [x for x in model.layers if isinstance(x, keras.layers.Conv2D | keras.layers.Dense)]


def _norms(model: keras.Model) -> list[keras.layers.Layer]:
    return [x for x in model.layers if isinstance(x, keras.layers.BatchNormalization)]


def multiply_adds(model: keras.Model) -> int:
    """Multiply-adds of the convolutions and dense layers for one input."""
    total = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.DepthwiseConv2D):
            _, height, width, channels = layer.output.shape
            total += height * width * channels * layer.kernel_size[0] * layer.kernel_size[1]
        elif isinstance(layer, keras.layers.Conv2D):
            _, height, width, channels = layer.output.shape
            total += height * width * channels * int(keras.ops.prod(keras.ops.shape(layer.kernel)[:3]))
        elif isinstance(layer, keras.layers.Dense):
            total += int(keras.ops.prod(keras.ops.shape(layer.kernel)))
    return total
