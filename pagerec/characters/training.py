"""Train a network on synthesized pictures: checkpoints, curves, several devices or machines."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pagerec.common.progress import Show, hidden
from pagerec.training.network.train import load_network
from pagerec.training.tensorflow import keras, tf

from ..errors import OptionError, TrainingError
from .curves import Log
from .lenet import ARCHITECTURES
from .manifest import Data, write_json
from .pipeline import Batches

__all__ = ["Plan", "split_fonts", "train"]

CHECKPOINT, FACTS = "checkpoint.keras", "classes.json"
#: One font in so many is kept for validation.
_SPLIT = 5
#: Pictures of one validation, and steps between two entries of the log.
_VALIDATED, _LOGGED = 1024, 10
#: Copies of the weights in a checkpoint (Adam keeps two moments), bytes a weight, checkpoints at a time.
_COPIES, _BYTES, _KEPT = 3, 4, 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train, how long and where.

    Attributes
    ----------
    out : Path
        Folder for the log and the curves.
    checkpoints : Path
        Folder of the checkpoint; all hosts must see the same.
    logs : Path
        Folder for TensorBoard.
    architecture : str
        A name in `lenet.ARCHITECTURES`.
    steps : int
        Batches in all.
    eval_steps, save_steps : int
        Steps between two validations and two checkpoints.
    batch_size : int
        Pictures in a batch, of all devices together.
    learning_rate : float
        Of Adam (Kingma and Ba, 2015).
    strategy : str or None
        ``mirrored`` for all GPUs of this machine, ``multiworker`` for the hosts listed in TF_CONFIG.
    bfloat16 : bool
        Compute in bfloat16: faster where the processor has it. Weights are kept in float32.
    restore : bool
        Go on from the checkpoint.
    """

    out: Path
    checkpoints: Path
    logs: Path
    architecture: str = "lenet"
    steps: int = 16_002
    eval_steps: int = 100
    save_steps: int = 500
    batch_size: int = 128
    learning_rate: float = 1e-3
    strategy: str | None = None
    bfloat16: bool = False
    restore: bool = False

    def __post_init__(self) -> None:
        for name in ("steps", "eval_steps", "save_steps", "batch_size"):
            if getattr(self, name) < 1:
                raise OptionError(f"{name} is {getattr(self, name)}; give 1 or more")
        if not self.learning_rate > 0:
            raise OptionError(f"learning_rate is {self.learning_rate}; give a positive number")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of training.

    Attributes
    ----------
    step : int
        Reached; less than wanted after an interrupt.
    curves : Path or None
        The picture of the curves, drawn by the first host.
    """

    step: int
    curves: Path | None


def split_fonts(data: Data) -> tuple[list[int], list[int]]:
    """Fonts to train on, and fonts to validate on: every fifth, at least one, so that fonts are unseen.

    Raises
    ------
    TrainingError
        There is only one font.
    """
    held = [font for font in range(len(data.fonts)) if font % _SPLIT == _SPLIT - 1]
    held = held or [len(data.fonts) - 1]
    kept = [font for font in range(len(data.fonts)) if font not in held]
    if not kept:
        raise TrainingError(
            f"{data.folder}: has only one font, and one must be kept for validation; "
            "synthesize with two or more, or give other data with --validation"
        )
    return kept, held


def train(plan: Plan, data: Data, validation: Data | None = None, *, watch: Show = hidden) -> Result:
    """Train until `plan.steps`, or until an interrupt (Ctrl-C), which saves first.

    Parameters
    ----------
    plan : Plan
    data : Data
        Trained on.
    validation : Data, optional
        Never trained on; without it fonts of `data` are kept back, see `split_fonts`.
    watch : callable, optional
        Gets the number of each step and that of the last one.

    Raises
    ------
    OptionError
        There is a checkpoint and `plan.restore` is not set, or the reverse.
    TrainingError
        Data, classes, disk or checkpoint don't fit, or a picture is damaged.
    """
    if validation is not None and validation.characters != data.characters:
        raise TrainingError(f"{validation.folder}: has other classes than {data.folder}; use the same charset")
    if plan.checkpoints.joinpath(CHECKPOINT).exists() != plan.restore:
        message = "there is no checkpoint; leave out" if plan.restore else "there is a checkpoint; go on with"
        raise OptionError(f"{plan.checkpoints}: {message} --restore, or give another folder")
    strategy = _strategy(plan.strategy)
    with strategy.scope():
        model = _restored(plan, data) if plan.restore else _new(plan, len(data.characters))
    if _is_chief(strategy) and not plan.restore:
        _write_facts(plan, data, validation)
    return _Run(plan, data, validation, strategy, model).run(watch)


class _Run:
    """Training under way."""

    def __init__(self, plan: Plan, data: Data, validation: Data | None, strategy: Any, model: keras.Model) -> None:
        kept, held = (range(len(data.fonts)), ()) if validation is not None else split_fonts(data)
        side = model.input_shape[1]
        self.plan, self.data, self.model, self.strategy = plan, data, model, strategy
        self.batches = Batches(data, kept, side, plan.batch_size)
        tested = validation or data
        fonts = range(len(tested.fonts)) if validation is not None else held
        self.unseen = Batches(tested, fonts, side, plan.batch_size)
        self.step = _iterations(model)
        self.chief = _is_chief(strategy)

    def run(self, watch: Show) -> Result:
        for folder in (self.plan.out, self.plan.checkpoints):
            folder.mkdir(parents=True, exist_ok=True)
        log, start = Log(self.plan.out, self.plan.logs, self.step) if self.chief else None, self.step
        try:
            with self.batches.explained():
                for measured in self._steps():
                    self._after_step(measured, log)
                    watch(self.step, self.plan.steps, start=start, note=f"loss {measured[0]:.3f}")
        except KeyboardInterrupt:
            self.step = _iterations(self.model)
            self._save()
        else:
            _wait_for_all(self.strategy)
        return Result(self.step, log.draw() if log else None)

    def _steps(self) -> Iterator[tuple[float, float]]:
        """Train; give loss and accuracy of each step."""
        dataset = self.strategy.experimental_distribute_dataset(self.batches.training(self.step))
        learn = _learner(self.model, self.strategy, self.plan.batch_size)
        for _, (squares, labels) in zip(range(self.step, self.plan.steps), dataset, strict=False):
            loss, right = learn(squares, labels)
            self.step += 1
            yield float(loss), float(right)

    def _after_step(self, measured: tuple[float, float], log: Log | None) -> None:
        last = self.step == self.plan.steps
        if log and (self.step % _LOGGED == 0 or self.step == 1 or last):
            log.add("train", self.step, *measured)
        if log and (self.step % self.plan.eval_steps == 0 or last):
            with self.unseen.explained():
                log.add("validation", self.step, *_validate(self.model, self.unseen.validation(_VALIDATED)))
        if self.step % self.plan.save_steps == 0 or last:
            self._save()

    def _save(self) -> None:
        """Write the checkpoint in one step; every host holds the same weights, the first one writes."""
        if self.chief:
            part = self.plan.checkpoints / "part.keras"
            self.model.save(part)
            part.replace(self.plan.checkpoints / CHECKPOINT)


def _strategy(name: str | None) -> Any:
    if name == "mirrored":
        return tf.distribute.MirroredStrategy()
    if name == "multiworker":
        return tf.distribute.MultiWorkerMirroredStrategy()
    return tf.distribute.get_strategy()


def _wait_for_all(strategy: Any) -> None:
    """Stay until every host has come here: one that leaves early looks like one that failed."""
    strategy.reduce(tf.distribute.ReduceOp.SUM, strategy.run(lambda: tf.constant(1.0)), axis=None)


def _iterations(model: keras.Model) -> int:
    """Steps that a network was trained for."""
    return int(keras.ops.convert_to_numpy(model.optimizer.iterations))


def _is_chief(strategy: Any) -> bool:
    resolver = strategy.cluster_resolver
    return not resolver or not resolver.task_type or resolver.task_id == 0


def _new(plan: Plan, classes: int) -> keras.Model:
    with _policy("mixed_bfloat16" if plan.bfloat16 else "float32"):
        model = ARCHITECTURES[plan.architecture](classes)
    _check_disk(plan, model)
    model.compile(keras.optimizers.Adam(plan.learning_rate))
    model.optimizer.build(model.trainable_variables)
    return model


def _write_facts(plan: Plan, data: Data, validation: Data | None) -> None:
    """What a checkpoint doesn't know of itself, beside it; one host writes it for all."""
    kept = range(len(data.fonts)) if validation is not None else split_fonts(data)[0]
    facts = {
        "architecture": plan.architecture,
        "fonts": [data.fonts[font] for font in kept],
        "characters": "".join(data.characters),
    }
    plan.checkpoints.mkdir(parents=True, exist_ok=True)
    write_json(plan.checkpoints / FACTS, facts)


