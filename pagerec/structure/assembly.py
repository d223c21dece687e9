"""Put characters back together: spaces, lines, blocks and their tables, in pixels of the input picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from math import ceil
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from pagerec.page import Block, Box, Candidate, Line, Page, Table, TableCell
from pagerec.page.line import MAX_CANDIDATES, trusted_char
from pagerec.page.polygons import Polygon
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation.lines import EM
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.values import Cells, LineImage, TextLine

from .blocks import find_blocks, running_text
from .drafts import Draft
from .inserted import Inserted, Origin, leader_chars, with_blanks, with_underscores
from .outlines import Outlines, char_outlines
from .paragraphs import with_parts
from .params import PARAMS, AssemblyParams, SpacingParams, StructureParams
from .pieces import LinePiece
from .rows import in_rows
from .spacing import find_spaces, script_white

#: What is around a pixel.
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
#: Candidates for a character, the chosen one first.
_Ranked: TypeAlias = tuple[Candidate, ...]
#: A character's box, and its outline where it is slanted.
_Place: TypeAlias = tuple[Box, Polygon | None]


class Assembled(NamedTuple):
    """A page, and where its characters come from.

    Attributes
    ----------
    page : Page
    origins : tuple of (line, place)
        For each character of the page, in reading order: the number of its strip, and its place in the path
        through it; a line of -1 for the dots of leaders and underscores, which aren't in any strip.
    """

    page: Page
    origins: tuple[Origin, ...]


def assemble(
    layout: PageLines,
    line_images: Sequence[LineImage],
    cells: Sequence[Cells],
    scores: Sequence[Scores],
    paths: Sequence[Sequence[Choice]],
    charset: Charset,
    params: StructureParams = PARAMS,
) -> Assembled:
    """Make the page from each line's chosen cells.

    Parameters
    ----------
    layout : PageLines
        Maps the lines back to the picture.
    strips, cells, scores, paths
        One entry a line.
    charset : Charset
    params : StructureParams, optional
    """
    chosen = [line.boxes[[choice.cell for choice in path]] for line, path in zip(cells, paths, strict=True)]
    corners = _corners(line_images, chosen)
    placed, spans = iter(_placed(layout, corners, params.assembly)), iter(_spans(corners))
    outlines = Outlines.of(layout, line_images, chosen, corners)
    ranked = [_ranked(line, path, charset, params.assembly) for line, path in zip(scores, paths, strict=True)]
    spaces = _spaces(ranked, chosen, params.spaces)
    pieces = []
    for number, (line_image, chars) in enumerate(zip(line_images, ranked, strict=True)):
        if chars:
            places = [next(placed) for _ in chars]
            line = _line(chars, places, spaces[number], layout.direction_of(line_image.text_line))
            pieces.append(_piece(number, line_image, line, [next(spans) for _ in chars], params.assembly))
    if layout.columns is None:
        rows = in_rows(pieces, params.rows, params.spaces)
        drafts = find_blocks(rows, layout.layout_regions, layout.rules, layout.ink.level.shape[0], params)
    else:
        drafts = running_text(pieces)
    dots = [upright_boxes(layout, leader.dots, params.assembly) for leader in layout.leaders]
    inserted = leader_chars(pieces, layout.leaders, dots, params.inserted)
    if layout.columns is None:
        inserted = _with_strokes(inserted, layout, pieces, params)

    def line_of(piece: LinePiece) -> Line:
        return inserted.in_line(outlines.line(piece), piece.origin)

    height, width = layout.shape
    blocks = with_parts([_block(draft, layout, line_of, params.assembly) for draft in drafts], params.paragraphs)
    page = Page(blocks, width, height, layout.skew, layout.rotation)
    origins = [inserted.origins(piece.origin) for draft in drafts for piece in draft.pieces]
    return Assembled(page, tuple(chain.from_iterable(origins)))


def _with_strokes(
    inserted: Inserted, layout: PageLines, pieces: Sequence[LinePiece], params: StructureParams
) -> Inserted:
    """Underscores and blanks to fill in among the characters."""
    strokes = [*layout.underscores, *layout.rules]
    if not strokes:
        return inserted
    boxes, count = upright_boxes(layout, strokes, params.assembly), len(layout.underscores)
    inserted = with_underscores(inserted, pieces, strokes[:count], boxes[:count], params.inserted)
    return with_blanks(inserted, pieces, layout.layout_regions, strokes, boxes, params.inserted)


def _piece(
    number: int, line_image: LineImage, line: Line, spans: list[list[float]], params: AssemblyParams
) -> LinePiece:
    text_line = line_image.text_line
    return LinePiece(
        line,
        _place(text_line, spans),
        text_line.em,
        text_line.centre if text_line.course is None else sum(text_line.box[1::2]) / 2,
        tuple((left, right) for left, right in spans),
        tuple((number, place) for place in range(len(spans))),
        text_line.block,
        text_line.column,
        _weight(line_image, params),
    )


def _place(text_line: TextLine, spans: list[list[float]]) -> Box:
    """A line's rectangle on the level page: as wide as its characters, as high as its ink."""
    if text_line.course is None:
        return Box(int(spans[0][0]), int(text_line.top), ceil(spans[-1][1]), ceil(text_line.bottom))
    left, top, right, bottom = text_line.box
    return Box(int(left), int(top), ceil(right), ceil(bottom))


