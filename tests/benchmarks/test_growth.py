"""How time grows, and the pages that tell it."""

from __future__ import annotations

import pytest

from benchmarks.growth import SERIES, Row, Series, enlarged, exponent, in_white, measure, of_length, of_lines, table
from benchmarks.growth import text_of as text_of_length
from benchmarks.robustness.typeset import PACKAGES, available
from pagerec.reading.reader import Reader

needs_fonts = pytest.mark.skipif(not available(), reason=f"needs {PACKAGES}")


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_exponent_of_a_known_curve(power: float) -> None:
    amounts = [1, 3, 10, 30, 100]
    assert exponent(amounts, [0.2 * amount**power for amount in amounts]) == pytest.approx(power)


def test_only_the_upper_half_tells_the_exponent() -> None:
    assert exponent([1, 10, 100, 1000], [50, 1, 2, 20]) == pytest.approx(1.0)


def test_tables_have_the_exponent_of_what_grows() -> None:
    rows = [Row(100, 90, lines, megapixels, megapixels**2) for lines, megapixels in ((2, 1), (4, 2), (8, 4))]
    by_lines = table(Series("Some", "lines", (), of_lines), rows)
    assert "| 100 | 90 | 8 | 4.00 | 16.000 | 4.000 | 160.000 |" in by_lines
    assert by_lines.endswith("Exponent by lines, upper half: 2.00\n")
    squared = [Row(100, 90, 1, row.megapixels, row.megapixels) for row in rows]
    assert table(Series("Some", "megapixels", (), in_white), squared).endswith("half: 1.00\n")


def test_amounts_ascend_and_are_enough_for_an_exponent() -> None:
    for series in SERIES:
        assert list(series.amounts) == sorted(set(series.amounts))
        assert len(series.amounts) >= 4
        assert series.grows in Row.__annotations__


@pytest.mark.parametrize("characters", [10, 100, 1000])
def test_texts_have_the_length_asked_for(characters: int) -> None:
    assert sum(map(len, text_of_length(characters))) == characters


@needs_fonts
def test_pages_have_ever_more_of_what_grows() -> None:
    assert len("".join(of_length(100).text.split())) == pytest.approx(100, abs=5)
    few, many = of_lines(20), of_lines(50)
    assert few.text.replace("\n", "") == pytest.approx(many.text.replace("\n", ""))
    assert len(few.text.splitlines()) < 30 < len(many.text.splitlines())
    for make in (in_white, enlarged):
        assert make(0.3).gray.size == pytest.approx(0.3e6, rel=0.02)
        assert make(3).text == make(0.3).text
    assert in_white(3).gray.mean() > 245 > enlarged(3).gray.mean()


@needs_fonts
def test_pages_are_read() -> None:
    (row,) = measure(Reader(threads=1), Series("Some", "characters", (30,), of_length), 1)
    assert row.read == row.characters == pytest.approx(30, abs=3)
    assert row.seconds > 0
