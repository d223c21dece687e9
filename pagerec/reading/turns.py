"""Pages that lie on their side or their head, told by how their lines were read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.page import PageLines, find_lines_in
from pagerec.segmentation.text_map import TextMap
from pagerec.segmentation.views import QuarterTurns

from .reading import Reading


def turn_of(reading: Reading) -> int:
    """Degrees by which most of a page's print is turned clockwise beyond what is known: 0, 90, 180 or 270."""
    if reading.layout.columns is not None:
        return 0
    counts = dict.fromkeys((0, 90, 180, 270), 0.0)
    for line in reading.page.lines:
        counts[(line.direction - reading.layout.rotation) % 360] += sum(char.confidence for char in line.chars)
    return max(counts, key=lambda turn: counts[turn])


def turned(gray: NDArray[np.uint8], degrees: int, text_map: TextMap) -> PageLines:
    """The lines of a picture whose text is turned clockwise, looked at turned back."""
    return find_lines_in(QuarterTurns(gray, degrees), text_map)
