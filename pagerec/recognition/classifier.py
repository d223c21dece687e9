"""Name single characters: the network, run by LiteRT."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError
from .charset import Charset

#: Candidates that the exported network returns for each cell.
TOP = 8
#: Cells given to the network at once; larger batches are no faster, and the last one is filled up.
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Scores:
    """What the classifier says of N cells.

    Attributes
    ----------
    classes : int32, shape (N, K)
        The K most likely classes of each cell, best first.
    probabilities : float32, shape (N, K)
        Theirs, 0…1.
    reject : float32, shape (N,)
        Probability of class 0, *not a character*.
    """

    classes: NDArray[np.int32]
    probabilities: NDArray[np.float32]
    reject: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.reject)


def restrict(scores: Scores, charset: Charset, alphabet: str) -> Scores:
    """Leave only the characters of an alphabet, the likeliest first."""
    allowed = np.array([0, *(charset.encode(char) for char in alphabet)])
    probabilities = np.where(np.isin(scores.classes, allowed), scores.probabilities, 0)
    order = np.argsort(-probabilities, axis=1, kind="stable")
    classes = np.take_along_axis(scores.classes, order, axis=1)
    return Scores(classes, np.take_along_axis(probabilities, order, axis=1), scores.reject)


class Classifier(Protocol):
    """Anything that names cells; tests put a simpler one in the network's place."""

    charset: Charset

    def __call__(self, windows: NDArray[np.uint8]) -> Scores:
        """Score windows, uint8 (N, 32, 32, 2) as `segmentation.cell_windows` gives them."""
        ...


class LiteRtClassifier:
    """The shipped network. Safe to share between threads: each call borrows an interpreter of its own.

    Parameters
    ----------
    path : Path
        A ``.tflite`` file exported by `pagerec.training.export`.
    charset : Charset
        The characters of its classes.
    threads : int
        Threads for one call.

    Raises
    ------
    ModelError
        The file is missing or no such network.
    """

    def __init__(self, path: Path, charset: Charset, threads: int) -> None:
        self.charset = charset
        self.path, self.threads = path, threads
        self._idle: queue.SimpleQueue[_Session] = queue.SimpleQueue()
        self._idle.put(self._open())

    def __call__(self, windows: NDArray[np.uint8]) -> Scores:
        """Score windows in batches."""
        try:
            session = self._idle.get_nowait()
        except queue.Empty:
            session = self._open()
        try:
            parts = [session.run(windows[k : k + _BATCH]) for k in range(0, len(windows), _BATCH)]
        finally:
            self._idle.put(session)
        if not parts:
            return Scores(np.zeros((0, TOP), np.int32), np.zeros((0, TOP), np.float32), np.zeros(0, np.float32))
        classes, probabilities, reject = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Scores(classes, probabilities, reject)

    def __reduce__(self) -> tuple[type[LiteRtClassifier], tuple[Path, Charset, int]]:
        return LiteRtClassifier, (self.path, self.charset, self.threads)

    def _open(self) -> _Session:
        from ai_edge_litert.interpreter import Interpreter

        if not self.path.is_file():
            raise ModelError(f"{self.path}: the network is missing; install pagerec again, or give the path of a model")
        try:
            interpreter = Interpreter(model_path=str(self.path), num_threads=self.threads)
            details = interpreter.get_input_details()[0]
            interpreter.resize_tensor_input(details["index"], [_BATCH, *details["shape"][1:]])
            interpreter.allocate_tensors()
            return _Session.of(interpreter)
        except (ValueError, RuntimeError) as error:
            raise ModelError(
                f"{self.path}: not a network that LiteRT can run ({error}); export the model again"
            ) from error


@dataclass(frozen=True, slots=True)
class _Session:
    """An interpreter, and the numbers of its input and outputs."""

    interpreter: Any
    windows: int
    classes: int
    probabilities: int
    reject: int

    @classmethod
    def of(cls, interpreter: Any) -> _Session:
        outputs = interpreter.get_output_details()
        (classes,) = (o["index"] for o in outputs if np.dtype(o["dtype"]).kind == "i")
        (probabilities,) = (o["index"] for o in outputs if np.dtype(o["dtype"]).kind == "f" and len(o["shape"]) == 2)
        (reject,) = (o["index"] for o in outputs if np.dtype(o["dtype"]).kind == "f" and len(o["shape"]) == 1)
        return cls(interpreter, interpreter.get_input_details()[0]["index"], classes, probabilities, reject)

    def run(self, windows: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """Classes, probabilities and that of no character, of at most `_BATCH` windows."""
        count = len(windows)
        if count < _BATCH:
            windows = np.concatenate([windows, np.zeros((_BATCH - count, *windows.shape[1:]), np.uint8)])
        self.interpreter.set_tensor(self.windows, windows)
        self.interpreter.invoke()
        classes, probabilities, reject = (
            self.interpreter.get_tensor(number)[:count] for number in (self.classes, self.probabilities, self.reject)
        )
        return classes.astype(np.int32), probabilities.astype(np.float32), reject.astype(np.float32)
