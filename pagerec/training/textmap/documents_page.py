"""Pages of PDF documents as pictures with true lines: what the text layer says is held against the picture."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from .documents_rows import Row, find_rows, measure
from .documents_text import Char, Shown, read_chars
from .samples import ABOVE_BASELINE, TrueLine, TruePage

Box = tuple[float, float, float, float]
POINTS = 72
#: Pages with fewer or more characters are not taken.
CHARS = (12, 12_000)
#: Type below this size, in pixels, is ignored: nobody could read it.
SMALLEST = 5.5
#: Pictures that cover more of a page hide what the text layer says, or show text that it doesn't have.
_MOST_PICTURE = 0.35
#: Difference between the page with its text and without, in gray levels, that is ink.
_INK = 32
#: Part of a line's characters that must have ink.
_INKED = 0.9
#: Part of a page's characters without ink, and without known text, from which the text layer isn't believed.
_MOST_INKLESS, _MOST_UNKNOWN = 0.1, 0.2
#: A rule darkens or lightens the paper by so much, and is at most so wide, in ems.
_RULE = 24
#: Lines that overlap by more than this part of the smaller one's em, and that are no farther apart than the second
#: number of ems: parts of a formula, or print over print.
_TANGLED, _TANGLED_GAP = 0.2, 1.0
#: Baselines that differ by less, in ems, are the same: such lines stand beside each other.
_ONE_BASELINE = 0.12
#: The longest line that may be a part of a formula, in characters.
_FORMULA = 14
#: Drawn shapes of the size of letters: so many, beside half as many as there are characters, are drawn text.
_DRAWN_LETTERS = 60
#: Shapes that form drawn words: so many stand together.
_DRAWN_WORD = 3


@dataclass(frozen=True, slots=True)
class Layer:
    """What the text layer of a page says, in points.

    Attributes
    ----------
    rows : tuple of Row
        Rows of print.
    chars : int
        How many characters it has.
    pictures : tuple of Box
        Where the document has pictures.
    width, height : float
        Extent of the page.
    """

    rows: tuple[Row, ...]
    chars: tuple[Char, ...]
    pictures: tuple[Box, ...]
    width: float
    height: float

    @property
    def is_plain(self) -> bool:
        """Whether it is a page of running text in one column, of which one needs to see but a few."""
        rows = [row for row in self.rows if row.is_text]
        if len(rows) < 3:
            return False
        body = float(np.median([row.em for row in rows]))
        beside = _count_beside(rows)
        like_body = sum(abs(row.em - body) < 0.1 * body and row.right > 0.99 for row in rows) / len(rows)
        return bool(not self.pictures and like_body > 0.75 and beside < 0.15 * len(rows))


def _count_beside(rows: Sequence[Row]) -> int:
    """How many rows have another one beside them."""
    boxes = np.array([[*row.corners.min(axis=0), *row.corners.max(axis=0)] for row in rows])
    shared = np.minimum(boxes[:, None, 3], boxes[None, :, 3]) - np.maximum(boxes[:, None, 1], boxes[None, :, 1])
    return int(((shared > 0.5 * (boxes[:, 3] - boxes[:, 1])[:, None]).sum(axis=1) > 1).sum())


def read_layer(page: pdfium.PdfPage) -> Layer | None:
    """What the text layer of a page says; None where it is not to be believed or says too little."""
    text = page.get_textpage()
    if not CHARS[0] <= text.count_chars() <= CHARS[1]:
        return None
    shown = Shown(page)
    chars = [char for char in read_chars(page, text) if not char.hidden and _is_inside(char, shown)]
    if len(chars) < CHARS[0] or sum(not char.text for char in chars) > _MOST_UNKNOWN * len(chars):
        return None
    pictures = tuple(_find_pictures(page, shown))
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in pictures)
    if area > _MOST_PICTURE * shown.width * shown.height:
        return None
    return Layer(tuple(find_rows(chars)), tuple(chars), pictures, shown.width, shown.height)


def _is_inside(char: Char, shown: Shown) -> bool:
    """Whether the middle of a character is on the page."""
    left, top, right, bottom = char.ink
    return bool(0 < left + right < 2 * shown.width and 0 < top + bottom < 2 * shown.height)


def _find_pictures(page: pdfium.PdfPage, shown: Shown) -> Iterable[Box]:
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        try:
            left, top, right, bottom = shown.box(*_bounds(drawn))
        except pdfium.PdfiumError:
            continue
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, shown.width), min(bottom, shown.height)
        if right > left and bottom > top:
            yield left, top, right, bottom


def _bounds(drawn: pdfium.PdfObject) -> Box:
    points = np.array(drawn.get_quad_points())
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page as a picture.

    Attributes
    ----------
    image : uint8, shape (H, W, 3)
        With its text.
    bare : uint8, shape (H, W, 3)
        Without its text.
    scale : float64, shape (2,)
        Pixels in a point, in x and y.
    """

    image: NDArray[np.uint8]
    bare: NDArray[np.uint8]
    scale: NDArray[np.float64]

    @property
    def ink(self) -> NDArray[np.uint8]:
        """1 where there is ink of text, else 0."""
        return np.asarray(cv2.absdiff(self.image, self.bare).max(axis=2) > _INK, np.uint8)


