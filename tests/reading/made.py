"""A simple classifier in the network's place, and pictures that it can read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import Scores


class WidthClassifier:
    """Names a cell by how wide and high its own ink is: 口, · or nothing."""

    charset = Charset("口日·")

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, windows: NDArray[np.uint8]) -> Scores:
        self.calls.append(len(windows))
        own = windows[..., 1] > 100
        width = own.any(axis=1).sum(axis=1)
        height = own.any(axis=2).sum(axis=1)
        full = (width >= 15) & (width <= 26) & (height >= 15)
        dot = (width < 10) & (height < 10)
        classes = np.tile(np.array([1, 2, 3], np.int32), (len(windows), 1))
        classes[dot] = (3, 1, 2)
        probabilities = np.full((len(windows), 3), 1e-7, np.float32)
        probabilities[full] = (0.95, 0.04, 1e-7)
        probabilities[dot] = (0.9, 1e-7, 1e-7)
        return Scores(classes, probabilities, 1 - probabilities.sum(axis=1))


class Flat:
    """A language model to which all characters are alike."""

    def log_prob(self, before2: Any, before1: Any, current: Any) -> NDArray[np.float32]:
        return np.full(np.broadcast_shapes(np.shape(before2), np.shape(before1), np.shape(current)), -5, np.float32)


def squares(rows: int, columns: int, *, side: int = 22, pitch: int = 28, leading: int = 44) -> NDArray[np.uint8]:
    """Rows of hollow squares, dark on white."""
    gray = np.full((rows * leading + 30, columns * pitch + 40), 255, np.uint8)
    for row in range(rows):
        for column in range(columns):
            top, left = 20 + row * leading, 20 + column * pitch
            gray[top : top + side, left : left + side] = 0
            gray[top + 3 : top + side - 3, left + 3 : left + side - 3] = 255
    return gray
