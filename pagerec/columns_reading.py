"""Read print in columns: most of it stands upright, words, brackets and dashes lie on their side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .reading import MOST_READ_AGAIN, Reading
from .recognition.charset import is_han
from .segmentation.columns import Columns, Piece
from .segmentation.page import PageLines

#: Confidence below which a piece may lie on its side, and how much more confident it must be on its side.
_UNSURE, _BETTER = 0.75, 0.1
#: Mean confidence below which this is no print in columns, or not the right way up.
_HOPELESS = 0.5
#: Most pieces of a word; of all stretches that are tried on their side; and of those laid out together.
_LONGEST, _MOST, _AT_ONCE = 8, 5_000, 2_000
#: What dashes, brackets and letters on their side look like.
_LOOKALIKES = frozenset("丨|｜1lI¦¬「」『』[]∧∨<>^~∩∪乙入人八：:")
#: What dashes and brackets are read as when they lie as they do in lines.
_ON_SIDE = frozenset("（）()《》〈〉【】「」『』〔〕[]{}—-–―…·～~一")
#: What 一, 二 and 三 on their side look like.
_BARS = frozenset("Il|1 ")

ReadLines = Callable[[PageLines], Reading]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a piece: its text, and the mean confidence of its characters (0 without any)."""

    text: str
    confidence: float


def read_columns(layout: PageLines, read_lines: ReadLines) -> Reading:
    """Read a page in columns; what reads better on its side is left lying.

    Parameters
    ----------
    layout : PageLines
        With all pieces upright.
    read_lines : callable
        Reads the lines of a page.
    """
    assert layout.columns is not None
    upright = read_lines(layout)
    columns, found = layout.columns, _by_piece(upright)
    hopeless = sum(piece.confidence for piece in found) < _HOPELESS * len(found)
    if hopeless or len(found) > MOST_READ_AGAIN:
        return upright
    tried = _stretches(_doubtful_runs(columns, found))
    if not tried:
        return upright
    pieces = columns.pieces
    lying = [columns.joined(pieces[run[0]], pieces[run[-1]]) for run in tried]
    sides = _read_alone(layout, tried, lying, read_lines)
    gains = [_gain([found[k] for k in run], side) for run, side in zip(tried, sides, strict=True)]
    better: dict[int, tuple[Sequence[int], Piece]] = {}
    for k in sorted(range(len(tried)), key=lambda k: -gains[k]):
        if gains[k] > _BETTER and better.keys().isdisjoint(tried[k]):
            better.update(dict.fromkeys(tried[k], (tried[k], lying[k])))
    return read_lines(layout.with_rows(_replaced(columns, better))) if better else upright


def _stretches(runs: Iterable[list[int]]) -> list[Sequence[int]]:
    """What may be a word on its side, of the shortest runs if there are too many: noise makes long ones."""
    found: list[Sequence[int]] = []
    count = 0
    for run in sorted(runs, key=len):
        parts = _parts(run)
        count += sum(map(len, parts))
        if count > _MOST:
            break
        found += parts
    return sorted(found, key=lambda part: (part[0], len(part)))


def _read_alone(
    layout: PageLines, stretches: Sequence[Sequence[int]], pieces: Sequence[Piece], read_lines: ReadLines
) -> list[_Read]:
    """What is read of pieces that are each a line of its own; many are laid out one part after the other."""
    parts = np.cumsum([len(stretch) for stretch in stretches]) // _AT_ONCE
    starts = np.flatnonzero(np.diff(parts, prepend=-1)).tolist()
    found: list[_Read] = []
    for start, end in pairwise([*starts, len(pieces)]):
        found += _by_piece(read_lines(layout.with_rows([[piece] for piece in pieces[start:end]])))
    return found


def _parts(run: Sequence[int]) -> list[Sequence[int]]:
    """All stretches of a run; words are not longer than some pieces."""
    return [run[i:j] for i in range(len(run)) for j in range(i + 1, min(i + _LONGEST, len(run)) + 1)]


def _by_piece(reading: Reading) -> list[_Read]:
    """What was read of each piece, row after row."""
    columns = reading.layout.columns
    assert columns is not None
    texts: list[list[str]] = [[] for _ in columns.places]
    confidences: list[list[float]] = [[] for _ in columns.places]
    for strip, cells, path, scores in zip(reading.strips, reading.cells, reading.paths, reading.scores, strict=True):
        boxes = cells.boxes[[choice.cell for choice in path]]
        x = (boxes[:, 0] + boxes[:, 2]) / 2 / strip.scale + strip.x0
        points = np.stack([x, np.full(len(x), strip.frame.centre)], axis=1)
        for number, choice in zip(columns.pieces_at(points).tolist(), path, strict=True):
            texts[number].append(reading.charset.decode(int(scores.classes[choice.cell, choice.candidate])))
            confidences[number].append(float(scores.probabilities[choice.cell, choice.candidate]))
    return [
        _Read("".join(text), sum(values) / len(values) if values else 0.0)
        for text, values in zip(texts, confidences, strict=True)
    ]


def _doubtful_runs(columns: Columns, found: Sequence[_Read]) -> Iterator[list[int]]:
    """Neighbouring pieces of a column that may lie on their side, by their numbers."""
    number = 0
    for row in columns.rows:
        run: list[int] = []
        for _ in row:
            if found[number].confidence < _UNSURE or set(found[number].text) & _LOOKALIKES:
                run.append(number)
            elif run:
                yield run
                run = []
            number += 1
        if run:
            yield run


def _gain(upright: Sequence[_Read], side: _Read) -> float:
    """By how much pieces are read better on their side, in confident pieces."""
    seen = set(side.text)
    if len(upright) == 1 and seen <= _ON_SIDE:
        lookalike = set(upright[0].text) <= _LOOKALIKES
        return side.confidence if lookalike else side.confidence - upright[0].confidence
    if not side.text.isascii() or seen <= _BARS or not any(map(str.isalnum, seen)):
        return 0.0  # neither a word nor a number
    # Hardly anything but Han characters and punctuation, read without doubt, stands upright in a column.
    standing = sum(piece.confidence * (1.0 if any(map(is_han, piece.text)) else 0.5) for piece in upright)
    return side.confidence * len(upright) - standing


def _replaced(columns: Columns, lying: Mapping[int, tuple[Sequence[int], Piece]]) -> list[list[Piece]]:
    """The rows with some runs of pieces, given for each number of one, left lying; their neighbours make room."""
    rows: list[list[Piece]] = []
    number = 0
    for row in columns.rows:
        new: list[Piece] = []
        for piece in row:
            run, side = lying.get(number, ((number,), piece))
            if number == run[0]:
                new.append(side)
            number += 1
        rows.append(
            [
                _between(piece, before, after)
                for before, piece, after in zip([None, *new], new, [*new[1:], None], strict=False)
            ]
        )
    return rows


def _between(piece: Piece, before: Piece | None, after: Piece | None) -> Piece:
    """A piece without what neighbours that lie on their side take of it."""
    if piece.turned:
        return piece
    start = max(piece.start, before.end) if before is not None and before.turned else piece.start
    end = min(piece.end, after.start) if after is not None and after.turned else piece.end
    return replace(piece, start=min(start, end - 1), end=end)
