"""The order that people give names."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pagerec.common.ordering import natural_order


@given(st.text(max_size=20), st.integers(0, 10**30), st.integers(0, 10**30), st.text(max_size=5))
def test_numbers_count_by_their_value(start: str, one: int, two: int, end: str) -> None:
    start = start.rstrip("0123456789") + "x"
    assert (natural_order(f"{start}{one}.{end}") < natural_order(f"{start}{two}.{end}")) == (one < two)


@given(st.lists(st.text(max_size=8), max_size=8), st.randoms(use_true_random=False))
def test_the_order_is_that_of_the_names_alone(names: list[str], shuffler: Random) -> None:
    def key(name: str) -> object:
        return natural_order(name), name

    assert sorted(shuffler.sample(names, len(names)), key=key) == sorted(names, key=key)
