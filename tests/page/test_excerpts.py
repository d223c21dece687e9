"""Short forms of texts and numbers."""

from __future__ import annotations

from pagerec.page.excerpts import count, excerpt


def test_a_text_of_24_characters_is_shown_whole() -> None:
    assert excerpt("能" * 24) == repr("能" * 24)
    assert excerpt("能" * 25) == repr("能" * 23 + "…")
    assert excerpt("a\n'b") == repr("a\n'b"), "quoted"
    assert excerpt("") == "''"


def test_one_has_no_s() -> None:
    assert [count(range(number), "page") for number in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
