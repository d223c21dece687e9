"""Pictures of the characters that a network confuses most often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .manifest import Data
from .validate import Figures
from .window import glyph_square

__all__ = ["draw_confusions"]

#: Pairs drawn, pairs in a row, and pixels of a picture and around it.
_PAIRS, _COLUMNS, _SIDE, _GAP = 48, 6, 64, 12
_FOOT = 18


def draw_confusions(figures: Figures, data: Data) -> Image.Image:
    """Draw the pairs most often confused: left what was printed, right what was read, below how often.

    Parameters
    ----------
    figures : Figures
    data : Data
        Measured on; gives a picture of each character.

    Returns
    -------
    PIL.Image.Image
        Mode L.
    """
    pairs = figures.confused[:_PAIRS]
    pictures = _pictures(data, {char for a, b, _ in pairs for char in (a, b)})
    width, height = 2 * _SIDE + _GAP, _SIDE + _FOOT
    rows = max(1, -(-len(pairs) // _COLUMNS))
    sheet = Image.new("L", (_COLUMNS * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for k, (printed, read, count) in enumerate(pairs):
        x, y = _GAP + k % _COLUMNS * (width + _GAP), _GAP + k // _COLUMNS * (height + _GAP)
        for place, char in ((x, printed), (x + _SIDE, read)):
            if char in pictures:
                sheet.paste(Image.fromarray(pictures[char]), (place, y))
        codes = " - ".join(f"U+{ord(char):04X}" if char else "none" for char in (printed, read))
        pen.text((x, y + _SIDE), f"{count}: {codes}", fill=0, font=font)
    if not pairs:
        pen.text((_GAP, _GAP), "nothing was confused", fill=0, font=font)
    return sheet


def _pictures(data: Data, wanted: set[str]) -> dict[str, NDArray[np.uint8]]:
    """A picture of each character, black on white."""
    found: dict[str, NDArray[np.uint8]] = {}
    for example in data:
        if len(found) == len(wanted & set(data.characters)):
            break
        char = data.characters[example.label]
        if char in wanted and char not in found:
            square = glyph_square(example.gray, _SIDE)
            if square is not None:
                found[char] = 255 - square
    return found
