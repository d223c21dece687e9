"""Count spaces that were missed, and read where there are none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from pagerec.evaluation.folding import Folded, fold_characters


class SpaceErrors(NamedTuple):
    """Spaces of the truth, and how many were missed, and were read where there is none."""

    spaces: int
    missed: int
    extra: int


def space_errors(truth: str, read: str) -> SpaceErrors:
    """Compare the spaces between Latin characters (letters, digits, ASCII punctuation) that were read rightly.

    Between Latin and Chinese, and between Chinese characters, programs set white on their own, and texts of the same
    look have a space there or none: such places are not counted, nor are line ends.

    Examples
    --------
    >>> space_errors("a bc, d 中 e", "a b c,d 中e")
    SpaceErrors(spaces=2, missed=1, extra=1)
    """
    right, answer = fold_characters(truth), fold_characters(read)
    expected, found = _spaces(truth, right), _spaces(read, answer)
    spaces = missed = extra = 0
    for code in Levenshtein.opcodes(right.text, answer.text):
        if code.tag != "equal":
            continue
        for step in range(1, code.src_end - code.src_start):
            there, here = expected[code.src_start + step], found[code.dest_start + step]
            if there is not None and here is not None:
                spaces += there
                missed += there and not here
                extra += here and not there
    return SpaceErrors(spaces, missed, extra)


def _spaces(text: str, folded: Folded) -> list[bool | None]:
    """For each folded character whether there is a space before it; None where that isn't counted."""
    return [None, *_between(text, folded)]


def _between(text: str, folded: Folded) -> Iterator[bool | None]:
    for before, after in pairwise(folded.sources):
        white = text[before + 1 : after]
        yield None if "\n" in white or max(text[before], text[after]) >= "\u2000" else bool(white)
