"""Read print in columns: most of it stands upright, words, brackets and dashes lie on their side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pagerec.recognition.charset import Charset, are_han, is_han
from pagerec.recognition.classifier import Scores
from pagerec.segmentation.columns import ColumnPiece, Columns
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.profiles import runs
from pagerec.segmentation.values import Cells, LineImage

from .bounds import PARAMS as BOUNDS
from .bounds import BoundParams
from .lines import ReadLines


@dataclass(frozen=True, slots=True)
class ColumnReadingParams:
    """What in columns is tried on its side, and what is believed.

    Attributes
    ----------
    unsure, better : float
        Confidence below which a piece may lie on its side, and how much more confident it must be on its side.
    hopeless : float
        Mean confidence below which this is no print in columns, or not the right way up.
    other : float
        What an upright piece counts that is no Han character: hardly anything else stands in a column without doubt.
    longest, most, at_once : int
        Most pieces of a word; of all stretches that are tried on their side; and of those laid out together.
    most_lying, few : float, int
        Share of the pieces that may lie on their side on a page with more of them than the second number: texture and
        noise read as anything.
    largest_em : float
        Largest em, in pixels, of what is tried on its side: usual print has at most 40 on a page brought to a workable
        size.
    rounds : int
        How often more of them are looked for when what is beside words has been cut anew.
    sizes : tuple of float
        Columns that are read with doubt are cut anew as print of these sizes, as factors of what the map and their ink
        tell: rules beside them and marks in the margin make print look larger or smaller.
    doubtful, gain : float
        How well their ink is explained then at most, and how much better another size is to explain it.
    sample : int
        How many of the longest columns tell.
    """

    unsure: float = 0.75
    better: float = 0.1
    hopeless: float = 0.5
    other: float = 0.5
    longest: int = 8
    most: int = 5_000
    at_once: int = 2_000
    most_lying: float = 0.8
    few: int = 100
    largest_em: float = 200.0
    rounds: int = 3
    sizes: tuple[float, ...] = (0.9, 1.1, 1.2)
    doubtful: float = 0.85
    gain: float = 0.04
    sample: int = 4


#: What is tried on its side with.
PARAMS = ColumnReadingParams()

#: What stands upright in columns beside Han characters.
_STANDING = frozenset("，。、：；！？・々〇")
#: What dashes, brackets, colons and letters on their side look like.
_LOOKALIKES = frozenset("−ー丨|｜1lI¦¬「」『』[]∧∨<>^~∩∪乙入人八：:.‥")
#: What dashes, brackets and colons are read as when they lie as they do in lines.
_ON_SIDE = frozenset("：:（）()《》〈〉【】「」『』〔〕[]{}—-–―…·～~一")
#: What 一, 二 and 三 on their side look like.
_BARS = frozenset("Il|1 ")

#: What was read of rows of columns, a line of each.
KnownRows: TypeAlias = Mapping[tuple[ColumnPiece, ...], ReadLines]


class ReadRows(NamedTuple):
    """Columns as they are laid out, and what is read of each row.

    Attributes
    ----------
    layout : PageLines
    lines : ReadLines
    """

    layout: PageLines
    lines: ReadLines

    @property
    def columns(self) -> Columns:
        """How they are laid out."""
        columns = self.layout.columns
        assert columns is not None
        return columns

    @property
    def known(self) -> KnownRows:
        """What is read of each row by its pieces."""
        return {row: self.lines.only([number]) for number, row in enumerate(self.columns.rows)}

    def explained(self) -> float:
        """How well the ink of the rows is explained: 0…1."""
        return float(self.lines.explained().mean()) if len(self.lines) else 0.0


#: Reads columns as they are laid out, but for rows that are known.
Read: TypeAlias = Callable[[PageLines, KnownRows], ReadRows]


def read_rows(
    layout: PageLines,
    line_images: Sequence[LineImage],
    cells: Sequence[Cells],
    known: KnownRows,
    read_cells: Callable[[PageLines, Sequence[LineImage], Sequence[Cells]], ReadLines],
) -> ReadRows:
    """Read columns as they are laid out, but for rows that were read before and look as they did then.

    A row of the same pieces hardly ever looks otherwise, but its neighbours may reach into it, and rounding may cut it
    in another way at another place.

    Parameters
    ----------
    layout : PageLines
        With columns.
    line_images, cells : sequence
        Of each row.
    known : mapping of tuple of ColumnPiece to ReadLines
        What was read of rows of the same columns, in type of the same size.
    read_cells : callable
        Reads lines that are cut.
    """
    assert layout.columns is not None
    found = {
        number: before
        for number, row in enumerate(layout.columns.rows)
        if (before := known.get(row)) is not None and _are_alike(before, line_images[number], cells[number])
    }
    new = [number for number in range(len(cells)) if number not in found]
    read = read_cells(layout, [line_images[number] for number in new], [cells[number] for number in new])
    found |= {number: read.only([place]) for place, number in enumerate(new)}
    lines = [found[number] for number in range(len(cells))]
    scores, paths = [line.scores[0] for line in lines], [line.paths[0] for line in lines]
    return ReadRows(layout, ReadLines(line_images, cells, scores, paths))


def _are_alike(before: ReadLines, line_image: LineImage, cells: Cells) -> bool:
    """Whether a line looks like the one that was read before, and is cut as that was."""
    pairs = [(getattr(before.cells[0], field.name), getattr(cells, field.name)) for field in fields(Cells)]
    return all(np.array_equal(*pair) for pair in [(before.line_images[0].level, line_image.level), *pairs])


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a piece: its text, and the mean and least confidence of its characters (0 without any)."""

    text: str
    confidence: float
    least: float = 0.0


