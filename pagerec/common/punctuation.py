"""Punctuation that opens and closes, once for all rooms."""

from __future__ import annotations

__all__ = ["CLOSING", "OPENING", "WIDE_CLOSING", "WIDE_OPENING"]

WIDE_OPENING = frozenset("（［｛〔〈《「『【〖“‘")
"""Full-width punctuation that ends no line; its ink is in the right half of its place."""

WIDE_CLOSING = frozenset("，。、：；！？．）］｝〕〉》」』】〗”’")
"""Full-width punctuation that starts no line; its ink is in the left half of its place."""

OPENING = WIDE_OPENING | frozenset("([{")
"""The same with that of Latin print."""

CLOSING = WIDE_CLOSING | frozenset("…,.:;!?)]}")
"""The same with that of Latin print, and the ellipsis."""
