"""Processes that read pages, watched: one that dies takes nothing with it but its page."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import connection, get_context
from typing import TYPE_CHECKING

from pagerec.batch.work import Outcome, ReadOptions, Task, read
from pagerec.common.forking import end_with_parent
from pagerec.errors import ModelError, OptionError, PagerecError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from pagerec.sources import PageReader

__all__ = ["Answer", "Counted", "Died", "Pool"]

_AHEAD = 2
"""Tasks that a process is given at a time, so that it has not to wait for the next."""

_PATIENCE = 900.0
"""Seconds for a page after which a process is taken for stuck. A page takes less than a second."""

_STARTS = 3
"""Processes that may die one after the other before they are ready: then it is not the pages' fault."""

_READY = "ready"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many pages the file of a task has."""

    task: Task
    pages: int


@dataclass(frozen=True, slots=True)
class Died:
    """A process died while it worked on a task.

    Attributes
    ----------
    task : Task
        The pages that are left of it; its first is the one that was being read.
    reason : str
    pages : int or None
        Pages of the file; None when it died on opening it.
    """

    task: Task
    reason: str
    pages: int | None


Answer = Counted | Outcome | Died
"""What a pool has to say."""


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    tasks: deque[Task] = field(default_factory=deque)
    page: int = 0
    pages: int | None = None
    since: float = 0.0

    def begin(self) -> None:
        """Note that the first of its tasks is begun."""
        self.page, self.pages = (self.tasks[0].first, self.tasks[0].pages) if self.tasks else (0, None)
        self.since = time.monotonic()


class Pool:
    """Processes with a reader of one thread each. To be used with ``with``.

    They are started when there is work for them, and end when this process does, however it ends.

    Parameters
    ----------
    jobs : int
        Processes at most.
    options : ReadOptions or None
        None for processes that only count pages.
    reader : PageReader, optional
        What reads; one of the options' model by default. It has to be what can be pickled.
    patience : float, optional
        Seconds without an answer after which a process is killed.
    """

    def __init__(
        self,
        jobs: int,
        options: ReadOptions | None,
        reader: PageReader | None = None,
        *,
        patience: float = _PATIENCE,
    ) -> None:
        self._jobs, self._options, self._reader, self._patience = jobs, options, reader, patience
        self._context = get_context("spawn")
        self._workers: list[_Worker] = []
        self._returned: deque[Task] = deque()
        self._deaths = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()  # nothing that it holds is lost: what counts is written by this process
        for worker in self._workers:
            worker.process.join()
            worker.process.close()
        self._workers.clear()

    @property
    def has_room(self) -> bool:
        """Whether another task would be begun soon."""
        return len(self._workers) < self._jobs or any(len(worker.tasks) < _AHEAD for worker in self._workers)

    def submit(self, task: Task) -> None:
        """Give a task to the process with the fewest; a new one as long as all are busy and there may be more."""
        worker = min(self._workers, key=lambda one: len(one.tasks), default=None)
        if worker is None or (worker.tasks and len(self._workers) < self._jobs):
            worker = self._start()
        worker.tasks.append(task)
        if len(worker.tasks) == 1:
            worker.begin()
        with suppress(OSError):  # it has just died: `wait` finds that
            worker.pipe.send(task)

    def wait(self) -> list[Answer]:
        """Wait until there is something to say, and say all of it.

        Returns
        -------
        list of Answer
            Those to one task come in the order of its pages.

        Raises
        ------
        PagerecError
            What a process found to be wrong with all files, or that all of them die at once.
        """
        ready = connection.wait([worker.pipe for worker in self._workers], timeout=self._wait_seconds())
        late = time.monotonic() - self._patience
        answers: list[Answer] = []
        for worker in self._workers.copy():
            if worker.pipe in ready:
                answers += self._listen(worker)
            elif worker.tasks and worker.since < late:
                worker.process.kill()
                answers += self._bury(worker, f"a page took more than {self._patience:g} seconds")
        while self._returned:
            self.submit(self._returned.popleft())
        return answers

    def _wait_seconds(self) -> float:
        begun = [worker.since for worker in self._workers if worker.tasks]
        return max(0.1, min(begun, default=0.0) + self._patience - time.monotonic())

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        job = work if self._reader is None else partial(work, given=self._reader)
        process = self._context.Process(target=_begin, args=(job, theirs, self._options), daemon=True)
        with _no_interrupt():  # Ctrl-C goes to all processes of a terminal; only this one shall act on it
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _listen(self, worker: _Worker) -> Iterator[Answer]:
        """All that has come from a process."""
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                worker.since = time.monotonic()
                if isinstance(message, PagerecError):
                    raise message
                yield from self._understand(worker, message)
        except (EOFError, OSError):
            yield from self._bury(worker, "")

    def _understand(self, worker: _Worker, message: Outcome | int | str | None) -> Iterator[Answer]:
        if message == _READY:
            worker.ready, self._deaths = True, 0
        elif message is None:
            worker.tasks.popleft()
            worker.begin()
        elif isinstance(message, int):
            worker.pages = message
            yield Counted(worker.tasks[0], message)
        elif isinstance(message, Outcome):
            worker.page = message.page + 1
            worker.pages = message.pages
            yield message

    def _bury(self, worker: _Worker, reason: str) -> Iterator[Answer]:
        """Tell of a dead process's page, and take back the tasks that it had not begun."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        code = worker.process.exitcode or 0
        worker.process.close()
        if not worker.ready:
            self._deaths += 1
            if self._deaths >= _STARTS:
                raise PagerecError(f"the processes that read don't start (the last one {_exit(code)}); free memory")
        elif worker.tasks:
            task = worker.tasks.popleft()
            yield from _last_words(worker, task, reason or f"the process that read it {_exit(code)}")
        self._returned.extendleft(reversed(worker.tasks))


