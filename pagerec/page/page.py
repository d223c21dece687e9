"""What reading gives: ``Page > Block > Line > Char``.

Every value is frozen, can be built by hand, compared, pickled, and saved in
the formats of `pagerec.formats`. Boxes are in pixels of the upright input picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pagerec.common.arguments import MOST_PIXELS, all_of, quarter_turns, whole_number, within
from pagerec.common.lookup import find
from pagerec.common.scripts import Script, script_of
from pagerec.page.block import Block
from pagerec.page.box import Box
from pagerec.page.excerpts import count, excerpt
from pagerec.page.exporters import exporter
from pagerec.page.line import Char, Line, geometric_mean
from pagerec.page.saving import Saving
from pagerec.page.showing import BoxLevel, Showing
from pagerec.page.tables import Table
from pagerec.page.warnings import PageWarning

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from pagerec.common.inputs import ImageInput

__all__ = ["Page"]

_DIVIDE = "pagerec.structure.paragraphs:with_parts"
"""What divides blocks that come without parts: pages made by hand, the text of a PDF, JSON of older versions."""

_MOST_SKEW = 360.0
"""Degrees that text may be turned by, either way."""


@dataclass(frozen=True, slots=True, repr=False)
class Page(Saving, Showing):
    """A page as it was read. A blank page is a `Page` without blocks.

    Attributes
    ----------
    blocks : tuple of Block
        In reading order, divided into their parts.
    width, height : int
        Size of the upright input picture in pixels.
    skew : float
        How far the text is turned clockwise, in degrees, besides `rotation`.
    rotation : int
        Quarter turns of the text in the picture, clockwise, in degrees: 0, 90,
        180 or 270. Boxes are in pixels of the picture as it was given (upright
        by its EXIF orientation); turn it by `rotation` counterclockwise to see
        the text upright.
    warnings : tuple of PageWarning
        What may be lost or wrong, and where; empty of a page that was read well.

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
    warnings: tuple[PageWarning, ...] = ()

    def __post_init__(self) -> None:
        blocks = all_of("Page.blocks", self.blocks, Block)
        if any(block.parts is None for block in blocks):
            blocks = find(_DIVIDE)(blocks)
        object.__setattr__(self, "blocks", blocks)
        whole_number("Page.width", self.width, 0, MOST_PIXELS)
        whole_number("Page.height", self.height, 0, MOST_PIXELS)
        within("Page.skew", self.skew, -_MOST_SKEW, _MOST_SKEW, "degrees")
        quarter_turns("Page.rotation", self.rotation)
        object.__setattr__(self, "warnings", all_of("Page.warnings", self.warnings, PageWarning))

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in reading order."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def chars(self) -> tuple[Char, ...]:
        """All characters, in reading order."""
        return tuple(char for line in self.lines for char in line.chars)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in reading order."""
        return tuple(block.table for block in self.blocks if block.table is not None)

    @property
    def text(self) -> str:
        """The text of the blocks: one line for each printed line or row of a table; empty for a blank page."""
        return "\n".join(block.text for block in self.blocks if block.lines)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs of all blocks, each with its wrapped lines joined.

        See `pagerec.structure.paragraphs` for the rules. A block always starts a new one.
        """
        return tuple(text for block in self.blocks for text in block.paragraphs)

    @property
    def flowing_text(self) -> str:
        """The text with wrapped lines joined: one line for each paragraph."""
        return "\n".join(self.paragraphs)

    @property
    def script(self) -> Script:
        """``"simplified"``, ``"traditional"``, ``"mixed"``, ``"latin"``, or ``""`` for a page without letters."""
        return script_of(self.text)

    @property
    def box(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.width, self.height)

    @property
    def confidence(self) -> float:
        """The geometric mean of the characters' confidences, 0…1.

        A blank page has 1.0: nothing in it is in doubt.
        """
        return geometric_mean(self.chars)

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
            f"Page({excerpt(self.text)}, {count(self.blocks, 'block')}, "
            f"{count(self.lines, 'line')}, {count(self.chars, 'char')}, "
            f"{self.width}x{self.height} pixels, confidence={self.confidence:.3f})"
        )
