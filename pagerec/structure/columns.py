"""The lines of a column divided into blocks of one kind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from pagerec.page import Box
from pagerec.page.kinds import BlockKind

from .drafts import Draft
from .grid_rows import find_tables
from .items import is_item
from .marks import code_pitch, fits_pitch, is_caption, is_formula, is_section
from .params import PARAMS, KindParams, StructureParams
from .pieces import LinePiece, Usual, gap


def column_drafts(
    pieces: Sequence[LinePiece],
    others: Sequence[Box],
    rules: Sequence[Box],
    usual: Usual,
    params: StructureParams = PARAMS,
) -> list[Draft]:
    """Blocks of a column, from top to bottom.

    Parameters
    ----------
    pieces : sequence of LinePiece
        Its lines, from top to bottom.
    others : sequence of Box
        Tables, frames and figures; those between two lines part them.
    rules : sequence of Box
        Level rules.
    usual : Usual
    params : StructureParams, optional
    """
    drafts: list[Draft] = []
    for run in _parted(pieces, others):
        at = 0
        for start, stop, draft in _set_off(run, rules, params):
            drafts += _texts(run[at:start], others, usual, params)
            drafts.append(draft)
            at = stop
        drafts += _texts(
            run[at:], [*others, *(draft.place for draft in drafts if draft.kind == "table")], usual, params
        )
    return drafts


def _parted(pieces: Sequence[LinePiece], others: Sequence[Box]) -> Iterator[Sequence[LinePiece]]:
    """Lines parted where something else is between them."""
    start = 0
    for index in range(1, len(pieces)):
        above, below = pieces[index - 1], pieces[index]
        left, right = below.column
        between = any(
            above.centre < (box.top + box.bottom) / 2 < below.centre and box.left < right and left < box.right
            for box in others
        )
        if between:
            yield pieces[start:index]
            start = index
    yield pieces[start:]


def _set_off(
    pieces: Sequence[LinePiece], rules: Sequence[Box], params: StructureParams
) -> list[tuple[int, int, Draft]]:
    """Code and tables: where each starts and stops, and its block."""
    found: list[tuple[int, int, Draft]] = []
    at = 0
    for start, stop in [*_code(pieces, params), (len(pieces), len(pieces))]:
        for rows in find_tables(pieces[at:start], rules, params.tables):
            found.append((at + rows.start, at + rows.stop, Draft.of_rows(rows)))
        if stop > start:
            found.append((start, stop, Draft.of_lines("code", pieces[start:stop])))
        at = stop
    return found


def _code(pieces: Sequence[LinePiece], params: StructureParams) -> list[tuple[int, int]]:
    """First and one past the last line of each part in letters of one width, at least two lines long.

    Lines too short to tell belong to it where they fit, and so do lines between two parts that keep their distance:
    there may be Chinese in strings and comments.
    """
    found: list[tuple[int, int]] = []
    widths = [code_pitch(piece, params.marks) for piece in pieces]
    start = 0
    while start < len(pieces):
        if not widths[start]:
            start += 1
            continue
        width, stop = widths[start], start + 1
        while stop < len(pieces) and _goes_on(pieces[stop - 1], pieces[stop], widths[stop], width, params):
            stop += 1
        first = start
        limit = found[-1][1] if found else 0
        while first > limit and _goes_on(pieces[first], pieces[first - 1], widths[first - 1], width, params):
            first -= 1
        if stop - first > 1:
            if found and _one_part(pieces[found[-1][0] : stop], found[-1][1] - found[-1][0], stop - first, params):
                first = found.pop()[0]
            found.append((first, stop))
        start = max(stop, start + 1)
    return found


def _one_part(pieces: Sequence[LinePiece], before: int, after: int, params: StructureParams) -> bool:
    """Whether a few lines between parts of code follow them and each other as lines of code do."""
    steps = [below.centre - above.centre for above, below in pairwise(pieces)]
    usual = median([*steps[: before - 1], *steps[len(steps) - after + 1 :]])
    between = steps[before - 1 : len(steps) - after + 1]
    few = 0 < len(between) - 1 <= params.kinds.lines_in_code
    return few and all(abs(step - usual) <= params.kinds.same_step * usual for step in between)


def _goes_on(piece: LinePiece, other: LinePiece, pitch: float, width: float, params: StructureParams) -> bool:
    apart = params.kinds.code_apart * piece.em
    if abs(gap(piece, other)) > apart and abs(gap(other, piece)) > apart:
        return False
    if pitch:
        return abs(pitch - width) <= params.kinds.same_pitch * width
    return fits_pitch(other, width, params.marks)


def _texts(pieces: Sequence[LinePiece], others: Sequence[Box], usual: Usual, params: StructureParams) -> list[Draft]:
    """Blocks of lines that are neither code nor tables."""
    kinds = params.kinds
    labels = _labels(pieces, others, usual, params)
    drafts: list[Draft] = []
    at = 0
    for kind, group in groupby(labels):
        stop = at + len(list(group))
        if kind == "paragraph":
            for first, last in _by_size(pieces[at:stop], kinds):
                part = pieces[at + first : at + last]
                drafts += [Draft.of_lines(name, part[a:b]) for name, a, b in _lists(part, kinds)]
        else:
            drafts += [Draft.of_lines(kind, pieces[a:b]) for a, b in _one_by_one(pieces, kind, at, stop, usual, kinds)]
        at = stop
    return drafts


def _one_by_one(
    pieces: Sequence[LinePiece], kind: BlockKind, start: int, stop: int, usual: Usual, kinds: KindParams
) -> Iterator[tuple[int, int]]:
    """Headings and captions of several lines parted: where the size changes, or a number starts the next one."""
    first = start
    for index in range(start + 1, stop):
        above, below = pieces[index - 1], pieces[index]
        apart = gap(above, below) > (usual.gap + kinds.apart) * usual.em
        numbered = kind in ("heading", "caption") and (is_section(below.text) or is_caption(below.text))
        other_size = kind == "heading" and abs(above.em - below.em) > kinds.heading_size * above.em
        if apart or numbered or other_size:
            yield first, index
            first = index
    yield first, stop


def _labels(
    pieces: Sequence[LinePiece], others: Sequence[Box], usual: Usual, params: StructureParams
) -> list[BlockKind]:
    kinds = params.kinds
    labels: list[BlockKind] = []
    for index, piece in enumerate(pieces):
        above = pieces[index - 1] if index else None
        if is_formula(piece, params.marks):
            labels.append("formula")
        elif _is_caption(piece, above, labels[-1] if labels else None, others, usual, kinds):
            labels.append("caption")
        elif _is_heading(piece, above, usual, kinds):
            labels.append("heading")
        else:
            labels.append("paragraph")
    _add_parts_of_formulas(pieces, labels, kinds)
    _drop_long_headings(pieces, labels, usual, kinds)
    return labels


def _is_heading(piece: LinePiece, above: LinePiece | None, usual: Usual, kinds: KindParams) -> bool:
    size = piece.em / usual.em
    if size >= kinds.heading:
        return True
    if size < kinds.smallest_heading or piece.slack < kinds.free:
        return False
    apart = (
        above is None
        or gap(above, piece) > (usual.gap + kinds.white) * usual.em
        or above.em >= kinds.heading * usual.em
    )
    bold = piece.weight > kinds.bold * usual.weight + kinds.bolder and len(piece.spans) > 1
    ends = piece.text[-1] in "。；，,;、"
    return (is_section(piece.text) and (apart or bold)) or (bold and not ends and piece.han_share > kinds.bold_han)


def _is_caption(
    piece: LinePiece,
    above: LinePiece | None,
    label: BlockKind | None,
    others: Sequence[Box],
    usual: Usual,
    kinds: KindParams,
) -> bool:
    centred = min(piece.indent, piece.slack) >= kinds.centred and abs(piece.indent - piece.slack) < kinds.aside
    if is_caption(piece.text):
        low, high = -kinds.over * usual.em, kinds.near * usual.em
        near = any(
            box.left < piece.box.right
            and piece.box.left < box.right
            and low < max(box.top - piece.box.bottom, piece.box.top - box.bottom) < high
            for box in others
        )
        return centred or near
    if label != "caption" or above is None:
        return False
    # Further lines of a caption are centred, too, or as small as the first one.
    close = gap(above, piece) < (usual.gap + kinds.white) * usual.em
    small = above.em < kinds.small * usual.em and abs(piece.em - above.em) < kinds.same_small * usual.em
    return close and (centred or small)


def _add_parts_of_formulas(pieces: Sequence[LinePiece], labels: list[BlockKind], kinds: KindParams) -> None:
    """Numerators, denominators and bounds are lines of their own, close to the formula's."""
    order = [*range(1, len(pieces)), *range(len(pieces) - 2, -1, -1)]
    for count, index in enumerate(order):
        beside = index - 1 if count < len(pieces) - 1 else index + 1
        piece, other = pieces[index], pieces[beside]
        if labels[index] != "paragraph" or labels[beside] != "formula":
            continue
        white = gap(other, piece) if beside < index else gap(piece, other)
        short = len(piece.spans) <= kinds.part_length and piece.han_share < kinds.part_han
        if short and white < kinds.part_gap * other.em and piece.indent >= kinds.part_indent:
            labels[index] = "formula"


