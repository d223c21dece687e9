"""Pages that lie on their side or their head, or run down the page in a way that was not expected.

How well lines are explained tells; what may be the better look is tried on a part of the page first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagerec.page import Box
from pagerec.segmentation import TextLine
from pagerec.segmentation.page import PageLines, find_lines, find_lines_in
from pagerec.segmentation.params import PARAMS as SEGMENTATION
from pagerec.segmentation.params import SegmentationParams
from pagerec.segmentation.text_map import TextMap
from pagerec.segmentation.views import FromAfar, QuarterTurns

from .bounds import PARAMS as BOUNDS
from .bounds import BoundParams
from .bounds import length as ems_of
from .choosing import middle_in_picture
from .lines import ReadLines
from .reading import Reading


@dataclass(frozen=True, slots=True)
class TurnParams:
    """When a page is looked at in other ways, and what is believed. Shares are of the length of all lines found.

    Attributes
    ----------
    doubtful : float
        Print that runs down a page may do so in the other way (upright or on its side) if less of it is explained, and
        print may be made of dots that are to be seen from further away.
    afar : float
        How many times smaller the picture is then: dots are as far apart as strokes are wide, in print of 24 to 60
        pixels.
    hopeless : float
        A page may lie on its side or its head if less of it is explained.
    few : float
        Length of the lines, in ems, that such a page has at least.
    part, part_afar : float
        Sides of the part that is tried in other ways, around the longest line, in ems; from afar, in pixels: what seem
        to be lines may be rows of dots.
    read : float
        Length of its longest lines that are read for that, in ems.
    turned : float
        Characters that lie so, weighed by their confidence, from which a page is taken to be turned.
    better, least : float
        How much more of that part another way explains to be believed, and how much at least: noise is explained badly
        in every way, by chance better in one.
    """

    doubtful: float = 0.85
    afar: float = 0.33
    hopeless: float = 0.5
    few: float = 8.0
    part: float = 16.0
    part_afar: float = 480.0
    read: float = 200.0
    turned: float = 4.0
    better: float = 0.15
    least: float = 0.6


#: What pages are turned with.
PARAMS = TurnParams()


class Look(NamedTuple):
    """A way to look at a picture: its text turned clockwise, and characters one below the other, if that is known.

    From further away it is so many times smaller.
    """

    degrees: int = 0
    in_columns: bool | None = None
    scale: float = 1.0

    def lines(self, gray: NDArray[np.uint8], text_map: TextMap, params: SegmentationParams = SEGMENTATION) -> PageLines:
        """The lines that are seen so."""
        if self.scale != 1.0:
            return find_lines_in(FromAfar(gray, self.scale), text_map, params)
        if self.degrees:
            return find_lines_in(QuarterTurns(gray, self.degrees), text_map, params)
        return find_lines(gray, text_map, self.in_columns, params)


def looks_at(reading: Reading, params: TurnParams = PARAMS, bounds: BoundParams = BOUNDS) -> tuple[Look, ...]:
    """How a page was looked at, and in which other ways it may explain more; empty where it is read well."""
    layout, share = reading.layout, _share(reading)
    ems = sum(map(ems_of, layout.text_lines))
    if not ems or not may_be_read_again(layout, bounds):
        return ()
    columns = layout.columns is not None if layout.down else None
    others: list[Look] = []
    if layout.down and share < params.doubtful:
        others.append(Look(in_columns=not columns))
    if ems >= params.few and share < params.hopeless:
        others += [Look(90), Look(180), Look(270)]
    if ems >= params.few and share < params.doubtful and layout.columns is None:
        others.append(Look(scale=params.afar))
    return (Look(in_columns=columns), *others) if others else ()


def may_be_read_again(layout: PageLines, bounds: BoundParams = BOUNDS) -> bool:
    """Whether a page's lines are not so long that it is noise, or would take too long."""
    return sum(map(ems_of, layout.text_lines)) <= bounds.read_again


def better(one: Reading, other: Reading) -> Reading:
    """The reading that explains more print."""
    return other if _explained(other) > _explained(one) else one


def is_well_read(reading: Reading, params: TurnParams = PARAMS) -> bool:
    """Whether so much of the lines found is explained that no other way to look at them is tried."""
    return _share(reading) >= params.doubtful


def _share(reading: Reading) -> float:
    """How much of the lines found is explained."""
    found = sum(text_line.right - text_line.left for text_line in reading.layout.text_lines) / reading.layout.scale
    return _explained(reading) / found if found else 0.0


def _explained(reading: Reading) -> float:
    """Length of the print that is explained, in pixels of the picture."""
    lines = ReadLines(reading.line_images, reading.cells, reading.scores, reading.paths)
    lengths = [line_image.text_line.right - line_image.text_line.left for line_image in lines.line_images]
    return float(_in_words(lines, reading.charset.signs) @ lengths) / reading.layout.scale if lengths else 0.0