#: Reads pieces that are laid out in rows of their own.
_ReadAlone: TypeAlias = Callable[[Sequence[Sequence[ColumnPiece]]], list[_Read]]


@dataclass(frozen=True, slots=True)
class _Lying:
    """Pieces that lie on their side: their numbers, and the one that they make."""

    run: Sequence[int]
    piece: ColumnPiece

    @property
    def is_word(self) -> bool:
        """Whether it is longer than a character, so that what is beside it may have been cut wrongly."""
        return len(self.run) > 1


def read_columns(
    layout: PageLines,
    known: KnownRows,
    read: Read,
    charset: Charset,
    params: ColumnReadingParams = PARAMS,
    bounds: BoundParams = BOUNDS,
) -> ReadRows:
    """Read a page in columns; what reads better on its side is left lying.

    Parameters
    ----------
    layout : PageLines
        With all pieces upright.
    known : mapping of tuple of ColumnPiece to ReadLines
        Some of its rows that were read already.
    read : callable
        Reads columns as they are laid out.
    charset : Charset
    params : ColumnReadingParams, optional
    bounds : BoundParams, optional
    """

    def read_alone(rows: Sequence[Sequence[ColumnPiece]]) -> list[_Read]:
        return _by_piece(read(layout.with_rows(rows), {}), charset)

    reading = read(layout, known)
    whole = _lying_as_whole(reading.columns, _by_piece(reading, charset), read_alone, params)
    if whole is not None:
        reading = read(layout.with_rows(whole), reading.known)
    tried: set[ColumnPiece] = set()
    for _ in range(params.rounds):
        columns, found = reading.columns, _by_piece(reading, charset)
        if len(found) > bounds.read_again or sum(piece.confidence for piece in found) < params.hopeless * len(found):
            break
        better = _lying(columns, found, tried, read_alone, params)
        if not better:
            break
        better = _with_better_ends(columns, better, read_alone)
        pieces = columns.pieces
        rows = [_replaced(columns, pieces, numbers, better) for numbers in _numbers(columns)]
        reading = read(layout.with_rows(rows), reading.known)
    whole = _whole_words(reading.columns, _by_piece(reading, charset))
    same = whole == [list(row) for row in reading.columns.rows]
    return reading if same else read(layout.with_rows(whole), reading.known)


