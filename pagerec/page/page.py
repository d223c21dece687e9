"""What reading gives: ``Page > Block > Line > Char``.

Every value is frozen, can be built by hand, compared, pickled, and saved in
the formats of `pagerec.formats`. Boxes are in pixels of the upright input picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pagerec.common.arguments import (
    MOST_PIXELS,
    all_of,
    an_iterable,
    probability,
    quarter_turns,
    shown,
    text,
    whole_box,
    whole_number,
    within,
    yes_or_no,
)
from pagerec.errors import OptionError
from pagerec.page.code_text import code_text
from pagerec.page.exporters import exporter
from pagerec.page.kinds import KINDS, BlockKind
from pagerec.page.paragraphs import join_lines, list_items, split_paragraphs
from pagerec.page.polygons import Polygon, around, checked_outline, corners_of
from pagerec.page.saving import Saving
from pagerec.page.showing import BoxLevel, Showing
from pagerec.page.tables import Table, TableCell

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from pagerec.common.inputs import ImageInput

__all__ = [
    "KINDS",
    "MAX_CANDIDATES",
    "Block",
    "BlockKind",
    "Box",
    "Candidate",
    "Char",
    "Line",
    "Page",
    "Table",
    "TableCell",
]

MAX_CANDIDATES = 5
"""The most candidates that a `Char` carries."""

_MOST_SKEW = 360.0
"""Degrees that text may be turned by, either way."""

_EXCERPT = 24
"""Characters of text that a `repr` shows."""


class Box(NamedTuple):
    """A rectangle in pixels of the upright input picture.

    Attributes
    ----------
    left, top : int
        The first column and row inside.
    right, bottom : int
        The first column and row outside (exclusive), so ``gray[top:bottom,
        left:right]`` is what the box holds.
    """

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns inside, in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows inside, in pixels."""
        return self.bottom - self.top

    def union(self, *others: Box) -> Box:
        """Give the smallest box that holds this one and all of `others`.

        Examples
        --------
        >>> Box(0, 2, 5, 9).union(Box(3, 0, 8, 4))
        Box(left=0, top=0, right=8, bottom=9)
        """
        try:
            lefts, tops, rights, bottoms = zip(self, *others, strict=True)
            return Box(min(lefts), min(tops), max(rights), max(bottoms))
        except (TypeError, ValueError):
            raise OptionError(f"{shown(others)} are no boxes: give Box values of whole pixels") from None

    def turned_back(self, direction: int) -> Box:
        """Give the box in a frame in which text of this direction runs to the right and lines follow downwards.

        Parameters
        ----------
        direction : int
            0, 90, 180 or 270 degrees, clockwise; see `Line.direction`.

        Examples
        --------
        >>> Box(10, 0, 14, 30).turned_back(90)
        Box(left=0, top=-14, right=30, bottom=-10)
        """
        if type(direction) is int and direction == 0:  # nearly always
            return self
        quarter_turns("direction", direction)
        left, top, right, bottom = self
        return {
            0: self,
            90: Box(top, -right, bottom, -left),
            180: Box(-right, -bottom, -left, -top),
            270: Box(-bottom, left, -top, right),
        }[direction]


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
        return _union(self.chars)

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
        return _geometric_mean(self.chars)

    def __repr__(self) -> str:
        return f"Line({self.text!r}, box={tuple(self.box)}, confidence={self.confidence:.3f})"


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """Lines that belong together.

    Attributes
    ----------
    lines : tuple of Line
        From top to bottom; those of a table cell by cell, row by row. At least one, but for figures and tables,
        which may be without text.
    kind : BlockKind
        What the block is, one of `pagerec.page.kinds.KINDS`; ``"paragraph"`` for running text.
    area : Box, optional
        What the block covers besides its lines; a figure or table has one.
    table : Table, optional
        Rows and cells of a block of the kind ``"table"``, and of no other. It has the same lines.

    Raises
    ------
    OptionError
        When a field breaks one of these rules.
    """

    lines: tuple[Line, ...]
    kind: BlockKind = "paragraph"
    area: Box | None = None
    table: Table | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", all_of("Block.lines", self.lines, Line))
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise OptionError(f"Block.kind is {shown(self.kind)}: give one of {', '.join(KINDS)}")
        if self.area is not None:
            whole_box("Block.area", self.area)
        if not isinstance(self.table, Table | None):
            raise OptionError(f"Block.table is {shown(self.table)}: give a Table")
        if (self.kind == "table") is not (self.table is not None):
            raise OptionError('a Block of the kind "table" has a table, and no other has one')
        if self.table is not None:
            if self.table.lines != self.lines:
                raise OptionError("the lines of a table's Block are those of its cells, row by row")
            object.__setattr__(self, "area", self.area or self.table.box)
        if not self.lines and (self.area is None or self.kind not in ("figure", "table")):
            raise OptionError("a Block needs at least one Line: leave empty blocks out, or give a figure its area")

    @property
    def chars(self) -> tuple[Char, ...]:
        """All characters, in reading order."""
        return tuple(char for line in self.lines for char in line.chars)

    @property
    def text(self) -> str:
        """One line of text for each printed line.

        A table has one for each row, with tabs between its cells. Code keeps its indents. A figure without
        print has none.
        """
        if self.table is not None:
            return self.table.text
        return code_text(self.lines) if self.kind == "code" else "\n".join(line.text for line in self.lines)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, each with its wrapped lines joined.

        Items of a list, rows of a table, and lines of code, formulas and figures each count as one.
        """
        if self.kind in ("table", "code", "formula", "figure"):
            return tuple(self.text.split("\n")) if self.lines else ()
        parts = list_items(self.lines) if self.kind == "list" else split_paragraphs(self.lines)
        return tuple(join_lines(lines) for lines in parts)

    @property
    def box(self) -> Box:
        """The smallest box that holds the lines and the area."""
        boxes = [*([self.area] if self.area else []), *(char.box for char in self.chars)]
        return boxes[0].union(*boxes[1:])

    @property
    def confidence(self) -> float:
        """The geometric mean of the characters' confidences, 0…1."""
        return _geometric_mean(self.chars)

    def __repr__(self) -> str:
        return (
            f"Block({_excerpt(self.text)}, {_count(self.lines, 'line')}, kind={self.kind!r}, "
            f"box={tuple(self.box)}, confidence={self.confidence:.3f})"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Page(Saving, Showing):
    """A page as it was read. A blank page is a `Page` without blocks.

    Attributes
    ----------
    blocks : tuple of Block
        In reading order.
    width, height : int
        Size of the upright input picture in pixels.
    skew : float
        How far the text is turned clockwise, in degrees, besides `rotation`.
    rotation : int
        Quarter turns of the text in the picture, clockwise, in degrees: 0, 90,
        180 or 270. Boxes are in pixels of the picture as it was given (upright
        by its EXIF orientation); turn it by `rotation` counterclockwise to see
        the text upright.

    Raises
    ------
    OptionError
        When the size is negative or beyond any picture, the skew not a number
        of degrees, -360 to 360, or the rotation none of the four.
    """

    blocks: tuple[Block, ...]
    width: int
    height: int
    skew: float = 0.0
    rotation: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocks", all_of("Page.blocks", self.blocks, Block))
        whole_number("Page.width", self.width, 0, MOST_PIXELS)
        whole_number("Page.height", self.height, 0, MOST_PIXELS)
        within("Page.skew", self.skew, -_MOST_SKEW, _MOST_SKEW, "degrees")
        quarter_turns("Page.rotation", self.rotation)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in reading order."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def chars(self) -> tuple[Char, ...]:
        """All characters, in reading order."""
        return tuple(char for line in self.lines for char in line.chars)

    @property
    def text(self) -> str:
        """The text of the blocks: one line for each printed line or row of a table; empty for a blank page."""
        return "\n".join(block.text for block in self.blocks if block.lines)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of all blocks, each with its wrapped lines joined.

        See `pagerec.page.paragraphs` for the rules. A block always starts a new one.
        """
        return tuple(text for block in self.blocks for text in block.paragraphs)

    @property
    def flowing_text(self) -> str:
        """The text with wrapped lines joined: one line for each paragraph."""
        return "\n".join(self.paragraphs)

    @property
    def box(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.width, self.height)

    @property
    def confidence(self) -> float:
        """The geometric mean of the characters' confidences, 0…1.

        A blank page has 1.0: nothing in it is in doubt.
        """
        return _geometric_mean(self.chars)

    def to_dict(self) -> dict[str, Any]:
        """Give the page as plain values, ready for JSON; see `pagerec.formats.json`."""
        data: dict[str, Any] = exporter("page_to_dict")(self)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Page:
        """Build the page that `to_dict` described; raises `OptionError` for anything else."""
        page: Page = exporter("page_from_dict")(data)
        return page

    def to_json(self, *, indent: int | None = None) -> str:
        """Give the page as JSON text, in one line unless `indent` (spaces) is given."""
        text: str = exporter("page_to_json")(self, indent=indent)
        return text

    @classmethod
    def from_json(cls, text: str | bytes) -> Page:
        """Build the page that `to_json` wrote; raises `OptionError` for anything else."""
        page: Page = exporter("page_from_json")(text)
        return page

    def draw(
        self,
        image: ImageInput | None = None,
        *,
        boxes: BoxLevel = "char",
        label_font: str | Path | None = None,
    ) -> Image:
        """Draw the boxes on the picture or on white; see `pagerec.drawing.draw`."""
        drawing: Image = exporter("draw")(self, image, boxes=boxes, label_font=label_font)
        return drawing

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return (
            f"Page({_excerpt(self.text)}, {_count(self.blocks, 'block')}, "
            f"{_count(self.lines, 'line')}, {_count(self.chars, 'char')}, "
            f"{self.width}x{self.height} pixels, confidence={self.confidence:.3f})"
        )


def _union(chars: tuple[Char, ...]) -> Box:
    return chars[0].box.union(*(char.box for char in chars[1:]))


def _geometric_mean(chars: Iterable[Char]) -> float:
    """Geometric mean of the confidences; 1.0, the empty product, for none."""
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


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 1]}…")


def _count(items: tuple[object, ...], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"
