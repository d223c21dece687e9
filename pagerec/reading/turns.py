"""Pages that lie on their side or their head, told by how their lines were read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation.page import PageLines, find_lines_in
from pagerec.segmentation.text_map import TextMap
from pagerec.segmentation.views import QuarterTurns

from .reading import Reading

#: Mean confidence of the characters below which print that runs down a page may do so in the other way.
_DOUBTFUL = 0.9
#: The same below which a page may lie on its side or its head, and how many characters such a page has at least.
_HOPELESS, _FEW = 0.65, 8


def is_doubtful(reading: Reading) -> bool:
    """Whether print that runs down a page may be read wrongly: upright for on its side, or the other way round."""
    return _confidence(reading) < _DOUBTFUL


def is_hopeless(reading: Reading) -> bool:
    """Whether so little is read for sure that the page may lie on its side or its head."""
    return len(reading.page.chars) >= _FEW and _confidence(reading) < _HOPELESS


def better(one: Reading, other: Reading) -> Reading:
    """The reading whose characters are more confident."""
    return other if _confidence(other) > _confidence(one) else one


def _confidence(reading: Reading) -> float:
    chars = reading.page.chars
    return sum(char.confidence for char in chars) / len(chars) if chars else 0.0


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
