"""Two steps side by side: order, threads, errors."""

from __future__ import annotations

import threading

import pytest

from pagerec.common.relay import relay


@pytest.mark.parametrize("side_by_side", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_all_jobs_in_order(count: int, side_by_side: bool) -> None:
    found = list(relay(range(count), lambda job: job + 1, lambda made: made * made, side_by_side=side_by_side))
    assert found == [(job + 1, (job + 1) ** 2) for job in range(count)]


def test_the_first_step_goes_on_while_the_second_works() -> None:
    following = threading.Event()

    def first(job: int) -> int:
        if job == 1:
            following.set()
        return job

    def second(made: int) -> bool:
        return following.wait(10)

    assert list(relay([0, 1], first, second, side_by_side=True)) == [(0, True), (1, True)]


def test_in_one_thread_the_steps_take_turns() -> None:
    steps: list[tuple[str, int, int]] = []

    def note(step: str, job: int) -> int:
        steps.append((step, job, threading.get_ident()))
        return job

    list(relay([0, 1], lambda job: note("first", job), lambda job: note("second", job), side_by_side=False))
    assert [step[:2] for step in steps] == [("first", 0), ("second", 0), ("first", 1), ("second", 1)]
    assert len({thread for *_, thread in steps}) == 1


def test_errors_are_raised_where_their_turn_is() -> None:
    def second(made: int) -> float:
        return 1 / made

    found = relay([2, 0, 1], lambda job: job, second, side_by_side=True)
    assert next(found) == (2, 0.5)
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_one_that_is_left_early_leaves_no_thread() -> None:
    before = threading.active_count()
    found = relay(range(5), lambda job: job, lambda made: made, side_by_side=True)
    next(found)
    found.close()
    assert threading.active_count() == before
