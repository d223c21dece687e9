"""Characters and their lines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pagerec.common.arguments import all_of, an_iterable, probability, quarter_turns, shown, text, whole_box, yes_or_no
from pagerec.errors import OptionError
from pagerec.page.box import Box
from pagerec.page.polygons import Polygon, around, checked_outline, corners_of

__all__ = ["MAX_CANDIDATES", "Candidate", "Char", "Line", "geometric_mean"]

MAX_CANDIDATES = 5
"""The most candidates that a `Char` carries."""


class Candidate(NamedTuple):
    """One of the characters that an image of a character may be.

    Attributes
    ----------
    text : str
        The character.
    probability : float
        The classifier's, 0…1.
    """

    text: str
    probability: float


@dataclass(frozen=True, slots=True, repr=False)
class Char:
    """One character as it was read.

    Attributes
    ----------
    text : str
        What it was read as; not empty. Context decides, so another candidate
        may be more probable by its looks alone.
    box : Box
        Where its ink is.
    confidence : float
        0…1.
    candidates : tuple of Candidate
        Up to five: what was chosen, then the others, the most probable first.
    space_before : bool
        Whether a space stands between the character before it in the line and
        this one. Without effect on the first character of a line.
    outline : tuple of Point, optional
        Its four corners where they are not those of its box: of slanted print, and print that lies on its side.
        `polygon` has them of every character.

    Raises
    ------
    OptionError
        When a field breaks one of these rules.
    """

    text: str
    box: Box
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    space_before: bool = False
    outline: Polygon | None = None

    def __post_init__(self) -> None:
        if not text("Char.text", self.text):
            raise OptionError("Char.text is empty: give the character that was read")
        whole_box("Char.box", self.box)
        object.__setattr__(self, "confidence", probability("Char.confidence", self.confidence))
        object.__setattr__(self, "candidates", _checked_candidates(self.candidates))
        object.__setattr__(self, "space_before", yes_or_no("Char.space_before", self.space_before))
        if self.outline is not None:
            object.__setattr__(self, "outline", checked_outline("Char.outline", self.outline, 4))

    @property
    def polygon(self) -> Polygon:
        """Its four corners, clockwise from the upper left one as the character is read, in pixels of the picture.

        Those of the box where print is level.
        """
        return self.outline or corners_of(self.box)

    def __repr__(self) -> str:
        return f"Char({self.text!r}, box={tuple(self.box)}, confidence={self.confidence:.3f})"


def trusted_char(
    text: str,
    box: Box,
    confidence: float,
    candidates: tuple[Candidate, ...],
    space_before: bool,
    outline: Polygon | None,
) -> Char:
    """Make a `Char` of what is known to keep its rules: to check a page's characters takes longer than to make them."""
    char = object.__new__(Char)
    values = (text, box, confidence, candidates, space_before, outline)
    for name, value in zip(Char.__slots__, values, strict=True):
        object.__setattr__(char, name, value)
    return char


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A printed line: its characters in the order of reading.

    Attributes
    ----------
    chars : tuple of Char
        At least one.
    direction : int
        Where the line runs in the picture, in degrees clockwise: 0 from left
        to right, 90 from top to bottom (Chinese in columns, or a page turned by
        90°: `Page.rotation` tells), 180 or 270.
    outline : tuple of Point, optional
        What is around it where that is not its box: a slanted line, a bent one. `polygon` has it of every line.

    Raises
    ------
    OptionError
        When there is no character, or the direction is none of the four.
    """

    chars: tuple[Char, ...]
    direction: int = 0
    outline: Polygon | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "chars", all_of("Line.chars", self.chars, Char))
        if not self.chars:
            raise OptionError("a Line needs at least one Char: leave empty lines out")
        quarter_turns("Line.direction", self.direction)
        if self.outline is not None:
            object.__setattr__(self, "outline", checked_outline("Line.outline", self.outline))

    @property
    def text(self) -> str:
        """The characters, with a space where one is printed."""
        first, *others = self.chars
        return first.text + "".join(f" {char.text}" if char.space_before else char.text for char in others)

    @property
    def box(self) -> Box:
        """The smallest box that holds the characters."""
        return self.chars[0].box.union(*(char.box for char in self.chars[1:]))

    @property
    def polygon(self) -> Polygon:
        """What is around it, in pixels of the picture, clockwise from where it begins.

        The four corners of a straight line; of a bent one an even number of points: the upper edge as it is read,
        then as many of the lower edge, back to the beginning. The box's corners where print is level.
        """
        if self.outline is not None:
            return self.outline
        if all(char.outline is None for char in self.chars):
            return corners_of(self.box, self.direction)
        return around([char.polygon for char in self.chars], self.direction)

    @property
    def confidence(self) -> float:
        """The geometric mean of the characters' confidences, 0…1."""
        return geometric_mean(self.chars)

    def __repr__(self) -> str:
        return f"Line({self.text!r}, box={tuple(self.box)}, confidence={self.confidence:.3f})"


def geometric_mean(chars: Iterable[Char]) -> float:
    """Geometric mean of the characters' confidences; 1.0, the empty product, for none."""
    confidences = [char.confidence for char in chars]
    if not confidences:
        return 1.0
    lowest = min(confidences)
    if lowest == 0:
        return 0.0
    mean = math.exp(math.fsum(map(math.log, confidences)) / len(confidences))
    return min(max(mean, lowest), max(confidences))  # rounding must not leave the range


def _checked_candidates(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    checked: list[Candidate] = []
    for one in an_iterable("Char.candidates", candidates, "candidates"):
        if not isinstance(one, tuple | list) or len(one) != 2 or not isinstance(one[0], str):
            raise OptionError(f"Char.candidates has {shown(one)} in it: give pairs of text and probability")
        checked.append(Candidate(one[0], probability("Candidate.probability", one[1])))
        if len(checked) > MAX_CANDIDATES:
            raise OptionError(f"Char.candidates has more than {MAX_CANDIDATES}: give the best {MAX_CANDIDATES}")
    return tuple(checked)
