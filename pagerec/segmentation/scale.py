"""Size of the print: the em, of which every later threshold is a multiple."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ScaleParams:
    """How the size of a page's print is told from its components.

    Attributes
    ----------
    speck : int
        Components this small in both directions (pixels) are noise at any resolution that can be read.
    touching : float
        A component wider than this many times its height holds touching characters.
    quantile : float
        Share of the ink that lies in components no larger than an em: parts of characters are smaller, so the
        estimate is an upper quantile.
    flat : int
        A component this many times wider than high is a dash or a rule.
    thin, high : int
        One whose sides differ by this factor, and which is higher than so many pixels, is a rule.
    page_parts, page_share : float
        What is larger than such a part of the page's longer side and this share of its shorter one is no print.
    outline : float
        Most area that counts, over the size: solid blobs weigh by the outline they would have as print, so that one
        blot doesn't outweigh a page.
    """

    speck: int = 3
    touching: float = 1.3
    quantile: float = 0.7
    flat: int = 4
    thin: int = 8
    high: int = 40
    page_parts: float = 4.0
    page_share: float = 0.9
    outline: float = 4.0


#: What the em is estimated with.
PARAMS = ScaleParams()


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


def estimate_em(boxes: NDArray[np.int32], shape: tuple[int, int], params: ScaleParams = PARAMS) -> float:
    """Character size of the print on a page.

    The larger side of each component (the height of a wide one: characters that touch), taken at the 70 %
    quantile by ink; dashes, and what reaches over much of the page (frames, rules, figures), are left out.

    Parameters
    ----------
    boxes : int32, shape (N, 5)
        From `find_components`.
    shape : (height, width)
        Of the page in pixels.
    params : ScaleParams, optional

    Returns
    -------
    float
        Pixels; 0.0 where there is nothing that could be print.
    """
    if not len(boxes):
        return 0.0
    width, height, area = boxes[:, 2], boxes[:, 3], boxes[:, 4]
    size = np.where(width > params.touching * height, height, np.maximum(width, height))
    flat = height * params.flat < width
    thin = np.minimum(width, height) * params.thin < np.maximum(width, height)
    most = max(max(shape) / params.page_parts, min(shape) * params.page_share)
    keep = (size > params.speck) & ~flat & ~(thin & (height > params.high)) & (size <= most)
    if not keep.any():
        return float(np.maximum(width, height).max())
    size, area = size[keep], area[keep].astype(np.float64)
    # Solid blobs weigh by the outline they would have as print, so that one blot doesn't outweigh a page.
    weight = np.minimum(area, params.outline * size)
    order = np.argsort(size, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(size[order][np.searchsorted(share, params.quantile)])
