"""A picture of each stage of a reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pagerec.common.arguments import a_path, an_instance, an_iterable, is_whole, shown, within
from pagerec.drawing.fonts import FontFile, chinese_font
from pagerec.drawing.line_images import draw_atoms, draw_cells, draw_columns, draw_lattice
from pagerec.drawing.maps import draw_map
from pagerec.drawing.pages import draw_components, draw_confidence, draw_ink, draw_lines, draw_text
from pagerec.drawing.profiles import draw_profiles
from pagerec.drawing.sheet import Sheet
from pagerec.errors import OptionError
from pagerec.reading.reading import Reading, StageName

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["STAGES", "draw_stage"]

STAGES: tuple[StageName, ...] = get_args(StageName)
"""The names of all stages."""

_DRAW: dict[StageName, Callable[[Sheet], Image.Image]] = {
    "map": draw_map,
    "ink": draw_ink,
    "components": draw_components,
    "profiles": draw_profiles,
    "lines": draw_lines,
    "columns": draw_columns,
    "atoms": draw_atoms,
    "cells": draw_cells,
    "lattice": draw_lattice,
    "confidence": draw_confidence,
    "text": draw_text,
}
#: Lines that are drawn unless others are wanted, and the range of enlargements.
_FIRST, _SCALES = 3, (0.1, 8.0)


def draw_stage(
    reading: Reading,
    stage: StageName,
    *,
    lines: Iterable[int] | None = None,
    scale: float = 1.0,
    label_font: str | Path | None = None,
) -> Image.Image:
    """Draw what a stage said of a picture.

    Parameters
    ----------
    reading : Reading
        From `Reader.read_stages`.
    stage : str
        One of `STAGES`. Of the whole page:

        - ``"map"``: the core of lines as the text map sees it, over the picture, and each line's course, size and
          direction;
        - ``"ink"``: print without its paper; what was set aside in red;
        - ``"components"``: each connected component in a colour;
        - ``"profiles"``: ink pixels of each row, beside the page, for each column of text;
        - ``"lines"``: each line's frame (centre, em, extent) and block;
        - ``"confidence"``: every character in the colour of its confidence;
        - ``"text"``: what was read, at its place.

        Of single lines, brought to the standard size:

        - ``"columns"``: ink pixels of each column, and the cuts at last;
        - ``"atoms"``: the pieces a line is cut into, each in a colour;
        - ``"cells"``: every group of atoms that may be a character, as a bar;
        - ``"lattice"``: the cells with their likeliest characters, and the path through them.
    lines : iterable of int, optional
        Which lines, from 0 as ``"lines"`` numbers them; the first three by
        default. Without effect on drawings of the whole page.
    scale : float, optional
        Enlargement, 0.1…8: 1 is legible on a screen, 3 in print. A page is
        never drawn with more than 16 million pixels.
    label_font : path, optional
        A font file with Chinese characters; without it one of the system is
        looked for. Where there is none, Chinese labels are left out.

    Returns
    -------
    PIL.Image.Image
        Mode RGB. The page is drawn as the stages see it: turned upright and
        level, and shrunk where its print is large.

    Raises
    ------
    OptionError
        When there is no such stage or line, the scale is out of range, or the
        font can't be read.

    Examples
    --------
    >>> import pagerec
    >>> reading = pagerec.Reader().read_stages("examples/paragraph.png")
    >>> draw_stage(reading, "lattice", lines=[0]).mode
    'RGB'
    """
    from pagerec.reading.reading import Reading

    an_instance("reading", reading, Reading)
    draw = _DRAW.get(stage) if isinstance(stage, str) else None
    if draw is None:
        raise OptionError(f"there is no stage {shown(stage)}: give one of {', '.join(STAGES)}")
    within("scale", scale, *_SCALES)
    font = chinese_font() if label_font is None else FontFile(Path(a_path("label_font", label_font)))
    if font is not None:
        font.at(12)  # a file that is no font is an error of every stage
    return draw(Sheet(reading, _wanted(reading, lines), float(scale), font))


def _wanted(reading: Reading, lines: Iterable[int] | None) -> tuple[int, ...]:
    count = len(reading.line_images)
    if lines is None:
        return tuple(range(min(count, _FIRST)))
    wanted: list[int] = []
    for line in islice(an_iterable("lines", lines, "numbers"), count + 1):
        if len(wanted) == count > 0:
            raise OptionError(f"lines has more than {count} numbers, and so many lines there are: give each once")
        if not is_whole(line) or not 0 <= line < count:
            has = f"the lines are 0 to {count - 1}" if count else "there are none"
            raise OptionError(f"there is no line {shown(line)}: {has}")
        wanted.append(int(line))
    return tuple(wanted)
