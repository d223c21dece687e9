"""Drawings of the stages that look at single lines, each brought to the standard size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from pagerec.drawing.colors import COUNTS, CUT, DISTINCT, INK, MUTED, PALE, PAPER, Color, confidence_color, lighter
from pagerec.drawing.fonts import FontFile, latin_font, write_centred
from pagerec.drawing.pages import confidence_scale
from pagerec.drawing.sheet import SMALL, Sheet, legend, stack
from pagerec.segmentation.lines import HEIGHT

#: Widest piece of a line in a drawing, in pixels.
_WIDEST = 1200
#: Enlargement of a strip where its pixels are shown, and where there are labels on its cells.
_ZOOM, _WIDE_ZOOM = 2, 3
#: Height of a profile, of a cell's bar, of the bars of the path, in pixels.
_PROFILE, _BAR, _CHOSEN = 64, 9, 34
#: Height of a bar with a character on it, and the least width on which its probability has room.
_NAMED, _ROOM = 21, 52


class ImagePiece(NamedTuple):
    """Columns of a strip that are drawn in one row.

    Attributes
    ----------
    line : int
    start, stop : int
        Columns of the strip; stop is excluded.
    zoom : int
        Pixels of the drawing for one of the strip.
    """

    line: int
    start: int
    stop: int
    zoom: int

    def x(self, column: float) -> float:
        """Place of a column in the drawing."""
        return (column - self.start) * self.zoom

    @property
    def width(self) -> int:
        """In pixels of the drawing."""
        return (self.stop - self.start) * self.zoom


def draw_columns(sheet: Sheet) -> Image.Image:
    """Draw lines with the ink of every column below them, and the cuts that reading chose."""
    entries: list[tuple[Color | None, str]] = [(MUTED, "ink in a column"), (CUT, "where the line was cut at last")]
    return _draw(sheet, _ZOOM, _columns, entries)


def draw_atoms(sheet: Sheet) -> Image.Image:
    """Draw every atom in another colour than its neighbours."""
    facts = [f"line {line}: {len(sheet.reading.cells[line].atoms)} atoms" for line in sheet.lines]
    return _draw(sheet, _ZOOM, _atoms, [(None, text) for text in facts])


def draw_cells(sheet: Sheet) -> Image.Image:
    """Draw lines with a bar for every cell below them."""
    entries: list[tuple[Color | None, str]] = [
        (COUNTS[count - 1], f"{count} atom{'s' * (count > 1)}") for count in range(1, len(COUNTS) + 1)
    ]
    return _draw(sheet, _WIDE_ZOOM, _cells, entries)


def draw_lattice(sheet: Sheet) -> Image.Image:
    """Draw lines, the path that was chosen, and its rivals with the likeliest character of each."""
    entries: list[tuple[Color | None, str]] = [
        (None, "upper row: the path; below: other cells with their likeliest character"),
        (PALE, "not a character"),
        (PAPER, "not looked at: a rival is beyond doubt"),
    ]
    return _draw(sheet, _WIDE_ZOOM, _lattice, entries, confidence_scale(sheet))


def _draw(
    sheet: Sheet,
    zoom: int,
    draw: Callable[[Sheet, ImagePiece], Image.Image],
    entries: list[tuple[Color | None, str]],
    *scales: Image.Image,
) -> Image.Image:
    """Draw the pieces of all lines below one another, then what explains them."""
    pieces = [piece for line in sheet.lines for piece in _pieces(sheet, line, sheet.px(zoom))]
    numbered = [_numbered(sheet, piece, draw(sheet, piece)) for piece in pieces]
    width = max((picture.width for picture in numbered), default=sheet.px(_WIDEST))
    return stack(sheet, [*numbered, legend(sheet, entries, width), *scales])


def _pieces(sheet: Sheet, line: int, zoom: int) -> Iterator[ImagePiece]:
    """Part a line that is too long for a row, between characters of the path."""
    reading = sheet.reading
    boxes = reading.cells[line].boxes[[choice.cell for choice in reading.paths[line]]]
    cuts = ((boxes[1:, 0] + boxes[:-1, 2]) // 2).tolist()
    end, start, longest = reading.line_images[line].level.shape[1], 0, sheet.px(_WIDEST) // zoom
    while end - start > longest:
        even = start + (end - start) / -(-(end - start) // longest)
        possible = [cut for cut in cuts if start < cut <= start + longest]
        stop = min(possible, key=lambda cut: abs(cut - even), default=start + longest)
        yield ImagePiece(line, start, stop, zoom)
        start = stop
    yield ImagePiece(line, start, end, zoom)


def _numbered(sheet: Sheet, piece: ImagePiece, picture: Image.Image) -> Image.Image:
    """Write the line's number before its first piece."""
    margin = sheet.px(26)
    canvas = Image.new("RGB", (picture.width + margin, picture.height), PAPER)
    canvas.paste(picture, (margin, 0))
    if piece.start == 0:
        middle = (margin - sheet.px(8), HEIGHT * piece.zoom / 2)
        font = latin_font(sheet.px(SMALL))
        ImageDraw.Draw(canvas).text(middle, str(piece.line), fill=MUTED, font=font, anchor="rm")
    return canvas


