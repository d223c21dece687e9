"""Lines counted against true ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pagerec.segmentation.map_line import MapLine
from pagerec.training.textmap.measure import LineCounts, count_lines, measure
from pagerec.training.textmap.samples import TruePage, level_line
from tests.pages import text_map
from tests.training.textmap.pages import save_pages

PAGE = TruePage(
    np.zeros((200, 300, 3), np.uint8),
    (level_line(20, 220, 60, 20), level_line(20, 220, 120, 20)),
    np.array([[230.0, 150.0, 290.0, 190.0]]),
)


def found(left: float, right: float, baseline: float = 60, em: float = 20.0) -> MapLine:
    middle = baseline - 0.38 * 20
    return MapLine(np.array([[left, middle], [right, middle]], np.float64), em, 0.0, 0.9)


OTHER = found(22, 218, 120)


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        ([found(22, 218)], LineCounts(2, whole=2)),
        ([found(22, 218, em=26)], LineCounts(2, whole=1, resized=1)),
        ([found(22, 110), found(118, 218)], LineCounts(2, whole=1, split=1)),
        ([], LineCounts(2, whole=1, missed=1)),
        ([found(22, 90)], LineCounts(2, whole=1, missed=1)),
        ([found(22, 218), found(22, 180, 190)], LineCounts(2, whole=2, false=1)),
        ([found(22, 218), found(240, 280, 180)], LineCounts(2, whole=2)),
    ],
    ids=["whole", "resized", "split", "missed", "half", "false", "ignored"],
)
def test_lines_are_counted(lines: list[MapLine], counts: LineCounts) -> None:
    assert count_lines(PAGE, [*lines, OTHER]) == counts


def test_a_line_through_two_is_merged() -> None:
    page = TruePage(PAGE.image, (level_line(20, 120, 60, 20), level_line(150, 250, 60, 20)), np.zeros((0, 4)))
    assert count_lines(page, [found(22, 248)]) == LineCounts(2, merged=2)


def test_counts_add_up_and_become_shares() -> None:
    total = LineCounts(3, whole=2, missed=1) + LineCounts(1, whole=1, false=2)
    assert total == LineCounts(4, whole=3, missed=1, false=2)
    assert total.shares() == {
        "lines": 4, "whole": 75.0, "resized": 0.0, "split": 0.0, "merged": 0.0, "missed": 25.0, "false": 50.0,
    }  # fmt: skip
    assert LineCounts().shares()["lines"] == 0


def test_a_folder_is_measured_by_kind(tmp_path: Path) -> None:
    counts = measure(text_map(), save_pages(tmp_path, 2))
    assert set(counts) == {"all", "tiny"}
    assert counts["all"] == counts["tiny"]
    assert counts["all"].lines == 10
    assert measure(text_map(), tmp_path, limit=1)["all"].lines == 5
