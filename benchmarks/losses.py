"""Compare losses: a trained network goes on with each of them, on the same cells and for the same number of cells.

    python benchmarks/losses.py NETWORK.keras RUNS --cells SHARDS --validation HELD_OUT_SHARDS

prints a row for each: accuracy on cells in held-out fonts. A broken run is taken up again.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import tensorflow as tf

from pagerec.training.networks import refit
from pagerec.training.shards import read_charset
from pagerec.training.train import Plan, evaluate, load_network, train

#: Of true classes, when labels are smoothed; what is taken from the true class's logit (a margin, Wang et al., 2018).
_SMOOTHED, _MARGIN = 0.95, 1.0


@keras.saving.register_keras_serializable("pagerec")
class Smoothed(keras.losses.Loss):
    """Cross-entropy with labels that leave a little to every class (Szegedy et al., 2016)."""

    def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
        """Loss of each cell from labels and logits."""
        logits = tf.nn.log_softmax(tf.cast(y_pred, tf.float32))
        true = tf.gather(logits, tf.cast(tf.reshape(y_true, (-1,)), tf.int32), batch_dims=1)
        return -(_SMOOTHED * true + (1 - _SMOOTHED) * tf.reduce_mean(logits, axis=1))


@keras.saving.register_keras_serializable("pagerec")
class Margin(keras.losses.Loss):
    """Cross-entropy where the true class has to be ahead by a margin."""

    def call(self, y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
        """Loss of each cell from labels and logits."""
        labels = tf.cast(tf.reshape(y_true, (-1,)), tf.int32)
        logits = tf.cast(y_pred, tf.float32) - _MARGIN * tf.one_hot(labels, tf.shape(y_pred)[-1])
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)


@dataclass(frozen=True, slots=True)
class Way:
    """A loss, and how many cells a batch."""

    loss: Callable[[], keras.losses.Loss] | None = None
    batch_size: int = 256


WAYS = {
    "cross-entropy": Way(),
    "cross-entropy, batches of 1,024": Way(batch_size=1024),
    "label smoothing 0.05": Way(Smoothed),
    "margin 1": Way(Margin),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path, help="what to begin with")
    parser.add_argument("runs", type=Path)
    parser.add_argument("--cells", type=Path, required=True, help="folder of python -m pagerec.training.shards")
    parser.add_argument("--validation", type=Path, required=True, help="such a folder, in held-out fonts")
    parser.add_argument("--thousands", type=int, default=384, help="cells to train on, in thousands")
    parser.add_argument("--bfloat16", action="store_true")
    options = parser.parse_args(arguments)
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    print("| loss | top-1 % | top-5 % | refused % |\n| --- | --- | --- | --- |")
    for number, (name, way) in enumerate(WAYS.items()):
        keras.utils.set_random_seed(0)
        network = refit(load_network(options.network), len(read_charset(options.cells)))
        rate = 3e-4 * (way.batch_size / 256) ** 0.5
        steps = 1000 * options.thousands // way.batch_size
        plan = Plan(steps, way.batch_size, rate, warmup=steps // 10, average=0.995)
        model = train(options.runs / str(number), options.cells, plan, network, loss=way.loss and way.loss())
        result = evaluate(model, options.validation, limit=16_384)
        figures = " | ".join(f"{100 * result[key]:.2f}" for key in ("top1", "top5", "refused"))
        print(f"| {name} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
