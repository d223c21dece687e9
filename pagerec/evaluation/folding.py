"""Bring text to a common form, so that only errors of reading are counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pagerec.recognition.charset import is_han

_LOOK_ALIKE = {
    '"': "“”„‟″＂「」『』",
    "'": "‘’‚‛′＇`´",
    "-": "—–―−‐‑‒─━ー",
    ".": "。．｡",
    "·": "•‧・∙⋅●▪■",
    ",": "、",
    "~": "～∼",
    "<": "〈《⟨",
    ">": "〉》⟩",
    "[": "【〔",
    "]": "】〕",
    "...": "…⋯",
}
_TABLE = str.maketrans({char: folded for folded, chars in _LOOK_ALIKE.items() for char in chars})
_DOTS = ".·"
#: Dots in a row that make an ellipsis.
_ELLIPSIS = 3


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text that knows where each of its characters comes from.

    Attributes
    ----------
    text : str
    sources : tuple of int
        For each character of `text` the index of the string it was made from.
    """

    text: str
    sources: tuple[int, ...]


def fold(text: str) -> str:
    """Fold a text: compatibility forms, look-alike punctuation, white space.

    Unicode's NFKC, then one character for all that look alike (“ ” and ", 。 and ., all dashes, …), without
    white space; dashes in a row count as one, three or more dots in a row as an ellipsis.

    Examples
    --------
    >>> fold("“ＡＢ”——，…… 。")
    '"AB"-,...'
    """
    return fold_characters(text).text


def fold_characters(strings: Iterable[str]) -> Folded:
    """Fold strings (most often single characters) as one text, and say where every character comes from.

    Parameters
    ----------
    strings : iterable of str

    Examples
    --------
    >>> fold_characters(["一", "—", "—", "…"])
    Folded(text='一-...', sources=(0, 1, 3, 3, 3))
    """
    folded = [(char, source) for text, source in _clusters(strings) for char in _fold_plain(text)]
    kept = list(_collapse(folded))
    return Folded("".join(char for char, _ in kept), tuple(source for _, source in kept))


def han(text: str) -> str:
    """Only the Han characters of a text.

    Examples
    --------
    >>> han("第 1 章：OCR")
    '第章'
    """
    return "".join(char for char in text if is_han(char))


def _clusters(strings: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Characters with the combining marks that follow them, and the string each comes from."""
    cluster, source = "", 0
    for index, text in enumerate(strings):
        for char in text:
            if cluster and _combines(char):
                cluster += char
                continue
            if cluster:
                yield cluster, source
            cluster, source = char, index
    if cluster:
        yield cluster, source


def _combines(char: str) -> bool:
    """Whether a character joins the one before it, half-width voicing marks of kana included."""
    return unicodedata.combining(unicodedata.normalize("NFKC", char)[0]) > 0


def _fold_plain(text: str) -> str:
    """Fold without looking at neighbours. Before NFKC too, which would part ″ and ´ into pieces."""
    plain = unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE)
    return "".join(plain.split())


def _collapse(chars: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """One dash for dashes in a row, three dots for three or more dots."""
    start = 0
    while start < len(chars):
        end = _run_end(chars, start)
        if chars[start][0] == "-":
            yield chars[start]
        elif end - start >= _ELLIPSIS:
            yield from ((".", source) for _, source in chars[start : start + _ELLIPSIS])
        else:
            yield from chars[start:end]
        start = end


def _run_end(chars: list[tuple[str, int]], start: int) -> int:
    """Where the run of dashes or of dots that starts here ends; the next character where none does."""
    kinds = next((kind for kind in ("-", _DOTS) if chars[start][0] in kind), "")
    end = start + 1
    while end < len(chars) and chars[end][0] in kinds:
        end += 1
    return end
