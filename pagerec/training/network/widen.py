"""Teach a shipped network more characters: its two dense layers, trained on shards of cells.

The convolutions stay as they are: what they say of each cell is computed once, so that training takes a tenth of the
time that it takes from the beginning. Classes keep their numbers; new ones begin in the direction of their cells' mean
embedding. To teach it other faces of letters and signs alone, its answers on Han characters can be kept as the target
(Li and Hoiem, 2017, learning without forgetting). ``python -m pagerec.training.network.widen DIR --cells SHARDS``
checkpoints, resumes, and notices shards that are written meanwhile.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_file
from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset, is_han
from pagerec.recognition.model import MANIFEST, NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.synthesis.shards import CHARACTERS, batches, open_shard, read_charset, shards
from pagerec.training.tensorflow import keras, tf

from .litert import Dense, Features, read_dense, with_dense
from .train import Plan

#: Share of features left out, and how strongly the embedding is drawn back to where it began (L2-SP): ten times as
#: strongly, and with the known classes, held-out faces lose 2 % of the frequent characters.
_DROPPED, _BACK = 0.1, 1e-3
#: Steps between two lines of the log.
_LOG = 100
#: Cells of a held-out shard that are named.
_MEASURED = 32_768


def dense_model(dense: Dense, scale: float, dropped: float) -> keras.Model:
    """The dense layers as a network that can be trained: from features, in steps of `scale`, to logits."""
    inputs = keras.Input((dense.embedding.shape[0],), dtype="uint8")
    x = keras.layers.Dropout(dropped)(keras.layers.Rescaling(scale)(inputs))
    x = keras.layers.Dense(dense.embedding.shape[1], use_bias=False)(x)
    model = keras.Model(inputs, keras.layers.Dense(len(dense.bias))(x))
    model.set_weights([dense.embedding, dense.classes, dense.bias])
    return model


def write_features(cells: Path, folder: Path, features: Features) -> None:
    """What the convolutions say of each shard's cells, as shards; those that are there are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CHARACTERS).write_text("".join(read_charset(cells).characters), encoding="utf-8")
    for path in shards(cells):
        if (folder / path.name).exists():
            continue
        windows, labels = open_shard(path)
        for name, values in ((path.name.replace(".y.", ".x."), features(np.asarray(windows))), (path.name, labels)):
            part = folder / f"{name}.part"
            with part.open("wb") as file:
                np.save(file, values)
            part.rename(folder / name)


def with_classes(dense: Dense, features: Path, scale: float, count: int) -> Dense:
    """Dense layers with further classes, each in the direction of its cells' mean embedding, as long as others are."""
    known = dense.classes.shape[1]
    sums = np.zeros((count, dense.embedding.shape[0]))
    seen = np.zeros(count)
    for path in shards(features):
        values, labels = open_shard(path)
        order = np.flatnonzero(labels >= known)
        np.add.at(sums, labels[order] - known, np.asarray(values)[order] * scale)
        seen += np.bincount(labels[order] - known, minlength=count)
    means = (sums / np.maximum(seen, 1)[:, None]) @ dense.embedding
    length = float(np.linalg.norm(dense.classes[:, 1:], axis=0).mean())
    rows = length * means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    bias = np.full(count, dense.bias[1:].mean())
    return Dense(
        dense.embedding,
        np.concatenate([dense.classes, rows.T.astype(np.float32)], axis=1),
        np.concatenate([dense.bias, bias.astype(np.float32)]),
    )


