"""From a picture of one character to what a network sees: the one way there, for training and for reading."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..segmentation.binarize import separate
from ..segmentation.line_shape import INK_HEIGHT
from ..segmentation.lines import EM, HEIGHT
from ..segmentation.profiles import quantile

__all__ = ["FRAMED", "glyph_square", "glyph_windows"]

#: Side of a framed picture of a character, in ems: that of the classifier's window.
FRAMED = HEIGHT / EM
#: Ink smaller than this share of the picture's shorter side keeps its size and place: 、 。 · in a frame.
_SMALL = 0.45
#: Where the middle of a cell is on average, right of the middle of its window, in ems: windows of lines begin at
#: whole columns, rounded down.
_RIGHT = 0.25 / EM
#: Paper put around a picture before its ink is looked for, in pixels, and as a share of its longer side.
_PAPER, _PAPER_SHARE = 16, 0.25
#: Share from which the pixels along the edge are all alike: paper in a frame, but the ink of 国 in a close crop.
_ALIKE = 0.9
#: Width of a frame that no stroke of a close crop fills, as a share of the shorter side, and how much of it is paper.
_FRAME, _CLEAR = 0.07, 0.95
#: Noise of the paper along the edge in gray levels, from which a picture is smoothed (by a Gaussian of this standard
#: deviation in pixels), and up to which it is noise and not print; and the share of all ink below which a component
#: of a noisy picture is a speck.
_NOISY, _NOISIEST, _BLUR, _SPECK = 2.5, 25.0, 0.8, 0.015
#: Finer raster in which a character is placed, in each direction.
_FINE = 4
#: Ink fainter than this does not say how dark the print is, and the least that full print may be.
_FAINT, _LEAST_FULL = 60, 80.0


def glyph_square(gray: NDArray[np.uint8], side: int = HEIGHT) -> NDArray[np.uint8] | None:
    """Ink of a character, centred, as large as in a line of print.

    The longer side of the ink becomes as long as that of a full Han character, so that close crops, framed
    pictures and pictures of any size and polarity look the same. Only ink that is small in its picture keeps its
    size and place, as if the picture were a frame of `FRAMED` ems.

    Parameters
    ----------
    gray : uint8, shape (H, W)
        A picture of one character, black on white or white on black.
    side : int
        Height and width of the result; `FRAMED` ems.

    Returns
    -------
    uint8, shape (side, side), or None
        0 paper … 255 full ink; None where there is no ink.
    """
    pad = max(_PAPER, round(_PAPER_SHARE * max(gray.shape)))
    level, mask = _ink(gray, pad)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    longer = float(max(right - left, bottom - top))
    em = side / FRAMED
    if longer < _SMALL * min(gray.shape):
        scale = side / min(gray.shape)
        centre = pad + gray.shape[1] / 2, pad + gray.shape[0] / 2
    else:
        scale = INK_HEIGHT * em / longer
        centre = (left + right) / 2 - _RIGHT * em / scale, (top + bottom) / 2
    return _darkened(_placed(level, scale, centre, side))


def glyph_windows(squares: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Squares (N, 32, 32) as the windows (N, 32, 32, 2) of the line network: all ink is the cell's own."""
    return np.repeat(squares[..., None], 2, axis=-1)


def _ink(gray: NDArray[np.uint8], pad: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Level and mask of the ink, with `pad` pixels of paper put around it.

    A page tells its polarity by the pixels around its print, a single character by its edge.
    """
    threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    light = gray > threshold
    if not light.any():
        return np.zeros((1, 1), np.uint8), np.zeros((1, 1), np.bool_)
    noisy = _NOISY <= _noise(gray) <= _NOISIEST
    if noisy:
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), _BLUR), np.uint8)
        threshold, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        light = gray > threshold
    white = _is_paper(light)
    plain = int(np.median(gray[light == white]))
    padded = np.pad(gray, pad, constant_values=plain)
    level, least = separate(padded if white else 255 - padded)
    mask = level > least
    return level, _without_specks(mask) if noisy else mask


def _noise(gray: NDArray[np.uint8]) -> float:
    """Standard deviation of the gray levels along the edge, from their median distance to their median."""
    edge = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]]).astype(np.float64)
    return 1.4826 * float(np.median(np.abs(edge - np.median(edge))))


def _without_specks(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8))
    large = stats[:, cv2.CC_STAT_AREA] >= _SPECK * np.count_nonzero(mask)
    large[0] = False
    return np.asarray(large[labels])


def _is_paper(light: NDArray[np.bool_]) -> bool:
    """Whether the light pixels are the paper.

    They are if a frame all around is light, or most of the edge. Where the edge is all alike without such a frame,
    it may be a stroke, and most pixels are paper.
    """
    depth = max(1, round(_FRAME * min(light.shape)))
    inner = light[depth:-depth, depth:-depth]
    frame = (np.count_nonzero(light) - np.count_nonzero(inner)) / max(1, light.size - inner.size)
    if max(frame, 1 - frame) >= _CLEAR:
        return bool(frame > 0.5)
    edge = float(np.concatenate([light[0], light[-1], light[1:-1, 0], light[1:-1, -1]]).mean())
    if max(edge, 1 - edge) >= _ALIKE:
        return bool(light.mean() > 0.5)
    return edge > 0.5


def _placed(level: NDArray[np.uint8], scale: float, centre: tuple[float, float], side: int) -> NDArray[np.uint8]:
    """The picture scaled, with the point `centre` in the middle of a square; averaged, so that no stroke is lost."""
    fine = _FINE * scale
    if fine < 1:
        size = (max(1, round(level.shape[1] * fine)), max(1, round(level.shape[0] * fine)))
        centre = (centre[0] * size[0] / level.shape[1], centre[1] * size[1] / level.shape[0])
        level = np.asarray(cv2.resize(level, size, interpolation=cv2.INTER_AREA), np.uint8)
        fine = 1.0
    # Pixels are squares: the middle of the first is half a pixel from the edge.
    x, y = (_FINE * side / 2 - fine * c + (fine - 1) / 2 for c in centre)
    matrix = np.array([[fine, 0.0, x], [0.0, fine, y]])
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    large = cv2.warpAffine(level, matrix, (_FINE * side, _FINE * side), flags=how)
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _darkened(level: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scaled as lines are, so that the print is near 255."""
    dark = level[level > _FAINT]
    if not dark.size:
        return level
    return np.asarray(cv2.convertScaleAbs(level, alpha=255.0 / max(quantile(dark, 0.92), _LEAST_FULL)), np.uint8)
