"""Propose and verify: a line that is read badly is tried in other ways, and the one that explains its ink best counts.

A proposal is another look at the same line: larger or smaller, narrower or wider type, upside down, or restored. What
helps on a sample of a page's doubtful lines is tried on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagerec.segmentation import TextLine
from pagerec.segmentation.bullets import PARAMS as BULLETS
from pagerec.segmentation.bullets import BulletParams
from pagerec.segmentation.page import PageLines
from pagerec.segmentation.restoration import RESTORATIONS, Restoration
from pagerec.segmentation.values import Course

from .bounds import PARAMS as BOUNDS
from .bounds import BoundParams
from .bounds import length as ems_of
from .lines import PARAMS as ENDS
from .lines import LineEndParams, ReadLines


class Way(NamedTuple):
    """Another way to look at a line: its em and the width of its type multiplied, upside down, restored by name.

    `seen` takes the em and the middle that the map tells for those that the line's ink does; `cost` is what it takes
    beside a plain reading.
    """

    size: float = 1.0
    width: float = 1.0
    turned: bool = False
    restored: str = ""
    seen: bool = False
    cost: float = 1.0

    def of(self, text_line: TextLine) -> TextLine:
        """The line looked at in this way."""
        if self.seen and text_line.seen[0]:
            text_line = replace(text_line, em=text_line.seen[0], centre=text_line.seen[1])
        reshaped = replace(text_line, em=text_line.em * self.size, width=text_line.width * self.width)
        return upside_down(reshaped) if self.turned else reshaped


@dataclass(frozen=True, slots=True)
class VerifyParams:
    """When lines are tried in other ways, and what is believed.

    Attributes
    ----------
    doubtful : float
        Lines whose ink is explained worse are tried in other ways.
    ways : tuple of Way
        Tried on a sample of the doubtful lines.
    sample : int
        How many lines that are at most.
    shortest, longest : float
        How far lines of the sample are read, in ems: as far as the budget goes, between these bounds.
    best : int
        How many of the ways, those that helped most on the sample, are tried on all other doubtful lines.
    better, better_turned : float
        How much better a proposal explains the ink to be believed; and one that is upside down, as hardly any level
        line is: signs like 0, 8, S and % read well so, too. Lines that run down may as well run up.
    nothing : tuple of float
        Lines of one, two, three and more characters that no proposal explains better than this are no text. On
        photographs and screens that nothing was trained on, 95 % of what is no text is explained worse, and 3 % of
        the lines of text; a lone character may be anything.
    bare : float
        The same for lines of nothing but signs: on such screens none was text, and icons are taken for signs.
    rescued : float
        What was no text at first and is explained no better than this by a proposal is none: of many ways one explains
        a pattern.
    least_text : float
        The same where nothing else is left of a picture; nothing but signs is taken for text there as one of them is.
    budget, least, most : float
        Length of all proposals, as a share of what was read at first, and bounds of it in ems.
    spent : float
        Share of that for the sample.
    dense : float
        Cells for each em of a line up to which that holds: print has half as many. It is less by as much as there are
        more, as in a texture.
    """

    doubtful: float = 0.85
    ways: tuple[Way, ...] = (
        Way(seen=True),
        Way(0.85),
        Way(1.2),
        Way(turned=True),
        Way(width=0.75),
        Way(width=0.55),
        Way(width=1.35),
        Way(restored="sharpened"),
        Way(restored="without noise", cost=2.0),
        Way(restored="without bleed-through"),
        Way(restored="upright from left"),
        Way(restored="upright from right"),
    )
    sample: int = 6
    shortest: float = 5.0
    longest: float = 25.0
    best: int = 2
    better: float = 0.04
    better_turned: float = 0.15
    nothing: tuple[float, ...] = (0.75, 0.6, 0.6, 0.5)
    bare: float = 0.92
    rescued: float = 0.6
    least_text: float = 0.3
    budget: float = 1.25
    least: float = 400.0
    most: float = 900.0
    spent: float = 0.4
    dense: float = 10.0

    def of(self, layout: PageLines) -> VerifyParams:
        """The same for a page: columns are laid out as ink alone, the right way up."""
        if layout.columns is None:
            return self
        return replace(self, ways=tuple(way for way in self.ways if way == Way(way.size, way.width)))


#: What lines are tried with.
PARAMS = VerifyParams()

#: Reads lines of a page, restored or not.
Read = Callable[[Sequence[TextLine], Restoration | None], ReadLines]


def verified(
    read: ReadLines,
    read_text_lines: Read,
    signs: NDArray[np.bool_],
    params: VerifyParams = PARAMS,
    bounds: BoundParams = BOUNDS,
    bullets: BulletParams = BULLETS,
    ends: LineEndParams = ENDS,
) -> tuple[ReadLines, ReadLines]:
    """The lines as they are read best without those that are no text; and those of them that may be print after all.

    Parameters
    ----------
    read : ReadLines
        As they were read first.
    read_text_lines : callable
        Reads other lines of the same page.
    signs : bool, shape (classes,)
        Which classes are neither letters nor numerals.
    params : VerifyParams, optional
    bounds : BoundParams, optional
    bullets : BulletParams, optional
    ends : LineEndParams, optional
    """
    # Bullets of a list say themselves what they are: as many of them stand alike.
    alone = np.array([len(path) == 1 for path in read.paths], bool)
    explained = np.where(alone & (read.lists(signs, ends, bullets) > 0), 1.0, read.explained())
    doubtful = np.flatnonzero(explained < params.doubtful).tolist()
    were_text = explained >= least_of(read, signs, params)
    if doubtful:
        read, explained = _tried(read, explained, doubtful, read_text_lines, params, bounds)
    kept = explained >= np.maximum(least_of(read, signs, params), np.where(were_text, 0.0, params.rescued))
    if not kept.any():
        kept = explained >= np.where(read.bare(signs), params.nothing[0], params.least_text)
    if kept.all():
        return read, read.only([])
    # What explains half of the ink may be print all the same.
    missed = ~kept & (explained >= params.least_text)
    return read.only(np.flatnonzero(kept).tolist()), read.only(np.flatnonzero(missed).tolist())


def least_of(read: ReadLines, signs: NDArray[np.bool_], params: VerifyParams = PARAMS) -> NDArray[np.float64]:
    """How well each line's ink is to be explained to be text."""
    counts = [min(max(len(path), 1), len(params.nothing)) for path in read.paths]
    least = np.array([params.nothing[count - 1] for count in counts])
    return np.where(read.bare(signs), np.maximum(least, params.bare), least)