@dataclass(slots=True)
class _Run:
    """A training that can be taken up again: the model, the average of its weights, and how far it is."""

    folder: Path
    plan: Plan
    model: keras.Model
    average: list[NDArray[np.float32]]
    step: int = 0

    def save(self) -> None:
        part = self.folder / "part.npz"
        values: dict[str, Any] = {f"w{k}": w for k, w in enumerate(self.model.get_weights())}
        values |= {f"a{k}": a for k, a in enumerate(self.average)}
        np.savez(part, step=self.step, **values)
        part.replace(self.folder / "checkpoint.npz")

    def resume(self) -> None:
        path = self.folder / "checkpoint.npz"
        if not path.exists():
            return
        try:
            with np.load(path) as kept:
                self.model.set_weights([kept[f"w{k}"] for k in range(3)])
                self.average = [kept[f"a{k}"] for k in range(3)]
                self.step = int(kept["step"])
        except (OSError, ValueError, KeyError) as error:
            raise TrainingError(f"{path}: can't be taken up ({error}); delete it to begin again") from error

    def log(self, **values: float) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": self.step, **{k: round(v, 5) for k, v in values.items()}}) + "\n")

    def averaged(self) -> Dense:
        return Dense(*self.average)


def widen(
    folder: Path,
    base: Path,
    cells: Path,
    plan: Plan,
    *,
    validation: Path | None = None,
    keep_han: bool = False,
    seed: int = 0,
) -> Dense:
    """Train the dense layers of a model on shards of cells, which may have further classes.

    Parameters
    ----------
    folder : Path
        For features, checkpoints and ``log.jsonl``.
    base : Path
        Folder of the model to begin with.
    cells : Path
        Folder of shards; their characters begin with those of the model.
    plan : Plan
    validation : Path, optional
        Folder of shards that are never trained on.
    keep_han : bool
        Where the model that it begins with names a Han character right, its answer is the target, not the truth.
    seed : int

    Returns
    -------
    Dense
        The layers with averaged weights.

    Raises
    ------
    TrainingError
        The shards are of other characters, or a checkpoint is damaged.
    """
    charset = read_charset(cells)
    known = load_model(base).classifier.charset.characters
    if charset.characters[: len(known)] != known:
        raise TrainingError(f"{cells}: its characters don't begin with those of {base}; generate shards that do")
    convolutions, begin = Features(base / NETWORK, os.cpu_count() or 1), read_dense(base / NETWORK)
    features = folder / "features"
    write_features(cells, features, convolutions)
    begin = with_classes(begin, features, convolutions.scale, len(charset) - len(begin.bias))
    keras.utils.set_random_seed(seed)
    model = dense_model(begin, convolutions.scale, _DROPPED)
    run = _Run(folder, plan, model, [begin.embedding, begin.classes, begin.bias])
    run.resume()
    held_out = None
    if validation is not None:
        write_features(validation, folder / "validation", convolutions)
        held_out = folder / "validation"
    keep = np.array([False, *(keep_han and is_han(char) for char in charset.characters)])
    _train(run, begin, keep, cells, features, convolutions, held_out)
    return run.averaged()


def _train(
    run: _Run,
    begin: Dense,
    keep: NDArray[np.bool_],
    cells: Path,
    features: Path,
    convolutions: Features,
    validation: Path | None,
) -> None:
    optimizer = keras.optimizers.Adam()
    step = learner(run.model, optimizer, begin, keep, convolutions.scale)
    source, losses = batches(features, run.plan.batch_size, run.step, recent=512), []
    while run.step < run.plan.steps:
        optimizer.learning_rate.assign(run.plan.rate(run.step))
        losses.append(float(step(*next(source))))
        run.step += 1
        momentum = min(run.plan.average, run.step / (run.step + 10))
        if run.step % 10 == 0:
            for kept, now in zip(run.average, run.model.get_weights(), strict=True):
                kept += (1 - momentum**10) * (now - kept)
        if run.step % _LOG == 0:
            run.log(loss=float(np.mean(losses)))
            losses.clear()
        if run.step % run.plan.save_every == 0 or run.step == run.plan.steps:
            run.save()
            write_features(cells, features, convolutions)
            if validation is not None:
                run.log(**named(run.averaged(), validation, convolutions.scale))


