"""Make the model one's own: train what ships on another font, or teach it more characters.

The convolutions stay as they are; the features they give are computed once. The two dense
layers are trained on them. New classes begin at the mean of their cells. What the model knew it keeps in three
ways: cells of known characters in other fonts are trained on as well, and on these the old model's own answers are
the target (Li and Hoiem, 2017, learning without forgetting); and weights are drawn back to where they began (Li et
al., 2018, L2-SP). That added characters are set more often than they will be read is made good for while training
(Menon et al., 2021, logit adjustment).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_file, write_files
from pagerec.errors import OptionError, TrainingError
from pagerec.recognition.charset import CONFUSABLES, Charset
from pagerec.recognition.classifier import LiteRtClassifier
from pagerec.recognition.model import LANGUAGE, MANIFEST, NETWORK, load_model
from pagerec.recognition.models_path import models_path
from pagerec.training.fonts.faces import find_faces
from pagerec.training.tensorflow import keras, tf

from .finetune_cells import Recipe, make_cells, other_faces
from .litert import Dense, Features, read_dense, with_dense
from .widen import dense_model

__all__ = ["Change", "Plan", "finetune"]

#: Cells in a batch, times that each is seen, peak of Adam's learning rate, steps over which it rises.
_BATCH, _PASSES, _RATE, _WARMUP = 256, 2, 1e-3, 50
#: Share of features left out, and how strongly weights are drawn back to where they began.
_DROPPED, _BACK = 0.1, 1e-2
#: Cells measured of each kind, as a share of those trained on.
_MEASURED = 0.1

Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to learn.

    Attributes
    ----------
    fonts : tuple of Path
        Font files, or folders of them.
    added : tuple of str
        Characters that the model does not know yet.
    base : Path or None
        Folder of the model to begin with; the shipped one by default.
    others : Path or None
        Folder of other Chinese fonts, which keep the model from forgetting; those of the system by default.
    cells : int
        Cells to train on; half are in the given fonts, half in others.
    seed : int
    processes : int or None
        That make cells; all cores by default. A script that uses more than one must begin its work below
        ``if __name__ == "__main__":``, because each process imports it.
    """

    fonts: tuple[Path, ...]
    added: tuple[str, ...] = ()
    base: Path | None = None
    others: Path | None = None
    cells: int = 100_000
    seed: int = 0
    processes: int | None = None

    def __post_init__(self) -> None:
        if self.cells < 2 * _BATCH:
            raise OptionError(f"cells is {self.cells}; give {2 * _BATCH} or more")
        read_as = {char: CONFUSABLES[char] for char in self.added if char in CONFUSABLES}
        if read_as:
            raise OptionError(
                f"{''.join(read_as)} can't be added: it is read as {''.join(read_as.values())}; leave it out"
            )


@dataclass(frozen=True, slots=True)
class Change:
    """How a kind of cells is read before and after.

    Attributes
    ----------
    what : str
    count : int
        Cells measured.
    before, after : float
        Share (0…1) whose likeliest class is the true one.
    """

    what: str
    count: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class _Samples:
    """Features of cells with their classes; `kept` are those whose answers are to stay as they are."""

    features: NDArray[np.uint8]
    labels: NDArray[np.int32]
    kept: NDArray[np.bool_]


