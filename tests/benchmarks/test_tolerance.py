"""The table of what geometry a line may have wrong."""

from __future__ import annotations

import pytest

from benchmarks.robustness.typeset import PACKAGES, PROSE, available, page
from benchmarks.tolerance import ERRORS, HEAD, Row, in_markdown, larger, lower, measure, wider
from pagerec.reading.reader import Reader
from pagerec.segmentation import TextLine

FRAME = TextLine(10, 200, 50, 20, 40, 60, seen=(22.0, 51.0))


def test_frames_are_made_wrong() -> None:
    large = larger(FRAME, 1.5)
    assert (large.em, large.centre, large.seen) == (30, 50, (33, 51))
    assert wider(FRAME, 0.5).width == 0.5
    low = lower(FRAME, 0.1)
    assert (low.em, low.centre, low.seen) == (20, 52, (22, pytest.approx(53.2)))
    for error in ERRORS:
        assert error.amounts == tuple(sorted(error.amounts))


def test_rows_of_the_table() -> None:
    assert in_markdown(Row("em ×", 0.6, 33.333, 2)) == "| em × | 0.60 | 33.33 | 2.00 |"
    assert in_markdown(Row("middle + … em", 0.05, 0, 0)) == "| middle + … em | +0.05 | 0.00 | 0.00 |"
    assert HEAD.splitlines()[0].count("|") == in_markdown(Row("em ×", 1, 0, 0)).count("|")


@pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")
def test_what_is_right_is_read_and_what_is_wrong_is_not() -> None:
    em = ERRORS[0]
    pages = [page(PROSE[:1], 24)]
    wrong, right = measure(Reader(), pages, [type(em)(em.name, (0.4, 1.0), em.apply)])
    assert right.alone <= right.with_others + 1 < 2
    assert wrong.alone > 30
    assert wrong.with_others <= wrong.alone
