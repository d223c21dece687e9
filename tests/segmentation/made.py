"""Images of lines made by hand, and lines found by projection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation import LineImage, TextLine, estimate_em, find_components, find_ink, find_text_lines
from pagerec.segmentation.lines import EM, HEIGHT
from pagerec.segmentation.nontext import erase_nontext


def strip_of(level: NDArray[np.uint8]) -> LineImage:
    return LineImage(
        level, TextLine(0.0, float(level.shape[1]), HEIGHT / 2, float(EM), 0.0, float(HEIGHT)), 1.0, 0.0, 0.0
    )


def blocks(*spans: tuple[int, int], width: int = 120) -> LineImage:
    """Solid blocks, 20 pixels high, over the columns given."""
    level = np.zeros((HEIGHT, width), np.uint8)
    for left, right in spans:
        level[6:26, left:right] = 255
    return strip_of(level)


def frames_of(gray: NDArray[np.uint8]) -> tuple[TextLine, ...]:
    """The lines of a page by projection."""
    ink = find_ink(gray)
    em = estimate_em(find_components(ink.mask).boxes, gray.shape)
    return find_text_lines(erase_nontext(ink, em)[0], em)
