"""Name single characters: the network, run by LiteRT."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pagerec.common.quiet import without_note

from ..errors import ModelError
from .charset import Charset

#: Candidates of each cell, and the least probability of one; where there are fewer, class 0 fills up.
TOP, _LEAST = 8, 1e-5
#: Of cells with more classes above it only the likeliest are sorted.
_CROWDED = 200
#: Heaps their classes are dealt to, to find those without sorting; no more than classes.
_HEAPS = 128
#: Cells given to the network at once; larger batches are no faster.
_BATCH = 32
#: What the network sees of a cell.
_WINDOW = (32, 32, 2)
#: How far outside 0…1 a probability may be by rounding.
_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class Scores:
    """What the classifier says of N cells.

    Attributes
    ----------
    classes : int32, shape (N, K)
        The K most likely classes of each cell, best first.
    probabilities : float32, shape (N, K)
        Theirs, 0…1; 0 where there is no further class.
    reject : float32, shape (N,)
        Probability of class 0, *not a character*.
    """

    classes: NDArray[np.int32]
    probabilities: NDArray[np.float32]
    reject: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.reject)

    def with_probabilities(self, probabilities: NDArray[np.floating]) -> Scores:
        """The same classes with other probabilities, best first again."""
        order = np.argsort(-probabilities, axis=1, kind="stable")
        return Scores(
            np.take_along_axis(self.classes, order, axis=1),
            np.take_along_axis(probabilities, order, axis=1).astype(np.float32),
            self.reject,
        )


def restrict(scores: Scores, charset: Charset, alphabet: str) -> Scores:
    """Leave only the characters of an alphabet, the likeliest first."""
    allowed = np.array([0, *(charset.encode(char) for char in alphabet)])
    return scores.with_probabilities(np.where(np.isin(scores.classes, allowed), scores.probabilities, 0))


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
        A ``.tflite`` file exported by `pagerec.training.network.export`.
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
        except (ValueError, RuntimeError) as error:
            raise ModelError(f"{self.path}: the network fails ({error}); export the model again") from error
        finally:
            self._idle.put(session)
        if not all(map(_are_probabilities, parts)):
            raise ModelError(f"{self.path}: the network gives no probabilities; export the model again")
        if not parts:
            return Scores(np.zeros((0, TOP), np.int32), np.zeros((0, TOP), np.float32), np.zeros(0, np.float32))
        return Scores(
            np.concatenate([part.classes for part in parts]),
            np.concatenate([part.probabilities for part in parts]),
            np.concatenate([part.reject for part in parts]),
        )

    def __reduce__(self) -> tuple[type[LiteRtClassifier], tuple[Path, Charset, int]]:
        return LiteRtClassifier, (self.path, self.charset, self.threads)

    def _open(self) -> _Session:
        from ai_edge_litert.interpreter import Interpreter

        if not self.path.is_file():
            raise ModelError(f"{self.path}: the network is missing; install pagerec again, or give the path of a model")
        try:
            interpreter = Interpreter(model_path=str(self.path), num_threads=self.threads)
            (details,) = interpreter.get_input_details()
            shape = tuple(map(int, details["shape"][1:]))
            if details["dtype"] is not np.uint8 or shape != _WINDOW:
                raise ValueError(f"it takes {details['dtype'].__name__} {shape}, not uint8 {_WINDOW}")
            (output,) = interpreter.get_output_details()
            session = _Session(interpreter, details["index"], output["index"])
            session.allocate(_BATCH)
            _, classes = map(int, output["shape"])
            if output["dtype"] is not np.float32:
                raise ValueError(f"it gives {output['dtype'].__name__}, not float32")
        except (ValueError, RuntimeError, TypeError) as error:
            raise ModelError(
                f"{self.path}: not a network that LiteRT can run ({error}); export the model again"
            ) from error
        if classes != len(self.charset):
            raise ModelError(
                f"{self.path}: names {classes} classes, and the charset has {len(self.charset)}; export the model again"
            )
        return session


@dataclass(slots=True)
class _Session:
    """An interpreter, the numbers of its input and output, and how many cells it is ready for."""

    interpreter: Any
    windows: int
    probabilities: int
    count: int = 0

    def allocate(self, count: int) -> None:
        """Make ready for so many cells, which takes a tenth of a millisecond."""
        if count != self.count:
            self.interpreter.resize_tensor_input(self.windows, [count, *_WINDOW])
            with without_note():
                self.interpreter.allocate_tensors()
            self.count = count

    def run(self, windows: NDArray[np.uint8]) -> Scores:
        """Score windows, at most `_BATCH` of them."""
        self.allocate(len(windows))
        self.interpreter.set_tensor(self.windows, windows)
        self.interpreter.invoke()
        probabilities = self.interpreter.tensor(self.probabilities)()
        if probabilities.ndim != 2 or len(probabilities) != len(windows):
            raise ValueError(f"it gives {probabilities.shape} for {len(windows)} cells")
        return best(probabilities)


def _are_probabilities(scores: Scores) -> bool:
    """Whether a network answers as it should; NaN is nowhere between 0 and 1."""
    least, most = -_ROUNDING, 1.0 + _ROUNDING
    return all(bool(((values >= least) & (values <= most)).all()) for values in (scores.probabilities, scores.reject))


def best(probabilities: NDArray[np.float32]) -> Scores:
    """The `TOP` likeliest classes of each cell; nearly all classes are passed over by one comparison.

    Parameters
    ----------
    probabilities : float32, shape (N, classes)
        They add up to 1.
    """
    count, classes = probabilities.shape
    places = np.flatnonzero(probabilities > min(_LEAST, 0.5 / classes))
    crowded = np.bincount(places // classes, minlength=count) > _CROWDED
    if crowded.any():
        # Of cells that may be nearly anything only the likeliest classes are worth sorting.
        unsure = np.flatnonzero(crowded)
        cells, likeliest = _likeliest(probabilities[unsure])
        places = np.concatenate([places[~crowded[places // classes]], unsure[cells] * classes + likeliest])
    rows, columns = np.divmod(places, classes)
    values = probabilities.ravel()[places]
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    first = rank < TOP
    scores = Scores(np.zeros((count, TOP), np.int32), np.zeros((count, TOP), np.float32), probabilities[:, 0].copy())
    scores.classes[rows[first], rank[first]] = columns[first]
    scores.probabilities[rows[first], rank[first]] = values[first]
    return scores


def _likeliest(probabilities: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers of cells and of their `TOP` likeliest classes, and a few more: those above the tops of most heaps."""
    count, classes = probabilities.shape
    dealt = probabilities[:, : classes - classes % _HEAPS].reshape(count, -1, _HEAPS)
    least = np.partition(dealt.max(axis=1), -TOP, axis=1)[:, -TOP]
    cells, likeliest = np.nonzero(probabilities >= least[:, np.newaxis])
    return cells, likeliest
