"""A line as the text map sees it, and the numbers that lines are found with in the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class MapLineParams:
    """How lines are found in the map.

    Attributes
    ----------
    pixels : int
        Of the first look: type of 10 points on an A4 page is 11 pixels high then.
    coarse : float
        How much smaller each further look for large type is; both see type of a middle size.
    least_side : int
        Side of a picture, in pixels, below which no print in it can be told from any other.
    smallest : float
        Type below this many pixels in a look is looked at again, larger.
    wanted : float
        Size that small type is brought to then, in pixels.
    finest : int
        Most pixels of that look.
    largest : float
        Type above this many pixels in a look is left to a coarser one. The map is trained up to 72.
    either : float
        Type within this factor of it is taken from either look.
    levels : tuple of float
        Probabilities at which components are cut out of the core: those that hold several lines at one are cut at the
        next.
    thick : float
        Height of a component that holds several lines, in heights of a line's core.
    valley : float
        What is thick at all levels is cut at a row that has no more than this share of the fuller rows on both sides.
    score : float
        Least mean probability of a line's core.
    shortest : float
        Least length of a line's core, in ems: a full stop alone is no line.
    covered : float
        A line of another look is left out if lines that are known already cover this share of it.
    told : float
        So is one with other lines inside that are so many times longer, in their own ems: a panel, a picture or a
        gradient of colour behind print.
    gap, aside, size : float
        Pieces of a line: the white between them and how far they may lie aside of each other, in ems, and how much
        their sizes may differ. The map is trained to part what is 1.2 ems apart.
    row_gap, row_aside, row_size : float
        The same for pieces that are surely of one row and one size.
    core : float
        Height of a core in ems, as the map is trained.
    small_share : float
        Share of the small lines that are no larger than the type that the closer look is made for.
    finer : float
        How many times larger that look is, at least.
    finer_em : float
        Type of that look counts up to so many times the bound of small type.
    coarsest : float
        Sides of a picture in which there may be larger type, in sizes of the largest.
    near : float
        How far from another line's middle its ink covers a line, in its ems.
    across : float
        How far above and below a line's middle points of it are looked at, in ems.
    upward : float
        Lines that rise by more than this, as a share of two right angles, are vertical and read downwards.
    telling : float
        Length of a core, in ems, from which its own pixels tell its angle.
    most_turn : float
        By how much they may turn it, as a slope.
    bent, every : float
        A line whose middle lies this far from a straight one somewhere, in ems, is bent; its path has a point every so
        many.
    bent_parts : int
        Fewest such points.
    parallel : float
        Cosine of the angle between the pieces of a line, at least.
    over : float
        How far the pieces of a line may reach into each other, in ems.
    single : float
        Length of a core, in ems, up to which a line may be a single character.
    turned : float
        Sine of the angle from which such a line is turned to the direction of most of the print.
    least_half : float
        Half of its length then, in ems, at least.
    least_weight : float
        Least length, in ems, that a piece of a line counts with.
    """

    pixels: int = 700_000
    coarse: float = 3.0
    least_side: int = 5
    smallest: float = 9.5
    wanted: float = 14.0
    finest: int = 3_000_000
    largest: float = 60.0
    either: float = 1.2
    levels: tuple[float, ...] = (0.5, 0.75, 0.9)
    thick: float = 1.7
    valley: float = 0.6
    score: float = 0.6
    shortest: float = 0.15
    covered: float = 0.12
    told: float = 4.0
    gap: float = 0.9
    aside: float = 0.25
    size: float = 1.3
    row_gap: float = 1.8
    row_aside: float = 0.15
    row_size: float = 1.18
    core: float = 0.5
    small_share: float = 0.25
    finer: float = 1.15
    finer_em: float = 1.2
    coarsest: float = 2.0
    near: float = 0.5
    across: float = 0.45
    upward: float = 0.3
    telling: float = 2.0
    most_turn: float = 0.3
    bent: float = 0.1
    every: float = 2.0
    bent_parts: int = 3
    parallel: float = 0.9
    over: float = 0.4
    single: float = 1.2
    turned: float = 0.35
    least_half: float = 0.3
    least_weight: float = 0.1


#: What lines are found in the map with.
PARAMS = MapLineParams()


@dataclass(frozen=True, slots=True)
class MapLine:
    """A text line as the map sees it, in pixels of the picture.

    Attributes
    ----------
    path : float64, shape (K, 2)
        Points (x, y) along its middle from the start of its core to the end, as it is read; two for a straight line.
    em : float
        Size of its type.
    vertical : float
        Probability that its characters stand upright one below the other.
    score : float
        Mean probability of its core.
    """

    path: NDArray[np.float64]
    em: float
    vertical: float
    score: float

    @property
    def length(self) -> float:
        """Along its path."""
        return float(np.linalg.norm(np.diff(self.path, axis=0), axis=1).sum())

    @property
    def angle(self) -> float:
        """By how many degrees it falls, from its start to its end."""
        dx, dy = self.path[-1] - self.path[0]
        return float(np.degrees(np.arctan2(dy, dx)))
