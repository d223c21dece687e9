"""How cells lie among their neighbours: the white inside them and around them, and their width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..segmentation.cells import MAX_ATOMS
from ..segmentation.lines import EM
from ..segmentation.values import Cells

#: White counts up to this, in ems; it is also what lies before and behind a line.
_MOST_WHITE = 0.5
#: Least white: print that overlaps.
_LEAST_WHITE = -0.2


def white_and_width(lines: Sequence[Cells]) -> NDArray[np.float32]:
    """Geometry of all cells of all lines, in ems.

    Parameters
    ----------
    lines : sequence of Cells

    Returns
    -------
    float32, shape (cells of all lines, 3)
        The widest white between two atoms of the cell (0 … 0.5), the narrower white of those beside it
        (-0.2 … 0.5, less than 0 where print overlaps), and by how much it is wider than an em.

    Examples
    --------
    >>> atoms = np.array([[0, 0, 9, 26], [13, 0, 26, 26], [39, 0, 65, 26]], np.int32)
    >>> boxes = np.array([[0, 0, 26, 26], [39, 0, 65, 26]], np.int32)
    >>> line = Cells(np.zeros((32, 60), np.int32), atoms, np.array([1, 3]), np.array([2, 3]), boxes)
    >>> white_and_width([line]).tolist()
    [[0.1538461595773697, 0.5, 0.0], [0.0, 0.5, 0.0]]
    """
    counts = np.array([len(cells.atoms) for cells in lines])
    starts = np.cumsum(counts + 1) - counts - 1
    white = np.full(int((counts + 1).sum()), _MOST_WHITE, np.float32)
    for cells, start, count in zip(lines, starts.tolist(), counts.tolist(), strict=True):
        if count > 1:
            atoms = cells.atoms
            white[start + 1 : start + count] = (atoms[1:, 0] - np.maximum.accumulate(atoms[:-1, 2])) / EM
    white = np.clip(white, _LEAST_WHITE, _MOST_WHITE)
    offsets = np.repeat(starts, [len(cells.first) for cells in lines])
    before = np.concatenate([cells.first for cells in lines]) - 1 + offsets
    behind = np.concatenate([cells.last for cells in lines]) + offsets
    boxes = np.concatenate([cells.boxes for cells in lines])
    inner = np.zeros(len(before), np.float32)
    for step in range(1, MAX_ATOMS):
        inside = np.flatnonzero(before + step < behind)
        inner[inside] = np.maximum(inner[inside], white[before[inside] + step])
    outer = np.minimum(white[before], white[behind])
    excess = np.maximum((boxes[:, 2] - boxes[:, 0]) / EM - 1, 0)
    return np.column_stack([inner, outer, excess]).astype(np.float32)
