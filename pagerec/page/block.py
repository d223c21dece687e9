"""Lines that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from pagerec.common.arguments import all_of, shown, whole_box
from pagerec.errors import OptionError
from pagerec.page.box import Box
from pagerec.page.excerpts import count, excerpt
from pagerec.page.kinds import KINDS, BlockKind
from pagerec.page.line import Char, Line, geometric_mean
from pagerec.page.paragraphs import Paragraph
from pagerec.page.tables import Table

__all__ = ["Block"]


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
    parts : tuple of Paragraph, optional
        What the lines are divided into, in order: paragraphs, items of a list, lines of code, of formulas and figures,
        cells of a table. A `Page` divides blocks that come without; for themselves these are one part.

    Raises
    ------
    OptionError
        When a field breaks one of these rules.
    """

    lines: tuple[Line, ...]
    kind: BlockKind = "paragraph"
    area: Box | None = None
    table: Table | None = None
    parts: tuple[Paragraph, ...] | None = None

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
        if self.parts is not None:
            object.__setattr__(self, "parts", all_of("Block.parts", self.parts, Paragraph))
            if tuple(line for part in self.parts for line in part.lines) != self.lines:
                raise OptionError("the parts of a Block have its lines, each one once and in order")
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
        if self.kind == "code" and self.parts is not None:
            return "\n".join(part.text for part in self.parts)
        return "\n".join(line.text for line in self.lines)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text of each part, its wrapped lines joined; of a table, that of each row."""
        if self.table is not None:
            return tuple(self.text.split("\n")) if self.lines else ()
        if self.parts is None:
            return (Paragraph(self.lines).text,) if self.lines else ()
        return tuple(part.text for part in self.parts)

    @property
    def box(self) -> Box:
        """The smallest box that holds the lines and the area."""
        boxes = [*([self.area] if self.area else []), *(char.box for char in self.chars)]
        return boxes[0].union(*boxes[1:])

    @property
    def confidence(self) -> float:
        """The geometric mean of the characters' confidences, 0…1."""
        return geometric_mean(self.chars)

    def __repr__(self) -> str:
        return (
            f"Block({excerpt(self.text)}, {count(self.lines, 'line')}, kind={self.kind!r}, "
            f"box={tuple(self.box)}, confidence={self.confidence:.3f})"
        )
