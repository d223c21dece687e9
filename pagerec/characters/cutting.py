"""A paragraph cut into pictures of its single characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pagerec.common.arguments import a_path, all_of
from pagerec.errors import OptionError
from pagerec.segmentation.lines import HEIGHT

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.page import Char
    from pagerec.reading.reader import Reader
    from pagerec.reading.reading import Reading
    from pagerec.segmentation import Cells, LineImage

__all__ = ["CutChar", "cut", "cut_all", "save_cuts"]

#: Characters that file systems don't allow in names.
_FORBIDDEN = frozenset('/\\:*?"<>|')
DRAWING = "cuts.png"


@dataclass(frozen=True, slots=True)
class CutChar:
    """A character cut out of a picture.

    Attributes
    ----------
    char : Char
        What was read, with its box in the picture.
    gray : uint8, shape (S, S)
        Its own ink, black on white, and nothing of its neighbours. The square is 32/26 em high and wide and lies
        as the line does, so that 。 , · keep their size and place. A pixel is one of the picture, or one of a
        picture shrunk so that an em has 40 pixels at most.
    """

    char: Char
    gray: NDArray[np.uint8]


def cut(image: ImageInput) -> list[CutChar]:
    """Cut a paragraph or page into its characters, punctuation and digits among them.

    Reading decides what belongs together: of all ways to cut a line the one that makes text is taken.

    Parameters
    ----------
    image : path, bytes, file object, PIL image or ndarray

    Returns
    -------
    list of CutChar
        In reading order; empty where there is no text.

    Raises
    ------
    ImageError
        The picture can't be read.

    Examples
    --------
    >>> "".join(one.char.text for one in cut("examples/paragraph.png")[:2])
    '读一'
    """
    return cut_all(read_for_cutting(image))


def read_for_cutting(image: ImageInput) -> Reading:
    """Read a picture with the shipped model, and keep all stages."""
    return _reader().read_stages(image)


def cut_all(reading: Reading) -> list[CutChar]:
    """Cut out the cells that reading chose."""
    squares: dict[int, list[NDArray[np.uint8]]] = {}
    for line, path in enumerate(reading.paths):
        cells = [choice.cell for choice in path]
        squares[line] = _squares(reading, reading.line_images[line], reading.cells[line], cells) if path else []
    return [
        CutChar(char, squares[line][place])
        for char, (line, place) in zip(reading.page.chars, reading.origins, strict=True)
    ]


def save_cuts(cuts: Sequence[CutChar], folder: str | Path, drawing: Image.Image | None = None) -> list[Path]:
    """Write each character to ``0001_字.png`` and so on, in reading order.

    Parameters
    ----------
    cuts : sequence of CutChar
    folder : path
        Made if missing.
    drawing : PIL.Image.Image, optional
        The picture with its cuts; becomes ``cuts.png``.

    Returns
    -------
    list of Path
        The files of the characters. A character that file names can't hold is named by its code, ``U+003A``.

    Raises
    ------
    OptionError
        The folder can't be written.
    """
    cuts = all_of("cuts", cuts, CutChar)
    target = Path(a_path("folder", folder))
    paths = []
    digits = max(4, len(str(len(cuts))))
    try:
        target.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(cuts, start=1):
            path = target / f"{number:0{digits}}_{_name(one.char.text)}.png"
            Image.fromarray(one.gray).save(path)
            paths.append(path)
        if drawing is not None:
            drawing.save(target / DRAWING)
    except OSError as error:
        raise OptionError(f"{target}: can't be written ({error.strerror or error}); give another folder") from error
    return paths


@lru_cache(maxsize=1)
def _reader() -> Reader:
    from pagerec.reading.reader import Reader

    return Reader()


def _name(text: str) -> str:
    return text if text not in _FORBIDDEN and text != "." and text.isprintable() else f"U+{ord(text):04X}"


def _squares(reading: Reading, line_image: LineImage, cells: Cells, chosen: Sequence[int]) -> list[NDArray[np.uint8]]:
    """The chosen cells of a line, cut out of the page's ink at its own resolution."""
    level, labels = reading.layout.ink.level, _grown(cells.labels)
    pixels = np.arange(max(1, round(HEIGHT / line_image.scale)))
    rows = round(line_image.y0) + pixels
    across = float(line_image.scales[0])
    strip_rows, rows_in = _along(rows, line_image.y0, line_image.scale, (level.shape[0], labels.shape[0]))
    squares = []
    for cell in chosen:
        left, _, right, _ = cells.boxes[cell].tolist()
        columns = round(line_image.x0 + ((left + right - HEIGHT) / 2) / across) + pixels
        strip_columns, columns_in = _along(columns, line_image.x0, across, (level.shape[1], labels.shape[1]))
        part = labels[np.ix_(strip_rows, strip_columns)]
        own = (part >= cells.first[cell]) & (part <= cells.last[cell]) & rows_in[:, None] & columns_in
        ink = level[np.ix_(rows.clip(0, level.shape[0] - 1), columns.clip(0, level.shape[1] - 1))]
        squares.append(np.where(own, 255 - ink, 255).astype(np.uint8))
    return squares


def _along(
    pixels: NDArray[np.int64], start: float, scale: float, ends: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where pixels of the page are in a strip that starts at `start`, and which are inside of both."""
    places = np.floor((pixels + 0.5 - start) * scale).astype(np.int64)
    inside = (pixels >= 0) & (pixels < ends[0]) & (places >= 0) & (places < ends[1])
    return places.clip(0, ends[1] - 1), inside


def _grown(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Atoms with the faint edges of their strokes."""
    grown = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8))
    return np.where(labels > 0, labels, grown.astype(np.int32))
