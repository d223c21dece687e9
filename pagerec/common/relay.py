"""Two steps of work side by side: while the second works on one thing, the first goes on with the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


def relay(
    jobs: Sequence[A], first: Callable[[A], B], second: Callable[[B], C], *, side_by_side: bool
) -> Iterator[tuple[B, C]]:
    """What both steps make of each job, in order.

    Parameters
    ----------
    jobs : sequence
    first : callable
        Works in the thread of whoever asks.
    second : callable
        Works on what the first one made, in a thread of its own, which helps where it leaves the interpreter alone.
    side_by_side : bool
        Without it, and with a single job, all is done in one thread.

    Yields
    ------
    tuple
        What the first and what the second step made. Their errors are raised where their job's turn is.

    Examples
    --------
    >>> list(relay([1, 2, 3], lambda job: 10 * job, str, side_by_side=True))
    [(10, '10'), (20, '20'), (30, '30')]
    """
    if not side_by_side or len(jobs) < 2:
        for job in jobs:
            made = first(job)
            yield made, second(made)
        return
    with ThreadPoolExecutor(1) as pool:
        made = first(jobs[0])
        working = pool.submit(second, made)
        for job in jobs[1:]:
            following = first(job)
            next_working = pool.submit(second, following)
            yield made, working.result()
            made, working = following, next_working
        yield made, working.result()
