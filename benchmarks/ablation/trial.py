"""Pictures read with one number changed, beside what is read of them without any change."""

from __future__ import annotations

import signal
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from benchmarks.ablation.numbers import Number, changed
from pagerec.errors import PagerecError
from pagerec.evaluation.samples import find_samples
from pagerec.evaluation.score import score
from pagerec.reading.params import ReaderParams
from pagerec.reading.reader import Reader
from pagerec.recognition.model import Model, load_model

#: A picture may take so many times as long as without a change, and so many seconds in any case.
_SLOWER, _PATIENCE = 10.0, 60.0

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a folder, and what is printed on it."""

    folder: str
    path: Path
    truth: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What is read of a picture without any change.

    Attributes
    ----------
    text, markdown : str
    length, edits : int
        Characters of the truth and errors.
    seconds : float
    """

    text: str
    markdown: str
    length: int
    edits: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does.

    Attributes
    ----------
    edits : dict of str to int
        Errors more than without it, by folder.
    texts, marked : int
        Pictures with another text, and those where only the Markdown is another one: kinds of blocks, paragraphs.
    problem : str
        Why nothing was measured.
    """

    edits: dict[str, int]
    texts: int = 0
    marked: int = 0
    problem: str = ""

    @property
    def total(self) -> int:
        """Errors more, in all folders."""
        return sum(self.edits.values())

    def with_more(self, other: Outcome) -> Outcome:
        """This and what the same change does to other pictures."""
        if other.problem:
            return other
        edits = {folder: count + other.edits[folder] for folder, count in self.edits.items()}
        return Outcome(edits, self.texts + other.texts, self.marked + other.marked)


Outcomes = dict[str, Outcome]
"""Of a number's changes, by their names."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What every change is tried on.

    Attributes
    ----------
    params : ReaderParams
        Without any change.
    threads : int
        Of the classifier.
    first, others : sequence of Picture
        Those that are read with every change, and those that are read if that changes any text.
    unchanged : mapping of Path to Unchanged
    """

    params: ReaderParams
    threads: int
    first: Sequence[Picture]
    others: Sequence[Picture]
    unchanged: Mapping[Path, Unchanged]

    @property
    def pictures(self) -> list[Picture]:
        """All pictures."""
        return [*self.first, *self.others]

    @property
    def folders(self) -> list[str]:
        """Their folders, each once."""
        return list(dict.fromkeys(picture.folder for picture in self.pictures))


class TooLongError(Exception):
    """A picture takes much longer than without the change."""


@cache
def _model(threads: int) -> Model:
    """The shipped model, loaded once in a process."""
    return load_model(threads=threads)


def reader_with(params: ReaderParams, threads: int) -> Reader:
    """A reader that shares its model with all others of this process."""
    reader = Reader(params=params, threads=threads)
    reader._loaded = _model(threads)
    return reader


def find_pictures(folders: Sequence[Path], limit: int | None) -> tuple[list[Picture], list[Picture]]:
    """At most `limit` pictures of each folder, from all over it, and the others."""
    first, others = [], []
    for folder in folders:
        found = [
            Picture(str(folder), sample.path, "".join(char.text for char in sample.chars))
            for sample in find_samples(folder)
        ]
        count = len(found) if limit is None else min(limit, len(found))
        chosen = {k * len(found) // count for k in range(count)}
        first += [picture for k, picture in enumerate(found) if k in chosen]
        others += [picture for k, picture in enumerate(found) if k not in chosen]
    return first, others


def trial_of(folders: Sequence[Path], limit: int | None, threads: int) -> Trial:
    """Read all pictures without any change."""
    first, others = find_pictures(folders, limit)
    params = ReaderParams(weights=_model(threads).weights)
    reader = reader_with(params, threads)
    return Trial(params, threads, first, others, {one.path: _unchanged(reader, one) for one in (*first, *others)})


def _unchanged(reader: Reader, picture: Picture) -> Unchanged:
    start = time.perf_counter()
    page = reader.read(picture.path)
    seconds = time.perf_counter() - start
    found = score(picture.truth, page.text)
    return Unchanged(page.text, page.to_markdown(), found.length, found.edits, seconds)


def measure(trial: Trial, number: Number) -> Outcomes:
    """What the changes of a number do: to all pictures, if they do anything to the first."""
    outcomes = {name: _outcome(trial, number, value, trial.first) for name, value in number.changes.items()}
    if not trial.others or without_effect(outcomes):
        return outcomes
    return {
        name: found if found.problem else found.with_more(_outcome(trial, number, number.changes[name], trial.others))
        for name, found in outcomes.items()
    }


def without_effect(outcomes: Outcomes) -> bool:
    """Whether no change changes any text or Markdown; that it can't be off alone is no effect of a number."""
    tried = [found for name, found in outcomes.items() if name != "off" or not found.problem]
    return bool(tried) and not any(found.texts or found.marked or found.problem for found in tried)


def _outcome(trial: Trial, number: Number, value: Any, pictures: Sequence[Picture]) -> Outcome:
    edits, texts, marked = dict.fromkeys(trial.folders, 0), 0, 0
    try:
        reader = reader_with(changed(trial.params, number.places, value), trial.threads)
    except (PagerecError, ValueError, TypeError) as error:
        return Outcome(edits, problem=f"is refused: {type(error).__name__}")
    for picture in pictures:
        before = trial.unchanged[picture.path]
        try:
            with _at_most(_SLOWER * before.seconds + _PATIENCE), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # divisions by 0 and the like are looked for
                page = reader.read(picture.path)
                text, markdown = page.text, page.to_markdown()
        except TooLongError:
            return Outcome(edits, problem="takes too long")
        except Exception as error:
            return Outcome(edits, problem=f"raises {type(error).__name__}")
        if text != before.text:
            texts += 1
            edits[picture.folder] += score(picture.truth, text).edits - before.edits
        elif markdown != before.markdown:
            marked += 1
    return Outcome(edits, texts, marked)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def end(_: int, __: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def in_processes(work: Callable[[T], R], items: Sequence[T], processes: int) -> Iterator[tuple[T, R | None]]:
    """Each item with what is made of it, as it comes; None for those that were in work when a process died."""
    waiting = list(items)
    while waiting:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            futures = {pool.submit(work, item): item for item in waiting}
            try:
                for future in as_completed(futures):
                    result = future.result()
                    waiting.remove(futures[future])
                    yield futures[future], result
            except BrokenProcessPool:
                lost, waiting = waiting[:processes], waiting[processes:]
                yield from ((item, None) for item in lost)
            finally:
                pool.shutdown(cancel_futures=True)
