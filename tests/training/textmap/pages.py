"""Tiny pages with true lines."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from pagerec.training.textmap.samples import TruePage, level_line, save_page, vertical_line


def tiny_page(seed: int = 0, em: float = 16.0) -> TruePage:
    """Lines of boxes on paper, one of them upright, and a place where nobody knows."""
    random = np.random.default_rng(seed)
    image = np.full((260, 320, 3), 235, np.uint8)
    lines = []
    for k in range(4):
        baseline = 50 + 45 * k
        count = int(random.integers(4, 12))
        for number in range(count):
            left = 20 + number * em
            top = baseline - 0.84 * em
            cv2.rectangle(image, (int(left) + 1, int(top)), (int(left + em) - 2, int(top + 0.9 * em)), (20, 20, 20), 2)
        lines.append(level_line(20, 20 + count * em, baseline, em))
    for number in range(6):
        top = 30 + number * em
        cv2.rectangle(image, (272, int(top) + 1), (272 + int(em) - 2, int(top + em) - 2), (20, 20, 20), 2)
    lines.append(vertical_line(30, 30 + 6 * em, 272 + em / 2, em))
    return TruePage(image, tuple(lines), np.array([[250.0, 200.0, 310.0, 250.0]]))


def save_pages(folder: Path, count: int = 3) -> Path:
    """A folder of such pages."""
    for k in range(count):
        save_page(folder, f"tiny-{k}", tiny_page(k))
    return folder
