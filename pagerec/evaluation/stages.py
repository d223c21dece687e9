"""The page's characters, and where in the lattice each comes from."""

from __future__ import annotations

from dataclasses import dataclass

from pagerec.page.box import Box
from pagerec.reading.reading import Reading
from pagerec.structure.inserted import NOWHERE


@dataclass(frozen=True, slots=True)
class ReadChar:
    """A character of the page and where in the lattice it comes from.

    Attributes
    ----------
    text : str
    line : int
        Index of its strip.
    cell : int
        Index of its cell among the strip's.
    place : int
        How many characters stand before it on the line.
    box : Box
        Where it is in the picture.
    confidence : float
        0 … 1.
    """

    text: str
    line: int
    cell: int
    place: int
    box: Box
    confidence: float


def read_chars(reading: Reading) -> list[ReadChar]:
    """The page's characters in reading order, each with its cell; without those that are found by their geometry."""
    return [
        ReadChar(char.text, line, reading.paths[line][place].cell, place, char.box, char.confidence)
        for char, (line, place) in zip(reading.page.chars, reading.origins, strict=True)
        if line != NOWHERE
    ]