def _lying_as_whole(
    columns: Columns, found: Sequence[_Read], read_alone: _ReadAlone, params: ColumnReadingParams
) -> list[list[ColumnPiece]] | None:
    """The rows with those columns on their side that are no print as they stand, and read better so; None without any.

    They are English that runs down the page among columns.
    """
    standing: dict[int, float] = {}
    for row, numbers in enumerate(_numbers(columns)):
        mean = sum(found[k].confidence for k in numbers) / max(1, len(numbers))
        if mean < params.hopeless and all(_may_lie(columns, columns.pieces[k], params) for k in numbers):
            standing[row] = mean
    if not standing:
        return None
    rows = [list(row) for row in columns.rows]
    pieces = [columns.joined(rows[k][0], rows[k][-1]) for k in standing]
    better = False
    for (row, before), piece, side in zip(
        standing.items(), pieces, read_alone([[piece] for piece in pieces]), strict=True
    ):
        if side.confidence > before + params.better and any(map(str.isalnum, side.text)):
            rows[row], better = [piece], True
    return rows if better else None


def _whole_words(columns: Columns, found: Sequence[_Read]) -> list[list[ColumnPiece]]:
    """The rows with neighbouring pieces joined that were read as parts of words, each by itself, on their side."""
    rows: list[list[ColumnPiece]] = []
    for row, numbers in zip(columns.rows, _numbers(columns), strict=True):
        joined: list[ColumnPiece] = []
        before = False
        for piece, number in zip(row, numbers, strict=True):
            text = found[number].text
            is_word = piece.turned and text.isascii() and any(map(str.isalnum, text))
            if is_word and before and joined[-1].end >= piece.start:
                joined[-1] = columns.joined(joined[-1], piece)
            else:
                joined.append(piece)
            before = is_word
        rows.append(joined)
    return rows


def in_best_size(layout: PageLines, read: Read, params: ColumnReadingParams = PARAMS) -> tuple[PageLines, KnownRows]:
    """Columns cut as print of the size in which the longest of them read best, and what was read of these.

    Parameters
    ----------
    layout : PageLines
        With columns.
    read : callable
        Reads columns as they are laid out.
    params : ColumnReadingParams, optional
    """
    columns = layout.columns
    assert columns is not None
    longest = sorted((row for row in columns.rows if not row[0].level), key=len)[-params.sample :]
    if not longest:
        return layout, {}
    sample = read(layout.with_rows(longest), {})
    found = sample.explained()
    if found >= params.doubtful:
        return layout, sample.known
    resized = {size: read(sample.layout.with_columns(size), {}) for size in params.sizes}
    gains = {size: other.explained() - found for size, other in resized.items()}
    best = max(gains, key=lambda size: gains[size])
    return (layout.with_columns(best), resized[best].known) if gains[best] > params.gain else (layout, sample.known)


def _lying(
    columns: Columns,
    found: Sequence[_Read],
    tried: set[ColumnPiece],
    read_alone: _ReadAlone,
    params: ColumnReadingParams,
) -> dict[int, _Lying]:
    """What reads better on its side and has not been tried before, given for the number of each of its pieces."""
    pieces = columns.pieces
    doubtful = list(_doubtful_runs(columns, found, params))
    if len(found) > params.few and sum(map(len, doubtful)) > params.most_lying * len(found):
        return {}
    stretches = _stretches(doubtful, params)
    lying = (_Lying(run, columns.joined(pieces[run[0]], pieces[run[-1]])) for run in stretches)
    new = [one for one in lying if one.piece not in tried]
    if not new:
        return {}
    tried.update(one.piece for one in new)
    sides = _read_some(new, read_alone, params)
    gains = [_gain([found[k] for k in one.run], side, params) for one, side in zip(new, sides, strict=True)]
    better: dict[int, _Lying] = {}
    words: set[int] = set()
    for k in sorted(range(len(new)), key=lambda k: -gains[k]):
        one = new[k]
        # What is beside a word may be cut wrongly: it is looked at again when that has been put right.
        if gains[k] > params.better and better.keys().isdisjoint(one.run) and words.isdisjoint(one.run):
            better.update(dict.fromkeys(one.run, one))
            if one.is_word:
                words.update((one.run[0] - 1, one.run[-1] + 1))
    return better


