"""Train the text map: in the background, from checkpoint to checkpoint."""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Off by default on processors without AVX-512, where it makes training half as fast again.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


from pagerec.common.progress import Show, hidden, progress_bar
from pagerec.training.tensorflow import keras, tf

from .feed import Batch, Sources, batches
from .network import text_map

Tensor = Any

#: What the parts of the loss weigh beside the core's cross entropy.
_OVERLAP, _SIZE, _DIRECTION, _VERTICAL = 0.5, 1.0, 0.5, 0.1
#: Steps from one checkpoint, and one line of the log, to the next.
_SAVE, _LOG = 250, 50
#: Share of the steps in which the learning rate rises.
_WARM = 0.02


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train.

    Attributes
    ----------
    steps : int
    batch_size : int
        Views a step.
    side : int
        Of a view, in pixels.
    learning_rate : float
        The highest; it rises, then falls along a cosine.
    """

    steps: int = 16_000
    batch_size: int = 16
    side: int = 256
    learning_rate: float = 2e-3

    def rate(self, step: int) -> float:
        """Learning rate of a step."""
        warm = max(1, int(_WARM * self.steps))
        if step < warm:
            return self.learning_rate * (step + 1) / warm
        share = (step - warm) / max(1, self.steps - warm)
        return self.learning_rate * (0.5 + 0.5 * math.cos(math.pi * min(1.0, share))) + 1e-5


def loss(core: Tensor, geometry: Tensor, outputs: Tensor) -> Tensor:
    """Cross entropy and overlap (Milletari et al., 2016) of the core, errors of size and direction inside lines.

    Parameters
    ----------
    core : uint8 (N, 2 H, 2 W)
        1 in cores, 2 where it doesn't matter.
    geometry : float (N, H, W, 5)
        Log em, cosine, sine, vertical; and 1 where they are known.
    outputs : float (N, H, W, 8)
        Of the network.
    """
    logits = tf.nn.depth_to_space(outputs[..., :4], 2)[..., 0]
    matters = tf.cast(core < 2, tf.float32)
    wanted = tf.cast(tf.equal(core, 1), tf.float32)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)
    cross = tf.reduce_sum(entropy * matters) / tf.maximum(tf.reduce_sum(matters), 1.0)
    found = tf.sigmoid(logits) * matters
    overlap = 1 - (2 * tf.reduce_sum(found * wanted) + 1) / (tf.reduce_sum(found) + tf.reduce_sum(wanted) + 1)
    inside = geometry[..., 4]
    count = tf.maximum(tf.reduce_sum(inside), 1.0)
    size = tf.reduce_sum(tf.abs(outputs[..., 4] - geometry[..., 0]) * inside) / count
    turned = tf.reduce_sum(tf.square(outputs[..., 5:7] - geometry[..., 1:3]) * inside[..., None]) / count
    upright = tf.nn.sigmoid_cross_entropy_with_logits(labels=geometry[..., 3], logits=outputs[..., 7])
    vertical = tf.reduce_sum(upright * inside) / count
    return cross + _OVERLAP * overlap + _SIZE * size + _DIRECTION * turned + _VERTICAL * vertical


def train(folder: Path, sources: Sources, plan: Plan, *, processes: int = 1, watch: Show = hidden) -> keras.Model:
    """Train, or go on where an earlier run in the same folder stopped.

    Parameters
    ----------
    folder : Path
        Checkpoints, ``log.jsonl`` and, at the end, ``final.keras``.
    sources : Sources
    plan : Plan
    processes : int
        That make views.
    watch : callable, optional
        Told the steps that are done, and of how many, after each.

    Returns
    -------
    keras.Model
        With the averaged weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.keras"
    if checkpoint.exists():
        model = keras.models.load_model(checkpoint)
    else:
        model = text_map()
        optimizer = keras.optimizers.AdamW(
            plan.learning_rate, weight_decay=1e-4, global_clipnorm=2.0, use_ema=True, ema_momentum=0.998
        )
        model.compile(optimizer, "mse")  # never used: it makes Keras save the optimizer's state
        optimizer.build(model.trainable_variables)
    step = int(model.optimizer.iterations)
    begun, first, total = time.monotonic(), step, 0.0
    update = tf.function(lambda *batch: _update(model, *batch))
    for batch in batches(sources, plan.batch_size, plan.side, step, processes) if step < plan.steps else ():
        model.optimizer.learning_rate.assign(plan.rate(step))
        total += float(_step(update, batch))
        step += 1
        watch(step, plan.steps, start=first)
        if step % _LOG == 0:
            speed = (step - first) * plan.batch_size / (time.monotonic() - begun)
            entry = {"step": step, "loss": round(total / _LOG, 4), "views_per_second": round(speed, 1)}
            total = 0.0
            with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
        if step % _SAVE == 0 or step == plan.steps:
            model.save(folder / "part.keras")
            (folder / "part.keras").replace(checkpoint)
        if step >= plan.steps:
            break
    return averaged(model)


def averaged(model: keras.Model) -> keras.Model:
    """The network with the moving average of its weights."""
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return model


def _step(update: Any, batch: Batch) -> Tensor:
    pictures, core, geometry = batch
    return update(tf.constant(pictures, tf.float32), tf.constant(core), tf.constant(geometry))


def _update(model: keras.Model, pictures: Tensor, core: Tensor, geometry: Tensor) -> Tensor:
    with tf.GradientTape() as tape:
        value = loss(core, geometry, model(pictures, training=True))
    gradients = tape.gradient(value, model.trainable_variables)
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    return value


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: train in a folder."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.textmap.train", description=__doc__)
    parser.add_argument("folder", type=Path, help="checkpoints and log")
    parser.add_argument("--pages", type=Path, nargs="+", required=True, help="folders of pages with their lines")
    parser.add_argument("--pictures", type=Path, help="folder of python -m pagerec.training.textmap.pictures")
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--batch-size", type=int, default=usual.batch_size)
    parser.add_argument("--side", type=int, default=usual.side, help="of a view, in pixels; a multiple of 32")
    parser.add_argument("--learning-rate", type=float, default=usual.learning_rate)
    parser.add_argument("--processes", type=int, default=1, help="that make views")
    options = parser.parse_args(arguments)
    plan = Plan(options.steps, options.batch_size, options.side, options.learning_rate)
    sources = Sources(options.pages, options.pictures)
    with progress_bar("steps") as show:
        model = train(options.folder, sources, plan, processes=options.processes, watch=show)
    model.save(options.folder / "final.keras")


if __name__ == "__main__":
    main()
