"""Sets of punctuation."""

from __future__ import annotations

import unicodedata

from pagerec.common.punctuation import CLOSING, OPENING, WIDE_CLOSING, WIDE_OPENING


def test_nothing_both_opens_and_closes() -> None:
    assert not OPENING & CLOSING
    assert WIDE_OPENING < OPENING
    assert WIDE_CLOSING < CLOSING


def test_every_bracket_that_opens_is_closed() -> None:
    wide = ["（）", "［］", "｛｝", "〔〕", "〈〉", "《》", "「」", "『』", "【】", "〖〗", "“”", "‘’"]
    pairs = [*wide, "()", "[]", "{}"]
    assert {pair[0] for pair in pairs} == OPENING
    assert {pair[1] for pair in pairs} <= CLOSING
    for opening, closing in pairs:
        assert (opening in WIDE_OPENING) == (closing in WIDE_CLOSING)


def test_unicode_agrees() -> None:
    assert {unicodedata.category(char) for char in OPENING} == {"Ps", "Pi"}
    assert {unicodedata.category(char) for char in CLOSING} == {"Pe", "Pf", "Po"}
    assert all(unicodedata.east_asian_width(char) in "WFA" for char in WIDE_OPENING | WIDE_CLOSING)
