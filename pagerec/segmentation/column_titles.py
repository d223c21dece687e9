"""Titles, heads and feet that stand level over and under print in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from .column_params import PARAMS, ColumnParams
from .columns import ColumnPiece, Sideways
from .map_line import MapLine
from .scale import find_components
from .values import Ink, TextLine


def find_level_lines(lines: Sequence[MapLine], params: ColumnParams = PARAMS) -> tuple[list[TextLine], list[TextLine]]:
    """Level lines above and below columns.

    Parameters
    ----------
    lines : sequence of MapLine
        All lines of a page in columns.
    params : ColumnParams, optional

    Returns
    -------
    above, below : list of TextLine
        From top to bottom.
    """
    down = [line for line in lines if abs(line.angle) > 45]
    top = min((float(line.path[:, 1].min()) for line in down), default=0.0)
    bottom = max((float(line.path[:, 1].max()) for line in down), default=0.0)
    above: list[TextLine] = []
    below: list[TextLine] = []
    for line in sorted(lines, key=lambda line: float(line.path[:, 1].mean())):
        (left, _), (right, _) = line.path[0], line.path[-1]
        if abs(line.angle) > 45 or right - left < params.title * line.em:
            continue
        centre, half, end = float(line.path[:, 1].mean()), params.title_half * line.em, params.title_end * line.em
        text_line = TextLine(left - end, right + end, centre, line.em, centre - half, centre + half)
        if centre < top:
            above.append(replace(text_line, block=len(above)))
        elif centre > bottom:
            below.append(replace(text_line, block=len(below)))
    return above, [replace(text_line, block=text_line.block + len(above)) for text_line in below]


def with_lines(page: Sideways, ink: Ink, text_lines: list[TextLine]) -> tuple[Sideways, list[ColumnPiece]]:
    """Columns with level lines beside them, each of which is one piece.

    Parameters
    ----------
    page : Sideways
        The columns alone.
    ink : Ink
        The page turned sideways, with its level lines.
    text_lines : list of TextLine
        These, on the page.
    """
    if not text_lines:
        return page, []
    height = len(ink.level)
    block = 1 + max(text_line.block for text_line in page.text_lines)
    turned = [
        TextLine(
            text_line.top,
            text_line.bottom,
            height - (text_line.left + text_line.right) / 2,
            text_line.em,
            height - text_line.right - 1,
            height - text_line.left + 1,
            block + text_line.block,
        )
        for text_line in text_lines
    ]
    pieces = [
        # As far above the middle of the line as below it.
        ColumnPiece(len(page.text_lines) + k, *_around(text_line), level=True)
        for k, text_line in enumerate(text_lines)
    ]
    return Sideways(ink, find_components(ink.mask), (*page.text_lines, *turned), page.pitch, page.params), pieces


def _around(text_line: TextLine) -> tuple[int, int]:
    """Rows of a line, as many above its middle as below."""
    half = max(text_line.centre - text_line.top, text_line.bottom - text_line.centre) + 1
    return int(text_line.centre - half), ceil(text_line.centre + half)
