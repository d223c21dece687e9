"""The frozen values that pass from one stage of the segmentation to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

#: Type of a picture's pixels: uint8 for ink, uint16 for the numbers of characters.
Pixel = TypeVar("Pixel", np.uint8, np.uint16)


class Region(NamedTuple):
    """A rectangle of the page, in pixels; right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns inside."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows inside."""
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is inside."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def meets(self, other: Region, reach: float = 0.0) -> bool:
        """Whether the other one overlaps, or is not further away than `reach` pixels."""
        across = self.left < other.right + reach and other.left < self.right + reach
        return across and self.top < other.bottom + reach and other.top < self.bottom + reach

    def joined(self, other: Region) -> Region:
        """The smallest rectangle that holds both."""
        return Region(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


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


@dataclass(frozen=True, slots=True)
class Frame:
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
        What is outside belongs to something else: another cell of a table, an initial.
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


@dataclass(frozen=True, slots=True)
class Strip:
    """A line brought to the standard size: `EM` pixels an em, `HEIGHT` rows.

    Attributes
    ----------
    level : uint8, shape (HEIGHT, W)
        Ink, scaled so that the line's own print is near 255.
    frame : Frame
        Where it was cut from.
    scale : float
        Strip pixels a page pixel.
    x0, y0 : float
        Page position of the strip's upper left corner.
    """

    level: NDArray[np.uint8]
    frame: Frame
    scale: float
    x0: float
    y0: float


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
        Left, top, right, bottom of each atom in the strip (right and bottom excluded).
    first, last : int32, shape (N,)
        The atoms of each cell.
    boxes : int32, shape (N, 4)
        Left, top, right, bottom of each cell in the strip.
    """

    labels: NDArray[np.int32]
    atoms: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    boxes: NDArray[np.int32]
