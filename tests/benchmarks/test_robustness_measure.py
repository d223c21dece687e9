"""The curves of robustness."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.robustness.measure import SWEEPS, Point, draw, named_pages, picture, table
from benchmarks.robustness.typeset import PACKAGES, available


@pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")
@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_more_changes_a_page_more(sweep) -> None:
    first, again = picture(sweep, sweep.amounts[1])[0], picture(sweep, sweep.amounts[1])[0]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, picture(sweep, sweep.amounts[-1])[0])


def test_curves_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    points = [Point("pagerec", sweep.name, amount, 3.0) for sweep in SWEEPS for amount in sweep.amounts]
    draw(points, tmp_path / "curves.png")
    assert Image.open(tmp_path / "curves.png").width > 800


def test_names_of_pages_are_unique() -> None:
    names = [page.name for page in named_pages()]
    assert len(names) == len(set(names))
    assert table([("skew 10°", 1.0, 0.25)]).splitlines()[-1] == "| skew 10° | 0.25 | 1.0 |"
