"""Looks at pages as cameras, scanners and screens take them, with the lines carried along.

A view is a square of a page: scaled, turned, seen at a slant, bent, lit unevenly, blurred, noisy, compressed, on a
photograph, with icons beside the print. It is mapped from the page in one step, so that nothing is blurred twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .samples import TrueLine, TruePage
from .targets import ShapedLine
from .wear import worn

#: Sizes of type that a view is scaled for, in pixels: most often small ones, which most pages have at the map's scale.
_EMS = (6.5, 9.0, 14.0, 24.0, 56.0)
_EM_WEIGHTS = (0.3, 0.4, 0.2, 0.1)
#: Largest scaling up: beyond, a picture is only blur.
_LARGEST_SCALE = 2.2
#: Share of views that stay on the page, where that is large enough.
_WITHIN = 0.7
#: Share of views turned a little (scans), turned much (photographs), by a right angle, upside down.
_LEVEL, _LITTLE, _MUCH = 0.55, 0.25, 0.20
_QUARTER, _HALF = 0.08, 0.05
#: Share of views seen at a slant, and bent; how much a side may shrink, and how far a line may bend, in sides.
_SLANTED, _BENT = 0.2, 0.12
_SLANT, _BEND = 0.18, 0.035
#: Share of views of a piece cut out around a line, as people cut a screenshot, and how much is left around, in ems.
_CUT_OUT, _ROOM = 0.12, 0.8
#: Share of views with icons beside the print, with a picture around the page, and of a picture alone.
_WITH_ICONS, _ON_PICTURE, _NO_TEXT = 0.4, 0.25, 0.1
#: Share of photographs among what is put beside the print.
_PHOTOS_BESIDE = 0.3


@dataclass(frozen=True, slots=True)
class View:
    """A square of a page.

    Attributes
    ----------
    gray : uint8, shape (side, side)
    lines : tuple of ShapedLine
        In pixels of the view; they may reach over its edges.
    ignored : tuple of float64, shape (K, 2)
        Outlines of what is neither text nor surely none.
    """

    gray: NDArray[np.uint8]
    lines: tuple[ShapedLine, ...]
    ignored: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is not text: photographs behind and beside it, icons and graphics among it."""

    photos: Sequence[NDArray[np.uint8]]
    icons: Sequence[NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class _Mapping:
    """From pixels of a view to those of its page: a bend, then a homography."""

    matrix: NDArray[np.float64]
    bend: float
    waves: float
    phase: float
    side: int

    def to_page(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Page coordinates of all pixels."""
        x, y = np.meshgrid(np.arange(self.side, dtype=np.float64), np.arange(self.side, dtype=np.float64))
        y = y + self._offset(x)
        points = np.stack([x, y, np.ones_like(x)], axis=-1) @ self.matrix.T
        flat = (points[..., :2] / points[..., 2:]).astype(np.float32)
        return flat[..., 0], flat[..., 1]

    def to_view(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (N, 2) of the page in the view."""
        whole = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ np.linalg.inv(self.matrix).T
        x, y = whole[:, 0] / whole[:, 2], whole[:, 1] / whole[:, 2]
        return np.stack([x, y - self._offset(x)], axis=1)

    def _offset(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.bend * self.side * np.sin(self.waves * 2 * np.pi * x / self.side + self.phase)


def take_view(page: TruePage, pictures: Pictures, side: int, random: np.random.Generator) -> View:
    """Draw a view of a page.

    Parameters
    ----------
    page : TruePage
    pictures : Pictures
        May be empty.
    side : int
        Of the view, in pixels.
    random : Generator
        Source of chance.
    """
    if pictures.photos and random.random() < _NO_TEXT:
        gray = _with_icons(_photo(pictures, side, random), (), pictures, random)
        return View(worn(gray, 12.0, random), (), ())
    if page.lines and random.random() < _CUT_OUT:
        page = _cut_out(page, random)
    gray = _gray(page.image, random)
    mapping, scale = _mapping(page, side, random)
    lines = tuple(line for line in (_seen(line, mapping, side) for line in page.lines) if line is not None)
    around = _around(gray, pictures, side, random)
    seen = _warped(gray, mapping, scale, around)
    if (pictures.icons or pictures.photos) and random.random() < _WITH_ICONS:
        seen = _with_icons(seen, lines, pictures, random)
    ems = [line.em for line in lines]
    seen = worn(seen, float(np.median(ems)) if ems else 12.0, random)
    ignored = tuple(mapping.to_view(_corners(box)) for box in page.ignored)
    return View(seen, lines, ignored)


def _cut_out(page: TruePage, random: np.random.Generator) -> TruePage:
    """A piece of a page around one of its lines; lines that it cuts lengthwise are neither text nor none."""
    line = page.lines[random.integers(len(page.lines))]
    height, width = page.image.shape[:2]
    room = random.uniform(0, _ROOM, 4) * line.em
    left, top = np.maximum(0, line.corners.min(axis=0) - room[:2]).astype(int)
    right, bottom = np.minimum((width, height), line.corners.max(axis=0) + room[2:] + 1).astype(int)
    if right - left < 4 or bottom - top < 4:
        return page
    kept, cut = [], [page.ignored - np.array([left, top, left, top])]
    for other in page.lines:
        corners = other.corners - np.array([left, top])
        low, high = corners.min(axis=0), corners.max(axis=0)
        if (high <= 0).any() or low[0] >= right - left or low[1] >= bottom - top:
            continue
        across = 0 if other.corners[1][1] - other.corners[0][1] > abs(other.corners[1][0] - other.corners[0][0]) else 1
        size = (right - left, bottom - top)[across]
        if low[across] < -0.2 * other.em or high[across] > size + 0.2 * other.em:
            cut.append(np.array([[*low, *high]]))
        else:
            kept.append(replace(other, corners=corners))
    piece = np.ascontiguousarray(page.image[top:bottom, left:right])
    return TruePage(piece, tuple(kept), np.concatenate(cut))


def _gray(image: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """As the reader makes a colour picture gray, or, now and then, one of its channels."""
    if image.ndim == 2:
        return image
    if random.random() < 0.1:
        return np.ascontiguousarray(image[..., random.integers(3)])
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def _mapping(page: TruePage, side: int, random: np.random.Generator) -> tuple[_Mapping, float]:
    """Where a view lies on its page, and how many pixels it has for one of the page's."""
    height, width = page.image.shape[:2]
    line = page.lines[random.integers(len(page.lines))] if page.lines else None
    part = random.choice(len(_EM_WEIGHTS), p=_EM_WEIGHTS)
    em = float(np.exp(random.uniform(np.log(_EMS[part]), np.log(_EMS[part + 1]))))
    scale = min(_LARGEST_SCALE, em / line.em if line is not None else random.uniform(0.3, 1.2))
    centre = np.array([random.uniform(0, width), random.uniform(0, height)])
    if line is not None:
        ends = line.corners[[0, 3]].mean(axis=0), line.corners[[1, 2]].mean(axis=0)
        centre = ends[0] + (ends[1] - ends[0]) * random.random() + random.normal(0, side / scale / 5, 2)
    if random.random() < _WITHIN:
        room = np.minimum(np.array([width, height]) / 2, side / scale / 2)
        centre = np.clip(centre, room, np.array([width, height]) - room)
    kind = random.choice(3, p=(_LEVEL, _LITTLE, _MUCH))
    degrees = (0.0, random.normal(0, 1.5), random.uniform(-14, 14))[kind]
    turn = random.random()
    degrees += 180 if turn < _HALF else (random.choice((90, 270)) if turn < _HALF + _QUARTER else 0)
    cos, sin = np.cos(np.radians(degrees)) / scale, np.sin(np.radians(degrees)) / scale
    stretch = float(np.exp(random.normal(0, 0.06)))
    turned = np.array([[cos * stretch, -sin], [sin * stretch, cos]])
    affine = np.eye(3)
    affine[:2, :2], affine[:2, 2] = turned, centre - turned @ (side / 2, side / 2)
    if random.random() < _SLANTED:
        corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        moved = corners + random.uniform(-_SLANT, _SLANT, (4, 2)).astype(np.float32) * side / 2
        affine = affine @ cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    bend = random.uniform(0, _BEND) if random.random() < _BENT else 0.0
    return _Mapping(affine, bend, random.uniform(0.3, 1.0), random.uniform(0, 2 * np.pi), side), scale


def _seen(line: TrueLine, mapping: _Mapping, side: int) -> ShapedLine | None:
    """A line in the view; None where it is outside."""
    corners, em = line.corners, line.em
    length = float(np.linalg.norm(corners[1] - corners[0]))
    count = int(np.clip(length / em, 2, 60))
    share = np.linspace(0, 1, count)[:, None]
    upper = mapping.to_view(corners[0] + (corners[1] - corners[0]) * share)
    lower = mapping.to_view(corners[3] + (corners[2] - corners[3]) * share)
    both = np.concatenate([upper, lower])
    if (both.max(axis=0) < 0).any() or (both.min(axis=0) > side).any() or np.abs(both).max() > 20 * side:
        return None
    inside = ((upper >= -em) & (upper <= side + em)).all(axis=1)
    heights = np.linalg.norm(upper - lower, axis=1)
    seen = float(np.median(heights[inside] if inside.any() else heights))
    return ShapedLine(upper, lower, max(seen, 0.5), line.vertical)


def _around(gray: NDArray[np.uint8], pictures: Pictures, side: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """What is seen beyond the page's edges: its own paper, one gray, or a picture."""
    if pictures.photos and random.random() < _ON_PICTURE:
        return _photo(pictures, side, random)
    edge = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    level = int(np.median(edge)) if random.random() < 0.6 else int(random.integers(256))
    return np.full((side, side), level, np.uint8)


def _photo(pictures: Pictures, side: int, random: np.random.Generator) -> NDArray[np.uint8]:
    photo = pictures.photos[int(random.integers(len(pictures.photos)))]
    height, width = photo.shape
    part = int(random.uniform(0.25, 1.0) * min(height, width))
    top, left = int(random.integers(height - part + 1)), int(random.integers(width - part + 1))
    square = photo[top : top + part, left : left + part]
    return np.asarray(cv2.resize(square, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _warped(gray: NDArray[np.uint8], mapping: _Mapping, scale: float, around: NDArray[np.uint8]) -> NDArray[np.uint8]:
    x, y = mapping.to_page()
    left, right = int(np.clip(x.min() - 3, 0, gray.shape[1] - 1)), int(np.clip(x.max() + 4, 1, gray.shape[1]))
    top, bottom = int(np.clip(y.min() - 3, 0, gray.shape[0] - 1)), int(np.clip(y.max() + 4, 1, gray.shape[0]))
    part = gray[top:bottom, left:right]
    x, y = x - left, y - top
    if scale < 0.7 and part.size > 1:
        # Means of several pixels first, as shrinking a picture does; the mapping alone would leave pixels out.
        size = (max(1, round(part.shape[1] * scale * 1.15)), max(1, round(part.shape[0] * scale * 1.15)))
        x = (x + 0.5) * (size[0] / part.shape[1]) - 0.5
        y = (y + 0.5) * (size[1] / part.shape[0]) - 0.5
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    outside = (x < -0.5) | (y < -0.5) | (x > part.shape[1] - 0.5) | (y > part.shape[0] - 0.5)
    x, y = x.astype(np.float32), y.astype(np.float32)
    seen = cv2.remap(part, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.where(outside, around, seen).astype(np.uint8)


def _with_icons(
    gray: NDArray[np.uint8], lines: Sequence[ShapedLine], pictures: Pictures, random: np.random.Generator
) -> NDArray[np.uint8]:
    """With some icons where no line is."""
    side = len(gray)
    taken = np.zeros((side, side), np.uint8)
    for line in lines:
        outline = np.concatenate([line.upper, line.lower[::-1]])
        cv2.fillPoly(taken, [np.round(outline).astype(np.int32)], 1)
    gray = gray.copy()
    for _ in range(random.integers(1, 9)):
        photo = bool(pictures.photos) and (not pictures.icons or random.random() < _PHOTOS_BESIDE)
        least, most = (30, 200) if photo else (8, 90)
        size = int(np.exp(random.uniform(np.log(least), np.log(most))))
        left, top = random.integers(0, max(1, side - size), 2).tolist()
        place = np.s_[top : top + size, left : left + size]
        if taken[place].any():
            continue
        if photo:
            gray[place] = _photo(pictures, size, random)[: gray[place].shape[0], : gray[place].shape[1]]
            taken[place] = 1
            continue
        icon = pictures.icons[int(random.integers(len(pictures.icons)))]
        small = cv2.resize(icon, (size, size), interpolation=cv2.INTER_AREA)
        cover = small[..., 1].astype(np.float32) / 255 * random.uniform(0.5, 1.0)
        drawn = small[..., 0].astype(np.float32)
        if random.random() < 0.3:
            drawn = 255 - drawn
        patch = gray[place].astype(np.float32)
        cover = cover[: patch.shape[0], : patch.shape[1]]
        gray[place] = patch + (drawn[: patch.shape[0], : patch.shape[1]] - patch) * cover
        taken[place] = 1
    return gray


def _corners(box: NDArray[np.float64]) -> NDArray[np.float64]:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
