"""Self times of the stages of reading."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from benchmarks.stages import (
    FIRST,
    REASONS,
    REPEATED,
    STAGES,
    Clock,
    Key,
    Spent,
    Timed,
    added,
    main,
    measure,
    now,
    reason_table,
    stage_table,
    wrapped,
)
from pagerec.reading import reader as reading
from pagerec.reading.reader import Reader
from pagerec.segmentation.windows import CellWindows

ROOT = Path(__file__).parents[2]
STAGES_OF_MODULE = {"outer": ("stages_of_a_test.outer",), "inner": ("stages_of_a_test.inner",)}


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module whose functions take known times, by its own clock: `outer` calls `again`, and that `inner`."""
    module: Any = ModuleType("stages_of_a_test")
    module.time = 0.0

    def inner() -> None:
        module.time += 2

    def again() -> None:
        module.time += 10
        module.inner()

    def outer() -> None:
        module.time += 1
        module.again()
        module.time += 100
        module.again()

    module.inner, module.again, module.outer = inner, again, outer
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


def times(module: Any, **tables: Any) -> dict[Key, Spent]:
    """What is spent in a call of the outer function."""
    clock = Clock(lambda: Spent(module.time, 3 * module.time))
    with wrapped(clock, **{"stages": STAGES_OF_MODULE, "reasons": {}, "repeated": {}, **tables}):
        module.outer()
    return clock.spent


def test_a_stage_has_its_self_time(module: Any) -> None:
    spent = times(module)
    assert spent == {Key("outer"): Spent(121, 363, 1), Key("inner"): Spent(4, 12, 2)}
    assert sum(spent.values(), Spent()).wall == module.time


def test_what_is_called_for_a_reason_counts_for_it(module: Any) -> None:
    spent = times(module, reasons={"why": ("stages_of_a_test.again",)})
    assert {key: value.wall for key, value in spent.items()} == {
        Key("outer"): 101,
        Key("outer", "why"): 20,
        Key("inner", "why"): 4,
    }


def test_the_first_call_is_no_repetition(module: Any) -> None:
    repeated = {"why": ("stages_of_a_test.again",)}
    by_reason = added([times(module, repeated=repeated)], lambda key: key.reason)
    assert {reason: spent.wall for reason, spent in by_reason.items()} == {FIRST: 113, "why": 12}


def test_the_outermost_reason_counts(module: Any) -> None:
    tables = {"reasons": {"all": ("stages_of_a_test.again",)}, "repeated": {"why": ("stages_of_a_test.inner",)}}
    by_reason = added([times(module, **tables)], lambda key: key.reason)
    assert {reason: spent.wall for reason, spent in by_reason.items()} == {FIRST: 101, "all": 24}


def test_a_stage_that_fails_has_ended(module: Any) -> None:
    def fail() -> None:
        module.time += 5
        raise ValueError("it fails")

    module.inner = fail
    clock = Clock(lambda: Spent(module.time))
    with wrapped(clock, STAGES_OF_MODULE, {}, {}):
        for _ in range(2):
            with pytest.raises(ValueError, match="it fails"):
                module.outer()
    assert {key.stage: spent.wall for key, spent in clock.spent.items()} == {"outer": 22, "inner": 10}


@pytest.mark.parametrize("table", ["stages", "reasons", "repeated"])
def test_an_unknown_name_is_refused_and_nothing_stays_wrapped(module: Any, table: str) -> None:
    before = module.outer
    names = {"known": ("stages_of_a_test.outer",), "new": ("stages_of_a_test.renamed",)}
    with pytest.raises(AttributeError, match="renamed"):
        times(module, **{table: names})
    assert module.outer is before


def test_every_name_is_one_of_pagerec_and_is_restored() -> None:
    before = reading.load_image, Reader.read, CellWindows.__call__
    with wrapped(Clock()):
        during = reading.load_image, Reader.read, CellWindows.__call__
    assert (reading.load_image, Reader.read, CellWindows.__call__) == before
    assert not {*before} & {*during}
    names = [name for table in (STAGES, REASONS, REPEATED) for names in table.values() for name in names]
    assert len(names) > 40


def test_stages_of_a_picture_add_up_to_its_reading() -> None:
    reader = Reader(threads=1)
    reader.read(np.full((64, 64), 255, np.uint8))
    start = now()
    timed = measure(reader, ROOT / "examples" / "paragraph.png")
    end = now()
    whole = sum(timed.spent.values(), Spent())
    assert 0.5 * (end.wall - start.wall) < whole.wall <= end.wall - start.wall
    assert whole.processor <= end.processor - start.processor
    assert timed.characters > 50
    by_stage = added([timed.spent], lambda key: key.stage)
    assert {*STAGES} - {*by_stage} == {"columns"}
    assert by_stage["rest"].calls == by_stage["decode the picture"].calls == 1


def test_tables() -> None:
    spent = {
        Key("cells"): Spent(0.3, 0.6, 2),
        Key("rest"): Spent(0.1, 0.1, 1),
        Key("cells", "one script"): Spent(0.1, 0.3, 1),
    }
    some = [Timed(1_000_000, 500, spent), Timed(3_000_000, 0, {})]
    _, _, cells, rest, whole = stage_table(some).splitlines()
    assert cells == "| cells | 1.5 | 80.0 | 25.0 | 90.0 | 200.0 | 100.0 | 800.0 | 450.0 | 225.0 | 1800.0 |"
    assert rest.startswith("| rest | 0.5 | 20.0 | 0.0 | 10.0 | 50.0 |")
    assert whole.startswith("| whole | 2.0 | 100.0 | 20.0 | 100.0 | 250.0 |")
    assert reason_table(some).splitlines()[2:] == [
        "| first reading | 80.0 | 200.0 | 350.0 |",
        "| one script | 20.0 | 50.0 | 150.0 |",
    ]
    assert "| – |" in stage_table([Timed(1_000_000, 0, spent)])


def test_a_folder_without_pictures_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no picture"):
        main([str(tmp_path)])
