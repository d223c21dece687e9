"""Short forms for the `repr` of pages and their parts."""

from __future__ import annotations

from collections.abc import Sized

__all__ = ["count", "excerpt"]

_EXCERPT = 24
"""Characters of text that a `repr` shows."""


def excerpt(text: str) -> str:
    """Give the start of a text, quoted."""
    return repr(text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…")


def count(items: Sized, noun: str) -> str:
    """Give a number and its noun.

    Examples
    --------
    >>> count("ab", "line"), count("a", "line")
    ('2 lines', '1 line')
    """
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
