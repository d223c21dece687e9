"""Gray raster to ink: paper is taken away, polarity and uneven light with it."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from .profiles import histogram, quantile, quantile_of
from .values import Ink

#: From the median distance of noise from its mean to its standard deviation, and so much more where that mean is of
#: three pixels, of which each is one.
_SIGMA = 1.4826 * 1.22


@dataclass(frozen=True, slots=True)
class NoiseParams:
    """How noise is measured.

    Attributes
    ----------
    rows : int
        On how many rows at least, where there are so many.
    """

    rows: int = 256


@dataclass(frozen=True, slots=True)
class InkParams:
    """How ink is told from paper.

    Attributes
    ----------
    paper_share : float
        Side of the square over which the paper is taken to be uniform, as a share of the picture's shorter side.
    paper_least, paper_most : int
        Bounds of that side in pixels: larger than any character's stroke, smaller than a shadow.
    shrink : int
        How much smaller the picture is in which the paper is looked for.
    polarity_size, polarity_sides : int
        Longer side to which a picture is brought to tell its polarity, in pixels; counted no longer than so many
        shorter ones, as print in a scroll or a strip is no larger than on a page as wide.
    around_least, around_parts : int
        Side of the square whose mean a pixel is compared with for that: in pixels, at least, and how many of them the
        longer side has.
    plain : float
        A picture whose gray levels differ less than this from those around them holds no print.
    faintest : float
        Pixels fainter than this share of the darkest ink are paper whatever Otsu's method says.
    full : float
        Share of the ink, by its pixels, that is no darker than full black.
    noisy, blur : float
        Noise (in gray levels) from which a picture is smoothed, and by how much (standard deviation in pixels).
    very_noisy, more_blur : float
        How many times that noise is smoothed more, and how many times more.
    print_rows : int
        Rows on which is measured how dark print is, at least, where there are so many.
    noise : NoiseParams
        How noise is measured.
    """

    paper_share: float = 0.1
    paper_least: int = 48
    paper_most: int = 160
    shrink: int = 8
    polarity_size: int = 640
    polarity_sides: int = 4
    around_least: int = 9
    around_parts: int = 12
    plain: float = 2.0
    faintest: float = 0.18
    full: float = 0.9
    noisy: float = 2.5
    blur: float = 0.6
    very_noisy: float = 3.0
    more_blur: float = 1.5
    print_rows: int = 1024
    noise: NoiseParams = field(default_factory=NoiseParams)


#: What noise is measured with.
NOISE = NoiseParams()
#: What ink is found with.
PARAMS = InkParams()


def is_dark(gray: NDArray[np.uint8], params: InkParams = PARAMS) -> bool:
    """Whether the paper is darker than the ink (dark mode, inverted prints).

    Ink takes less room than paper, so the distances of pixels from the mean around them are skewed towards the
    ink's side; light that falls unevenly over the page does not matter.
    """
    longer = min(max(gray.shape), params.polarity_sides * min(gray.shape))
    small = shrunk_by(gray, 1 << (longer // params.polarity_size).bit_length()).astype(np.float32)
    side = max(params.around_least, min(max(small.shape) // params.around_parts, min(small.shape))) | 1
    away = small - cv2.blur(small, (side, side), borderType=cv2.BORDER_REFLECT)
    if float(np.abs(away).max(initial=0.0)) < params.plain:
        return float(small.mean()) < 128
    return float(np.mean(away * away * away)) > 0


def paper(gray: NDArray[np.uint8], params: InkParams = PARAMS) -> NDArray[np.uint8]:
    """Brightness of the paper behind every pixel of dark print on light paper.

    A morphological closing (a local maximum, then a local minimum) of the shrunken picture removes the print,
    a blur the closing's corners.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        Dark ink on light paper.
    params : InkParams, optional

    Returns
    -------
    uint8, shape (H, W)
        Values in 1…255.
    """
    height, width = gray.shape
    side = int(np.clip(params.paper_share * min(height, width), params.paper_least, params.paper_most))
    small = shrunk_by(gray, params.shrink)
    kernel = np.ones((side // params.shrink | 1, side // params.shrink | 1), np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.blur(closed, kernel.shape[::-1], borderType=cv2.BORDER_REPLICATE)
    full = cv2.resize(np.maximum(smooth, 1), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, np.uint8)


def shrunk_by(gray: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """The means of squares of `factor` pixels, the fast way to shrink; a rest at right and bottom is cut off."""
    height, width = (max(1, side // factor) for side in gray.shape)
    whole = gray[: height * factor, : width * factor]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def noise_level(gray: NDArray[np.uint8], params: NoiseParams = NOISE) -> float:
    """Standard deviation of the noise in gray levels, from the median distance of pixels to their neighbours' mean."""
    rows = _some_rows(gray, params.rows)
    return _SIGMA * quantile(cv2.absdiff(rows, cv2.blur(rows, (3, 1))), 0.5)