def _drop_long_headings(pieces: Sequence[LinePiece], labels: list[BlockKind], usual: Usual, kinds: KindParams) -> None:
    at = 0
    for kind, group in groupby(list(labels)):
        stop = at + len(list(group))
        if kind == "heading":
            for start, end in list(_one_by_one(pieces, "heading", at, stop, usual, kinds)):
                if end - start > kinds.heading_lines:
                    labels[start:end] = ["paragraph"] * (end - start)
        at = stop


def _by_size(pieces: Sequence[LinePiece], kinds: KindParams) -> Iterator[tuple[int, int]]:
    """Running text parted where its size changes for two lines or more."""
    start = 0
    for index in range(2, len(pieces) - 1):
        above, below = pieces[index - 2 : index], pieces[index : index + 2]
        if index - start > 1 and (_is_larger(above, below, kinds) or _is_larger(below, above, kinds)):
            yield start, index
            start = index
    yield start, len(pieces)


def _is_larger(some: Sequence[LinePiece], others: Sequence[LinePiece], kinds: KindParams) -> bool:
    return min(piece.em for piece in some) > kinds.other_size * max(piece.em for piece in others)


def _lists(pieces: Sequence[LinePiece], kinds: KindParams) -> Iterator[tuple[BlockKind, int, int]]:
    """Running text divided into lists and what is none: kind, first line, and one past the last."""
    start = at = 0
    while at < len(pieces):
        stop = _list_end(pieces, at, kinds) if is_item(pieces[at].text) else at
        if stop > at:
            if at > start:
                yield "paragraph", start, at
            yield "list", at, stop
            start = at = stop
        else:
            at += 1
    if start < len(pieces):
        yield "paragraph", start, len(pieces)


def _list_end(pieces: Sequence[LinePiece], start: int, kinds: KindParams) -> int:
    """One past the last line of the list that starts here; the start itself if one item is all."""
    left, items, stop, hangs = pieces[start].box.left, 1, start + 1, False
    for index in range(start + 1, len(pieces)):
        piece, above = pieces[index], pieces[index - 1]
        if is_item(piece.text) and abs(piece.box.left - left) <= kinds.same_left * piece.em:
            items += 1
        elif piece.box.left >= left + kinds.hanging * piece.em:
            hangs = True
        elif hangs or above.slack > kinds.full or piece.indent > kinds.hanging:
            break
        stop = index + 1
    return stop if items > 1 else start
