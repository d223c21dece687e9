"""Simplified and traditional: what tells them apart, and what script a text is in."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, TypeAlias

__all__ = ["BIG5", "Script", "han_of", "own_characters", "script_of"]

Script: TypeAlias = Literal["simplified", "traditional", "mixed", "latin", ""]
"""What a text is in: Chinese of one kind or of both, letters without Chinese, or neither."""

_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
#: The lead bytes of the Han characters of Big5, of the frequent ones of Big5, and of GB 2312.
BIG5, _BIG5_FREQUENT, _GB2312 = range(0xA4, 0xFA), range(0xA4, 0xC7), range(0xB0, 0xF8)
#: Share of the rarer script's own characters from which a text is mixed, and of Han among letters that make Chinese.
_MIXED, _CHINESE = 0.2, 0.1


def han_of(codec: str, leads: range) -> str:
    """The Han characters of a two-byte code, in its order."""
    codes = (bytes((lead, trail)).decode(codec, errors="ignore") for lead in leads for trail in _TRAILS)
    return "".join(char for char in codes if "\u4e00" <= char <= "\u9fff")


@lru_cache(maxsize=1)
def own_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only simplified text has (GB 2312 without Big5), and only traditional text (the reverse).

    Rare ones of Big5 tell nothing: they are characters of names in either script.
    """
    simplified = frozenset(han_of("gb2312", _GB2312))
    return simplified.difference(han_of("big5", BIG5)), frozenset(han_of("big5", _BIG5_FREQUENT)) - simplified


def script_of(text: str) -> Script:
    """The script of a text, by the characters that only one has; simplified where nothing tells.

    Examples
    --------
    >>> script_of("我们的图书馆"), script_of("我們的圖書館"), script_of("library")
    ('simplified', 'traditional', 'latin')
    """
    letters = [char for char in text if char.isalpha()]
    han = [char for char in letters if "\u3400" <= char <= "\u9fff"]
    if len(han) <= _CHINESE * len(letters):
        return "latin" if letters else ""
    ours, theirs = own_characters()
    counts = sum(char in ours for char in han), sum(char in theirs for char in han)
    if min(counts) > _MIXED * sum(counts):
        return "mixed"
    return "traditional" if counts[1] > counts[0] else "simplified"
