"""Tell which white between characters of a line is a space of its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from pagerec.common.punctuation import WIDE_CLOSING, WIDE_OPENING
from pagerec.recognition.charset import is_han

from .params import PARAMS, SpacingParams

#: Punctuation beside which white is wider, or narrower, than between characters.
_MARKS = WIDE_CLOSING | WIDE_OPENING | frozenset("—…·～")

#: Digits whose ink takes most of their place.
_WIDE_DIGITS = frozenset("023456789")
#: What a number consists of.
_OF_NUMBERS = frozenset("0123456789.,:%+-")

Span = tuple[float, float]


def script_white(lines: Iterable[tuple[Sequence[str], Sequence[Span]]], params: SpacingParams = PARAMS.spaces) -> float:
    """White between Latin and Chinese from which it is a space on a page, in ems.

    Parameters
    ----------
    lines : iterable of (text, spans)
        As for `find_spaces`.
    params : SpacingParams, optional

    Examples
    --------
    >>> script_white([])
    0.35
    """
    too_wide = params.too_wide
    between = [
        white
        for text, spans in lines
        for white, before, char in _pairs(text, _white(text, spans, params))
        if white < too_wide and (before + char).isalnum() and is_han(before) != is_han(char)
    ]
    if len(between) < params.enough:
        return params.scripts
    return params.spaced if median(between) > params.scripts_apart else params.close


def find_spaces(
    text: Sequence[str], spans: Sequence[Span], scripts: float | None = None, params: SpacingParams = PARAMS.spaces
) -> list[bool]:
    """Say before which characters of a line there is a space.

    Letters of one width, as in code, are told by the even distances of their middles, and a space by an empty place;
    other letters by the white that is usual between the letters of the line.

    Parameters
    ----------
    text : sequence of str
        The line's characters.
    spans : sequence of (left, right)
        Their ink along the line, in ems.
    scripts : float, optional
        White between Latin and Chinese from which it is a space; see `script_white`.
    params : SpacingParams, optional

    Returns
    -------
    list of bool
        One for each character; the first is False.

    Examples
    --------
    >>> find_spaces("a b", [(0.0, 0.4), (0.5, 0.9), (1.3, 1.7)])
    [False, False, True]
    """
    spaces = [False] * len(text)
    latin = [char < "\u2000" and char != "·" for char in text]
    scripts = params.scripts if scripts is None else scripts
    white = _white(text, spans, params)
    word = _word_white(text, white, params)
    between = [w for w, a, b in _pairs(text, white) if is_han(a) and is_han(b)]
    han = max(params.least_han, params.han + _usual(between, params.han_apart, params))
    wide, empty = params.punctuation, params.empty
    for k, (before, char) in enumerate(pairwise(text), start=1):
        both = latin[k - 1] + latin[k]
        inside = before in WIDE_OPENING or char in WIDE_CLOSING
        marks = inside or (not both and not _MARKS.isdisjoint((before, char)))
        spaces[k] = white[k] > (wide if marks else (han, scripts, word)[both])
    for first, end in _runs(latin):
        middles = [sum(span) / 2 for span in spans[first:end]]
        distances = [after - before for before, after in pairwise(middles)]
        width = _one_width(distances, params)
        if width:
            spaces[first + 1 : end] = [distance > empty * width for distance in distances]
    return spaces


def _white(text: Sequence[str], spans: Sequence[Span], params: SpacingParams) -> list[float]:
    """White before each character, without the white half of punctuation; 0 before the first."""
    half = params.half
    digits = [right - left for char, (left, right) in zip(text, spans, strict=True) if char in _WIDE_DIGITS]
    wide = max(params.digit, median(digits)) if digits else params.digit
    narrow = [_as_digit(span, params.digit) if char == "1" else span for char, span in zip(text, spans, strict=True)]
    broad = [_as_digit(span, wide) if char == "1" else span for char, span in zip(text, spans, strict=True)]
    white = [0.0]
    for k, (before, char) in enumerate(pairwise(text), start=1):
        own = half * ((before in WIDE_CLOSING) + (char in WIDE_OPENING))
        ends = broad if before in _OF_NUMBERS and char in _OF_NUMBERS else narrow
        white.append(ends[k][0] - ends[k - 1][1] - own)
    return white[: len(text)]


def _as_digit(span: Span, digit: float) -> Span:
    middle, half = (span[0] + span[1]) / 2, digit / 2
    return min(span[0], middle - half), max(span[1], middle + half)


def _pairs(text: Sequence[str], white: Sequence[float]) -> Iterator[tuple[float, str, str]]:
    return zip(white[1:], text, text[1:], strict=False)


def _word_white(text: Sequence[str], white: Sequence[float], params: SpacingParams) -> float:
    """White that a space between words takes."""
    apart = params.apart
    letters = [w for w, a, b in _pairs(text, white) if w < apart and (a + b).isalnum() and max(a, b) < "\u2000"]
    least, most = params.word_range
    return min(most, max(least, params.word + _usual(letters, params.letters_apart, params)))


def _usual(white: Sequence[float], otherwise: float, params: SpacingParams) -> float:
    return median(white) if len(white) >= params.enough else otherwise


def _runs(latin: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and end of each run of Latin characters."""
    first = 0
    for k in range(1, len(latin) + 1):
        if k == len(latin) or latin[k] != latin[first]:
            if latin[first]:
                yield first, k
            first = k


def _one_width(distances: Sequence[float], params: SpacingParams) -> float:
    """Width of all characters of a run, by the distances of their middles; 0.0 where they differ."""
    most = params.neighbours
    near = [distance for distance in distances if distance < most]
    if len(near) < params.telling:
        return 0.0
    width = median(near)
    if not params.widths[0] < width < params.widths[1]:
        return 0.0
    steps = [max(1, round(distance / width)) for distance in distances]
    width = sum(distances) / sum(steps)
    off = sorted(abs(distance / width - step) for distance, step in zip(distances, steps, strict=True))
    return width if off[len(off) // 2] < params.off and off[len(off) * 9 // 10] < params.far_off else 0.0
