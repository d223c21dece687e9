"""Pages read by several processes at the same time, given in the order of the input."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pagerec.batch.pool import Answer, Counted, Died, Pool
from pagerec.batch.work import PAGES, Outcome, Target, Task

__all__ = ["Item", "read_in_order"]

_TRIES = 2
"""Processes that may die over a page before it is set aside."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read.

    Attributes
    ----------
    name : str
        What it is called in the output.
    path : str
        Where it is.
    first : int
        The first page wanted, from 1.
    last : int or None
        The last one; that of the file by default.
    problem : str
        Why it can't be read, where that is known.
    discard : callable, optional
        Called when no page of it is needed any more.
    target : Target, optional
        What becomes of all of its pages, where they belong together: one process reads them then, from the first on.
    """

    name: str
    path: str
    first: int = 1
    last: int | None = None
    problem: str = ""
    discard: Callable[[], None] | None = None
    target: Target | None = None


def read_in_order(items: Iterator[Item], pool: Pool, window: int) -> Iterator[Outcome]:
    """Read files in processes, and give the outcomes in order.

    Parameters
    ----------
    items : iterator of Item
        Asked for the next one when there is room for it. Names differ from each other.
    pool : Pool
    window : int
        Pages that may be under way, or wait for those before them. When they are so many only the first file goes on.

    Yields
    ------
    Outcome
        By item, then by page.
    """
    return _Queue(items, pool, window).run()


@dataclass(slots=True, eq=False)
class _Job:
    """An item under way. The pages from `next` to `given` are with a process, or wait to be given out."""

    item: Item
    next: int
    given: int
    pages: int | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    deaths: Counter[int] = field(default_factory=Counter)

    @property
    def last(self) -> int | None:
        """The last page wanted; None before the file was opened."""
        if self.pages is None or self.item.last is None:
            return self.pages
        return min(self.pages, self.item.last)

    @property
    def is_done(self) -> bool:
        return self.last is not None and self.next > self.last

    def first_task(self) -> Task:
        """What is asked for first, before anybody knows how many pages there are."""
        item, self.given = self.item, self.given + PAGES  # as if there were so many
        if item.target is not None:
            return Task(item.name, item.path, 1, sys.maxsize, target=item.target)
        last = self.given - 1 if item.last is None else min(self.given - 1, item.last)
        return Task(item.name, item.path, item.first, last)

    def next_task(self) -> Task | None:
        """More pages for a process, once they are counted."""
        if self.last is None or self.given > self.last or self.item.target is not None:
            return None
        first, self.given = self.given, min(self.given + PAGES, self.last + 1)
        return Task(self.item.name, self.item.path, first, self.given - 1, self.pages)

    def note(self, answer: Answer) -> Task | None:
        """Take in what a process said; give what has to be done once more."""
        if isinstance(answer, Counted):
            self.pages = answer.pages
            self.given = max(self.next, min(self.given, (self.last or 0) + 1))
        elif isinstance(answer, Outcome):
            self.outcomes[answer.page] = answer
        else:
            return self._note_death(answer)
        return None

    def _note_death(self, died: Died) -> Task | None:
        left, page = died.task, 0 if died.pages is None else died.task.first
        if left.target is not None:  # what was read before is lost with the process
            left, page = replace(left, first=1), 0
            self.outcomes.clear()
        self.deaths[page] += 1
        if self.deaths[page] < _TRIES:
            return left
        error = f"{died.reason}, twice; read it alone, or from a smaller picture"
        self.outcomes[page] = Outcome(left.name, page, (died.pages or 0) if page else 0, error=error)
        return replace(left, first=page + 1) if page and page < left.last else None

    def give_out(self) -> Iterator[Outcome]:
        """Give the outcomes whose turn it is."""
        if 0 in self.outcomes:  # of the file as a whole: no others count
            self.pages, self.next, self.given = 0, 1, 1
            alone = self.outcomes.pop(0)
            self.outcomes.clear()
            yield alone
        elif self.item.target is not None and self.pages not in self.outcomes:
            return  # nothing is kept yet
        while self.next in self.outcomes:
            self.next += 1
            yield self.outcomes.pop(self.next - 1)


class _Queue:
    """Items under way, in order, and the tasks that are made of them."""

    def __init__(self, items: Iterator[Item], pool: Pool, window: int) -> None:
        self._items, self._pool, self._window = items, pool, window
        self._jobs: dict[str, _Job] = {}
        self._again: deque[Task] = deque()
        self._is_last = False

    def run(self) -> Iterator[Outcome]:
        while True:
            while self._pool.has_room and (task := self._next_task()):
                self._pool.submit(task)
            is_waiting = True
            for outcome in self._give_out():
                yield outcome
                is_waiting = False
            if self._is_last and not self._jobs:
                return
            if is_waiting:
                for answer in self._pool.wait():
                    self._note(answer)

    def _next_task(self) -> Task | None:
        """The next pages to read: first those that the output waits for."""
        if self._again:
            return self._again.popleft()
        has_room = sum(job.given - job.next for job in self._jobs.values()) < self._window
        for job in self._jobs.values():
            if task := job.next_task():
                return task
            if not has_room:
                return None
        while has_room and len(self._jobs) < self._window:
            item = next(self._items, None)
            if item is None:
                self._is_last = True
                return None
            job = self._jobs[item.name] = _Job(item, item.first, item.first)
            if not item.problem:
                return job.first_task()
            job.outcomes[0] = Outcome(item.name, 0, 0, error=item.problem)
        return None

    def _note(self, answer: Answer) -> None:
        name = answer.name if isinstance(answer, Outcome) else answer.task.name
        if again := self._jobs[name].note(answer):
            self._again.append(again)

    def _give_out(self) -> Iterator[Outcome]:
        while self._jobs:
            name, job = next(iter(self._jobs.items()))
            yield from job.give_out()
            if not job.is_done:
                return
            del self._jobs[name]
            if job.item.discard:
                job.item.discard()