def _tried(
    read: ReadLines,
    explained: NDArray[np.float64],
    doubtful: Sequence[int],
    read_text_lines: Read,
    params: VerifyParams,
    bounds: BoundParams,
) -> tuple[ReadLines, NDArray[np.float64]]:
    """The lines with the doubtful ones read in the way that explains them best, and how well that does."""
    lengths = [ems_of(line_image.text_line) for line_image in read.line_images]
    if sum(lengths) > bounds.read_again or not params.ways:
        return read, explained
    cells = sum(len(line.first) for line in read.cells)
    room = min(max(params.least, params.budget * sum(lengths)), params.most)
    room /= max(1.0, cells / (params.dense * sum(lengths)))
    each = params.spent * room / sum(way.cost for way in params.ways)
    # Long lines tell most, of which something can be read at all; of the longest ones their beginning would do.
    count = min(params.sample, max(1, int(each / params.shortest)))
    sample = sorted(doubtful, key=lambda k: -explained[k] * min(lengths[k], params.longest))[:count]
    far = min(params.longest, max(params.shortest, each / len(sample)))
    gains = dict.fromkeys(params.ways, 0.0)
    for number, way, score in _scores(read, sample, far, params.ways, read_text_lines):
        gains[way] += max(0.0, score - explained[number])
    room -= sum(min(lengths[number], far) for number in sample) * sum(way.cost for way in params.ways)
    ways = sorted((way for way in params.ways if gains[way] > 0), key=lambda way: -gains[way])[: params.best]
    pairs: list[tuple[int, Way]] = []
    shortest_first = sorted(doubtful, key=lambda k: lengths[k])
    steep = [k for k in shortest_first if not read.line_images[k].text_line.is_nearly_level]
    upside = [way for way in params.ways if way.turned and way not in ways]
    for way, number in (*product(upside, steep), *product(ways, shortest_first)):
        room -= way.cost * lengths[number]
        if room < 0:
            break
        pairs.append((number, way))
    if not pairs:
        return read, explained
    pairs.sort(key=lambda pair: pair[1].restored)
    others = _read([(way, way.of(read.line_images[number].text_line)) for number, way in pairs], read_text_lines)
    best: dict[int, int] = {}
    found = explained.copy()
    for place, ((number, way), score) in enumerate(zip(pairs, others.explained().tolist(), strict=True)):
        turned = way.turned and number not in steep
        needed = params.better_turned if turned else 0.0 if number in best else params.better
        if score > found[number] + needed:
            best[number], found[number] = place, score
    return read.with_lines(others, best), found


def _scores(
    read: ReadLines, sample: Sequence[int], far: float, ways: Sequence[Way], read_text_lines: Read
) -> Iterator[tuple[int, Way, float]]:
    """How well each way explains the beginnings of some lines, so many ems of them."""
    pairs = [(number, way) for way in sorted(ways, key=lambda way: way.restored) for number in sample]
    looks = [(way, way.of(_beginning(read.line_images[number].text_line, far))) for number, way in pairs]
    for (number, way), score in zip(pairs, _read(looks, read_text_lines).explained().tolist(), strict=True):
        yield number, way, score


def _read(looks: Sequence[tuple[Way, TextLine]], read_text_lines: Read) -> ReadLines:
    """Read lines that are sorted by how they are restored."""
    return ReadLines.joined(
        [
            read_text_lines([text_line for _, text_line in some], RESTORATIONS.get(name))
            for name, some in groupby(looks, key=lambda look: look[0].restored)
        ]
    )


def _beginning(text_line: TextLine, ems: float) -> TextLine:
    return replace(text_line, right=min(text_line.right, text_line.left + ems * text_line.em * text_line.width))


def upside_down(text_line: TextLine) -> TextLine:
    """The same line read from its other end, turned about its middle."""
    course = text_line.course
    if course is None:
        course = Course(
            np.array([[text_line.left, text_line.centre], [text_line.right, text_line.centre]]),
            text_line.left,
            text_line.centre,
        )
    length = float(np.linalg.norm(np.diff(course.points, axis=0), axis=1).sum())
    across, down = 2 * course.start + length, 2 * course.centre
    low, high = text_line.bounds
    return replace(
        text_line,
        left=across - text_line.right,
        right=across - text_line.left,
        centre=down - text_line.centre,
        top=down - text_line.bottom,
        bottom=down - text_line.top,
        bounds=(int(max(across - high, -(1 << 30))), int(across - low) if low else 1 << 30),
        course=Course(course.points[::-1], course.start, course.centre),
        core=(across - text_line.core[1], across - text_line.core[0]),
    )
