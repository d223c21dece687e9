"""From a picture to the lines on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.page.box import Box

from .binarize import find_ink, shrunk_by
from .blocks import in_blocks
from .bullets import find_bullets
from .column_groups import column_groups, runs_down, without_columns
from .column_params import ColumnParams
from .column_titles import find_level_lines, with_lines
from .columns import ColumnPiece, Columns, column_text_lines, cut_columns, lay_out, turned_sideways
from .layout_regions import LayoutRegion, find_layout_regions
from .leaders import Leader, find_leaders, skew_of, without_dots
from .line_ink import composed_ink
from .lines import extract_line_image, find_text_lines
from .lone import lone_characters
from .map_line import MapLine
from .map_lines import find_map_lines
from .map_links import with_usual_direction
from .nontext import erase_nontext
from .params import PARAMS, PageParams, SegmentationParams
from .profiles import weighted_quantile
from .restoration import Restoration
from .reverse_video import clear_panels
from .ruled import Unruled, without_rules
from .scale import estimate_em, find_components
from .skew import rotate, rotation
from .text_lines import extract_line_images, measured, to_text_lines, usual_em, with_marks, without_cut
from .text_map import MapLook, TextMap
from .underscores import find_underscores
from .values import Ink, LineImage, TextLine
from .views import View


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page brought to a workable size, turned level, and its lines.

    Attributes
    ----------
    ink : Ink
        The page's print, shrunk by `shrink`, with white around where it needs room to be turned, and turned by `skew`.
    text_lines : tuple of TextLine
        Its lines in pixels of `ink`: column by column, those of layout regions at the end.
    shrink : float
        Pixels of `ink` for one pixel of the picture, at most 1.
    skew : float
        Degrees by which lines fell to the right.
    shape : (height, width)
        Of the picture.
    pad : int
        Pixels of white added on every side.
    view : View, optional
        How the picture was looked at, where not as it was given.
    columns : Columns, optional
        How print in columns was laid out as the lines of `ink`; None for print in lines.
    beside : tuple of PageLines
        Groups of columns beside print in lines, each as a page of its own.
    layout_regions : tuple of LayoutRegion
        Tables, frames, figures and drop caps, in pixels of `ink`.
    rules : tuple of Box
        Level rules, in pixels of `ink`.
    gray : uint8, shape (H, W)
        The level page itself, as large as `ink`; without leaders.
    leaders : tuple of Leader
        Rows of dots that were taken off the page, between the titles and the numbers of a table of contents.
    underscores : tuple of Box
        What may be underscores, in pixels of `ink`.
    components : int32, shape (N, 5)
        Left, top, width, height and area of the components of the mask of `ink`; none of print in columns.
    down : bool
        Whether most of the print runs down the page, upright or on its side.
    looks : tuple of MapLook
        What the text map said of the picture that was looked at, at one scale or several.
    map_lines : tuple of MapLine
        Its lines, in pixels of that picture.
    params : SegmentationParams
        What the picture is cut with.
    """

    ink: Ink
    text_lines: tuple[TextLine, ...]
    shrink: float
    skew: float
    shape: tuple[int, int]
    pad: int = 0
    view: View | None = None
    columns: Columns | None = None
    beside: tuple[PageLines, ...] = ()
    layout_regions: tuple[LayoutRegion, ...] = ()
    rules: tuple[Box, ...] = ()
    gray: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((1, 1), np.uint8))
    down: bool = False
    looks: tuple[MapLook, ...] = ()
    map_lines: tuple[MapLine, ...] = ()
    params: SegmentationParams = PARAMS
    leaders: tuple[Leader, ...] = ()
    underscores: tuple[Box, ...] = ()
    components: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 5), np.int32))

    @property
    def rotation(self) -> int:
        """Degrees by which the text is turned clockwise in the picture: 0, 90, 180 or 270."""
        return 0 if self.view is None else self.view.rotation

    @property
    def direction(self) -> int:
        """Where the lines run in the picture, in degrees clockwise from the right."""
        return self.rotation if self.columns is None else (self.rotation + 90) % 360

    def direction_of(self, text_line: TextLine) -> int:
        """Where a line of `ink` runs in the picture: titles over columns run as lines do."""
        if text_line.course is not None:
            return (self.rotation + text_line.course.direction) % 360
        level = self.columns is not None and self.columns.is_level(text_line.centre)
        return self.rotation if level else self.direction

    def follow(self, labels: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """Bring another picture of the same page (labels) into the coordinates of `ink`."""
        height, width = (side - 2 * self.pad for side in self.ink.level.shape)
        if self.shrink != 1.0:
            labels = np.asarray(
                cv2.resize(labels, (width, height), interpolation=cv2.INTER_NEAREST_EXACT), labels.dtype
            )
        labels = np.pad(labels, self.pad) if self.pad else labels
        return rotate(labels, self.skew, cv2.INTER_NEAREST) if self.skew else labels

    @property
    def scale(self) -> float:
        """Pixels of `ink` for one of the picture as it was given."""
        return self.shrink if self.view is None else self.shrink * self.view.scale

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y from the level page to the picture."""
        points = np.asarray(self._unturned(points) / self.shrink)
        return points if self.view is None else self.view.to_picture(points)

    def _unturned(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) from the level page to the shrunken picture that was looked at."""
        if self.skew:
            matrix = cv2.invertAffineTransform(rotation(self.skew, *self.gray.shape))
            points = points @ matrix[:, :2].T + matrix[:, 2]
        return np.asarray(points - self.pad)

    def to_level(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y from the picture to the level page."""
        points = np.asarray(points * self.shrink + self.pad)
        if self.skew:
            matrix = rotation(self.skew, *self.gray.shape)
            points = points @ matrix[:, :2].T + matrix[:, 2]
        return np.asarray(points)

    def height_at_edge(self, text_line: TextLine) -> float | None:
        """How much is seen of a line that reaches the picture's upper or lower edge; None of others."""
        places = np.array(
            [[x, y] for x in (text_line.left, text_line.right) for y in (text_line.top, text_line.bottom)]
        )
        if text_line.course is not None:
            places = text_line.course.to_page(places)
        rows = self._unturned(places)[:, 1]
        height = len(self.gray) - 2 * self.pad
        near = max(self.params.page.least_near, self.params.page.near_edge * text_line.em)
        if rows.min() > near and rows.max() < height - near:
            return None
        beyond = max(0.0, -float(rows.min())) + max(0.0, float(rows.max()) - height)
        return text_line.bottom - text_line.top - beyond

    def line_images(self, text_lines: Sequence[TextLine], restoration: Restoration | None = None) -> list[LineImage]:
        """Lines of the page, or of those laid out, in the standard size."""
        if self.columns is not None:
            return [extract_line_image(self.ink.level, text_line, self.params.lines) for text_line in text_lines]
        return extract_line_images(self.gray, text_lines, restoration, self.params.text_lines)

    def corners_to_picture(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map the corners of boxes (N, 4, 2) from `ink` to the picture."""
        if self.columns is not None:
            corners = self.columns.to_page(corners)
        return self.to_picture(corners.reshape(-1, 2)).reshape(-1, 4, 2)

    def with_rows(self, rows: Sequence[Sequence[ColumnPiece]]) -> PageLines:
        """The page with other pieces of its columns laid out."""
        assert self.columns is not None
        ink, text_lines, columns = lay_out(self.columns.page, rows)
        return replace(self, ink=ink, text_lines=text_lines, columns=columns)

    def with_columns(self, size: float) -> PageLines:
        """The page with columns, but for level lines among them, cut anew as print of another size (a factor)."""
        assert self.columns is not None
        level = {row[0].column for row in self.columns.rows if row[0].level}
        resized = self.columns.page.resized(size, level)
        rows = [row if row[0].level else resized.cut_column(row[0].column) for row in self.columns.rows]
        ink, found, columns = lay_out(resized, [row for row in rows if row])
        return replace(self, ink=ink, text_lines=found, columns=columns)


def find_lines(
    gray: NDArray[np.uint8], text_map: TextMap, in_columns: bool | None = None, params: SegmentationParams = PARAMS
) -> PageLines:
    """Scale, skew and lines of a page.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        A page or paragraph, of either polarity.
    text_map : TextMap
        Sees where lines are.
    in_columns : bool, optional
        Whether characters stand upright one below the other, if that is known; else the map tells.
    params : SegmentationParams, optional
    """
    page = _find_lines(gray, text_map, in_columns, params)
    found = find_leaders(page.ink.mask, page.components, params.leaders, params.lines.scale)
    if not found:
        return page
    leaders = [_in_picture(page, row) for row in found]
    cleared = without_dots(gray, np.concatenate(leaders), inverted=page.ink.inverted, params=params.leaders)
    return _with_leaders(_find_lines(cleared, text_map, in_columns, params, skew_of(leaders)), leaders)


def _in_picture(page: PageLines, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes (N, 4) of the level page in the picture that was looked at."""
    corners = page.to_picture(boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 2)).reshape(-1, 4, 2)
    return np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)


def _with_leaders(page: PageLines, rows: Sequence[NDArray[np.float64]]) -> PageLines:
    """The page in blocks that hold titles and numbers together, as if there were print between them."""
    if page.columns is not None:
        return page
    leaders = tuple(Leader.of(page.to_level(row.reshape(-1, 2)).reshape(-1, 4)) for row in rows)
    usual, params = usual_em(page.text_lines) or 1.0, page.params.layout
    text_lines = in_blocks(page.text_lines, page.layout_regions, usual, params, [row.text_line for row in leaders])
    return replace(page, leaders=leaders, text_lines=text_lines)


def _find_lines(
    gray: NDArray[np.uint8],
    text_map: TextMap,
    in_columns: bool | None,
    params: SegmentationParams,
    skew: float | None = None,
) -> PageLines:
    """Lines of a page, its leaders among them; of one whose skew may be known."""
    shape = (gray.shape[0], gray.shape[1])
    lines, looks = find_map_lines(gray, text_map, params.map_lines)
    lines = with_usual_direction(lines, params.map_lines)
    em = _reference_em(lines, params.page)
    shrink = min(math.sqrt(params.page.most_pixels / gray.size), _workable(em, params.page), 1.0)
    seen = _shrunk(gray, shrink)
    down, upright = _runs_down(lines)
    page = PageLines(_no_ink(seen), (), shrink, 0.0, shape, gray=seen, down=down, looks=tuple(looks))
    page = replace(page, map_lines=tuple(lines), params=params)
    if not lines:
        return replace(page, text_lines=_by_projection(seen, params))
    if (upright and not _has_level_print(lines, params.columns)) if in_columns is None else in_columns:
        page = _levelled(page, _skew(lines, params.page, 90.0))
        page = replace(page, gray=_without_rules(page, em * shrink)[0].bare)
        return _lines_of_columns(page, [_on_level(page, line) for line in lines])
    skew = _skew(lines, params.page) if skew is None else skew if abs(skew) >= params.page.level else 0.0
    page = _levelled(page, skew)
    level = _level_lines(page, text_map)
    if in_columns is None:
        page, level = _with_columns_beside(page, level, em * shrink)
    text_lines: Sequence[TextLine] = to_text_lines(level, params.text_lines)
    unruled, ink = _without_rules(page, em * shrink)
    page = replace(page, gray=unruled.gray)
    text_lines = measured(unruled.bare, text_lines, params.text_lines)
    text_lines = with_marks(text_lines, params.text_lines)
    text_lines = [one for one in text_lines if max(one.right - one.left, one.bottom - one.top) > params.page.dust]
    heights = [page.height_at_edge(text_line) for text_line in text_lines]
    text_lines = without_cut(text_lines, heights, params.text_lines)
    usual = usual_em(text_lines) or em * shrink
    page, lone = _with_ink(page, ink, text_lines, usual)
    return replace(page, text_lines=in_blocks([*text_lines, *lone], page.layout_regions, usual, params.layout))


def _has_level_print(lines: Sequence[MapLine], params: ColumnParams) -> bool:
    """Whether some of a page of columns stands level beside them, neither above nor below."""
    above, below = find_level_lines(lines, params)
    whole = sum(line.length / line.em for line in lines)
    level = sum(line.length / line.em for line in lines if not runs_down(line))
    titles = sum((line.right - line.left) / line.em for line in (*above, *below))
    return level - titles > params.level_share * whole


def _with_columns_beside(page: PageLines, lines: Sequence[MapLine], em: float) -> tuple[PageLines, list[MapLine]]:
    """The page without the columns beside its lines, which are pages of their own; and its other lines."""
    groups = column_groups(lines, page.params.columns)
    if not groups:
        return page, list(lines)
    bare = replace(page, gray=_without_rules(page, em)[0].bare)
    columns = [line for group in groups for line in group]
    taken = set(map(id, columns))
    rest = with_usual_direction([line for line in lines if id(line) not in taken], page.params.map_lines)
    parts = [_lines_of_columns(replace(bare, map_lines=tuple(group)), group) for group in groups]
    gray = without_columns(page.gray, columns, page.params.columns)
    return replace(page, gray=gray, down=_runs_down(rest)[0], beside=tuple(parts)), rest


def on_their_side(part: PageLines) -> PageLines:
    """A group of columns beside print in lines as lines that run down the page, their characters on their side."""
    params = part.params
    text_lines = measured(part.gray, to_text_lines(part.map_lines, params.text_lines), params.text_lines)
    text_lines = with_marks(text_lines, params.text_lines)
    ordered = in_blocks(text_lines, (), usual_em(text_lines) or 1.0, params.layout)
    return replace(part, columns=None, ink=_no_ink(part.gray), text_lines=ordered)


def _by_projection(seen: NDArray[np.uint8], params: SegmentationParams) -> tuple[TextLine, ...]:
    """What may be lines where the map sees none: a few signs of a kind that it does not know."""
    ink = find_ink(seen, params.ink)
    em = estimate_em(find_components(ink.mask).boxes, (seen.shape[0], seen.shape[1]), params.lines.scale)
    text_lines = find_text_lines(ink, em, params.lines) if em >= params.page.least_em else ()
    ems = sum((text_line.right - text_line.left) / text_line.em for text_line in text_lines)
    return text_lines if ems < params.page.few_ems else ()


def _reference_em(lines: Sequence[MapLine], params: PageParams) -> float:
    """Size of a page's smaller print."""
    if not lines:
        return 0.0
    return weighted_quantile([line.em for line in lines], [line.length / line.em for line in lines], params.small)


def _runs_down(lines: Sequence[MapLine]) -> tuple[bool, bool]:
    """Whether most of the print runs downwards, and whether its characters stand upright there."""
    ems = [(line.length / line.em, abs(line.angle) > 45, line.vertical > 0.5) for line in lines]
    half = 0.5 * sum(length for length, _, _ in ems)
    down = sum(length for length, falls, _ in ems if falls)
    return down > half, sum(length for length, falls, upright in ems if falls and upright) > half


def _levelled(page: PageLines, skew: float) -> PageLines:
    """The page turned by its skew."""
    page = replace(page, skew=skew, pad=_room_to_turn(page.gray, skew, page.params.page))
    gray = _turned(page)
    return replace(page, gray=gray, ink=_no_ink(gray))


def _level_lines(page: PageLines, text_map: TextMap) -> list[MapLine]:
    """The map's lines on the level page: of one that was turned far as they are seen now."""
    if abs(page.skew) < page.params.page.slanted:
        return [_on_level(page, line) for line in page.map_lines]
    lines, _ = find_map_lines(page.gray, text_map, page.params.map_lines)
    return with_usual_direction(lines, page.params.map_lines)


def _on_level(page: PageLines, line: MapLine) -> MapLine:
    return replace(line, path=page.to_level(line.path), em=line.em * page.shrink)


def _skew(lines: Sequence[MapLine], params: PageParams, usual: float = 0.0) -> float:
    """By how many degrees most of the print falls beyond the usual, where it is long enough to tell."""
    long = ((line.angle - usual, line.length) for line in lines if line.length > params.long * line.em)
    lying = [(turn, length) for turn, length in long if abs(turn) < 45]
    if not lying:
        return 0.0
    turns, lengths = zip(*lying, strict=True)
    angle = weighted_quantile(turns, lengths, 0.5)
    return angle if abs(angle) >= params.level else 0.0


def _room_to_turn(seen: NDArray[np.uint8], skew: float, params: PageParams) -> int:
    """Pixels to add on every side so that nothing is lost when the page is turned far."""
    if abs(skew) < params.steep:
        return 0
    pad = math.ceil(math.sin(math.radians(abs(skew))) * max(seen.shape) / 2)
    return pad if (seen.shape[0] + 2 * pad) * (seen.shape[1] + 2 * pad) < params.most_room * seen.size else 0


def _turned(page: PageLines) -> NDArray[np.uint8]:
    """The gray page turned level."""
    if not page.skew:
        return page.gray
    seen = cv2.copyMakeBorder(page.gray, *(page.pad,) * 4, cv2.BORDER_REPLICATE) if page.pad else page.gray
    height, width = seen.shape
    matrix = rotation(page.skew, height, width)
    return np.asarray(
        cv2.warpAffine(seen, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _no_ink(seen: NDArray[np.uint8]) -> Ink:
    return Ink(np.zeros(seen.shape, np.uint8), np.zeros(seen.shape, bool), False)


def _without_rules(page: PageLines, em: float) -> tuple[Unruled, Ink]:
    """The level page with its rules painted over, and its ink with them."""
    params = page.params
    ink = clear_panels(find_ink(page.gray, params.ink), em, params.panels)
    lines = [_on_level(page, line) for line in page.map_lines]
    return without_rules(page.gray, ink, em, lines, params.nontext.rules, params.ruled), ink


def _with_ink(page: PageLines, ink: Ink, text_lines: Sequence[TextLine], em: float) -> tuple[PageLines, list[TextLine]]:
    """The page with its ink, and what is set into it; and lines that the map may have missed."""
    params = page.params
    print_, nontext, before, after = erase_nontext(ink, em, params.nontext)
    layout_regions = find_layout_regions(nontext, print_.mask, em, params.layout_regions)
    page = replace(
        page,
        ink=ink,
        layout_regions=layout_regions,
        rules=nontext.level,
        components=before,
    )
    lone = lone_characters(after, text_lines, params.lone)
    found = [*text_lines, *lone]
    page = replace(page, underscores=find_underscores(ink.mask, found, params.underscores))
    return page, [*lone, *find_bullets(after, found, params.bullets)]


def find_lines_in(view: View, text_map: TextMap, params: SegmentationParams = PARAMS) -> PageLines:
    """The lines of a picture looked at in another way, their boxes in the picture as it was given."""
    return replace(find_lines(view.seen, text_map, params=params), shape=view.shape, view=view)


def _quarter_turned(ink: Ink, times: int) -> Ink:
    """Ink turned counterclockwise."""
    level = np.ascontiguousarray(np.rot90(ink.level, times))
    return replace(ink, level=level, mask=np.ascontiguousarray(np.rot90(ink.mask, times)))


def _lines_of_columns(page: PageLines, lines: Sequence[MapLine]) -> PageLines:
    """Lay the columns of a level page out as lines."""
    params, ink_params = page.params.columns, page.params.text_lines.ink
    above, below = find_level_lines(lines, params)
    down = column_text_lines([line for line in lines if abs(line.angle) > 45], page.gray.shape[1], params)
    print_ = _quarter_turned(composed_ink(np.ascontiguousarray(np.rot90(page.gray)), down, ink_params), -1)
    alone = turned_sideways(print_, down, params)
    rows = cut_columns(alone)
    if not rows:
        return page
    titles = composed_ink(page.gray, [*above, *below], ink_params)
    whole = replace(print_, level=np.maximum(print_.level, titles.level), mask=print_.mask | titles.mask)
    sideways, pieces = with_lines(alone, _quarter_turned(whole, 1), above + below)
    level = [[piece] for piece in pieces]
    ink, text_lines, columns = lay_out(sideways, [*level[: len(above)], *rows, *level[len(above) :]])
    return replace(page, ink=ink, text_lines=text_lines, columns=columns)


def _workable(em: float, params: PageParams) -> float:
    """Factor that brings print of this size to a workable one."""
    return max(params.shrunk_em / em, params.least_shrink) if em > params.largest_em else 1.0


def _shrunk(gray: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Shrink by whole numbers first, which is fast and leaves no pixel out."""
    if factor == 1.0:
        return gray
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    if factor <= 0.5:
        gray = shrunk_by(gray, int(1 / factor))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_LINEAR), np.uint8)
