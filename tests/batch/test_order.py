"""An item under way: what is given out to be read, and what is given on."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from pagerec.batch.order import Item, _Job
from pagerec.batch.pool import Counted, Died
from pagerec.batch.work import PAGES, Outcome, ReadOptions, Task
from pagerec.page import Page


def job_of(first: int = 1, last: int | None = None, pages: int | None = None) -> _Job:
    """An item whose first pages are with a process."""
    job = _Job(Item("a", "a.pdf", first, last), first, first + PAGES)
    if pages is not None:
        job.note(Counted(Task("a", "a.pdf", first, first + PAGES - 1), pages))
    return job


def read(page: int, pages: int = 99) -> Outcome:
    return Outcome("a", page, pages, b"{}")


def died(first: int, last: int, pages: int | None) -> Died:
    return Died(Task("a", "a.pdf", first, last, pages), "its process was ended", pages)


def test_more_pages_are_given_out_when_they_are_counted() -> None:
    assert job_of().next_task() is None
    job = job_of(pages=20)
    assert job.next_task() == Task("a", "a.pdf", 9, 16, 20)
    assert job.next_task() == Task("a", "a.pdf", 17, 20, 20)
    assert job.next_task() is None


def test_no_page_beyond_those_wanted_is_given_out() -> None:
    job = job_of(first=3, last=12, pages=20)
    assert job.next_task() == Task("a", "a.pdf", 11, 12, 20)
    assert job.next_task() is None
    assert job_of(first=3, last=12, pages=5).next_task() is None


@given(st.integers(1, 12), st.none() | st.integers(1, 15), st.integers(1, 15), st.randoms(use_true_random=False))
def test_pages_come_in_order_and_once(first: int, last: int | None, pages: int, shuffler: random.Random) -> None:
    job = job_of(first, last, pages)
    end = pages if last is None else min(pages, last)
    wanted = list(range(first, end + 1))
    found: list[int] = []
    for page in shuffler.sample(wanted, len(wanted)):
        assert not job.is_done
        job.note(read(page, pages))
        found += [outcome.page for outcome in job.give_out()]
    assert found == wanted
    assert job.is_done


def test_a_page_that_ends_two_processes_is_set_aside_and_the_others_are_read() -> None:
    job = job_of(pages=9)
    left = Task("a", "a.pdf", 3, 8, 9)
    assert job.note(died(3, 8, 9)) == left, "once more"
    assert job.note(died(3, 8, 9)) == Task("a", "a.pdf", 4, 8, 9)
    job.note(read(1))
    job.note(read(2))
    outcomes = list(job.give_out())
    assert [outcome.page for outcome in outcomes] == [1, 2, 3]
    assert outcomes[2].error == "its process was ended, twice; read it alone, or from a smaller picture"


def test_deaths_over_other_pages_count_by_themselves() -> None:
    job = job_of(pages=9)
    for page in (1, 2, 3):
        assert job.note(died(page, 8, 9)) == Task("a", "a.pdf", page, 8, 9)
    assert not job.outcomes


def test_the_last_page_of_a_task_leaves_nothing_to_read() -> None:
    job = job_of(pages=8)
    job.note(died(8, 8, 8))
    assert job.note(died(8, 8, 8)) is None


def test_a_file_that_can_not_be_opened_is_one_outcome() -> None:
    job = job_of()
    assert job.note(died(1, 8, None)) is not None
    assert job.note(died(1, 8, None)) is None
    (outcome,) = job.give_out()
    assert (outcome.page, outcome.pages) == (0, 0)
    assert job.is_done


class Kept:
    """Stands for a file that is written."""

    def keep(
        self, task: Task, pages: int, found: Iterator[tuple[int, Page | str]], options: ReadOptions
    ) -> Iterator[Outcome]:
        yield from ()


def whole_job(pages: int) -> tuple[_Job, Task]:
    """A file whose pages belong together, and what is asked of a process."""
    job = _Job(Item("a", "a.pdf", target=Kept()), 1, 1)
    task = job.first_task()
    job.note(Counted(task, pages))
    return job, task


def test_pages_that_belong_together_are_one_task_and_come_when_the_last_is_there() -> None:
    job, task = whole_job(20)
    assert (task.first, task.last, task.target) == (1, sys.maxsize, job.item.target)
    assert job.next_task() is None
    for page in range(1, 20):
        job.note(read(page, 20))
        assert list(job.give_out()) == []
    job.note(read(20, 20))
    assert [outcome.page for outcome in job.give_out()] == list(range(1, 21))
    assert job.is_done


def test_pages_that_belong_together_are_read_once_more_from_the_first_on() -> None:
    job, task = whole_job(3)
    job.note(read(1, 3))
    left = Task("a", "a.pdf", 2, 3, 3, task.target)
    again = job.note(Died(left, "its process was ended", 3))
    assert again == Task("a", "a.pdf", 1, 3, 3, task.target)
    job.note(read(1, 3))
    job.note(read(2, 3))
    assert list(job.give_out()) == []
    assert job.note(Died(Task("a", "a.pdf", 3, 3, 3, task.target), "its process was ended", 3)) is None
    (outcome,) = job.give_out()
    assert (outcome.page, outcome.pages) == (0, 0)
    assert "twice" in outcome.error
    assert job.is_done


def test_a_file_that_could_not_be_written_is_one_outcome() -> None:
    job, _ = whole_job(3)
    job.note(read(1, 3))
    job.note(read(2, 3))
    job.note(Outcome("a", 0, 0, error="bad"))
    assert [outcome.error for outcome in job.give_out()] == ["bad"]
    assert job.is_done


def test_the_window_counts_what_is_under_way() -> None:
    job = job_of(pages=3)
    assert job.given - job.next == 3
    job.note(read(1))
    list(job.give_out())
    assert job.given - job.next == 2