def with_posture(
    layout: PageLines,
    line_images: Sequence[LineImage],
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    charset: Charset,
) -> list[Scores]:
    """The scores of lines laid out, of what can stand or lie there.

    Han characters don't lie on their side, where a 一 is a dash; dashes and ellipses don't stand, where they are a 一
    and a colon.

    Parameters
    ----------
    layout : PageLines
        With columns.
    line_images, cells, scores
        One of each for a line.
    charset : Charset
    """
    columns = layout.columns
    assert columns is not None
    turned = np.array([piece.turned for piece in columns.pieces], bool)
    level = np.array([piece.level for piece in columns.pieces], bool)
    one, dash, dots, colon = map(charset.encode, "一—…：")
    codes = np.frombuffer("".join(charset.characters).encode("utf-32-le"), "<i4")
    han = np.concatenate([[False], are_han(codes)])
    found = []
    for line_image, line, score in zip(line_images, cells, scores, strict=True):
        numbers = _pieces_of(columns, line_image, line.boxes)
        lying = turned[numbers]
        score = _taken_for(score, lying, one, dash)
        standing = ~(lying | level[numbers])
        score = _taken_for(_taken_for(score, standing, dash, one), standing, dots, colon)
        probabilities = np.where(lying[:, None] & han[score.classes], 0, score.probabilities)
        order = np.argsort(-probabilities, axis=1, kind="stable")
        classes = np.take_along_axis(score.classes, order, axis=1)
        found.append(Scores(classes, np.take_along_axis(probabilities, order, axis=1), score.reject))
    return found


def _taken_for(score: Scores, cells: NDArray[np.bool_], wrong: int, right: int) -> Scores:
    """The scores with one character taken for another in some cells; their candidates are not in order then."""
    is_wrong, is_right = cells[:, None] & (score.classes == wrong), score.classes == right
    both = is_right.any(axis=1, keepdims=True)
    added = (score.probabilities * is_wrong).sum(axis=1, keepdims=True, dtype=np.float32)
    probabilities = score.probabilities + added * is_right
    classes = np.where(is_wrong & ~both, np.int32(right), score.classes)
    return Scores(classes, np.where(is_wrong & both, np.float32(0), probabilities), score.reject)


def _stretches(runs: Iterable[list[int]], params: ColumnReadingParams) -> list[Sequence[int]]:
    """What may be a word on its side, of the shortest runs if there are too many: noise makes long ones."""
    found: list[Sequence[int]] = []
    count = 0
    for run in sorted(runs, key=len):
        parts = _parts(run, params)
        count += sum(map(len, parts))
        if count > params.most:
            break
        found += parts
    return sorted(found, key=lambda part: (part[0], len(part)))


def _read_some(lying: Sequence[_Lying], read_alone: _ReadAlone, params: ColumnReadingParams) -> list[_Read]:
    """What is read of pieces that are each a line of its own; many are laid out one part after the other."""
    parts = np.cumsum([len(one.run) for one in lying]) // params.at_once
    starts = np.flatnonzero(np.diff(parts, prepend=-1)).tolist()
    found: list[_Read] = []
    for start, end in pairwise([*starts, len(lying)]):
        found += read_alone([[one.piece] for one in lying[start:end]])
    return found


def _parts(run: Sequence[int], params: ColumnReadingParams) -> list[Sequence[int]]:
    """All stretches of a run; words are not longer than some pieces."""
    return [run[i:j] for i in range(len(run)) for j in range(i + 1, min(i + params.longest, len(run)) + 1)]


