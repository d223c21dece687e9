"""Cut a page into single characters: ink, scale, skew, lines, cells."""

from .binarize import find_ink
from .cells import find_all_cells, find_cells
from .lines import extract_strip, find_frames
from .scale import estimate_em, find_components
from .skew import rotate
from .text_lines import extract_labels, extract_strips
from .values import Cells, Frame, Ink, Strip
from .windows import CellWindows, cell_windows

__all__ = [
    "CellWindows",
    "Cells",
    "Frame",
    "Ink",
    "Strip",
    "cell_windows",
    "estimate_em",
    "extract_labels",
    "extract_strip",
    "extract_strips",
    "find_all_cells",
    "find_cells",
    "find_components",
    "find_frames",
    "find_ink",
    "rotate",
]
