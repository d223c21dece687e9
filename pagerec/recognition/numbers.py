"""Numbers: letters with the shape of a digit among digits are digits, if the number tells more than their shape.

Some signs are told by the character before them: a ring behind a Chinese numeral is the zero, a dash behind kana the
mark of a long vowel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.lines import EM
from pagerec.segmentation.profiles import runs
from pagerec.segmentation.values import Cells

from .charset import Charset
from .classifier import Scores
from .decode import Choice


@dataclass(frozen=True, slots=True)
class NumberParams:
    """What is a number.

    Attributes
    ----------
    like : tuple of (str, str)
        Letters and strokes with the shape of a digit or mark, each with that.
    between : str
        Those of them that stand for a mark between two digits alone.
    marks : str
        What stands within numbers beside digits.
    apart : float
        White between characters that ends a number, in ems.
    digit : float
        Log-odds that each sure digit gives to the others being digits, too.
    alone : str
        Letters that are hardly ever a line of their own, where 0 and 1 often are: that counts as much as a digit.
    least : float
        Least probability that counts: of a digit that is no candidate, too.
    one : str
        Those of `like` that are no capital: before digits they begin a number, and never a word with one (``I2C``).
    behind : tuple of (str, str, str)
        Signs, what they are, and the characters behind which they are that: the Chinese zero, the long vowel of
        katakana.
    """

    like: tuple[tuple[str, str], ...] = (
        ("O", "0"),
        ("o", "0"),
        ("○", "0"),
        ("l", "1"),
        ("I", "1"),
        ("|", "1"),
        ("一", "-"),
        ("—", "-"),
    )
    between: str = "一—"
    marks: str = ".,:-−–/%+"
    apart: float = 0.35
    digit: float = 6.0
    alone: str = "Ol"
    least: float = 1e-4
    one: str = "l|"
    behind: tuple[tuple[str, str, str], ...] = (
        ("○Oo", "〇", "一二三四五六七八九〇"),
        ("一—–-−", "ー", "".join(map(chr, range(0x30A1, 0x30FB)))),
    )


#: What numbers are told by.
PARAMS = NumberParams()


def with_numbers(
    path: Sequence[Choice], cells: Cells, scores: Scores, charset: Charset, params: NumberParams = PARAMS
) -> list[Choice]:
    """A line's path with digits for what looks like letters in numbers.

    Each kind of letter counts once in a number, as all of a kind look the same: in ``138OO138OOO`` six digits stand
    against one shape. A number is between white, Han characters or other letters.

    Parameters
    ----------
    path : sequence of Choice
    cells, scores
        Of the line.
    charset : Charset
    params : NumberParams, optional
    """
    found, like = list(path), dict(params.like)
    texts = [charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path]
    if not any(text in like or any(text in looks for looks, _, _ in params.behind) for text in texts):
        return found
    boxes = cells.boxes[[choice.cell for choice in path]]
    for start, end in _numbers(texts, boxes, params):
        digits = sum(text.isdecimal() and text.isascii() for text in texts[start:end])
        digits += len(texts) == 1 and texts[0] in params.alone
        for letter in like.keys() & set(texts[start:end]):
            places = [k for k in range(start, end) if texts[k] == letter]
            if letter in params.between:
                places = [
                    k for k in places if start < k < end - 1 and texts[k - 1].isdecimal() and texts[k + 1].isdecimal()
                ]
            if not places:
                continue
            code = charset.encode(like[letter])
            slots = [np.flatnonzero(scores.classes[found[k].cell] == code) for k in places]
            odds = [
                _log(scores, found[k].cell, slot, params) - _log(scores, found[k].cell, [found[k].candidate], params)
                for k, slot in zip(places, slots, strict=True)
            ]
            if params.digit * digits + float(np.mean(odds)) > 0:
                for k, slot in zip(places, slots, strict=True):
                    if len(slot):
                        found[k] = replace(found[k], candidate=int(slot[0]))
    return _with_signs(found, scores, charset, params)


def _with_signs(path: list[Choice], scores: Scores, charset: Charset, params: NumberParams) -> list[Choice]:
    """The path with signs as the character before them tells, where that is a candidate: 二〇二四年, コーヒー."""
    texts = [charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path]
    for k in range(1, len(path)):
        for looks, sign, before in params.behind:
            if texts[k] in looks and (texts[k - 1] in before or texts[k - 1] == sign):
                slot = np.flatnonzero(scores.classes[path[k].cell] == charset.encode(sign))
                if sign in charset and len(slot) and scores.probabilities[path[k].cell, slot[0]] >= params.least:
                    path[k], texts[k] = replace(path[k], candidate=int(slot[0])), sign
    return path


def _numbers(texts: Sequence[str], boxes: NDArray[np.int32], params: NumberParams) -> Iterator[tuple[int, int]]:
    """Where there are digits, what looks like them and marks, and nothing else before white or Han characters.

    Letters that a digit follows on are a word with a number: ``IOI2004``.
    """
    like = dict(params.like)
    digit = [text.isascii() and text.isdecimal() for text in texts]
    inside = np.array([digit[k] or text in like or text in params.marks for k, text in enumerate(texts)])
    within_word = np.array([text.isascii() for text in texts]) | inside
    apart = np.concatenate([[True], boxes[1:, 0] - boxes[:-1, 2] >= params.apart * EM])
    for first, last in runs(within_word):
        starts = [first, *(np.flatnonzero(apart[first + 1 : last]) + first + 1).tolist(), last]
        for start, end in pairwise(starts):
            signed = next((k for k in range(start, end) if texts[k] not in params.marks), end)
            word = next((k for k in range(signed, end) if texts[k] not in like or texts[k] in params.one), end)
            begin = word if word < end and word > signed and (digit[word] or texts[word] in params.one) else start
            if inside[start:end].all():
                yield begin, end


def _log(scores: Scores, cell: int, slots: Sequence[int] | NDArray[np.intp], params: NumberParams) -> float:
    """Log-probability of a candidate of a cell; the least without one."""
    found = float(scores.probabilities[cell, slots[0]]) if len(slots) else 0.0
    return float(np.log(max(found, params.least)))