def finetune(folder: Path, plan: Plan, watch: Watch | None = None) -> list[Change]:
    """Fine-tune a model and write the result as a model folder of its own.

    Parameters
    ----------
    folder : Path
        For the new model: network, language model and manifest. ``Reader(model=folder)`` reads with it.
    plan : Plan
    watch : callable, optional
        Is told what is done, how much of it, and out of how much.

    Returns
    -------
    list of Change
        Known and added characters and cells that are none, in the given fonts, in others, and in one kept back.

    Raises
    ------
    OptionError
        `folder` holds something, or the model knows all the characters to be added.
    ModelError
        The model to begin with is damaged, or not one of pagerec.
    TrainingError
        No given font draws an added character, or there are no other fonts.
    """
    base = plan.base or models_path()
    manifest = load_model(base).manifest
    known = tuple(manifest["characters"])
    added = tuple(char for char in dict.fromkeys(plan.added) if char not in known)
    if plan.added and not added:
        raise OptionError(f"{base}: the model knows all these characters; leave them out, or read with it as it is")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OptionError(f"{folder}: is there and holds something; give a new folder")
    learn, keep, back = _recipes(plan, (*known, *added), added)
    features = Features(base / NETWORK, os.cpu_count() or 1)
    report = watch or (lambda *_: None)
    samples = _join(
        _samples(features, learn, plan, 1, plan.cells // 2, False, report),
        _samples(features, keep, plan, 2, plan.cells // 2, True, report),
    )
    old = read_dense(base / NETWORK)
    begin = _with_classes(old, samples, features.scale, len(added))
    new = _train(begin, samples, features.scale, len(known) + 1, plan.seed, report)
    _write_parts(folder, base, with_dense(base / NETWORK, new))
    charset = Charset((*known, *added))
    before = LiteRtClassifier(base / NETWORK, Charset(known), os.cpu_count() or 1)
    after = LiteRtClassifier(folder / NETWORK, charset, os.cpu_count() or 1)
    changes = _measure((learn, keep, back), plan, before, after, report)
    facts = {"multiply_adds": manifest["multiply_adds"] + len(added) * old.classes.shape[0]}
    _write_manifest(folder, manifest | facts, charset, plan, changes)
    return changes


def _recipes(plan: Plan, characters: tuple[str, ...], added: tuple[str, ...]) -> tuple[Recipe, Recipe, Recipe]:
    """The given fonts, other fonts to train on, and one to measure on."""
    given = [face for path in plan.fonts for face in find_faces(path, characters)]
    lacking = set(added).difference(*(face.drawn for face in given))
    if lacking:
        raise TrainingError(
            f"{', '.join(map(str, plan.fonts))}: draws none of {''.join(sorted(lacking))}; "
            "give a font that does, or leave them out"
        )
    others, latin = other_faces(plan.others, characters, given)
    recipe = Recipe(tuple(given), latin, characters, added)
    return recipe, replace(recipe, faces=tuple(others[:-1])), replace(recipe, faces=(others[-1],))


def _samples(
    features: Features, recipe: Recipe, plan: Plan, number: int, count: int, kept: bool, report: Watch
) -> _Samples:
    made: list[NDArray[np.uint8]] = []
    labels: list[NDArray[np.int32]] = []
    done = 0
    for windows, their in make_cells(recipe, count, 1000 * plan.seed + number, plan.processes):
        made.append(features(windows))
        labels.append(their)
        done += len(their)
        report("cells", min(done, count), count)
    return _Samples(np.concatenate(made), np.concatenate(labels), np.full(done, kept))


def _join(one: _Samples, two: _Samples) -> _Samples:
    return _Samples(
        np.concatenate([one.features, two.features]),
        np.concatenate([one.labels, two.labels]),
        np.concatenate([one.kept, two.kept]),
    )


def _oversampling(samples: _Samples, known: int, count: int) -> NDArray[np.float32]:
    """What each of `known` and `count` further classes gains in logits by being set more often than it is read."""
    cells = np.bincount(samples.labels, minlength=known + count)
    times = cells[known:].mean() / max(cells[1:known].mean(), 1e-6) if count else 1.0
    return np.repeat(np.array([0.0, max(0.0, np.log(max(times, 1e-6)))], np.float32), [known, count])


def _with_classes(dense: Dense, samples: _Samples, scale: float, count: int) -> Dense:
    """Dense layers with further classes, each in the direction of its cells' mean embedding, long as others are."""
    if not count:
        return dense
    known = dense.classes.shape[1]
    length = float(np.linalg.norm(dense.classes, axis=0).mean())
    rows = np.zeros((dense.classes.shape[0], count), np.float32)
    for number in range(count):
        own = samples.features[samples.labels == known + number]
        if len(own):
            mean = (own.mean(axis=0) * scale) @ dense.embedding
            rows[:, number] = length * mean / max(float(np.linalg.norm(mean)), 1e-6)
    bias = dense.bias[1:].mean() - _oversampling(samples, known, count)[known:]
    return Dense(dense.embedding, np.concatenate([dense.classes, rows], axis=1), np.concatenate([dense.bias, bias]))


def _train(begin: Dense, samples: _Samples, scale: float, known: int, seed: int, report: Watch) -> Dense:
    """Dense layers trained on the samples; `known` classes have answers to keep."""
    keras.utils.set_random_seed(seed)
    model = dense_model(begin, scale, _DROPPED)
    optimizer = keras.optimizers.Adam()
    gain = _oversampling(samples, known, len(begin.bias) - known)
    step = _learner(model, optimizer, begin, known, gain, scale)
    random = np.random.default_rng(seed)
    each = len(samples.labels) // _BATCH
    total = _PASSES * each
    for number in range(total):
        if number % each == 0:
            order = random.permutation(len(samples.labels))
        batch = order[number % each * _BATCH :][:_BATCH]
        optimizer.learning_rate.assign(_rate(number, total))
        labels = samples.labels[batch]
        step(samples.features[batch], labels, samples.kept[batch] & (labels < known))
        report("training", number + 1, total)
    embedding, classes, bias = (np.asarray(keras.ops.convert_to_numpy(x)) for x in model.trainable_variables)
    return Dense(embedding, classes, bias)


def _rate(step: int, total: int) -> float:
    """Learning rate: it rises, then falls along a half cosine."""
    return _RATE * min(1.0, (step + 1) / _WARMUP) * (0.02 + 0.98 * 0.5 * (1 + float(np.cos(np.pi * step / total))))


def _learner(
    model: keras.Model, optimizer: Any, begin: Dense, known: int, gain: NDArray[np.float32], scale: float
) -> Any:
    """A training step on features, labels, and which cells' old answers are the target."""
    variables = model.trainable_variables
    optimizer.build(variables)
    start = [tf.constant(values) for values in (begin.embedding, begin.classes, begin.bias)]

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(features: Any, labels: Any, kept: Any) -> None:
        old = tf.cast(features, tf.float32) * scale @ start[0] @ start[1][:, :known] + start[2][:known]
        answers = tf.pad(tf.nn.softmax(old), [[0, 0], [0, len(begin.bias) - known]])
        with tf.GradientTape() as tape:
            logits = model(features, training=True) + gain
            truth = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
            stay = tf.nn.softmax_cross_entropy_with_logits(answers, logits)
            away = tf.add_n([tf.nn.l2_loss(x - x0) for x, x0 in zip(variables, start, strict=True)])
            loss = tf.reduce_mean(tf.where(kept, stay, truth)) + 2 * _BACK * away
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    return step


def _measure(
    recipes: Sequence[Recipe], plan: Plan, before: LiteRtClassifier, after: LiteRtClassifier, report: Watch
) -> list[Change]:
    """Name further cells by the network as it was and as it is."""
    known = len(before.charset)
    count = max(_BATCH, round(_MEASURED * plan.cells))
    kinds = ("given fonts", "other fonts", "a font kept back")
    changes = []
    for number, (recipe, where) in enumerate(zip(recipes, kinds, strict=True)):
        cells = list(make_cells(recipe, count, 1000 * plan.seed + 101 + number, plan.processes))
        labels = np.concatenate([their for _, their in cells])
        right = [
            np.concatenate([named(windows).classes[:, 0] for windows, _ in cells]) == labels
            for named in (before, after)
        ]
        for what, chosen in (
            ("known characters", (labels > 0) & (labels < known)),
            ("added characters", labels >= known),
            ("no characters", labels == 0),
        ):
            if chosen.any():
                shares = (float(each[chosen].mean()) for each in right)
                changes.append(Change(f"{what}, {where}", int(chosen.sum()), *shares))
        report("measuring", number + 1, len(recipes))
    return changes


def _write_parts(folder: Path, base: Path, network: bytes) -> None:
    """Write all of a model folder but its manifest."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_files({folder / NETWORK: network, folder / LANGUAGE: (base / LANGUAGE).read_bytes()})
    except OSError as error:
        raise TrainingError(f"{folder}: can't be written ({error.strerror}); give another folder") from error


def _write_manifest(
    folder: Path, manifest: dict[str, Any], charset: Charset, plan: Plan, changes: Sequence[Change]
) -> None:
    """Write the manifest, and see that the model loads."""
    facts = {
        "classes": len(charset),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (NETWORK, LANGUAGE)},
        "finetuned": {
            "from": manifest["sha256"][NETWORK],
            "fonts": [path.name for path in plan.fonts],
            "added": "".join(charset.characters[len(manifest["characters"]) :]),
            "cells": plan.cells,
            "measured": [asdict(change) for change in changes],
        },
        "characters": "".join(charset.characters),
    }
    text = json.dumps(manifest | facts, ensure_ascii=False, indent=1)
    write_file(folder / MANIFEST, f"{text}\n".encode())
    load_model(folder)
