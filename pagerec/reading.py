"""What every stage said of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .page import Page
from .recognition.charset import Charset
from .recognition.classifier import Scores
from .recognition.decode import Choice
from .segmentation import Cells, Strip
from .segmentation.page import PageLines


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the stages said of a picture. The sequences have an entry for each line found.

    Attributes
    ----------
    layout : PageLines
    strips : sequence of Strip
    cells : sequence of Cells
    scores : sequence of Scores
    paths : sequence of sequence of Choice
        The chosen cells and candidates; empty for a line without characters, which the page leaves out.
    charset : Charset
    page : Page
    """

    layout: PageLines
    strips: Sequence[Strip]
    cells: Sequence[Cells]
    scores: Sequence[Scores]
    paths: Sequence[Sequence[Choice]]
    charset: Charset
    page: Page
