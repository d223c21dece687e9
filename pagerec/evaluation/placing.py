"""Where the printed characters are in the strips, and which ink is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pagerec.evaluation.samples import TrueChar
from pagerec.recognition.charset import is_han
from pagerec.recognition.whole import WHOLE, is_whole
from pagerec.segmentation import Cells, LineImage
from pagerec.segmentation.lines import EM
from pagerec.segmentation.page import PageLines

#: A character belongs to the line whose centre is nearest, at most this far, in ems: then the strip shows it.
_REACH = 0.6
#: Pixels darker than this (of 255) count as ink.
_INK = 60
#: Share of a component's ink that must be in one advance cell for all of it to be that character's.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose ink the atoms of a line are made of.

    Attributes
    ----------
    chars : int, shape (C,)
        Indices of the characters on the line.
    ink : float, shape (1 + A, C)
        Ink of each character in each atom; row 0 is what belongs to no atom.
    held : float, shape (N, C)
        The same in each cell.
    stray : float, shape (N,)
        Ink of each cell that is nobody's.
    """

    chars: NDArray[np.intp]
    ink: NDArray[np.float64]
    held: NDArray[np.float64]
    stray: NDArray[np.float64]

    def right(self, column: int) -> NDArray[np.bool_]:
        """Cells that hold one character and next to nothing else."""
        total = max(float(self.ink[:, column].sum()), 1e-9)
        own = self.held[:, column]
        return is_whole(own / total, own / np.maximum(self._all(), 1e-9))

    def owner(self, cell: int) -> int | None:
        """Column of the character that most of a cell's ink belongs to."""
        if not len(self.chars):
            return None
        column = int(self.held[cell].argmax())
        return column if self.held[cell, column] > self.stray[cell] else None

    def why(self, column: int) -> str:
        """Why no cell is right for a character."""
        total = float(self.ink[:, column].sum())
        if total == 0:
            return "no ink"
        if self.ink[0, column] > (1 - WHOLE) * total:
            return "ink in no atom"
        atoms = self.ink[1:]
        mine = atoms[:, column] > 0.5 * atoms.sum(axis=1)
        if atoms[mine, column].sum() < WHOLE * total:
            return "shares an atom"
        numbers = np.flatnonzero(mine)
        alone = numbers[-1] - numbers[0] + 1 == len(numbers)
        return "too wide, or too many atoms" if alone else "another's atom between"

    def _all(self) -> NDArray[np.float64]:
        return np.asarray(self.held.sum(axis=1) + self.stray)


def place(
    layout: PageLines, line_images: Sequence[LineImage], chars: Sequence[TrueChar]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find each character's line.

    Returns
    -------
    lines : int, shape (C,)
        Index of the strip that shows the character; -1 where none does.
    boxes : float, shape (C, 4)
        Its advance cell in that strip.
    """
    corners = np.asarray([char.box for char in chars], np.float64).reshape(-1, 2)
    boxes = _from_picture(layout, corners).reshape(-1, 4)
    lines = np.full(len(chars), -1, np.intp)
    nearest = np.full(len(chars), _REACH)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    for number, line_image in enumerate(line_images):
        text_line = line_image.text_line
        off = np.abs(y - text_line.centre) / text_line.em
        closer = (off < nearest) & (x > text_line.left - text_line.em / 2) & (x < text_line.right + text_line.em / 2)
        lines[closer], nearest[closer] = number, off[closer]
    for number, line_image in enumerate(line_images):
        on = lines == number
        boxes[on] = (boxes[on] - [line_image.x0, line_image.y0] * 2) * line_image.scales
    return lines, boxes


def frame_sizes(
    lines: NDArray[np.intp], boxes: NDArray[np.float64], chars: Sequence[TrueChar]
) -> dict[tuple[int, int], float]:
    """For each strip and true line on it, the frame's em as a multiple of the print's.

    The print's em is the median advance of its Han characters; lines without any are left out.

    Parameters
    ----------
    lines, boxes
        From `place`.
    chars : sequence of TrueChar
    """
    advances: dict[tuple[int, int], list[float]] = {}
    for line, box, char in zip(lines.tolist(), boxes, chars, strict=True):
        if line >= 0 and is_han(char.text):
            advances.setdefault((line, char.line), []).append(float(box[2] - box[0]))
    return {key: EM / float(np.median(widths)) for key, widths in advances.items()}


def own_ink(line_image: LineImage, cells: Cells, boxes: NDArray[np.float64], chars: NDArray[np.intp]) -> Owned:
    """Give every pixel of a strip to the character whose advance cell it is in.

    A connected component lies in one advance cell with most of its ink, and then belongs there as a
    whole (Latin letters and slanted print reach over), or is of several characters and is parted between
    their cells.

    Parameters
    ----------
    strip, cells
        A line.
    boxes : float, shape (C, 4)
        The advance cells of its characters, in the strip.
    chars : int, shape (C,)
        Indices of these.
    """
    count, atoms = len(chars), len(cells.atoms)
    owners = _owners(line_image.level, boxes)
    weight = np.where(line_image.level > _INK, line_image.level, 0).astype(np.float64) / 255
    flat = cells.labels.astype(np.int64) * (count + 1) + owners
    totals = np.bincount(flat.ravel(), weights=weight.ravel(), minlength=(atoms + 1) * (count + 1))
    ink = np.asarray(totals.reshape(atoms + 1, count + 1), np.float64)
    sums = np.cumsum(ink, axis=0)
    held = np.asarray(sums[cells.last] - sums[cells.first - 1], np.float64)
    return Owned(chars, ink[:, 1:], held[:, 1:], held[:, 0])


def _owners(level: NDArray[np.uint8], boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each pixel the number (from 1) of the character it belongs to."""
    cells = np.zeros(level.shape, np.int64)
    for number, (left, top, right, bottom) in enumerate(np.rint(boxes).astype(int).tolist(), start=1):
        rows, columns = slice(max(top, 0), max(bottom, 0)), slice(max(left, 0), max(right, 0))
        free = cells[rows, columns] == 0
        cells[rows, columns][free] = number
    count, labels = cv2.connectedComponents((level > _INK).view(np.uint8), connectivity=8)
    pairs = labels.astype(np.int64) * (len(boxes) + 1) + cells
    area = np.bincount(pairs.ravel(), minlength=count * (len(boxes) + 1)).reshape(count, -1)
    best = area.argmax(axis=1)
    whole = area.max(axis=1) >= _MOST * area.sum(axis=1)
    whole[0] = False
    # A small character that touches a large one would be left without ink: there, keep to the cells.
    left = np.bincount(best[whole], minlength=len(boxes) + 1) + area[~whole][1:].sum(axis=0)
    robbed = np.flatnonzero((left == 0) & (area[1:].sum(axis=0) > 0))
    whole &= ~(area[:, robbed] > 0).any(axis=1)
    return np.asarray(np.where(whole[labels], best[labels], cells), np.int64)


def _from_picture(layout: PageLines, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map points (N, 2) from the picture to the levelled page: the inverse of `PageLines.to_picture`."""
    origin, x, y = layout.to_picture(np.asarray([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    return np.asarray(np.linalg.solve(np.column_stack([x - origin, y - origin]), (points - origin).T).T)
