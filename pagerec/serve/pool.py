"""Work done in a bounded number of threads, for a bounded number of requests, each in a bounded time.

Work is cut into steps: a page read, a file written. Between its steps a request can be late or given up, and others
have their turn, so that a long document holds up no other. A step that is late is waited for no longer; its thread ends
it, and counts as a request until then.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

from pagerec.serve.options import Limits
from pagerec.serve.problems import RequestError

__all__ = ["Pool", "Turn"]

_T = TypeVar("_T")
_END = object()

_LATER = {"Retry-After": "2", "Connection": "close"}


class Pool:
    """Threads that work for requests.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._executor = ThreadPoolExecutor(limits.jobs, "pagerec-serve")
        self._lock = threading.Lock()
        self._inside = self._held = 0

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Give a request its turn.

        Raises
        ------
        RequestError
            When there are too many already (503).
        """
        with self._lock:
            if self._inside >= self.limits.jobs + self.limits.waiting:
                raise RequestError(
                    503, "the server has as many requests as it takes; try again in some seconds", _LATER
                )
            self._inside += 1
        turn = Turn(self)
        try:
            yield turn
        finally:
            self.hold(-turn.held)
            self._leave()

    def hold(self, size: int) -> None:
        """Count bytes that requests hold.

        Raises
        ------
        RequestError
            When all requests together have too many (503).
        """
        with self._lock:
            if size > 0 and self._held + size > self.limits.max_held:
                raise RequestError(503, "the server holds as many bytes as it takes; try again in some seconds", _LATER)
            self._held += size

    def submit(self, work: Callable[[], _T]) -> Future[_T]:
        """Have something done by a thread, when one is free."""
        return self._executor.submit(work)

    def leave_behind(self, future: Future[Any]) -> None:
        """Count what nobody waits for as a request, until its thread has ended it."""
        with self._lock:
            self._inside += 1
        future.add_done_callback(lambda _: self._leave())

    def close(self) -> None:
        """End the threads, each after its step."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1


class Turn:
    """A request that has its turn, and a time by which it has to end."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.limits = pool.limits
        self._end = time.monotonic() + self.limits.seconds
        self.held = 0

    @property
    def seconds(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._end - time.monotonic())

    def hold(self, size: int) -> None:
        """Count bytes that this request holds from now on; see `Pool.hold`."""
        self._pool.hold(size)
        self.held += size

    async def step(self, work: Callable[[], _T]) -> _T:
        """Have a step done by a thread, and wait for it.

        Raises
        ------
        RequestError
            When it takes too long (504).
        """
        future = self._pool.submit(work)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.seconds)
        except asyncio.TimeoutError as error:
            limit = f"{self.limits.seconds:g}"
            raise RequestError(
                504, f"this takes more than {limit} seconds; send fewer pages, or start the server with more --seconds"
            ) from error
        finally:
            if not future.done():
                self._pool.leave_behind(future)

    async def steps(self, items: Generator[_T, None, None]) -> AsyncGenerator[_T, None]:
        """Give what a generator yields, each item a step. It is closed when this is, after the step that it is in."""
        lock = threading.Lock()

        def advance() -> object:
            with lock:
                return next(items, _END)

        def close() -> None:
            with lock:
                items.close()

        try:
            while (item := await self.step(advance)) is not _END:
                yield cast(_T, item)
        finally:
            with suppress(RuntimeError):  # the pool is closed, and so is the program soon
                self._pool.submit(close)