def _canvas(sheet: Sheet, piece: ImagePiece, below: int) -> Image.Image:
    """A piece of a strip, black on white, with room below it."""
    level = 255 - sheet.reading.line_images[piece.line].level[:, piece.start : piece.stop]
    height = HEIGHT * piece.zoom
    line_image = Image.fromarray(level).resize((piece.width, height), Image.Resampling.BICUBIC)
    canvas = Image.new("RGB", (piece.width, height + below), PAPER)
    canvas.paste(line_image, (0, 0))
    return canvas


def _columns(sheet: Sheet, piece: ImagePiece) -> Image.Image:
    canvas = _canvas(sheet, piece, sheet.px(_PROFILE))
    pen, foot = ImageDraw.Draw(canvas), canvas.height - 1
    level = sheet.reading.line_images[piece.line].level[:, piece.start : piece.stop]
    profile = level.sum(axis=0, dtype=np.int64) / 255
    for column, ink in enumerate(profile.tolist()):
        high = ink / (0.8 * HEIGHT) * sheet.px(_PROFILE)
        if high >= 1:
            left = column * piece.zoom
            pen.rectangle((left, foot - high, left + piece.zoom - 1, foot), fill=MUTED)
    pen.line((0, foot, canvas.width, foot), fill=MUTED)
    reading = sheet.reading
    boxes = reading.cells[piece.line].boxes[[choice.cell for choice in reading.paths[piece.line]]]
    for before, after in zip(boxes[:-1, 2].tolist(), boxes[1:, 0].tolist(), strict=True):
        x = piece.x((before + after) / 2)
        pen.line((x, 0, x, foot), fill=CUT, width=sheet.px(1))
    return canvas


def _atoms(sheet: Sheet, piece: ImagePiece) -> Image.Image:
    columns = np.s_[:, piece.start : piece.stop]
    labels = sheet.reading.cells[piece.line].labels[columns]
    palette = np.array([PALE, *DISTINCT], np.uint8)
    numbers = np.where(labels > 0, (labels - 1) % len(DISTINCT) + 1, 0)
    size = (piece.width, HEIGHT * piece.zoom)
    colors = Image.fromarray(palette[numbers]).resize(size, Image.Resampling.NEAREST)
    depth = Image.fromarray(sheet.reading.line_images[piece.line].level[columns]).resize(size, Image.Resampling.BICUBIC)
    return Image.composite(colors, Image.new("RGB", size, PAPER), depth)


def _cells(sheet: Sheet, piece: ImagePiece) -> Image.Image:
    cells, bar = sheet.reading.cells[piece.line], sheet.px(_BAR)
    shown = _inside(sheet, piece)
    rows = _rows([tuple(cells.boxes[k, ::2].tolist()) for k in shown])
    canvas = _canvas(sheet, piece, bar * (max(rows, default=-1) + 2))
    pen, top = ImageDraw.Draw(canvas), HEIGHT * piece.zoom
    for k, row in zip(shown, rows, strict=True):
        left, _, right, _ = cells.boxes[k].tolist()
        y = top + row * bar
        color = COUNTS[int(cells.last[k] - cells.first[k])]
        pen.rectangle((piece.x(left) + 1, y, piece.x(right) - 1, y + bar - sheet.px(3)), fill=color)
    return canvas


def _lattice(sheet: Sheet, piece: ImagePiece) -> Image.Image:
    reading, line = sheet.reading, piece.line
    cells = reading.cells[line]
    path = {choice.cell: choice.candidate for choice in reading.paths[line]}
    shown = _inside(sheet, piece)
    rivals = [k for k in shown if k not in path]
    seen = [k for k in rivals if _was_seen(sheet, line, k)]
    unseen = [k for k in rivals if not _was_seen(sheet, line, k)]
    seen_rows, unseen_rows = (_rows([tuple(cells.boxes[k, ::2].tolist()) for k in group]) for group in (seen, unseen))
    named, chosen, bar = sheet.px(_NAMED), sheet.px(_CHOSEN), sheet.px(_BAR)
    first = HEIGHT * piece.zoom + chosen + sheet.px(4)
    below = first + named * (max(seen_rows, default=-1) + 1)
    canvas = _canvas(sheet, piece, below + bar * (max(unseen_rows, default=-1) + 2) - HEIGHT * piece.zoom)
    pen = ImageDraw.Draw(canvas)
    for k in shown:
        if k in path:
            _draw_chosen(sheet, pen, piece, k, path[k], (HEIGHT * piece.zoom, first - sheet.px(6)))
    for k, row in zip(seen, seen_rows, strict=True):
        _draw_rival(sheet, pen, piece, k, (first + row * named, first + (row + 1) * named - sheet.px(4)))
    for k, row in zip(unseen, unseen_rows, strict=True):
        left, _, right, _ = cells.boxes[k].tolist()
        top = below + row * bar
        pen.rectangle((piece.x(left) + 1, top, piece.x(right) - 2, top + bar - sheet.px(4)), outline=PALE)
    return canvas


