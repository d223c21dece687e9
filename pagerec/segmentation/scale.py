"""Size of the print: the em, of which every later threshold is a multiple."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

#: Components this small in both directions (pixels) are noise at any resolution that can be read.
_SPECK = 3
#: Share of the ink that lies in components no larger than an em: parts of characters are smaller, so the
#: estimate is an upper quantile.
_QUANTILE = 0.7


def components(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Boxes and areas of the 8-connected components of a mask.

    Returns
    -------
    int32, shape (N, 5)
        Left, top, width, height, area.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    return np.asarray(stats[1:], np.int32)


def estimate_em(boxes: NDArray[np.int32], shape: tuple[int, int]) -> float:
    """Character size of the print on a page.

    The larger side of each component, taken at the 70 % quantile by ink; what reaches over much of the
    page (frames, rules, figures) is left out.

    Parameters
    ----------
    boxes : int32, shape (N, 5)
        From `components`.
    shape : (height, width)
        Of the page in pixels.

    Returns
    -------
    float
        Pixels; 0.0 where there is nothing that could be print.
    """
    if not len(boxes):
        return 0.0
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    size = np.maximum(width, height)
    thin = np.minimum(width, height) * 8 < size
    keep = (size > _SPECK) & ~(thin & (size > 40)) & (size <= max(max(shape) / 4, min(shape) * 0.9))
    if not keep.any():
        return float(size.max())
    size, area = size[keep], area[keep].astype(np.float64)
    # Solid blobs weigh by the outline they would have as print, so that one blot doesn't outweigh a page.
    weight = np.minimum(area, 4.0 * size)
    order = np.argsort(size, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(size[order][np.searchsorted(share, _QUANTILE)])