def _some_rows(gray: NDArray[np.uint8], least: int) -> NDArray[np.uint8]:
    """At least so many rows, evenly spread, or all."""
    return np.ascontiguousarray(gray[:: max(1, len(gray) // least)])


def _smooth(gray: NDArray[np.uint8], params: InkParams) -> NDArray[np.uint8]:
    """Blur slightly what is noisy; strokes are wider than the blur wherever print can be read at all."""
    noise = noise_level(gray, params.noise)
    if noise < params.noisy:
        return gray
    more = params.more_blur if noise >= params.very_noisy * params.noisy else 1.0
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), more * params.blur))


def find_ink(gray: NDArray[np.uint8], params: InkParams = PARAMS) -> Ink:
    """Separate ink from paper.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        The picture, of either polarity.
    params : InkParams, optional

    Returns
    -------
    Ink
        How dark every pixel is (0 paper … 255 the print's full black) and the mask of what is ink.
    """
    inverted = is_dark(gray, params)
    level, bound = separate(_smooth(255 - gray if inverted else gray, params), params)
    return Ink(level=level, mask=level > bound, inverted=inverted, least=bound)


def separate(upright: NDArray[np.uint8], params: InkParams = PARAMS) -> tuple[NDArray[np.uint8], float]:
    """How dark every pixel of dark print on light paper is, and the level above which it is ink.

    Parameters
    ----------
    upright : uint8, shape (H, W)
    params : InkParams, optional

    Returns
    -------
    level : uint8, shape (H, W)
        0 paper … 255 the print's full black.
    least : float
        Ink is darker than this.
    """
    density = np.asarray(cv2.bitwise_not(cv2.divide(upright, paper(upright, params), scale=255)), np.uint8)
    counts = histogram(_some_rows(density, params.print_rows))
    threshold = otsu(counts)
    full = quantile_of(np.where(np.arange(256) > threshold, counts, 0), params.full) or 255.0
    level = np.asarray(cv2.convertScaleAbs(density, alpha=255.0 / full, beta=-0.5), np.uint8)  # rounded down
    return level, max(threshold * 255.0 / full, 255 * params.faintest)


def otsu(counts: NDArray[np.int64]) -> int:
    """Level up to which one of two kinds of values reaches (Otsu, 1979): the means of both are furthest apart.

    Parameters
    ----------
    counts : int, shape (N,)
        How often each of the values 0, 1, 2 … occurs.

    Returns
    -------
    int
        0 where there is only one value.

    Examples
    --------
    >>> import numpy as np
    >>> otsu(np.array([8, 2, 0, 0, 1, 4]))
    1
    """
    share = counts / max(1, int(counts.sum()))
    below = np.cumsum(share)
    mean = np.cumsum(share * np.arange(len(counts)))
    between = (mean[-1] * below - mean) ** 2 / np.maximum(below * (1 - below), 1e-12)
    return int(np.argmax(between)) if between.max() > 1e-9 else 0
