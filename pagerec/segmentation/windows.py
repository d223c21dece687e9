"""What the classifier sees of a cell: the line around it, and the cell's own ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .lines import HEIGHT
from .values import Cells, LineImage


class CellWindows:
    """The windows of the cells of several lines; cells are numbered line after line.

    A window is as wide as it is high and centred on the cell, in the line's own frame: position and size
    are kept, so that 。 , · and o O 0 stay apart.

    Parameters
    ----------
    line_images, cells
        One of each for a line.
    """

    def __init__(self, line_images: Sequence[LineImage], cells: Sequence[Cells]) -> None:
        widths = np.array([line_image.level.shape[1] + HEIGHT for line_image in line_images], np.intp)
        offsets = np.cumsum(widths) - widths
        level = np.zeros((HEIGHT, int(widths.sum())), np.uint8)
        labels = np.zeros(level.shape, np.uint32)
        for line_image, line, start in zip(line_images, cells, (offsets + HEIGHT // 2).tolist(), strict=True):
            inside = np.s_[:, start : start + line_image.level.shape[1]]
            level[inside], labels[inside] = line_image.level, line.labels
        self._level = sliding_window_view(level, HEIGHT, axis=1).transpose(1, 0, 2)
        self._labels = sliding_window_view(labels, HEIGHT, axis=1).transpose(1, 0, 2)
        self._start = np.concatenate(
            [(line.boxes[:, 0] + line.boxes[:, 2]) // 2 + k for line, k in zip(cells, offsets, strict=True)]
        )
        self._first = np.concatenate([line.first for line in cells]).astype(np.uint32)
        self._others = np.concatenate([line.last - line.first for line in cells]).astype(np.uint32)

    def __call__(self, chosen: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Windows of the cells of these numbers.

        Returns
        -------
        uint8, shape (N, HEIGHT, HEIGHT, 2)
            Channel 0: all ink. Channel 1: the ink of the cell's own atoms.
        """
        windows = np.empty((len(chosen), HEIGHT, HEIGHT, 2), np.uint8)
        start = self._start[chosen]
        windows[..., 0] = self._level[start]
        # An atom before the first gives a huge difference, because the numbers have no sign.
        place = self._labels[start] - self._first[chosen, None, None]
        np.multiply(windows[..., 0], place <= self._others[chosen, None, None], out=windows[..., 1])
        return windows


def cell_windows(line_image: LineImage, cells: Cells, chosen: NDArray[np.intp] | None = None) -> NDArray[np.uint8]:
    """The windows of one line's cells, or of those chosen, as `CellWindows` gives them.

    Parameters
    ----------
    line_image, cells
        A line and its cells.
    chosen : int array, optional
        Indices of the cells wanted; all without it.
    """
    return CellWindows([line_image], [cells])(np.arange(len(cells.first)) if chosen is None else chosen)
