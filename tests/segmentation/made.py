"""Images of lines made by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation import LineImage, TextLine
from pagerec.segmentation.lines import EM, HEIGHT


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
