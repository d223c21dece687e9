"""The numbers that print in columns is cut and laid out with."""

from __future__ import annotations

from dataclasses import dataclass, field

from .line_shape import LineShapeParams


@dataclass(frozen=True, slots=True)
class ColumnParams:
    """How columns are cut into pieces and laid out as lines. Lengths are in ems.

    Attributes
    ----------
    full, pitch, piece : (low, high)
        Length of a full character's ink, range of the pitch, and of the length of a piece.
    cut, white, long_cost, short_cost : float
        Cost of cutting through ink across a whole em, of a pixel of white between pieces, and of a piece twice as long
        or nothing.
    mark, right : float
        Size of a full stop or comma, and how far right of the middle it stands.
    foot : float
        Where a full stop stands in a line, below the middle.
    half, apart, row : float
        Height of what is seen of a column's side, white between pieces, and height of a line laid out.
    beside, beyond, joined : float
        Lines that run down in one column are so near each other; how far beyond the ends of their cores ink is looked
        for; white between two parts of a column that are read as one.
    look : float
        How far from its middle a column's ink is measured.
    trusted : (low, high)
        Bounds of the em that it tells over the map's.
    near, same_size : float
        How far ink may reach over a cut, and how much columns of one size of print may differ.
    choice : int
        Most places that a column may be cut at instead of one.
    word_half, word : float
        Height of what is seen of a word's side, and length from which it is set on the base line.
    capital, tall, moved : (above, below), float, float
        How far above and below the middle of the line capitals and digits reach, least height of what has any of them,
        and how far a word is moved at most.
    whole, around : float
        Longest component that is not parted between pieces, and white around what lies on its side.
    title, title_half, title_end : float
        Least length of a level line above or below columns, half its height, and how far beyond the ends of its core
        its ink reaches.
    group_gap, group_share, least_group, upright : float, float, float, (alone, together)
        Columns beside print in lines are of one group if the white between them is no wider than the first, in ems of
        the larger type, and they stand beside each other for so much of the shorter one; least length of a group; and
        least probability, in the mean, that its characters stand upright: the numbers of a table of contents look a
        little like a column, too, and are one alone.
    one_size : float
        Or if one stands below the other, and its type is at most so many times larger.
    level_share : float
        Share of a page's print that stands level beside columns, neither above nor below them, from which the page is
        one of lines with columns beside them.
    shape : LineShapeParams
        What a column's groups of ink say of its em.
    """

    full: tuple[float, float] = (0.72, 1.05)
    pitch: tuple[float, float] = (0.9, 1.6)
    piece: tuple[float, float] = (0.45, 1.35)
    cut: float = 2.0
    white: float = 0.004
    long_cost: float = 8.0
    short_cost: float = 2.0
    mark: float = 0.5
    right: float = 0.1
    foot: float = 0.3
    half: float = 0.62
    apart: float = 0.08
    row: float = 2.0
    beside: float = 0.5
    beyond: float = 0.4
    joined: float = 2.0
    look: float = 0.75
    trusted: tuple[float, float] = (0.8, 1.25)
    near: float = 0.3
    same_size: float = 0.15
    choice: int = 3
    word_half: float = 0.75
    word: float = 1.15
    capital: tuple[float, float] = (0.36, 0.38)
    tall: float = 0.6
    moved: float = 0.25
    whole: float = 1.1
    around: float = 0.2
    title: float = 1.5
    title_half: float = 0.6
    title_end: float = 0.4
    group_gap: float = 1.6
    group_share: float = 0.3
    least_group: float = 2.5
    upright: tuple[float, float] = (0.5, 0.4)
    one_size: float = 1.5
    level_share: float = 0.05
    shape: LineShapeParams = field(default_factory=LineShapeParams)


#: What columns are cut and laid out with.
PARAMS = ColumnParams()