def learner(model: keras.Model, optimizer: Any, begin: Dense, keep: NDArray[np.bool_], scale: float) -> Any:
    """A training step on features and labels; it gives the loss.

    Of the classes that are kept the answers of the layers it begins with are the target, where they are right.
    """
    variables = model.trainable_variables
    optimizer.build(variables)
    start = tf.constant(begin.embedding)
    old = dense_model(begin, scale, 0.0)

    def losses(features: Any, labels: Any, logits: Any) -> Any:
        if not keep.any():
            return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        answers = tf.nn.softmax(old(features, training=False))
        right = tf.gather(keep, labels) & (tf.argmax(answers, axis=1, output_type=labels.dtype) == labels)
        targets = tf.where(right[:, tf.newaxis], answers, tf.one_hot(labels, len(keep)))
        return tf.nn.softmax_cross_entropy_with_logits(targets, logits)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(features: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            logits = model(features, training=True)
            loss = tf.reduce_mean(losses(features, labels, logits))
            away = tf.nn.l2_loss(variables[0] - start)
            total = loss + 2 * _BACK * away
        optimizer.apply_gradients(zip(tape.gradient(total, variables), variables, strict=True))
        return loss

    return step


def named(dense: Dense, features: Path, scale: float) -> dict[str, float]:
    """Share of the characters of feature shards whose likeliest class is the true one, and of other cells refused."""
    right = refused = characters = others = 0
    for path in shards(features):
        values, labels = open_shard(path)
        for k in range(0, min(len(labels), _MEASURED), 2048):
            truth = labels[k : k + 2048]
            best = dense.logits(np.asarray(values[k : k + 2048], np.float32) * scale).argmax(axis=1)
            good = truth > 0
            right, characters = right + int((best == truth)[good].sum()), characters + int(good.sum())
            refused, others = refused + int((best == 0)[~good].sum()), others + int((~good).sum())
    return {"top1": right / max(1, characters), "refused": refused / max(1, others)}


def write_model(folder: Path, base: Path, dense: Dense, charset: Charset, trained_on: dict[str, Any]) -> None:
    """Write the network and the manifest of a model that is `base` with other dense layers.

    Parameters
    ----------
    folder : Path
        Of the new model; its other files are those of `base`, or there already.
    base : Path
    dense : Dense
    charset : Charset
    trained_on : dict
        What the manifest tells of it, beside what it told of `base`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((base / MANIFEST).read_text(encoding="utf-8"))
    for name in manifest["sha256"]:
        if name != NETWORK and not (folder / name).exists():
            write_file(folder / name, (base / name).read_bytes())
    write_file(folder / NETWORK, with_dense(base / NETWORK, dense))
    added = len(charset) - manifest["classes"]
    facts = {
        "classes": len(charset),
        "multiply_adds": manifest["multiply_adds"] + added * dense.classes.shape[0],
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in manifest["sha256"]},
        "trained_on": manifest["trained_on"] | trained_on,
        "characters": "".join(charset.characters),
    }
    text = json.dumps(manifest | facts, ensure_ascii=False, indent=1)
    write_file(folder / MANIFEST, f"{text}\n".encode())
    load_model(folder)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: train in a folder, then write the model."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.widen", description=__doc__)
    parser.add_argument("folder", type=Path, help="features, checkpoints and log; the model goes to DIR/model")
    parser.add_argument("--cells", type=Path, required=True, help="folder that pagerec.training.synthesis.shards wrote")
    parser.add_argument("--validation", type=Path, help="folder of shards in held-out fonts")
    parser.add_argument("--base", type=Path, help="folder of the model to begin with (default: the shipped one)")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--batch-size", type=int, default=512)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--keep-han", action="store_true", help="what is right of Han characters stays as it is")
    options = parser.parse_args(arguments)
    base = options.base or models_path()
    plan = Plan(options.steps, options.batch_size, options.learning_rate)
    dense = widen(options.folder, base, options.cells, plan, validation=options.validation, keep_han=options.keep_han)
    charset = read_charset(options.cells)
    write_model(options.folder / "model", base, dense, charset, {"widened": {"cells": len(shards(options.cells))}})


if __name__ == "__main__":
    main()
