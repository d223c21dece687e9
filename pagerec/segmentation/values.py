"""The frozen values that pass from one stage of the segmentation to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

#: Slope up to which a line is nearly level: 14 degrees, which shorten it by 3 %.
_NEARLY_LEVEL = 0.25
#: Most pixels of a side of what OpenCV's `remap` takes, and a little less for rounding.
_LONGEST_SIDE = 32_000
#: Type of a picture's pixels: uint8 for ink, uint16 for the numbers of characters.
Pixel = TypeVar("Pixel", np.uint8, np.uint16)


@dataclass(frozen=True, slots=True)
class Ink:
    """Print without its paper.

    Attributes
    ----------
    level : uint8, shape (H, W)
        0 paper … 255 full ink.
    mask : bool, shape (H, W)
        True where there is ink.
    inverted : bool
        Whether the picture was light on dark.
    least : float
        Level above which a pixel is ink.
    """

    level: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    inverted: bool
    least: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How a line that is bent, or not level, runs over the page.

    Such a line is looked at as if it were straight and level: `x` along its course, `y` across.

    Attributes
    ----------
    points : float64, shape (K, 2)
        Points of the page along the line's middle, in the direction of reading.
    start : float
        `x` of the first one.
    centre : float
        `y` of the middle.
    """

    points: NDArray[np.float64]
    start: float
    centre: float

    @property
    def direction(self) -> int:
        """Where the line runs, in degrees clockwise from the right: 0, 90, 180 or 270, whichever is nearest."""
        dx, dy = self.points[-1] - self.points[0]
        return round(float(np.degrees(np.arctan2(dy, dx))) / 90) * 90 % 360

    def to_page(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of the straightened line to the page."""
        if len(self.points) == 2:
            step = self.points[1] - self.points[0]
            along_it = step / max(math.hypot(*step), 1e-9)
            across_it = np.array([-along_it[1], along_it[0]])
            return np.asarray(
                self.points[0] + (places[:, :1] - self.start) * along_it + (places[:, 1:] - self.centre) * across_it
            )
        steps = np.diff(self.points, axis=0)
        lengths = np.maximum(np.linalg.norm(steps, axis=1), 1e-9)
        bounds = np.concatenate([[0.0], np.cumsum(lengths)])
        along, across = places[:, 0] - self.start, places[:, 1] - self.centre
        part = np.clip(np.searchsorted(bounds, along, side="right") - 1, 0, len(steps) - 1)
        unit = steps / lengths[:, None]
        # Directions change smoothly from the middle of one step to that of the next.
        middles = bounds[:-1] + lengths / 2
        turned = np.stack([np.interp(along, middles, unit[:, k]) for k in (0, 1)], axis=1)
        normal = np.stack([-turned[:, 1], turned[:, 0]], axis=1)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        return np.asarray(self.points[part] + unit[part] * (along - bounds[part])[:, None] + normal * across[:, None])

    def edge(self, left: float, right: float, row: float) -> NDArray[np.float64]:
        """Points of the page along a row of the straightened line, with one wherever it bends."""
        lengths = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        bends = self.start + np.cumsum(lengths)[:-1]
        x = np.array([left, *bends[(bends > left) & (bends < right)], right])
        return self.to_page(np.stack([x, np.full(len(x), row)], axis=1))

    def straightened(
        self,
        image: NDArray[Pixel],
        box: tuple[float, float, float, float],
        size: tuple[int, int],
        how: int,
        border: int,
    ) -> NDArray[Pixel]:
        """A box (left, top, right, bottom) of the straightened line, in a size (width, height).

        `how` and `border` are OpenCV's interpolation and border mode.
        """
        left, top, right, bottom = box
        width, height = size
        if width > 1 and max(width, right - left) > _LONGEST_SIDE:
            middle = left + (right - left) * (width // 2) / width
            halves = [((left, top, middle, bottom), width // 2), ((middle, top, right, bottom), width - width // 2)]
            parts = [self.straightened(image, half, (columns, height), how, border) for half, columns in halves]
            return np.concatenate(parts, axis=1)
        x = left + (np.arange(width) + 0.5) * (right - left) / width
        y = top + (np.arange(height) + 0.5) * (bottom - top) / height
        upper = self.to_page(np.stack([x, np.full(width, y[0])], axis=1))
        lower = self.to_page(np.stack([x, np.full(width, y[-1])], axis=1))
        share = np.linspace(0, 1, height)[:, None, None]
        places = upper + (lower - upper) * share
        low = np.maximum(np.floor(places.min(axis=(0, 1))).astype(int) - 2, 0)
        high = np.minimum(np.ceil(places.max(axis=(0, 1))).astype(int) + 3, image.shape[::-1])
        part = image[low[1] : max(low[1] + 1, high[1]), low[0] : max(low[0] + 1, high[0])]
        if not part.size:
            return np.zeros((height, width), image.dtype)
        places = places - low
        shrink = int((right - left) / width)
        if how == cv2.INTER_AREA:
            how = cv2.INTER_LINEAR
            if shrink > 1 and min(part.shape) >= shrink:
                rows, columns = (side // shrink for side in part.shape)
                part = part[: rows * shrink, : columns * shrink]
                part = np.asarray(cv2.resize(part, (columns, rows), interpolation=cv2.INTER_AREA), image.dtype)
                places = places / shrink
        places = (places - 0.5).astype(np.float32)
        return np.asarray(cv2.remap(part, places[..., 0], places[..., 1], how, borderMode=border), image.dtype)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Where a line of print lies on the (upright) page, and how large its characters are.

    Attributes
    ----------
    left, right : float
        Extent of the line's ink in pixels.
    centre : float
        Row half-way between the top and the bottom of a full-height character.
    em : float
        Character size in pixels.
    top, bottom : float
        Extent of the line's ink; the next lines' ink lies outside.
    block : int
        Number of the block (column, full-width part) that the line belongs to.
    column : (left, right)
        Extent of that block in pixels.
    bounds : (left, right)
        What is outside belongs to something else: another cell of a table, a drop cap.
    course : Course, optional
        Of a line that is not straight and level: its other numbers are those of the straightened line.
    width : float
        Width of its type over the usual one: below 1 for condensed type.
    seen : (em, centre)
        What the text map says of both, where they were measured by the line's ink.
    core : (left, right)
        Where the text map is sure that the line is; its first and last signs may stand beyond.
    """

    left: float
    right: float
    centre: float
    em: float
    top: float
    bottom: float
    block: int = 0
    column: tuple[float, float] = (0.0, 0.0)
    bounds: tuple[int, int] = (0, 1 << 30)
    course: Course | None = None
    width: float = 1.0
    seen: tuple[float, float] = (0.0, 0.0)
    core: tuple[float, float] = (-math.inf, math.inf)

    @property
    def is_nearly_level(self) -> bool:
        """Whether places along the line are hardly other than the page's columns."""
        if self.course is None:
            return True
        dx, dy = self.course.points[-1] - self.course.points[0]
        return bool(dx > 0 and abs(dy) < _NEARLY_LEVEL * dx)

    def edge(self, left: float, right: float, row: float) -> NDArray[np.float64]:
        """Points (K, 2) on the level page from one place of the line to another, along one of its rows."""
        if self.course is None:
            return np.array([[left, row], [right, row]])
        return self.course.edge(left, right, row)

    def outline(self, left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
        """Points (K, 2) on the level page around a part of the line: its upper edge, then its lower one back."""
        return np.concatenate([self.edge(left, right, top), self.edge(left, right, bottom)[::-1]])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom on the level page, of bent and turned lines, too."""
        if self.course is None:
            return self.left, self.top, self.right, self.bottom
        if len(self.course.points) == 2:
            return self._box_of_straight(self.course)
        along = np.linspace(self.left, self.right, 9)
        points = self.course.to_page(np.stack([np.tile(along, 2), np.repeat((self.top, self.bottom), 9)], axis=1))
        (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return left, top, right, bottom

    def _box_of_straight(self, course: Course) -> tuple[float, float, float, float]:
        """The same of a straight line, without arrays: there may be thousands."""
        (x0, y0), (x1, y1) = course.points.tolist()
        length = max(math.hypot(x1 - x0, y1 - y0), 1e-9)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        along = self.left - course.start, self.right - course.start
        across = self.top - course.centre, self.bottom - course.centre
        x = [x0 + ux * a - uy * b for a in along for b in across]
        y = [y0 + uy * a + ux * b for a in along for b in across]
        return min(x), min(y), max(x), max(y)


@dataclass(frozen=True, slots=True)
class LineImage:
    """A line brought to the standard size: `EM` pixels an em, `HEIGHT` rows.

    Attributes
    ----------
    level : uint8, shape (HEIGHT, W)
        Ink, scaled so that the line's own print is near 255.
    text_line : TextLine
        Where it was cut from.
    scale : float
        Pixels of it for one of the page, down; see `scales`.
    x0, y0 : float
        Page position of the line image's upper left corner.
    """

    level: NDArray[np.uint8]
    text_line: TextLine
    scale: float
    x0: float
    y0: float

    @property
    def scales(self) -> NDArray[np.float64]:
        """Pixels of it for one of the page for left, top, right and bottom of a box: condensed type is widened."""
        across = self.scale / self.text_line.width
        return np.array([across, self.scale, across, self.scale])


@dataclass(frozen=True, slots=True)
class Cells:
    """A line cut too finely (*atoms*), and the groups of atoms that may be a character (*cells*).

    Atoms are numbered from 1 in the order of their centres; the cell k is made of the atoms
    ``first[k] … last[k]``, both included.

    Attributes
    ----------
    labels : int32, shape (HEIGHT, W)
        The atom every pixel belongs to, 0 for none.
    atoms : int32, shape (A, 4)
        Left, top, right, bottom of each atom in the line image (right and bottom excluded).
    first, last : int32, shape (N,)
        The atoms of each cell.
    boxes : int32, shape (N, 4)
        Left, top, right, bottom of each cell in the line image.
    """

    labels: NDArray[np.int32]
    atoms: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    boxes: NDArray[np.int32]
