"""A page made by hand, and readings to draw."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

import pagerec
from pagerec import Block, Box, Char, Line, Page
from pagerec.drawing.sheet import Sheet
from pagerec.reading.reading import Reading
from pagerec.recognition.decode import Weights
from pagerec.recognition.model import Model
from tests.pages import text_map
from tests.reading.made import Flat, WidthClassifier, squares

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LEFT, RIGHT = Box(40, 50, 60, 70), Box(66, 50, 86, 70)


def made_page() -> Page:
    """Two characters, one of them sure and the other one in doubt."""
    line = Line((Char("能", LEFT, 1.0), Char("小", RIGHT, 0.0)))
    return Page((Block((line,)),), width=200, height=100)


@cache
def scan() -> Reading:
    """An example, read with the shipped model."""
    return pagerec.Reader(threads=2).read_stages(EXAMPLES / "scan.png")


@cache
def read_squares() -> Reading:
    """Two lines of six squares, read with a simple classifier."""
    reader = pagerec.Reader()
    reader._loaded = Model(text_map(), cast(Any, WidthClassifier()), cast(Any, Flat()), Weights(), {})
    return reader.read_stages(squares(2, 6))


def sheet_of(reading: Reading, scale: float = 1.0, lines: tuple[int, ...] = (0, 1)) -> Sheet:
    """A sheet without a Chinese font."""
    return Sheet(reading, lines, scale, None)
