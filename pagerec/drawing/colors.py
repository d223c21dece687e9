"""The colours of all drawings."""

from __future__ import annotations

from typing import TypeAlias

Color: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0…255 each."""

PAPER: Color = (255, 255, 255)
INK: Color = (25, 28, 33)
MUTED: Color = (120, 124, 132)
PALE: Color = (226, 229, 234)
CUT: Color = (200, 120, 220)
SET_ASIDE: Color = (214, 39, 40)

#: Neighbours that must be told apart, also by people who see colours differently (after Okabe and Ito, 2008).
DISTINCT: tuple[Color, ...] = (
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (200, 140, 0),
)

#: From one atom in a cell (dark) to eight (light), as matplotlib's viridis.
COUNTS: tuple[Color, ...] = (
    (68, 1, 84),
    (70, 50, 126),
    (54, 92, 141),
    (39, 127, 142),
    (31, 161, 135),
    (74, 193, 109),
    (160, 218, 57),
    (243, 221, 37),
)


def confidence_color(confidence: float) -> Color:
    """Give the colour of a confidence.

    Parameters
    ----------
    confidence : float
        0…1.

    Returns
    -------
    tuple of int
        RGB, 0…255 each: red for 0, yellow for ½, green for 1.

    Examples
    --------
    >>> confidence_color(0.0), confidence_color(1.0)
    ((220, 0, 0), (0, 180, 0))
    """
    red = round(220 * min(1.0, 2 - 2 * confidence))
    green = round(180 * min(1.0, 2 * confidence))
    return red, green, 0


def block_color(block: int) -> Color:
    """Give the colour of a block; neighbours in reading order have different ones."""
    return DISTINCT[block % len(DISTINCT)]


def lighter(color: Color, share: float) -> Color:
    """Mix a colour with white.

    Parameters
    ----------
    color : tuple of int
    share : float
        Of white, 0…1.

    Examples
    --------
    >>> lighter((0, 100, 200), 0.5)
    (128, 178, 228)
    """
    red, green, blue = (round(level + (255 - level) * share) for level in color)
    return red, green, blue