def _by_piece(reading: ReadRows, charset: Charset) -> list[_Read]:
    """What was read of each piece, row after row."""
    columns, lines = reading.columns, reading.lines
    texts: list[list[str]] = [[] for _ in columns.places]
    confidences: list[list[float]] = [[] for _ in columns.places]
    for line_image, cells, path, scores in zip(lines.line_images, lines.cells, lines.paths, lines.scores, strict=True):
        numbers = _pieces_of(columns, line_image, cells.boxes[[choice.cell for choice in path]])
        for number, choice in zip(numbers.tolist(), path, strict=True):
            texts[number].append(charset.decode(int(scores.classes[choice.cell, choice.candidate])))
            confidences[number].append(float(scores.probabilities[choice.cell, choice.candidate]))
    return [
        _Read("".join(text), sum(values) / max(1, len(values)), min(values, default=0.0))
        for text, values in zip(texts, confidences, strict=True)
    ]


def _pieces_of(columns: Columns, line_image: LineImage, boxes: NDArray[np.int32]) -> NDArray[np.intp]:
    """The number of the piece that each of these cells of a line image is in."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2 / line_image.scales[0] + line_image.x0
    return columns.pieces_at(np.stack([x, np.full(len(x), line_image.text_line.centre)], axis=1))


def _numbers(columns: Columns) -> Iterator[range]:
    """The numbers of each row's pieces."""
    start = 0
    for row in columns.rows:
        yield range(start, start + len(row))
        start += len(row)


def _doubtful_runs(columns: Columns, found: Sequence[_Read], params: ColumnReadingParams) -> Iterator[list[int]]:
    """Neighbouring pieces of a column that may lie on their side, by their numbers."""
    pieces = columns.pieces
    for numbers in _numbers(columns):
        doubtful = np.array(
            [_may_lie(columns, pieces[k], params) and _is_doubtful(found[k], params) for k in numbers], bool
        )
        for start, end in runs(doubtful):
            yield list(numbers[start:end])


def _may_lie(columns: Columns, piece: ColumnPiece, params: ColumnReadingParams) -> bool:
    """Whether a piece stands upright so far, and is not too large to be tried on its side."""
    return not (piece.turned or piece.level) and columns.page.text_lines[piece.column].em <= params.largest_em


def _is_doubtful(piece: _Read, params: ColumnReadingParams) -> bool:
    """Whether it is not read for sure as what stands upright in columns, or looks like something on its side."""
    stands = all(is_han(char) or char in _STANDING for char in piece.text)
    return piece.confidence < params.unsure or not stands or bool(set(piece.text) & _LOOKALIKES)


def _gain(upright: Sequence[_Read], side: _Read, params: ColumnReadingParams) -> float:
    """By how much pieces are read better on their side, in confident pieces."""
    seen = set(side.text)
    if len(upright) == 1 and seen <= _ON_SIDE:
        lookalike = set(upright[0].text) <= _LOOKALIKES and side.confidence > params.hopeless
        return side.confidence if lookalike else side.confidence - upright[0].confidence
    if not side.text.isascii() or seen <= _BARS or not any(map(str.isalnum, seen)):
        return 0.0  # neither a word nor a number
    # Hardly anything but Han characters and punctuation, read without doubt, stands upright in a column.
    standing = sum(piece.confidence * (1.0 if any(map(is_han, piece.text)) else params.other) for piece in upright)
    # One bad character, which is not of the word, counts as much as all together.
    return (side.confidence + side.least) / 2 * len(upright) - standing


