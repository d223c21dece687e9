"""Size of the print: the em, of which every later threshold is a multiple."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

#: Components this small in both directions (pixels) are noise at any resolution that can be read.
_SPECK = 3
#: A component wider than this many times its height holds touching characters.
_TOUCHING = 1.3
#: Share of the ink that lies in components no larger than an em: parts of characters are smaller, so the
#: estimate is an upper quantile.
_QUANTILE = 0.7


class Components(NamedTuple):
    """The 8-connected components of a mask.

    Attributes
    ----------
    labels : uint16 or int32, shape (H, W)
        Number of each pixel's component from 1, 0 for none.
    boxes : int32, shape (N, 5)
        Left, top, width, height, area.
    """

    labels: NDArray[np.integer]
    boxes: NDArray[np.int32]


def find_components(mask: NDArray[np.bool_]) -> Components:
    """Find the components of a mask."""
    # There are no more components than runs of ink; short numbers are found much faster.
    starts = np.count_nonzero(mask[:, 1:] & ~mask[:, :-1]) + len(mask)
    small = starts < 1 << 16
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=8, ltype=cv2.CV_16U if small else cv2.CV_32S
    )
    return Components(np.asarray(labels, np.uint16 if small else np.int32), np.asarray(stats[1:], np.int32))


def estimate_em(boxes: NDArray[np.int32], shape: tuple[int, int]) -> float:
    """Character size of the print on a page.

    The larger side of each component (the height of a wide one: characters that touch), taken at the 70 %
    quantile by ink; dashes, and what reaches over much of the page (frames, rules, figures), are left out.

    Parameters
    ----------
    boxes : int32, shape (N, 5)
        From `find_components`.
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
    size = np.where(width > _TOUCHING * height, height, np.maximum(width, height))
    flat = height * 4 < width
    thin = np.minimum(width, height) * 8 < np.maximum(width, height)
    keep = (size > _SPECK) & ~flat & ~(thin & (height > 40)) & (size <= max(max(shape) / 4, min(shape) * 0.9))
    if not keep.any():
        return float(np.maximum(width, height).max())
    size, area = size[keep], area[keep].astype(np.float64)
    # Solid blobs weigh by the outline they would have as print, so that one blot doesn't outweigh a page.
    weight = np.minimum(area, 4.0 * size)
    order = np.argsort(size, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(size[order][np.searchsorted(share, _QUANTILE)])