def _weight(line_image: LineImage, params: AssemblyParams) -> float:
    """How thick a line's strokes are: share of its ink that has ink all around."""
    ink = (line_image.level > params.ink).view(np.uint8)
    return cv2.countNonZero(cv2.erode(ink, _CROSS)) / max(1, cv2.countNonZero(ink))


def _block(draft: Draft, layout: PageLines, line_of: Callable[[LinePiece], Line], params: AssemblyParams) -> Block:
    """A block, its places in pixels of the picture."""
    lines = tuple(map(line_of, draft.pieces))
    if draft.kind != "table":
        area = None if draft.area is None else upright_boxes(layout, [draft.area], params)[0]
        return Block(lines, draft.kind, area)
    regions = [draft.area or draft.place, *(cell.box for row in draft.rows for cell in row)]
    area, *boxes = upright_boxes(layout, regions, params)
    places = iter(boxes)
    rows = tuple(
        tuple(
            TableCell(next(places), cell.column, tuple(map(line_of, cell.pieces)), cell.column_span, cell.row_span)
            for cell in row
        )
        for row in draft.rows
    )
    return Block(lines, "table", table=Table(rows, area))


def upright_boxes(layout: PageLines, regions: ArrayLike, params: AssemblyParams = PARAMS.assembly) -> list[Box]:
    """Boxes on the level page → upright boxes of whole pixels in the picture that hold them."""
    return _to_picture(layout, _corners_of(np.array(regions, np.float64)), params)


def _spaces(
    ranked: Sequence[Sequence[_Ranked]], boxes: Sequence[NDArray[np.int32]], params: SpacingParams
) -> list[list[bool]]:
    """Whether there is a space before each character of each line."""
    lines = [
        ([candidates[0].text for candidates in chars], (line[:, [0, 2]] / EM).tolist())
        for chars, line in zip(ranked, boxes, strict=True)
    ]
    scripts = script_white(lines, params)
    return [find_spaces(text, spans, scripts, params) for text, spans in lines]


def _line(ranked: Sequence[_Ranked], places: Sequence[_Place], spaces: Sequence[bool], direction: int) -> Line:
    chars = (
        trusted_char(candidates[0].text, box, candidates[0].probability, candidates, space, outline)
        for candidates, (box, outline), space in zip(ranked, places, spaces, strict=True)
    )
    return Line(tuple(chars), direction)


def _ranked(scores: Scores, path: Sequence[Choice], charset: Charset, params: AssemblyParams) -> list[_Ranked]:
    """The candidates for each character of a line: the chosen one first, then the others by probability."""
    cells = [choice.cell for choice in path]
    classes, probabilities = scores.classes[cells], scores.probabilities[cells]
    likely = (classes > 0) & (probabilities >= params.least)
    most = min(params.candidates, MAX_CANDIDATES)
    found = []
    columns = classes.tolist(), np.minimum(probabilities, 1.0).tolist(), likely.tolist()
    for choice, numbers, shares, named in zip(path, *columns, strict=True):
        first = choice.candidate
        order = [first, *(k for k, is_likely in enumerate(named) if is_likely and k != first)]
        candidates = (Candidate(charset.decode(numbers[k]), shares[k]) for k in order[:most])
        found.append(tuple(candidates))
    return found


def _corners(line_images: Sequence[LineImage], boxes: Sequence[NDArray[np.int32]]) -> NDArray[np.float64]:
    """Boxes in the strips, line by line → corners (N, 4, 2) on the level page."""
    found = [np.zeros((0, 4, 2))]
    for line_image, line in zip(line_images, boxes, strict=True):
        across = np.array([line_image.x0, line_image.y0, line_image.x0, line_image.y0])
        corners = _corners_of(line / line_image.scales + across)
        if line_image.text_line.course is not None:
            corners = line_image.text_line.course.to_page(corners.reshape(-1, 2)).reshape(-1, 4, 2)
        found.append(corners)
    return np.concatenate(found)


def _corners_of(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners (N, 4, 2) of boxes (N, 4): clockwise from the upper left."""
    return boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)


def _spans(corners: NDArray[np.float64]) -> list[list[float]]:
    """Left and right end of each character."""
    spans: list[list[float]] = np.stack([corners[..., 0].min(axis=1), corners[..., 0].max(axis=1)], axis=1).tolist()
    return spans


def _placed(layout: PageLines, corners: NDArray[np.float64], params: AssemblyParams) -> list[_Place]:
    """Corners on the level page → boxes in the input picture, and outlines of those that are slanted there."""
    quads = layout.corners_to_picture(corners)
    return list(zip(_boxes(layout, quads, params), char_outlines(quads, params), strict=True))


def _to_picture(layout: PageLines, corners: NDArray[np.float64], params: AssemblyParams) -> list[Box]:
    """Corners on the level page → upright boxes in the input picture that hold them."""
    return _boxes(layout, layout.corners_to_picture(corners), params)


def _boxes(layout: PageLines, corners: NDArray[np.float64], params: AssemblyParams) -> list[Box]:
    """Corners (N, 4, 2) in the input picture → upright boxes of whole pixels that hold them."""
    height, width = layout.shape
    low = np.floor(corners.min(axis=1) + params.rounding).astype(int)
    high = np.ceil(corners.max(axis=1) - params.rounding).astype(int)
    low = np.clip(low, 0, [width - 1, height - 1])
    high = np.maximum(np.clip(high, 0, [width, height]), low + 1)
    return [Box(*box) for box in np.concatenate([low, high], axis=1).tolist()]
