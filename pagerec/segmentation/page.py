"""From a picture to the lines on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .bend import Bend, estimate_bend
from .binarize import find_ink, is_dark, shrunk_by
from .column_titles import find_level_lines, with_lines, without_lines
from .columns import Columns, Piece, cut_columns, is_in_columns, lay_out, turned_sideways
from .insets import Inset, find_insets
from .lines import find_frames
from .nontext import erase_nontext
from .panels import clear_panels
from .scale import estimate_em, find_components
from .skew import estimate_skew, room_to_turn, rotate, rotation
from .values import Frame, Ink, Region
from .views import View

#: Print larger than this is shrunk before anything else: more pixels an em cost time and tell nothing.
_LARGEST_EM = 40.0
#: Pictures of more pixels are first looked at in half their size.
_LARGE = 1_000_000
#: Pictures of more pixels are shrunk to so many: of an A4 sheet 500 dpi are left, of A3 350.
_MOST = 24_000_000
#: Longest side of a picture that can be turned, in pixels: OpenCV counts in 16 bits.
_LONGEST = 32_000
#: Print smaller than this, in pixels, is measured in a picture's full size.
_SMALL_EM = 16.0
#: How much smaller print is by the width of its components, at most, if characters touch above one another.
_HIGHER = 0.7
#: Skew below this, in degrees, is left alone: it moves a line by less than a tenth of an em.
_LEVEL = 0.12
#: Skew from which print may leave the picture when it is turned, in degrees: below, margins are wide enough.
_STEEP = 3.0
#: How many times larger a picture may become that is given room to be turned: dirt in a narrow strip seems very steep.
_MOST_ROOM = 8
#: Width of print from which a skew is looked for, in ems.
_LONG = 10.0


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page brought to a workable size, turned level, and its lines.

    Attributes
    ----------
    ink : Ink
        The page's print, shrunk by `shrink`, with white around where it needs room to be turned, and turned by `skew`.
    frames : tuple of Frame
        Its lines in pixels of `ink`: column by column, those of insets at the end.
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
    insets : tuple of Inset
        Tables, frames, figures and initials, in pixels of `ink`.
    rules : tuple of Region
        Level rules, in pixels of `ink`.
    """

    ink: Ink
    frames: tuple[Frame, ...]
    shrink: float
    skew: float
    shape: tuple[int, int]
    pad: int = 0
    view: View | None = None
    columns: Columns | None = None
    insets: tuple[Inset, ...] = ()
    rules: tuple[Region, ...] = ()

    @property
    def rotation(self) -> int:
        """Degrees by which the text is turned clockwise in the picture: 0, 90, 180 or 270."""
        return 0 if self.view is None else self.view.rotation

    @property
    def direction(self) -> int:
        """Where the lines run in the picture, in degrees clockwise from the right."""
        return self.rotation if self.columns is None else (self.rotation + 90) % 360

    def direction_of(self, frame: Frame) -> int:
        """Where a line of `ink` runs in the picture: titles over columns run as lines do."""
        level = self.columns is not None and self.columns.is_level(frame.centre)
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

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y from the level page to the picture."""
        if self.skew:
            matrix = cv2.invertAffineTransform(rotation(self.skew, *self._level_shape()))
            points = points @ matrix[:, :2].T + matrix[:, 2]
        points = np.asarray((points - self.pad) / self.shrink)
        return points if self.view is None else self.view.to_picture(points)

    def corners_to_picture(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map the corners of boxes (N, 4, 2) from `ink` to the picture."""
        if self.columns is not None:
            corners = self.columns.to_page(corners)
        return self.to_picture(corners.reshape(-1, 2)).reshape(-1, 4, 2)

    def with_rows(self, rows: Sequence[Sequence[Piece]]) -> PageLines:
        """The page with other pieces of its columns laid out."""
        assert self.columns is not None
        ink, frames, columns = lay_out(self.columns.page, rows)
        return replace(self, ink=ink, frames=frames, columns=columns)

    def _level_shape(self) -> tuple[int, int]:
        """Height and width of the level page."""
        if self.columns is None:
            return self.ink.level.shape[0], self.ink.level.shape[1]
        width, height = self.columns.page.ink.level.shape
        return height, width


