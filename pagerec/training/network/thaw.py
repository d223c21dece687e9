"""A network of LiteRT back in floating point, to train all of it on where its checkpoint is lost.

``python -m pagerec.training.network.thaw MODEL OUT.keras --cells SHARDS`` gives what
``python -m pagerec.training.network.train --start OUT.keras`` begins with. Weights have the 8 bits that they were
rounded to; batch norms are those that change nothing on the given cells.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pagerec.errors import TrainingError
from pagerec.recognition.model import NETWORK
from pagerec.training.tensorflow import keras

from .export import calibration_cells
from .litert import Dense, convolution_weights, read_dense
from .networks import PLAIN, plain

#: What windows are multiplied by first.
_LEVELS = 255.0


def thaw(path: Path, cells: NDArray[np.uint8], *, frozen: int = 0, dense: Dense | None = None) -> keras.Model:
    """A `plain` network in floating point that answers as a network file does.

    Parameters
    ----------
    path : Path
        ``network.tflite`` of a model folder.
    cells : uint8, shape (N, 32, 32, 2)
        Typical cells, for the batch norms.
    frozen : int
        So many of the first convolutions are not to be trained.
    dense : Dense, optional
        Other dense layers, perhaps with more classes.

    Raises
    ------
    ModelError
        The file is none that `pagerec.training.network.export` wrote.
    TrainingError
        Its convolutions are not those of `plain`.
    """
    kernels = convolution_weights(path)
    channels = [kernel.shape[-1] for kernel, _ in kernels]
    if channels != [count for count, _ in PLAIN]:
        raise TrainingError(f"{path}: has convolutions of {channels} channels, which are not those trained today")
    dense = dense or read_dense(path)
    model = plain(len(dense.bias), embedding=dense.embedding.shape[1])
    weighted = [x for x in model.layers if isinstance(x, keras.layers.Conv2D | keras.layers.Dense)]
    norms = [x for x in model.layers if isinstance(x, keras.layers.BatchNormalization)]
    for number, (kernel, bias) in enumerate(kernels):
        weighted[number].kernel.assign(kernel * (_LEVELS if number == 0 else 1.0))
        _keep(model, weighted[number], norms[number], bias, cells)
    weighted[-2].kernel.assign(dense.embedding)
    _keep(model, weighted[-2], norms[-1], np.zeros(dense.embedding.shape[1], np.float32), cells)
    weighted[-1].kernel.assign(dense.classes)
    weighted[-1].bias.assign(dense.bias)
    for layer in (*weighted[:frozen], *norms[:frozen]):
        layer.trainable = False
    return model


def _keep(
    model: keras.Model,
    layer: keras.layers.Layer,
    norm: keras.layers.BatchNormalization,
    bias: NDArray[np.float32],
    cells: NDArray[np.uint8],
) -> None:
    """Let a batch norm add `bias` to what comes in, and change nothing else, in training on such cells, too."""
    values = np.asarray(keras.Model(model.input, layer.output)(cells, training=False))
    mean, variance = (getattr(values, kind)(axis=tuple(range(values.ndim - 1))) for kind in ("mean", "var"))
    norm.moving_mean.assign(mean)
    norm.moving_variance.assign(variance)
    norm.gamma.assign(np.sqrt(variance + norm.epsilon))
    norm.beta.assign(mean + bias)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: write a network to train on."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.thaw", description=__doc__)
    parser.add_argument("model", type=Path, help="model folder")
    parser.add_argument("out", type=Path, help="file (.keras) to write")
    parser.add_argument("--cells", type=Path, required=True, help="folder that pagerec.training.synthesis.shards wrote")
    parser.add_argument("--frozen", type=int, default=0, help="convolutions, from the first on, that stay as they are")
    options = parser.parse_args(arguments)
    thaw(options.model / NETWORK, calibration_cells(options.cells), frozen=options.frozen).save(options.out)


if __name__ == "__main__":
    main()