def part_of(reading: Reading, look: Look, params: TurnParams = PARAMS) -> Box:
    """The part of a picture around the line of which most is not explained: it tells whether to look in this way."""
    layout = reading.layout
    height, width = layout.shape
    longest = max(layout.text_lines, key=_unexplained(reading))
    middle = np.array([(longest.left + longest.right) / 2, longest.centre])
    x, y = layout.corners_to_picture(np.tile(middle, (1, 4, 1)))[0, 0].tolist()
    x, y = min(max(x, 0.0), width - 1.0), min(max(y, 0.0), height - 1.0)  # a line may end beyond
    half = params.part / 2 * longest.em / layout.scale
    if look.scale != 1.0:
        half = max(half, params.part_afar / 2)
    return Box(
        max(0, int(x - half)), max(0, int(y - half)), min(width, int(x + half) + 1), min(height, int(y + half) + 1)
    )


def _unexplained(reading: Reading) -> Callable[[TextLine], float]:
    """Tells how much of a line found was not explained, in ems, whatever was made of it."""
    lines = ReadLines(reading.line_images, reading.cells, reading.scores, reading.paths)
    read = [line_image.text_line for line_image in lines.line_images]
    places = np.array([(line.left, line.right, line.centre) for line in read]).reshape(-1, 3)
    explained = _in_words(lines, reading.charset.signs)

    def length(text_line: TextLine) -> float:
        left, right, centre = places.T
        same = (left < text_line.right) & (right > text_line.left) & (abs(centre - text_line.centre) < text_line.em / 2)
        return ems_of(text_line) * (1.0 - float(explained[same].max(initial=0.0)))

    return length


def in_order(
    first: Look, others: Sequence[Look], part: Box, reading: Reading, params: TurnParams = PARAMS
) -> list[Look]:
    """Ways to look at a part of a picture, those before that make it needless to look in the others.

    If what was read there is explained well, the first look will be, too, and no other is much better; if it is not,
    others may explain too little to be believed, whatever the first one does.
    """
    lines = ReadLines(reading.line_images, reading.cells, reading.scores, reading.paths)
    inside = [
        number
        for number, line_image in enumerate(lines.line_images)
        if part.holds(*middle_in_picture(reading.layout, line_image.text_line))
    ]
    is_good = promise(lines.only(inside), reading.charset.signs) + params.better > 1.0
    return [first, *others] if is_good else [*others, first]


def may_be_better(
    promises: Mapping[Look, float], first: Look, others: Sequence[Look], params: TurnParams = PARAMS
) -> bool:
    """Whether one of the others can explain so much more than the first look that it is believed.

    Parameters
    ----------
    promises : mapping of Look to float
        How well those looks explain a part that it was looked at in so far.
    first : Look
    others : sequence of Look
    params : TurnParams, optional
    """
    most = max(promises.get(look, 1.0) for look in others)
    return most >= max(promises.get(first, 0.0) + params.better, params.least)


def longest(text_lines: Sequence[TextLine], params: TurnParams = PARAMS) -> list[TextLine]:
    """The longest lines of a part, so many that they are read soon: noise has lines without end."""
    ordered = sorted(text_lines, key=ems_of, reverse=True)
    ends = np.cumsum([ems_of(line) for line in ordered])
    return ordered[: 1 + int(np.searchsorted(ends, params.read))]


def _in_words(lines: ReadLines, signs: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How well each line is explained; not at all by nothing but signs, which rows of dots and strokes look like."""
    return np.where(lines.bare(signs), 0.0, lines.explained())


def promise(lines: ReadLines, signs: NDArray[np.bool_]) -> float:
    """How well lines are explained, the longer ones counting more: 0…1.

    Parameters
    ----------
    lines : ReadLines
    signs : bool, shape (classes,)
        Which classes are neither letters nor numerals.
    """
    lengths = np.array([ems_of(line_image.text_line) for line_image in lines.line_images])
    return float(_in_words(lines, signs) @ lengths / lengths.sum()) if len(lengths) else 0.0


def turn_of(reading: Reading, params: TurnParams = PARAMS) -> int:
    """Degrees by which most of a page's print is turned clockwise beyond what is known: 0, 90, 180 or 270."""
    if reading.layout.columns is not None:
        return 0
    counts = dict.fromkeys((0, 90, 180, 270), 0.0)
    for line in reading.page.lines:
        counts[(line.direction - reading.layout.rotation) % 360] += sum(char.confidence for char in line.chars)
    turn = max(counts, key=lambda turn: counts[turn])
    return turn if counts[turn] >= params.turned else 0
