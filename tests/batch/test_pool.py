"""Processes that die or get stuck, and the order of what they read. The processes are real, what they read is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pagerec.batch import pool as module
from pagerec.batch.files import FileTarget
from pagerec.batch.order import Item, read_in_order
from pagerec.batch.pool import Pool
from pagerec.batch.work import Outcome, ReadOptions
from pagerec.errors import ModelError, PagerecError
from pagerec.page.saving import CsvOptions
from tests.batch import workers

Read = Callable[..., list[Outcome]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Read files whose names say what happens."""
    monkeypatch.setattr(module, "work", workers.read)

    def read(*names: str, jobs: int = 2, window: int = 64, patience: float = 900.0) -> list[Outcome]:
        items = (Item(name, str(tmp_path / name)) for name in names)
        with Pool(jobs, ReadOptions(), patience=patience) as pool:
            return list(read_in_order(items, pool, window))

    return read


def pages(outcomes: list[Outcome]) -> list[tuple[str, int]]:
    return [(outcome.name, outcome.page) for outcome in outcomes]


def every(*names: str) -> list[tuple[str, int]]:
    return [(name, page) for name in names for page in range(1, int(name.partition("-")[0]) + 1)]


def test_the_order_is_that_of_the_input(read: Read) -> None:
    names = ["1-slow-1-a", "30-b", "1-c", "9-slow-9-d", "8-e", *(f"1-{number}" for number in range(40))]
    outcomes = read(*names)
    assert pages(outcomes) == every(*names)
    assert all(outcome.line == f"{outcome.name} {outcome.page}\n".encode() for outcome in outcomes)
    assert not any(outcome.error for outcome in outcomes)


@pytest.mark.parametrize("window", [1, 9])
def test_a_small_window_is_enough(read: Read, window: int) -> None:
    names = ["20-slow-1-a", "1-b", "17-slow-16-c"]
    assert pages(read(*names, window=window)) == every(*names)


def test_not_more_is_begun_than_the_window_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "work", workers.read)
    asked = 0

    def items() -> Iterator[Item]:
        nonlocal asked
        for number in range(200):
            asked += 1
            name = f"1-{'slow-1-' if number == 0 else ''}{number}"
            yield Item(name, str(tmp_path / name))

    with Pool(2, ReadOptions()) as pool:
        outcomes = read_in_order(items(), pool, 16)
        next(outcomes)
        assert asked <= 17
        assert len(list(outcomes)) == 199


def test_processes_that_die(read: Read, tmp_path: Path) -> None:
    """Once: the page is read again. Twice: the page, or the file that can't even be opened, is set aside."""
    once, twice = "12-once-3-a", ["20-deadly-3-b", "1-deadly-1-c", "9-deadly-9-d"]
    outcomes = read(once, *twice, "5-deadly-to-open", "2-e")
    assert (tmp_path / once).exists(), "it did not die"
    assert pages(outcomes) == [*every(once, *twice), ("5-deadly-to-open", 0), *every("2-e")]
    errors = {(outcome.name, outcome.page): outcome.error for outcome in outcomes if outcome.error}
    assert list(errors) == [(twice[0], 3), (twice[1], 1), (twice[2], 9), ("5-deadly-to-open", 0)]
    assert all("SIGKILL" in error and "twice" in error for error in errors.values())


def test_a_file_whose_pages_belong_together_is_read_from_its_first_page_when_a_process_dies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "work", workers.read)
    names = ["12-once-3-a", "4-deadly-2-b", "30-c"]
    target = FileTarget("unused", CsvOptions())
    items = (Item(name, str(tmp_path / name), target=target) for name in names)
    with Pool(2, ReadOptions()) as pool:
        outcomes = list(read_in_order(items, pool, 64))
    assert (tmp_path / names[0]).exists(), "it did not die"
    assert pages(outcomes) == [*every(names[0]), (names[1], 0), *every(names[2])]


def test_a_stuck_process_is_killed(read: Read) -> None:
    begun = time.monotonic()
    outcomes = read("3-stuck-2-a", "2-b", jobs=1, patience=2.0)
    assert pages(outcomes) == every("3-stuck-2-a", "2-b")
    assert [bool(outcome.error) for outcome in outcomes] == [False, True, False, False, False]
    assert "more than 2 seconds" in outcomes[1].error
    assert time.monotonic() - begun < 60


def test_what_concerns_all_files_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", workers.without_model)
    with Pool(2, ReadOptions()) as pool, pytest.raises(ModelError, match="there is no model"):
        list(read_in_order(iter([Item("1-a", "1-a")]), pool, 8))


def test_processes_that_never_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", workers.dying)
    with Pool(2, ReadOptions()) as pool, pytest.raises(PagerecError, match=r"don't start .*ended with code 7"):
        list(read_in_order(iter([Item("1-a", "1-a")]), pool, 8))


def test_known_problems_and_files_without_wanted_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "work", workers.read)
    gone: list[str] = []
    items = [
        Item("a", "", problem="damaged"),
        Item("10-b", str(tmp_path / "10-b"), first=9, discard=lambda: gone.append("10-b")),
        Item("3-c", str(tmp_path / "3-c"), first=4),
        Item("5-d", str(tmp_path / "5-d"), first=2, last=3),
        Item("e", "", problem="damaged"),
    ]
    with Pool(1, ReadOptions()) as pool:
        outcomes = list(read_in_order(iter(items), pool, 16))
    assert pages(outcomes) == [("a", 0), ("10-b", 9), ("10-b", 10), ("5-d", 2), ("5-d", 3), ("e", 0)]
    assert gone == ["10-b"]
