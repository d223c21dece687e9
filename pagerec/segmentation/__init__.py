"""Cut a page into single characters: ink, scale, skew, lines, cells."""

from .binarize import find_ink
from .cells import find_all_cells, find_cells
from .lines import extract_line_image, find_text_lines
from .scale import estimate_em, find_components
from .skew import rotate
from .text_lines import extract_labels, extract_line_images
from .values import Cells, Ink, LineImage, TextLine
from .windows import CellWindows, cell_windows

__all__ = [
    "CellWindows",
    "Cells",
    "Ink",
    "LineImage",
    "TextLine",
    "cell_windows",
    "estimate_em",
    "extract_labels",
    "extract_line_image",
    "extract_line_images",
    "find_all_cells",
    "find_cells",
    "find_components",
    "find_ink",
    "find_text_lines",
    "rotate",
]