def _last_words(worker: _Worker, task: Task, reason: str) -> Iterator[Died]:
    """What is left of a task, unless that is nothing."""
    last = task.last if worker.pages is None else min(task.last, worker.pages)
    if worker.pages is None or worker.page <= last:
        yield Died(replace(task, first=worker.page, last=last, pages=worker.pages), reason, worker.pages)


def _exit(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"was killed by signal {name}" + (", perhaps for memory" if name == "SIGKILL" else "")


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hold SIGINT back; processes that are started inside never get it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the process that reads


def _begin(
    work: Callable[[Connection, ReadOptions | None], None], pipe: Connection, options: ReadOptions | None
) -> None:
    """Work, but not longer than there is somebody to work for."""
    end_with_parent()
    work(pipe, options)


def work(pipe: Connection, options: ReadOptions | None, given: PageReader | None = None) -> None:
    """Read what comes through a pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # native libraries warn of this and that
    with suppress(EOFError, OSError):  # the other end is gone
        try:
            reader = _reader(options, given) if options else None
            pipe.send(_READY)
            while True:
                for message in read(pipe.recv(), reader, options or ReadOptions()):
                    pipe.send(message)
                pipe.send(None)
        except (OptionError, ModelError) as error:
            pipe.send(error)


def _reader(options: ReadOptions, given: PageReader | None) -> PageReader:
    import cv2

    from pagerec.reading.choosing import ChoosingReader
    from pagerec.reading.reader import Reader

    cv2.setNumThreads(1)
    if given is None:
        reader = Reader(options.model, threads=1, max_bytes=options.max_bytes)
    elif isinstance(given, Reader):
        pixels, most = given.max_pixels, given.max_bytes
        reader = Reader(given.path, threads=1, max_pixels=pixels, max_bytes=most, params=given.params)
    else:
        return given
    _ = reader.model
    return reader if options.wanted.is_all else ChoosingReader(reader, options.wanted)
