"""Bounded work: so many threads, so many requests, so much time."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Generator
from contextlib import ExitStack, aclosing

import pytest

pytest.importorskip("starlette")

from pagerec.serve.options import Limits
from pagerec.serve.pool import Pool
from pagerec.serve.problems import RequestError


def status(error: pytest.ExceptionInfo[RequestError]) -> int:
    return error.value.status


def test_no_more_requests_than_there_may_be() -> None:
    pool = Pool(Limits(jobs=1, waiting=2))
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(pool.turn())
        with pytest.raises(RequestError) as caught, pool.turn():
            pass
        assert (status(caught), caught.value.headers["Retry-After"]) == (503, "2")
    with pool.turn():
        pass


def test_no_more_bytes_than_there_may_be() -> None:
    pool = Pool(Limits(max_bytes=100))
    most = pool.limits.max_held
    with pool.turn() as one, pool.turn() as other:
        one.hold(most - 100)
        with pytest.raises(RequestError) as caught:
            other.hold(101)
        assert status(caught) == 503
        other.hold(100)
    with pool.turn() as again:
        again.hold(most)


def test_steps_of_several_requests_take_turns() -> None:
    pool = Pool(Limits(jobs=1))
    said: list[str] = []

    def count(name: str) -> Generator[None, None, None]:
        for _ in range(3):
            said.append(name)
            yield

    async def ask(name: str) -> None:
        with pool.turn() as turn:
            async for _ in turn.steps(count(name)):
                pass

    async def both() -> None:
        await asyncio.gather(ask("a"), ask("b"))

    asyncio.run(both())
    assert said == ["a", "b"] * 3


def test_no_more_threads_than_there_may_be() -> None:
    pool, lock = Pool(Limits(jobs=3)), threading.Lock()
    running = most = 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    async def ask() -> None:
        with pool.turn() as turn:
            await turn.step(work)

    async def many() -> None:
        await asyncio.gather(*(ask() for _ in range(12)))

    asyncio.run(many())
    assert most == 3


def test_a_step_that_takes_too_long() -> None:
    pool, end = Pool(Limits(jobs=1, waiting=0, seconds=0.05)), threading.Event()

    async def late() -> None:
        with pool.turn() as turn:
            await turn.step(end.wait)

    with pytest.raises(RequestError) as caught:
        asyncio.run(late())
    assert status(caught) == 504
    with pytest.raises(RequestError) as caught, pool.turn():  # its thread counts until it has ended
        pass
    assert status(caught) == 503
    end.set()
    for _ in range(100):
        try:
            with pool.turn():
                return
        except RequestError:
            time.sleep(0.02)
    pytest.fail("the thread that was late still counts")


def test_one_that_never_began_is_not_done() -> None:
    pool, end, done = Pool(Limits(jobs=1, seconds=0.1)), threading.Event(), []

    async def late() -> None:
        with pool.turn() as one, pool.turn() as other:
            await asyncio.gather(one.step(end.wait), other.step(lambda: done.append(1)), return_exceptions=True)

    asyncio.run(late())
    end.set()
    pool._executor.shutdown()
    assert done == []


def test_a_generator_is_closed_when_nobody_wants_more() -> None:
    pool, closed = Pool(Limits(jobs=2)), threading.Event()

    def pages() -> Generator[int, None, None]:
        try:
            yield from range(100)
        finally:
            closed.set()

    async def some() -> int:
        with pool.turn() as turn:
            async with aclosing(turn.steps(pages())) as steps:
                async for number in steps:
                    if number == 3:
                        return number
        return -1

    assert asyncio.run(some()) == 3
    assert closed.wait(5)


def test_one_that_is_late_is_closed_after_its_step() -> None:
    pool, closed, end = Pool(Limits(jobs=2, seconds=0.05)), threading.Event(), threading.Event()

    def pages() -> Generator[int, None, None]:
        try:
            end.wait()
            yield 1
        finally:
            closed.set()

    async def late() -> None:
        with pool.turn() as turn:
            async with aclosing(turn.steps(pages())) as steps:
                async for _ in steps:
                    pass

    with pytest.raises(RequestError):
        asyncio.run(late())
    assert not closed.is_set()
    end.set()
    assert closed.wait(5)


def test_errors_of_the_work_are_raised() -> None:
    async def fail() -> None:
        with Pool(Limits()).turn() as turn:
            await turn.step(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(fail())
