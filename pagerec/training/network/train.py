"""Train the network on shards; checkpoints, takes up a broken run, logs its progress."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pagerec.common.progress import Show, hidden, progress_bar
from pagerec.errors import TrainingError
from pagerec.segmentation.lines import HEIGHT
from pagerec.training.synthesis.shards import batches, open_shard, read_charset, shards
from pagerec.training.tensorflow import keras, tf

from . import networks


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train.

    Attributes
    ----------
    steps : int
        Batches in all.
    batch_size : int
        Cells a batch.
    learning_rate : float
        Peak; it rises over the first `warmup` steps and falls along a half cosine to 1 % of the peak.
    warmup : int
        Steps.
    weight_decay : float
        Of AdamW (Loshchilov and Hutter, 2019).
    average : float
        Momentum of the moving average of weights that is evaluated and exported.
    save_every : int
        Steps between checkpoints.
    """

    steps: int
    batch_size: int = 256
    learning_rate: float = 1.5e-3
    warmup: int = 300
    weight_decay: float = 1e-4
    average: float = 0.998
    save_every: int = 500

    def rate(self, step: int) -> float:
        """Learning rate at a step."""
        if step < self.warmup:
            return self.learning_rate * (step + 1) / self.warmup
        progress = min(1.0, (step - self.warmup) / max(1, self.steps - self.warmup))
        return self.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))


def train(
    folder: Path,
    cells: Path,
    plan: Plan,
    network: keras.Model,
    *,
    validation: Path | None = None,
    watch: Show = hidden,
) -> keras.Model:
    """Train until `plan.steps`; continue where `folder` left off.

    Parameters
    ----------
    folder : Path
        For ``checkpoint.keras``, ``state.json`` and ``log.jsonl``.
    cells : Path
        Folder of shards.
    plan : Plan
    network : keras.Model
        What to train where `folder` has no checkpoint: new, or with weights to start from.
    validation : Path, optional
        Folder of shards that are never trained on.
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
        model = _load(checkpoint, network.output_shape[-1])
        step = int(model.optimizer.iterations)
    else:
        model = network
        model.compile(
            keras.optimizers.AdamW(
                plan.learning_rate,
                weight_decay=plan.weight_decay,
                global_clipnorm=5.0,
                use_ema=True,
                ema_momentum=plan.average,
            ),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            jit_compile=False,
        )
        step = 0
    if step < plan.steps:
        model.fit(
            _pipeline(cells, plan.batch_size, seed=step),
            steps_per_epoch=plan.steps - step,
            callbacks=[_Progress(folder, plan, step, validation, watch)],
            shuffle=False,  # shards are shuffled when they are read
            verbose=0,
        )
    average_weights(model)
    return model


def average_weights(model: keras.Model) -> None:
    """Put the moving average of the weights into the model."""
    model.optimizer.finalize_variable_values(model.trainable_variables)


def evaluate(model: keras.Model, cells: Path, *, limit: int = 65_536) -> dict[str, float]:
    """Top-1 and top-5 over the characters of the shards, and the share of non-characters that are refused."""
    right, five, refused, characters, others = 0, 0, 0, 0, 0
    for path in shards(cells):
        windows, labels = open_shard(path)
        for k in range(0, min(len(labels), limit), 1024):
            x, y = np.asarray(windows[k : k + 1024]), labels[k : k + 1024]
            logits = np.asarray(model(x, training=False), np.float32)
            top = np.argpartition(logits, -5, axis=1)[:, -5:]
            best, good = logits.argmax(axis=1), y > 0
            right += int((best[good] == y[good]).sum())
            five += int((top[good] == y[good, None]).any(axis=1).sum())
            refused += int((best[~good] == 0).sum())
            characters, others = characters + int(good.sum()), others + int((~good).sum())
    return {
        "top1": right / max(1, characters),
        "top5": five / max(1, characters),
        "refused": refused / max(1, others),
    }


class _Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """Sets the learning rate, logs, saves."""

    def __init__(self, folder: Path, plan: Plan, step: int, validation: Path | None, watch: Show) -> None:
        super().__init__()
        self.folder, self.plan, self.step, self.validation, self.watch = folder, plan, step, validation, watch
        self.begun, self.first = time.monotonic(), step

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.model.optimizer.learning_rate.assign(self.plan.rate(self.step))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.step += 1
        self.watch(self.step, self.plan.steps, start=self.first)
        if self.step % 100 == 0:
            self._log(dict(logs or {}))
            self.model.reset_metrics()
        if self.step % self.plan.save_every == 0 or self.step == self.plan.steps:
            self._save()

    def _log(self, logs: dict[str, Any]) -> None:
        speed = (self.step - self.first) * self.plan.batch_size / (time.monotonic() - self.begun)
        entry = {
            "step": self.step,
            **{k: round(float(v), 5) for k, v in logs.items()},
            "cells_per_second": round(speed),
        }
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def _save(self) -> None:
        part = self.folder / "part.keras"
        self.model.save(part)
        part.replace(self.folder / "checkpoint.keras")
        state = self.folder / "state.part"
        state.write_text(json.dumps({"step": self.step}))
        state.replace(self.folder / "state.json")
        if self.validation is not None and self.step % (4 * self.plan.save_every) == 0:
            result = evaluate(self.model, self.validation, limit=8192)
            with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
                file.write(
                    json.dumps({"step": self.step, "validation": {k: round(v, 5) for k, v in result.items()}}) + "\n"
                )


def load_network(path: Path) -> keras.Model:
    """A network saved by Keras.

    Raises
    ------
    TrainingError
        The file is missing or damaged.
    """
    try:
        return keras.models.load_model(path, safe_mode=True)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path}: cannot be loaded ({error}); delete it to begin again") from error


def _load(path: Path, classes: int) -> keras.Model:
    model = load_network(path)
    if model.output_shape[-1] != classes:
        raise TrainingError(f"{path}: has {model.output_shape[-1]} classes, {classes} are wanted; use another folder")
    return model


def _pipeline(cells: Path, size: int, seed: int) -> tf.data.Dataset:
    signature = (
        tf.TensorSpec((None, HEIGHT, HEIGHT, 2), tf.uint8),
        tf.TensorSpec((None,), tf.int32),
    )
    dataset = tf.data.Dataset.from_generator(lambda: batches(cells, size, seed), output_signature=signature)
    return dataset.prefetch(4)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: train in a folder."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.train", description=__doc__)
    parser.add_argument("folder", type=Path, help="checkpoints and log")
    parser.add_argument("--cells", type=Path, required=True, help="folder that pagerec.training.synthesis.shards wrote")
    parser.add_argument("--validation", type=Path, help="folder of shards in held-out fonts")
    parser.add_argument("--steps", type=int, default=25_000)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--learning-rate", type=float, default=1.5e-3)
    parser.add_argument(
        "--start", type=Path, help="network (.keras) to start from; it may have fewer classes and wider layers"
    )
    parser.add_argument(
        "--bfloat16",
        action="store_true",
        help="compute in bfloat16: twice as fast where the processor has it",
    )
    options = parser.parse_args(arguments)
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    plan = Plan(options.steps, options.batch_size, options.learning_rate)
    classes = len(read_charset(options.cells))
    network = networks.refit(load_network(options.start), classes) if options.start else networks.plain(classes)
    with progress_bar("steps") as show:
        model = train(options.folder, options.cells, plan, network, validation=options.validation, watch=show)
    model.save(options.folder / "final.keras")
    if options.validation:
        print(json.dumps(evaluate(model, options.validation)))


if __name__ == "__main__":
    main()
