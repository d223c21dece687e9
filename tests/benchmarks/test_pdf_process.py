"""What the process that draws PDFs costs."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.pdf_process import Cost, examples, measure_file, show
from pagerec import Page
from tests.sources.made import WidthReader

pytest.importorskip("pypdfium2")


def test_both_ways_are_measured_and_shown() -> None:
    reader: Any = WidthReader()
    costs, opening = measure_file(examples(), 36.0, 2, 2, reader)
    assert len(costs) == 2
    assert min(min(cost.there, cost.here, cost.reading) for cost in costs) > 0
    assert opening > 0
    assert "2 pages; drawn there" in show("a.pdf", costs, opening)


def test_the_share_is_of_a_page_that_is_drawn_and_read() -> None:
    cost = Cost(there=0.13, here=0.1, reading=0.5)
    assert cost.share == pytest.approx(0.03 / 0.6)
    assert "costs 30.0 ms a page, 5.0 %" in show("a.pdf", [cost], 0.2)


def test_every_other_turn_begins_with_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[str] = []

    def draw(pdf: str, *_: object) -> None:
        turns.append(pdf)

    class Reader:
        def read(self, _: object) -> Page:
            return Page((), 1, 1)

    from benchmarks import pdf_process

    monkeypatch.setattr(pdf_process, "drawn_picture", draw)
    there: Any = "there"
    here: Any = "here"
    reader: Any = Reader()
    pdf_process.measure(there, here, 1, 36.0, 2, reader)
    assert turns == ["here", "there", "there", "here", "here", "there"]
