"""Tell which white between characters of a line is a space of its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from pagerec.common.punctuation import WIDE_CLOSING, WIDE_OPENING
from pagerec.recognition.charset import is_han

#: White between words beyond what is usual between a line's letters, in ems; the least and the most that it takes.
_WORD, _WORD_RANGE = 0.14, (0.2, 0.35)
#: White between Latin and Chinese that is a space. Most programs set them a quarter of an em apart on their own, which
#: is hardly less than a space, but they do it everywhere: where the usual white of a page is more than the first
#: number, it is of spaces, and so is white of more than the second; otherwise white of more than the third.
_SCRIPTS_APART, _SPACED, _CLOSE = 0.32, 0.25, 0.45
#: The same where a page has too little of both to tell.
_SCRIPTS = 0.35
#: White between Chinese characters beyond what is usual in the line (it may be justified), and the least.
_HAN, _LEAST_HAN = 0.35, 0.5
#: White beside punctuation, where there hardly ever is a space.
_PUNCTUATION = 1.2
#: What is usual between letters, and between Chinese characters, where a line has too few of them; and how many do.
_LETTERS_APART, _HAN_APART, _ENOUGH = 0.09, 0.1, 4
#: White between Latin and Chinese that tells nothing of what is usual, as it is wider.
_TOO_WIDE = 0.6
#: White that no letters of a word have between them.
_APART = 0.45
#: White in full-width punctuation, behind or before its ink.
_HALF = 0.5
#: Punctuation beside which white is wider, or narrower, than between characters.
_MARKS = WIDE_CLOSING | WIDE_OPENING | frozenset("—…·～")
#: A 1 takes as much place as the other digits, whose ink has this width.
_DIGIT = 0.42
#: Letters of one width: how wide they may be, neighbours that tell, and how far from its place, in widths, the ink of
#: half of them and of nine in ten may be.
_WIDTHS, _TELLING, _OFF, _FAR_OFF = (0.38, 0.75), 3, 0.1, 0.25
#: Distance of neighbours at most, and distance in widths from which there is a space between.
_NEIGHBOURS, _EMPTY = 0.85, 1.5

Span = tuple[float, float]


def script_white(lines: Iterable[tuple[Sequence[str], Sequence[Span]]]) -> float:
    """White between Latin and Chinese from which it is a space on a page, in ems.

    Parameters
    ----------
    lines : iterable of (text, spans)
        As for `find_spaces`.

    Examples
    --------
    >>> script_white([])
    0.35
    """
    between = [
        white
        for text, spans in lines
        for white, before, char in _pairs(text, _white(text, spans))
        if white < _TOO_WIDE and (before + char).isalnum() and is_han(before) != is_han(char)
    ]
    if len(between) < _ENOUGH:
        return _SCRIPTS
    return _SPACED if median(between) > _SCRIPTS_APART else _CLOSE


def find_spaces(text: Sequence[str], spans: Sequence[Span], scripts: float = _SCRIPTS) -> list[bool]:
    """Say before which characters of a line there is a space.

    Letters of one width, as in code, are told by the even distances of their middles, and a space by an empty place;
    other letters by the white that is usual between the letters of the line.

    Parameters
    ----------
    text : sequence of str
        The line's characters.
    spans : sequence of (left, right)
        Their ink along the line, in ems.
    scripts : float
        White between Latin and Chinese from which it is a space; see `script_white`.

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
    white = _white(text, spans)
    word = _word_white(text, white)
    han = max(_LEAST_HAN, _HAN + _usual([w for w, a, b in _pairs(text, white) if is_han(a) and is_han(b)], _HAN_APART))
    for k, (before, char) in enumerate(pairwise(text), start=1):
        both = latin[k - 1] + latin[k]
        inside = before in WIDE_OPENING or char in WIDE_CLOSING
        if inside or (not both and not _MARKS.isdisjoint((before, char))):
            least = _PUNCTUATION
        else:
            least = (han, scripts, word)[both]
        spaces[k] = white[k] > least
    for first, end in _runs(latin):
        middles = [sum(span) / 2 for span in spans[first:end]]
        distances = [after - before for before, after in pairwise(middles)]
        width = _one_width(distances)
        if width:
            spaces[first + 1 : end] = [distance > _EMPTY * width for distance in distances]
    return spaces


def _white(text: Sequence[str], spans: Sequence[Span]) -> list[float]:
    """White before each character, without the white half of punctuation; 0 before the first."""
    spans = [_as_digit(span) if char == "1" else span for char, span in zip(text, spans, strict=True)]
    halves = [_HALF * ((a in WIDE_CLOSING) + (b in WIDE_OPENING)) for a, b in pairwise(text)]
    return [0.0, *(b[0] - a[1] - half for (a, b), half in zip(pairwise(spans), halves, strict=True))][: len(text)]


def _as_digit(span: Span) -> Span:
    middle, half = (span[0] + span[1]) / 2, _DIGIT / 2
    return min(span[0], middle - half), max(span[1], middle + half)


def _pairs(text: Sequence[str], white: Sequence[float]) -> Iterator[tuple[float, str, str]]:
    return zip(white[1:], text, text[1:], strict=False)


def _word_white(text: Sequence[str], white: Sequence[float]) -> float:
    """White that a space between words takes."""
    letters = [w for w, a, b in _pairs(text, white) if w < _APART and (a + b).isalnum() and max(a, b) < "\u2000"]
    least, most = _WORD_RANGE
    return min(most, max(least, _WORD + _usual(letters, _LETTERS_APART)))


def _usual(white: Sequence[float], otherwise: float) -> float:
    return median(white) if len(white) >= _ENOUGH else otherwise


def _runs(latin: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and end of each run of Latin characters."""
    first = 0
    for k in range(1, len(latin) + 1):
        if k == len(latin) or latin[k] != latin[first]:
            if latin[first]:
                yield first, k
            first = k


def _one_width(distances: Sequence[float]) -> float:
    """Width of all characters of a run, by the distances of their middles; 0.0 where they differ."""
    near = [distance for distance in distances if distance < _NEIGHBOURS]
    if len(near) < _TELLING:
        return 0.0
    width = median(near)
    if not _WIDTHS[0] < width < _WIDTHS[1]:
        return 0.0
    steps = [max(1, round(distance / width)) for distance in distances]
    width = sum(distances) / sum(steps)
    off = sorted(abs(distance / width - step) for distance, step in zip(distances, steps, strict=True))
    return width if off[len(off) // 2] < _OFF and off[len(off) * 9 // 10] < _FAR_OFF else 0.0
