"""Cut a line too finely, and list every group of pieces that may be a character.

Atoms are connected components, joined where they lie above one another and parted where print touches, so
that hardly any true boundary is missed. Which atoms belong together is not decided here: left-right
characters such as 能 and 刺 are cells of several atoms, and the decoder chooses among all cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .atoms import PARAMS, CellParams, find_atoms
from .lines import EM, HEIGHT
from .values import Cells, LineImage


def find_cells(line_image: LineImage, params: CellParams = PARAMS) -> Cells:
    """Over-segment a line image.

    Returns
    -------
    Cells
        Empty where the line image has no ink.
    """
    return find_all_cells([line_image], params)[0]


def find_all_cells(line_images: Sequence[LineImage], params: CellParams = PARAMS) -> list[Cells]:
    """Over-segment all line images of a page at once: they are laid side by side, far enough apart."""
    if not line_images:
        return []
    widths = np.array([line_image.level.shape[1] for line_image in line_images])
    starts = np.concatenate(([0], np.cumsum(widths + EM)))
    row = np.zeros((HEIGHT, int(starts[-1])), np.uint8)
    for line_image, start, width in zip(line_images, starts.tolist(), widths.tolist(), strict=False):
        row[:, start : start + width] = line_image.level
    columns = [np.s_[start : start + width] for start, width in zip(starts, widths, strict=False)]
    labels, atoms = find_atoms(row, columns, params)
    first, last, boxes = _enumerate(atoms, params)
    atom_bounds = np.searchsorted(atoms[:, 0] + atoms[:, 2], 2 * starts)
    line = np.searchsorted(atom_bounds, first - 1, side="right") - 1
    order = np.argsort(line, kind="stable")
    bounds = np.searchsorted(line[order], np.arange(len(line_images) + 1))
    cells = []
    for k, (start, width) in enumerate(zip(starts.tolist(), widths.tolist(), strict=False)):
        own, before = order[bounds[k] : bounds[k + 1]], atom_bounds[k]
        shift = np.array([start, 0, start, 0], np.int32)
        numbers = labels[:, start : start + width]
        cells.append(
            Cells(
                np.maximum(numbers - before, 0).astype(np.int32),
                atoms[before : atom_bounds[k + 1]] - shift,
                (first[own] - before).astype(np.int32),
                (last[own] - before).astype(np.int32),
                boxes[own] - shift,
            )
        )
    return cells


def _enumerate(
    atoms: NDArray[np.int32], params: CellParams
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """First atom, last atom and box of all runs of atoms, not too many, that are narrow and hold no wide gap."""
    count = len(atoms)
    numbers = np.arange(1, count + 1, dtype=np.int32)
    boxes = atoms.copy()
    gap = np.zeros(count, np.int32)
    firsts, lasts, found = [numbers], [numbers], [atoms]
    for size in range(2, min(params.most_atoms, count) + 1):
        added = atoms[size - 1 :]
        boxes, gap = boxes[:-1], gap[:-1]
        gap = np.maximum(gap, added[:, 0] - boxes[:, 2])
        boxes = np.column_stack(
            [np.minimum(boxes[:, :2], added[:, :2]), np.maximum(boxes[:, 2:], added[:, 2:])],
        )
        keep = (boxes[:, 2] - boxes[:, 0] <= params.widest_cell * EM) & (gap <= params.widest_gap * EM)
        if not keep.any():
            break
        firsts.append(numbers[: count - size + 1][keep])
        lasts.append(numbers[size - 1 :][keep])
        found.append(boxes[keep])
    return np.concatenate(firsts), np.concatenate(lasts), np.concatenate(found)
