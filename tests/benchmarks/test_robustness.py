"""Every named page stays within its bar."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import Levenshtein

import pagerec
from benchmarks.robustness import pages, typeset
from benchmarks.robustness.pages import NamedPage
from pagerec.evaluation.folding import fold

needs_fonts = pytest.mark.skipif(not typeset.available(), reason=f"needs {typeset.PACKAGES}")


@needs_fonts
@pytest.mark.parametrize("page", pages.ALL, ids=lambda page: page.name)
def test_a_page_is_read_within_its_bar(page: NamedPage) -> None:
    picture, text = page.make()
    truth, found = fold(text), fold(pagerec.read(picture).text)
    assert 100 * Levenshtein.distance(truth, found) <= page.bar * len(truth), found


@needs_fonts
def test_a_page_is_the_same_each_time() -> None:
    page = pages.LIGHT[5]
    assert (page.make()[0] == page.make()[0]).all()