def draw(page: pdfium.PdfPage, dpi: float) -> Drawing:
    """The page with its text and without; without notes and forms, which the text layer doesn't know."""
    shown = Shown(page)
    image = _render(page, dpi)
    text, seen = page.get_textpage(), set()
    for index in range(text.count_chars()):
        drawn = raw.FPDFText_GetTextObject(text, index)
        address = ctypes.cast(drawn, ctypes.c_void_p).value
        if address and address not in seen:
            seen.add(address)
            raw.FPDFPageObj_SetIsActive(drawn, False)
    bare = _render(page, dpi)
    return Drawing(image, bare, np.array([image.shape[1] / shown.width, image.shape[0] / shown.height]))


def _render(page: pdfium.PdfPage, dpi: float) -> NDArray[np.uint8]:
    bitmap = page.render(scale=dpi / POINTS, may_draw_forms=False, draw_annots=False, maybe_alpha=False)
    picture = bitmap.to_numpy()
    if picture.ndim == 2 or picture.shape[2] == 1:
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_GRAY2BGR), np.uint8)
    return np.ascontiguousarray(picture[..., :3])


def make_page(page: pdfium.PdfPage, layer: Layer, dpi: float) -> TruePage | None:
    """The page as a picture with its lines; None where picture and text layer disagree."""
    return hold(layer, draw(page, dpi))


def hold(layer: Layer, drawing: Drawing) -> TruePage | None:
    """Hold the text layer against the picture."""
    sums, edges = _integral(drawing.ink), _integral(_find_edges(drawing.bare))
    inkless = sum(not _has_ink(char, sums, drawing.scale) for char in layer.chars)
    if inkless > _MOST_INKLESS * len(layer.chars):
        return None
    letters = _find_drawn_letters(layer, drawing)
    if letters is None:
        return None
    rows = [part for row in layer.rows for part in split_at_rules(row, drawing, edges)]
    tangled = find_tangled(rows)
    lines, ignored = [], [*letters, *(_pixels(box, drawing.scale) for box in layer.pictures)]
    for index, row in enumerate(rows):
        if index not in tangled and _is_sure(row, sums, drawing.scale):
            lines.append(TrueLine(row.corners * drawing.scale, row.em * float(drawing.scale.mean()), row.is_vertical))
        else:
            ignored.extend(_pixels(box, drawing.scale) for box in _row_boxes(row))
    ignored.extend(find_unexplained(drawing.ink, lines, ignored))
    return TruePage(drawing.image, tuple(lines), np.array(ignored, np.float64).reshape(-1, 4))


def _is_sure(row: Row, sums: NDArray[np.int64], scale: NDArray[np.float64]) -> bool:
    """Whether a row is a line that a person would read."""
    if not row.is_text or row.em * scale.mean() < SMALLEST:
        return False
    if not row.is_straight and len(row.chars) < 3:
        return False  # a letter of a bent line
    return sum(_has_ink(char, sums, scale) for char in row.chars) >= _INKED * len(row.chars)


