"""Batches of squares and labels out of synthesized pictures, by tf.data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.training.tensorflow import tf

from ..errors import TrainingError
from .manifest import Data, decode_picture, read_picture
from .records import read_records
from .window import glyph_square

__all__ = ["Batches"]

#: Pictures that a shuffled one is drawn from.
_SHUFFLED = 16_384
#: TFRecord files read at the same time.
_FILES = 8
#: Largest shift of a square, as a share of its side, and of the power that its gray levels are raised to, as a
#: logarithm: strokes grow thicker or thinner.
_SHIFT, _POWER = 1 / 16, 0.4


class Batches:
    """Makes datasets of the pictures in chosen fonts.

    Parameters
    ----------
    data : Data
    fonts : sequence of int
        Numbers of the fonts.
    side : int
        Height and width of the squares.
    size : int
        Pictures in a batch.
    """

    def __init__(self, data: Data, fonts: Sequence[int], side: int, size: int) -> None:
        self.data, self.fonts, self.side, self.size = data, fonts, side, size
        self._failure: TrainingError | None = None

    def training(self, seed: int) -> tf.data.Dataset:
        """Shuffled and augmented, without end."""
        examples = self._examples(seed).repeat().shuffle(_SHUFFLED, seed=seed)
        squares = examples.map(self._square, tf.data.AUTOTUNE).map(_augmented, tf.data.AUTOTUNE)
        return self._batched(squares, drop_remainder=True)

    def validation(self, count: int) -> tf.data.Dataset:
        """The same `count` pictures at every call, taken from all over the data, as they are."""
        examples = self._examples(0).shuffle(_SHUFFLED, seed=0, reshuffle_each_iteration=False).take(count)
        return self._batched(examples.map(self._square, tf.data.AUTOTUNE), drop_remainder=False)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what tf.data says of a damaged picture or file into an error that names it."""
        try:
            yield
        except tf.errors.OpError as error:
            if self._failure is not None:
                raise self._failure from error
            if isinstance(error, tf.errors.DataLossError | tf.errors.InvalidArgumentError) and self.data.records:
                for shard in self.data.shards():
                    for _ in read_records(shard):
                        pass
            raise

    def _batched(self, squares: tf.data.Dataset, *, drop_remainder: bool) -> tf.data.Dataset:
        dataset = squares.batch(self.size, drop_remainder=drop_remainder).prefetch(tf.data.AUTOTUNE)
        options = tf.data.Options()
        options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
        return dataset.with_options(options)

    def _examples(self, seed: int) -> tf.data.Dataset:
        """Where each picture is (or its content), and its label."""
        fonts = tf.constant(list(self.fonts), tf.int64)
        if self.data.records:
            files = tf.data.Dataset.from_tensor_slices([str(shard) for shard in self.data.shards()])
            records = files.interleave(
                tf.data.TFRecordDataset, cycle_length=_FILES, num_parallel_calls=tf.data.AUTOTUNE
            )
            parsed = records.map(_parsed, tf.data.AUTOTUNE)
            return parsed.filter(lambda _, __, font: tf.reduce_any(font == fonts)).map(lambda x, y, _: (x, y))
        chosen = [(str(path), label) for path, label, font in self.data.pictures() if font in set(self.fonts)]
        np.random.default_rng(seed).shuffle(chosen)
        paths, labels = zip(*chosen, strict=True)
        return tf.data.Dataset.from_tensor_slices((list(paths), np.array(labels, np.int64)))

    def _square(self, source: Any, label: Any) -> tuple[Any, Any]:
        square = tf.numpy_function(self._open(), [source], tf.uint8, stateful=False)
        return tf.ensure_shape(square, (self.side, self.side, 1)), label

    def _open(self) -> Callable[[bytes], NDArray[np.uint8]]:
        records = self.data.records

        def read(source: bytes) -> NDArray[np.uint8]:
            try:
                path = self.data.folder if records else Path(source.decode())
                gray = decode_picture(source, path) if records else read_picture(path)
                square = glyph_square(gray, self.side)
                if square is None:
                    raise TrainingError(f"{path}: a picture is blank; delete it and run pagerec synthesize again")
            except TrainingError as error:
                self._failure = error
                raise
            return square[..., None]

        return read


def _parsed(record: Any) -> tuple[Any, Any, Any]:
    """Content, label and font of a record of `pagerec.characters.records`."""
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "label": number, "font": number}
    values = tf.io.parse_single_example(record, features)
    return values["image"], values["label"], values["font"]


def _augmented(square: Any, label: Any) -> tuple[Any, Any]:
    """Shifted a little, with strokes a little thicker or thinner."""
    side = square.shape[0]
    shift = max(1, round(side * _SHIFT))
    padded = tf.pad(square, [[shift, shift], [shift, shift], [0, 0]])
    moved = tf.image.random_crop(padded, (side, side, 1))
    power = tf.exp(tf.random.uniform([], -_POWER, _POWER))
    return tf.cast(255.0 * tf.pow(tf.cast(moved, tf.float32) / 255.0, power), tf.uint8), label
