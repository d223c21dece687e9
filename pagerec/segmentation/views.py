"""Other ways to look at a picture than as it was given: turned by a right angle, or from further away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray


class View(Protocol):
    """A picture made from the one that was given, and the way back."""

    @property
    def seen(self) -> NDArray[np.uint8]:
        """What is looked at."""
        ...

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture as it was given."""
        ...

    @property
    def rotation(self) -> int:
        """Degrees by which the text is turned clockwise in the picture as it was given: 0, 90, 180 or 270."""
        ...

    @property
    def scale(self) -> float:
        """Pixels of what is looked at for one of the picture as it was given."""
        ...

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y to the picture as it was given."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class QuarterTurns:
    """A picture whose text is turned clockwise, turned back.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The picture as it was given.
    rotation : int
        90, 180 or 270 degrees.
    """

    gray: NDArray[np.uint8]
    rotation: int
    scale: float = 1.0

    @property
    def seen(self) -> NDArray[np.uint8]:
        """The picture turned back."""
        return np.ascontiguousarray(np.rot90(self.gray, self.rotation // 90))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture as it was given."""
        return self.gray.shape[0], self.gray.shape[1]

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y to the picture as it was given."""
        height, width = self.shape
        x, y = points[:, 0], points[:, 1]
        if self.rotation == 90:
            x, y = width - y, x
        elif self.rotation == 180:
            x, y = width - x, height - y
        else:
            x, y = y, height - x
        return np.stack([x, y], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class FromAfar:
    """A picture looked at from further away: the dots that print may be made of run together.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The picture as it was given.
    scale : float
        Below 1.
    """

    gray: NDArray[np.uint8]
    scale: float
    rotation: int = 0

    @property
    def seen(self) -> NDArray[np.uint8]:
        """The picture, smaller."""
        size = tuple(max(1, round(side * self.scale)) for side in reversed(self.shape))
        return np.asarray(cv2.resize(self.gray, size, interpolation=cv2.INTER_AREA), np.uint8)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture as it was given."""
        return self.gray.shape[0], self.gray.shape[1]

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map points (N, 2) of x and y to the picture as it was given."""
        return np.asarray(points / self.scale)