def find_lines(gray: NDArray[np.uint8]) -> PageLines:
    """Ink, scale, skew and lines of a page.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        A page or paragraph, of either polarity.
    """
    ink, em, shrink = _measure(gray)
    ink = clear_panels(ink, em)
    in_columns = em > 0 and is_in_columns(ink.mask, em)
    skew = _skew(ink.mask, em, in_columns)
    skew = 0.0 if abs(skew) < _LEVEL else skew
    pad = room_to_turn(ink.mask, skew) if abs(skew) > _STEEP else 0
    if (ink.mask.shape[0] + 2 * pad) * (ink.mask.shape[1] + 2 * pad) > _MOST_ROOM * ink.mask.size:
        skew, pad = 0.0, 0
    if skew:
        level = rotate(np.pad(ink.level, pad) if pad else ink.level, skew)
        ink = replace(ink, level=level, mask=level > ink.least)
    shape = (gray.shape[0], gray.shape[1])
    if not em:
        return PageLines(ink, (), shrink, skew, shape, pad)
    if in_columns:
        # Characters that touch above one another are higher than any: not so on the page turned sideways.
        ink = _quarter_turned(erase_nontext(_quarter_turned(ink, 1), em)[0], -1)
        return _lines_of_columns(PageLines(ink, (), shrink, skew, shape, pad), em)
    ink, nontext = erase_nontext(ink, em)
    insets = find_insets(nontext, ink.mask, em)
    edge = 1.0 if not skew else pad + 0.3 * em + np.tan(np.radians(abs(skew))) * ink.mask.shape[1] / 2
    frames = find_frames(ink, em, edge, insets)
    return PageLines(ink, frames, shrink, skew, shape, pad, insets=insets, rules=nontext.level)


def find_lines_in(view: View) -> PageLines:
    """The lines of a picture looked at in another way, their boxes in the picture as it was given."""
    return replace(find_lines(view.seen), shape=view.shape, view=view)


def find_bend(gray: NDArray[np.uint8]) -> Bend | None:
    """How the lines of a page are bent; None where they are straight and parallel, or can't be straightened."""
    ink, em, _ = _measure(gray)
    if not em or max(gray.shape) > _LONGEST:
        return None
    print_, _ = erase_nontext(ink, em)
    return estimate_bend(print_.mask, em)


def _quarter_turned(ink: Ink, times: int) -> Ink:
    """Ink turned counterclockwise."""
    level = np.ascontiguousarray(np.rot90(ink.level, times))
    return replace(ink, level=level, mask=np.ascontiguousarray(np.rot90(ink.mask, times)))


def _lines_of_columns(page: PageLines, em: float) -> PageLines:
    """Lay the columns of a level page out as lines."""
    above, below = find_level_lines(page.ink, em)
    alone = turned_sideways(without_lines(page.ink, above + below), em)
    rows = cut_columns(alone)
    if not rows:
        return page
    sideways, lines = with_lines(alone, _quarter_turned(page.ink, 1), above + below)
    level = [[line] for line in lines]
    ink, frames, columns = lay_out(sideways, [*level[: len(above)], *rows, *level[len(above) :]])
    return replace(page, ink=ink, frames=frames, columns=columns)


def _skew(mask: NDArray[np.bool_], em: float, in_columns: bool) -> float:
    """Skew of lines, or of columns, where they are long enough and the page can be turned."""
    if max(mask.shape) > _LONGEST:
        return 0.0
    if in_columns:
        upright = np.ascontiguousarray(mask.T)
        return -estimate_skew(upright) if _is_long(upright, em) else 0.0
    return estimate_skew(mask) if _is_long(mask, em) else 0.0


def _is_long(mask: NDArray[np.bool_], em: float) -> bool:
    """Whether lines are long enough to tell a skew from the shapes of a few characters."""
    columns = np.flatnonzero(mask.any(axis=0))
    return bool(len(columns)) and int(columns[-1] - columns[0]) >= _LONG * em


def _measure(gray: NDArray[np.uint8]) -> tuple[Ink, float, float]:
    """Ink and em of a picture brought to a workable size, and the factor by which it was shrunk."""
    shrink, em = min(1.0, math.sqrt(_MOST / gray.size)), 0.0
    inverted = is_dark(gray)
    if gray.size > _LARGE:
        rough = find_ink(shrunk_by(gray, 2), inverted)
        em = 2 * estimate_em(find_components(rough.mask).boxes, rough.mask.shape)
        shrink = min(shrink, _workable(em))
    while True:
        ink = find_ink(_shrunk(gray, shrink), inverted)
        if em * shrink < _SMALL_EM:
            em = _em(ink.mask) / shrink
        further = _workable(em * shrink)
        if further == 1.0:
            return ink, em * shrink, shrink
        shrink *= further


def _em(mask: NDArray[np.bool_]) -> float:
    """Character size of the print, which may be in columns whose characters touch."""
    boxes, shape = find_components(mask).boxes, (mask.shape[0], mask.shape[1])
    em, in_columns = estimate_em(boxes, shape), estimate_em(boxes[:, [1, 0, 3, 2, 4]], shape[::-1])
    return in_columns if in_columns < _HIGHER * em and is_in_columns(mask, in_columns) else em


def _workable(em: float) -> float:
    """Factor that brings print of this size to a workable one."""
    return max(_LARGEST_EM * 0.8 / em, 0.05) if em > _LARGEST_EM else 1.0


def _shrunk(gray: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    """Shrink by whole numbers first, which is fast and leaves no pixel out."""
    if factor == 1.0:
        return gray
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    if factor <= 0.5:
        gray = shrunk_by(gray, int(1 / factor))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_LINEAR), np.uint8)
