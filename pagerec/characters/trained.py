"""A checkpoint of ``pagerec train``, naming squares of single characters. Needs TensorFlow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pagerec.training.network.train import load_network
from pagerec.training.tensorflow import tf

from ..errors import ModelError
from .training import CHECKPOINT, read_characters, read_fonts

__all__ = ["TrainedNetwork"]

#: Candidates given for each square.
_TOP = 8


class TrainedNetwork:
    """A network that ``pagerec train`` made.

    Parameters
    ----------
    folder : Path
        With the checkpoint.

    Raises
    ------
    TrainingError
        The checkpoint is missing or damaged.
    ModelError
        It and the list of its characters differ in number.
    """

    def __init__(self, folder: Path) -> None:
        self.characters, self.seen = read_characters(folder), read_fonts(folder)
        self._model = load_network(folder / CHECKPOINT)
        self.side = int(self._model.input_shape[1])
        classes = self._model.output_shape[-1]
        self._run = tf.function(lambda inputs: self._model(inputs, training=False), reduce_retracing=True)
        if classes != len(self.characters):
            raise ModelError(f"{folder}: {classes} classes, but {len(self.characters)} characters; train again")

    def __call__(
        self, squares: NDArray[np.uint8], alphabet: str | None = None
    ) -> tuple[list[tuple[str, ...]], NDArray[np.float32]]:
        """Name squares (N, side, side); see `classify.LineNetwork`."""
        logits = np.asarray(self._run(tf.constant(squares[..., None])), np.float64)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities = odds / odds.sum(axis=1, keepdims=True)
        if alphabet is not None:
            probabilities *= np.isin(np.array(self.characters), list(alphabet))
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, :_TOP]
        named = [tuple(self.characters[k] for k in row) for row in best.tolist()]
        return named, np.take_along_axis(probabilities, best, axis=1).astype(np.float32)