@contextmanager
def _policy(name: str) -> Iterator[None]:
    """What layers made inside compute in; a checkpoint knows its own."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _restored(plan: Plan, data: Data) -> keras.Model:
    characters = read_characters(plan.checkpoints)
    if characters != data.characters:
        raise TrainingError(
            f"{plan.checkpoints}: the checkpoint names {len(characters)} characters, other ones than the "
            f"{len(data.characters)} of {data.folder}; give the data that it was trained on, or begin in another folder"
        )
    model = load_network(plan.checkpoints / CHECKPOINT)
    model.optimizer.learning_rate = plan.learning_rate
    return model


def read_characters(folder: Path) -> tuple[str, ...]:
    """The characters that the checkpoint in a folder names.

    Raises
    ------
    TrainingError
        They are missing or damaged.
    """
    return tuple(_facts(folder)["characters"])


def read_fonts(folder: Path) -> frozenset[str]:
    """Names of the fonts that the checkpoint in a folder was trained on; none where that is not known.

    Raises
    ------
    TrainingError
        They are missing or damaged.
    """
    return frozenset(_facts(folder).get("fonts", ()))


def _facts(folder: Path) -> dict[str, Any]:
    path = folder / FACTS
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        str(facts["characters"])
        return facts
    except OSError as error:
        raise TrainingError(f"{path}: can't be read ({error.strerror}); give a folder of pagerec train") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: is damaged ({error!r}); train again") from error


def _check_disk(plan: Plan, model: keras.Model) -> None:
    needed = model.count_params() * _COPIES * _BYTES * _KEPT
    place = next(folder for folder in (plan.checkpoints, *plan.checkpoints.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if needed > free:
        raise TrainingError(
            f"{plan.checkpoints}: checkpoints take {needed / 1e9:.2f} GB and {free / 1e9:.2f} GB are free; "
            "make room, or give another --checkpoint-dir"
        )


def _learner(model: keras.Model, strategy: Any, batch_size: int) -> Any:
    """A training step on all devices: loss and accuracy of a batch."""
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")

    def one(squares: Any, labels: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            logits = model(squares, training=True)
            loss = tf.reduce_sum(entropy(labels, logits)) / batch_size
        variables = model.trainable_variables
        model.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
        right = tf.cast(tf.argmax(logits, axis=1) == labels, tf.float32)
        return loss, tf.reduce_sum(right) / batch_size

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(squares: Any, labels: Any) -> tuple[Any, Any]:
        loss, right = strategy.run(one, (squares, labels))
        return tuple(strategy.reduce(tf.distribute.ReduceOp.SUM, value, axis=None) for value in (loss, right))

    return step


def _validate(model: keras.Model, dataset: Any) -> tuple[float, float]:
    """Loss and accuracy on a dataset."""
    losses: list[Any] = []
    right: list[Any] = []
    entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")
    for squares, labels in dataset:
        logits = model(squares, training=False)
        losses.append(np.asarray(entropy(labels, logits)))
        right.append(np.asarray(logits).argmax(axis=1) == np.asarray(labels))
    if not losses:
        raise TrainingError("there are no pictures to validate on; synthesize more fonts, or give --validation")
    return float(np.concatenate(losses).mean()), float(np.concatenate(right).mean())