def _has_ink(char: Char, sums: NDArray[np.int64], scale: NDArray[np.float64]) -> bool:
    left, top, right, bottom = _pixels(char.ink, scale)
    return _count(sums, math.floor(left) - 1, math.floor(top) - 1, math.ceil(right) + 1, math.ceil(bottom) + 1) > 0


def _integral(marks: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Sums of all marks above and left of a pixel."""
    return np.asarray(cv2.integral(marks), np.int64)


def _count(sums: NDArray[np.int64], left: int, top: int, right: int, bottom: int) -> int:
    """How many marks a box has; the part of it that is on the page."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    left, right = min(max(left, 0), width), min(max(right, 0), width)
    top, bottom = min(max(top, 0), height), min(max(bottom, 0), height)
    return int(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def _find_edges(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where neighbouring pixels differ."""
    gradient = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray(np.asarray(gradient).max(axis=2) > _RULE // 2, np.uint8)


def _pixels(box: Box, scale: NDArray[np.float64]) -> Box:
    x, y = scale.tolist()
    return box[0] * x, box[1] * y, box[2] * x, box[3] * y


def _row_boxes(row: Row) -> list[Box]:
    """Boxes that cover a row and little else."""
    if not row.is_straight:
        return [char.ink for char in row.chars]
    points = np.concatenate([row.corners, np.array([char.ink for char in row.chars]).reshape(-1, 2)])
    return [(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())]


def split_at_rules(row: Row, drawing: Drawing, edges: NDArray[np.int64]) -> list[Row]:
    """The parts of a row between rules that cross it; `edges` are the summed edges of the page without its text."""
    if row.is_vertical or not row.is_straight:
        return [row]
    cuts, end = [], row.chars[0].span[1]
    for index, char in enumerate(row.chars):
        start = char.span[0]
        if start - end > 0.1 * row.em and _crossed(row, end, start, drawing, edges):
            cuts.append(index)
        end = max(end, char.span[1])
    bounds = [0, *cuts, len(row.chars)]
    return [measure(row.chars[a:b]) for a, b in pairwise(bounds)] if cuts else [row]


def _crossed(row: Row, start: float, end: float, drawing: Drawing, edges: NDArray[np.int64]) -> bool:
    """Whether a rule crosses a row in a gap: paper of another colour all the way through the em box."""
    corners = Row(row.chars, row.em, row.above, start, end).corners * drawing.scale
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    if not _count(edges, left, top, right, bottom):
        return False
    part = drawing.bare[max(top, 0) : bottom, max(left, 0) : right].astype(np.int16)
    if abs(row.down) > abs(row.right):
        part = part.transpose(1, 0, 2)
    if min(part.shape[:2]) < 2:
        return False
    paper = np.median(part.reshape(-1, 3), axis=0)
    return bool((np.abs(part - paper).max(axis=2) > _RULE).all(axis=0).any())


def find_tangled(rows: Sequence[Row]) -> set[int]:
    """Rows that are parts of a formula or lie over each other: by their number."""
    tangled: set[int] = set()
    by_direction: dict[tuple[int, int], list[int]] = {}
    for index, row in enumerate(rows):
        if not row.is_vertical:
            by_direction.setdefault((round(row.right * 20), round(row.down * 20)), []).append(index)
    for group in by_direction.values():
        for first, second in combinations(group, 2):
            if _are_tangled(rows[first], rows[second]):
                tangled.update(
                    index for index in (first, second) if _is_formula(rows[index], rows[first], rows[second])
                )
    return tangled


def _are_tangled(first: Row, second: Row) -> bool:
    large, small = (first, second) if first.em >= second.em else (second, first)
    shift = small.above - large.above
    above, below = ABOVE_BASELINE, 1 - ABOVE_BASELINE
    shared = min(above * large.em, shift + above * small.em) - max(-below * large.em, shift - below * small.em)
    apart = max(first.start, second.start) - min(first.end, second.end)
    return shared > _TANGLED * small.em and apart < _TANGLED_GAP * large.em and abs(shift) > _ONE_BASELINE * large.em


def _is_formula(row: Row, first: Row, second: Row) -> bool:
    """Whether a row is the doubtful one of two: short or the smaller of both, or mathematical."""
    short = min(len(first.chars), len(second.chars))
    return len(row.chars) <= _FORMULA or len(row.chars) == short or row.math > 0.5


def find_unexplained(ink: NDArray[np.uint8], lines: Sequence[TrueLine], ignored: Sequence[Box]) -> list[Box]:
    """Boxes of ink of text that no line and no ignored box explains."""
    rest = ink.copy()
    for line in lines:
        cv2.fillPoly(rest, [np.round(_grown(line)).astype(np.int32)], 0)
    for box in ignored:
        left, top, right, bottom = (round(value) for value in box)
        rest[max(top - 1, 0) : bottom + 2, max(left - 1, 0) : right + 2] = 0
    joined = cv2.dilate(rest, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = stats[1:][stats[1:, cv2.CC_STAT_AREA] > 16, :4].tolist()
    return [(left, top, left + width, top + height) for left, top, width, height in found]


def _grown(line: TrueLine) -> NDArray[np.float64]:
    """Corners of a line with its indices, accents and overhanging letters."""
    middle = line.corners.mean(axis=0)
    along = line.corners[1] - line.corners[0]
    across = line.corners[3] - line.corners[0]
    along, across = along / (np.linalg.norm(along) + 1e-9), across / (np.linalg.norm(across) + 1e-9)
    offsets = line.corners - middle
    signs_along, signs_across = np.sign(offsets @ along), np.sign(offsets @ across)
    grown = line.corners + line.em * (0.3 * signs_along[:, None] * along + 0.35 * signs_across[:, None] * across)
    return np.asarray(grown, np.float64)


def _find_drawn_letters(layer: Layer, drawing: Drawing) -> list[Box] | None:
    """Boxes of shapes that may be drawn text; None where the page has a lot of them."""
    em = float(np.median([char.em for char in layer.chars])) * float(drawing.scale.mean())
    gray = np.asarray(cv2.cvtColor(drawing.bare, cv2.COLOR_BGR2GRAY), np.uint8)
    for box in layer.pictures:
        left, top, right, bottom = (round(value) for value in _pixels(box, drawing.scale))
        gray[max(top - 1, 0) : bottom + 2, max(left - 1, 0) : right + 2] = 255
    around = cv2.blur(gray, (max(3, round(2 * em)),) * 2).astype(np.int16)
    step = gray - around
    edges = np.where(around > 127, step < -_INK, step > _INK)
    if not edges.any():
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    width, height, area = (stats[1:, column].astype(float) for column in (2, 3, 4))
    like = (height > 0.35 * em) & (height < 1.6 * em) & (width > 0.15 * em) & (width < 1.6 * em)
    shapes = stats[1:][like & (area < 0.8 * width * height) & (area > 0.15 * width * height), :4]
    if len(shapes) > _DRAWN_LETTERS + len(layer.chars) / 2:
        return None
    return _find_words(np.asarray(shapes, np.int64), gray.shape, em)


def _find_words(shapes: NDArray[np.int64], size: tuple[int, ...], em: float) -> list[Box]:
    """Boxes around shapes that stand together."""
    if not len(shapes):
        return []
    near, reach = np.zeros(size, np.uint8), round(0.3 * em) + 1
    for left, top, width, height in shapes.tolist():
        near[max(top - 1, 0) : top + height + 1, max(left - reach, 0) : left + width + reach] = 1
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    members = np.bincount(labels[shapes[:, 1], shapes[:, 0]], minlength=len(stats))
    words = stats[1:][members[1:] >= _DRAWN_WORD, :4]
    return [(left, top, left + width, top + height) for left, top, width, height in words.tolist()]