def _with_better_ends(columns: Columns, lying: dict[int, _Lying], read_alone: _ReadAlone) -> dict[int, _Lying]:
    """The same with the ends of words where they and what is beside them read best together."""
    pieces = columns.pieces
    tried: list[tuple[_Lying, bool, int, list[ColumnPiece]]] = []
    for word in {id(one): one for one in lying.values() if one.is_word}.values():
        for at_start in (True, False):
            beside = _beside(pieces, word, lying, at_start)
            place = word.piece.start if at_start else word.piece.end
            for end in columns.places_to_part(word.piece.column, place) if beside else ():
                row = _with_end(columns, word.piece, beside, at_start, end)
                if row is not None:
                    tried.append((word, at_start, end, row))
    if not tried:
        return lying
    read = iter(read_alone([row for *_, row in tried]))
    ends: dict[tuple[int, bool], tuple[float, int]] = {}
    for word, at_start, end, row in tried:
        lengths = [piece.end - piece.start for piece in row]
        score = sum(length * next(read).confidence for length in lengths) / sum(lengths)
        if score > ends.get((word.run[0], at_start), (0.0, 0))[0]:
            ends[word.run[0], at_start] = score, end
    moved = {}
    for number, one in lying.items():
        _, start = ends.get((one.run[0], True), (0.0, one.piece.start))
        _, end = ends.get((one.run[0], False), (0.0, one.piece.end))
        moved[number] = _Lying(one.run, replace(one.piece, start=start, end=end))
    return moved


def _beside(
    pieces: Sequence[ColumnPiece], word: _Lying, lying: Mapping[int, _Lying], before: bool
) -> list[ColumnPiece]:
    """Up to two pieces before or behind a word that stand upright."""
    step, number = (-1, word.run[0]) if before else (1, word.run[-1])
    found: list[ColumnPiece] = []
    while len(found) < 2:
        number += step
        if number in lying or not 0 <= number < len(pieces):
            break
        piece = pieces[number]
        if piece.turned or piece.column != word.piece.column:
            break
        found.append(piece)
    return found


def _with_end(
    columns: Columns, word: ColumnPiece, beside: Sequence[ColumnPiece], at_start: bool, end: int
) -> list[ColumnPiece] | None:
    """A word with another start or end, and what is beside it cut anew; None where nothing is left of either."""
    if at_start:
        pieces = _cut(columns, word.column, beside[-1].start, end, False, True)
        row = [*pieces, replace(word, start=end)]
        return row if pieces and end < word.end else None
    pieces = _cut(columns, word.column, end, beside[-1].end, True, False)
    row = [replace(word, end=end), *pieces]
    return row if pieces and end > word.start else None


def _cut(columns: Columns, column: int, start: int, end: int, from_here: bool, to_here: bool) -> list[ColumnPiece]:
    """Cut a stretch of a column, without reaching over those ends where something lies on its side."""
    pieces = columns.page.cut(column, start, end)
    low, high = start if from_here else -(1 << 30), end if to_here else 1 << 30
    inside = (replace(piece, start=max(piece.start, low), end=min(piece.end, high)) for piece in pieces)
    return [piece for piece in inside if piece.start < piece.end]


def _replaced(
    columns: Columns, pieces: Sequence[ColumnPiece], numbers: range, lying: Mapping[int, _Lying]
) -> list[ColumnPiece]:
    """A row with some runs of pieces, given for each number of one, left lying; their neighbours make room."""
    row: list[ColumnPiece] = []
    before: _Lying | None = None
    standing: list[ColumnPiece] = []
    for number in numbers:
        piece = pieces[number]
        one = _Lying((number,), piece) if piece.turned else lying.get(number)
        if one is None:
            standing.append(piece)
        elif number == one.run[0]:
            row += [*_standing(columns, standing, before, one), one.piece]
            before, standing = one, []
    return row + _standing(columns, standing, before, None)


def _standing(
    columns: Columns, pieces: list[ColumnPiece], before: _Lying | None, after: _Lying | None
) -> list[ColumnPiece]:
    """Pieces between others that lie on their side; beside words they are cut anew."""
    if not pieces:
        return []
    start = pieces[0].start if before is None else before.piece.end
    end = pieces[-1].end if after is None else after.piece.start
    if (before and before.is_word) or (after and after.is_word):
        return _cut(columns, pieces[0].column, start, end, before is not None, after is not None)
    if before is not None:
        first = pieces[0]
        pieces[0] = replace(first, start=min(max(first.start, start), first.end - 1))
    if after is not None:
        last = pieces[-1]
        pieces[-1] = replace(last, end=max(min(last.end, end), last.start + 1))
    return pieces
