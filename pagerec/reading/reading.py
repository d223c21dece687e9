"""What every stage said of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from pagerec.common.lookup import find
from pagerec.page import Page
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores
from pagerec.recognition.decode import Choice
from pagerec.segmentation import Cells, LineImage
from pagerec.segmentation.page import PageLines

if TYPE_CHECKING:
    from PIL.Image import Image


StageName: TypeAlias = Literal[
    "map", "ink", "components", "profiles", "lines", "columns", "atoms", "cells", "lattice", "confidence", "text"
]
"""What `draw_stage` can draw, in the order of reading."""

#: What draws a stage, shows a drawing and makes a PNG of it.
_DRAW = "pagerec.drawing:draw_stage"
_SHOW, _PNG = "pagerec.drawing.display:show_image", "pagerec.drawing.display:to_png"


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """All that the stages said of a picture. The sequences have an entry for each line found.

    Attributes
    ----------
    layout : PageLines
    line_images : sequence of LineImage
    cells : sequence of Cells
    scores : sequence of Scores
    paths : sequence of sequence of Choice
        The chosen cells and candidates; empty for a line without characters, which the page leaves out.
    charset : Charset
    page : Page
    origins : sequence of (line, place)
        For each character of the page, in reading order: its line, and its place in the path through it.
    """

    layout: PageLines
    line_images: Sequence[LineImage]
    cells: Sequence[Cells]
    scores: Sequence[Scores]
    paths: Sequence[Sequence[Choice]]
    charset: Charset
    page: Page
    origins: Sequence[tuple[int, int]] = ()

    def draw(
        self,
        stage: StageName,
        *,
        lines: Iterable[int] | None = None,
        scale: float = 1.0,
        label_font: str | Path | None = None,
    ) -> Image:
        """Draw what a stage said, from ``"map"`` to ``"text"``; see `pagerec.drawing.draw_stage`."""
        drawing: Image = find(_DRAW)(self, stage, lines=lines, scale=scale, label_font=label_font)
        return drawing

    def show(self, stage: StageName, *, lines: Iterable[int] | None = None, scale: float = 1.0) -> None:
        """Show a stage: in a notebook below the cell, else in the system's picture viewer."""
        find(_SHOW)(self.draw(stage, lines=lines, scale=scale))

    def _repr_png_(self) -> bytes:
        png: bytes = find(_PNG)(self.draw("confidence"))
        return png

    def __repr__(self) -> str:
        atoms, cells = sum(len(line.atoms) for line in self.cells), sum(len(line.first) for line in self.cells)
        return f"Reading({len(self.line_images)} lines, {atoms} atoms, {cells} cells, {self.page!r})"