def _was_seen(sheet: Sheet, line: int, cell: int) -> bool:
    """Whether the classifier looked at a cell: it passes over those that cut into a character beyond doubt."""
    scores = sheet.reading.scores[line]
    return bool(scores.reject[cell] < 1 or scores.probabilities[cell].any())


def _draw_chosen(
    sheet: Sheet, pen: ImageDraw.ImageDraw, piece: ImagePiece, cell: int, candidate: int, rows: tuple[int, int]
) -> None:
    """A bar of the path with the character read, and its box in the line."""
    text, probability = _named(sheet, piece.line, cell, candidate)
    left, top, right, bottom = sheet.reading.cells[piece.line].boxes[cell].tolist()
    color = confidence_color(probability)
    box = piece.x(left), top * piece.zoom, piece.x(right) - 1, bottom * piece.zoom - 1
    pen.rectangle(box, outline=color, width=sheet.px(1))
    pen.rectangle((box[0], rows[0], box[2] - sheet.px(1), rows[1]), fill=color)
    _label(sheet.font, pen, text, ((box[0] + box[2]) / 2, (rows[0] + rows[1]) / 2), 0.72 * (rows[1] - rows[0]), PAPER)


def _draw_rival(sheet: Sheet, pen: ImageDraw.ImageDraw, piece: ImagePiece, cell: int, rows: tuple[int, int]) -> None:
    """A bar of a cell that was not chosen, with the likeliest character on it."""
    scores = sheet.reading.scores[piece.line]
    left, _, right, _ = sheet.reading.cells[piece.line].boxes[cell].tolist()
    box = piece.x(left) + 1, rows[0], piece.x(right) - 2, rows[1]
    best = next((k for k, number in enumerate(scores.classes[cell].tolist()) if number > 0), None)
    if best is None:
        pen.rectangle(box, fill=PALE)
        return
    text, probability = _named(sheet, piece.line, cell, best)
    rejected = scores.reject[cell] > probability
    pen.rectangle(box, fill=PALE if rejected else lighter(confidence_color(probability), 0.55))
    size, middle = 0.86 * (rows[1] - rows[0]), (rows[0] + rows[1]) / 2
    if box[2] - box[0] >= sheet.px(_ROOM):
        _label(sheet.font, pen, text, (box[0] + 0.6 * size, middle), size, MUTED if rejected else INK)
        font = latin_font(max(6, round(0.66 * size)))
        pen.text((box[2] - sheet.px(3), middle), f"{100 * probability:.0f}%", fill=MUTED, font=font, anchor="rm")
    elif box[2] - box[0] >= size:
        _label(sheet.font, pen, text, ((box[0] + box[2]) / 2, middle), size, MUTED if rejected else INK)


def _label(
    font: FontFile | None,
    pen: ImageDraw.ImageDraw,
    text: str,
    centre: tuple[float, float],
    size: float,
    color: Color,
) -> None:
    if font is not None:
        write_centred(pen, text, centre, font.at(size), color)
    elif text.isascii():
        write_centred(pen, text, centre, latin_font(max(6, round(size))), color)


def _named(sheet: Sheet, line: int, cell: int, candidate: int) -> tuple[str, float]:
    scores = sheet.reading.scores[line]
    text = sheet.reading.charset.decode(int(scores.classes[cell, candidate]))
    return text, min(1.0, float(scores.probabilities[cell, candidate]))


def _inside(sheet: Sheet, piece: ImagePiece) -> list[int]:
    """Cells whose middle is in a piece."""
    boxes = sheet.reading.cells[piece.line].boxes
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    return np.flatnonzero((middle >= piece.start) & (middle < piece.stop)).tolist()


def _rows(extents: list[tuple[int, ...]]) -> list[int]:
    """Give each bar the first row where it overlaps no other; narrow bars come first."""
    taken: list[list[tuple[int, int]]] = []
    rows = [0] * len(extents)
    for number in sorted(range(len(extents)), key=lambda k: (extents[k][1] - extents[k][0], extents[k][0])):
        left, right = extents[number]
        row = next((r for r, bars in enumerate(taken) if all(right <= a or b <= left for a, b in bars)), len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((left, right))
        rows[number] = row
    return rows
