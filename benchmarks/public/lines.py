"""From characters with places to printed lines, and which of them can be trusted.

Every distance is a multiple of the em, the advance width of a Han character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from statistics import median

from benchmarks.public.textlayer import Box, Glyph
from pagerec.recognition.charset import is_han

#: Baselines closer than this are one.
_SAME_BASELINE = 0.12
#: A raised or lowered character belongs to the line that shares this part of its height.
_SHARED = 0.5
#: A raised or lowered character stands in its line or at most this far from its ends.
_BESIDE = 1.0
#: White that is a space.
_SPACE = 0.25
#: The same character drawn twice (to make it bold) is closer than this.
_TWICE = 0.15
#: Share of raised and lowered characters: above it, the line is a formula.
_MAX_SHIFTED = 0.12
#: Digits and capitals lower than this, in ems, are of another size than their line.
_SMALL_PRINT = 0.5
#: Letters with ascenders, with descenders and with neither.
_ASCENDING, _DESCENDING, _LOW = "bdfhkl", "gpqy", "acemnorsuvwxz"
#: An ascender makes a letter at least so much taller than one without.
_ASCENDER = 1.15
#: A descender is at least this part of the cell.
_DESCENDER = 0.04
#: Dots with white between them that lead to a page number.
_LEADERS = 5
_DEFAULT_EM = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line.

    Attributes
    ----------
    glyphs : tuple of Glyph
        Without spaces, from left to right.
    spaces : tuple of bool
        For each glyph, whether a space goes before it.
    em : float
        Character size in points.
    baseline : float
        The y of most glyphs.
    """

    glyphs: tuple[Glyph, ...]
    spaces: tuple[bool, ...]
    em: float
    baseline: float

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(" " * space + glyph.text for glyph, space in zip(self.glyphs, self.spaces, strict=True))

    @property
    def box(self) -> Box:
        """Around all cells and outlines."""
        return around(self.glyphs)

    @property
    def widest_gap(self) -> float:
        """The widest white between neighbours, in ems."""
        gaps = [after.ink.left - before.ink.right for before, after in pairwise(self.glyphs)]
        return max(gaps, default=0.0) / self.em


def around(glyphs: Iterable[Glyph]) -> Box:
    """The box around the cells and outlines of glyphs."""
    return reduce(Box.union, (box for glyph in glyphs for box in (glyph.cell, glyph.ink)))


def em_of(glyphs: Sequence[Glyph]) -> float:
    """Character size: the usual width of a Han cell, or of any cell where there is none."""
    widths = [glyph.cell.width for glyph in glyphs if is_han(glyph.text)]
    return median(widths or [glyph.cell.height for glyph in glyphs] or [_DEFAULT_EM])


def group_lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines of a page, from top to bottom.

    Characters on one baseline make a line; small groups beside it that share its height (raised and lowered
    characters) are put into it.
    """
    printed = [glyph for glyph in glyphs if glyph.text != " "]
    if not printed:
        return []
    rows = _join_shifted(_by_baseline(printed, em_of(printed)))
    whites = [glyph.ink for glyph in glyphs if glyph.text == " "]
    lines = [_line(row, whites) for row in rows]
    return sorted(lines, key=lambda line: (line.baseline, line.box.left))


def _by_baseline(glyphs: Sequence[Glyph], em: float) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if rows and glyph.baseline - rows[-1][-1].baseline <= _SAME_BASELINE * em:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _join_shifted(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put every raised or lowered glyph into the line it belongs to; the fullest rows are lines."""
    joined: list[list[Glyph]] = []
    reach: list[tuple[Box, float]] = []
    for row in sorted(rows, key=len, reverse=True):
        left = []
        for glyph in row:
            home = next((k for k, (box, em) in enumerate(reach) if _belongs(glyph, box, em)), None)
            if home is None:
                left.append(glyph)
            else:
                joined[home].append(glyph)
        if left:
            joined.append(left)
            reach.append((around(left), em_of(left)))
    return joined


def _belongs(glyph: Glyph, line: Box, em: float) -> bool:
    """Whether a glyph of another baseline stands in a line."""
    shared = min(glyph.ink.bottom, line.bottom) - max(glyph.ink.top, line.top)
    beside = line.left - _BESIDE * em < glyph.ink.right and glyph.ink.left < line.right + _BESIDE * em
    return beside and shared >= _SHARED * max(glyph.ink.height, 0.01)


def _line(row: Sequence[Glyph], whites: Sequence[Box]) -> Line:
    em = em_of(row)
    glyphs = _drop_doubles(sorted(row, key=lambda glyph: (glyph.cell.left, glyph.ink.left)), em)
    band = around(glyphs)
    marks = [(white.left + white.right) / 2 for white in whites if white.top < band.bottom and band.top < white.bottom]
    spaces = [False, *(_is_space(before, after, marks, em) for before, after in pairwise(glyphs))]
    return Line(tuple(glyphs), tuple(spaces), em, median(glyph.baseline for glyph in glyphs))


def _drop_doubles(glyphs: Sequence[Glyph], em: float) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in glyphs:
        twins = (
            old for old in kept[-3:] if old.text == glyph.text and abs(old.baseline - glyph.baseline) < _TWICE * em
        )
        if not any(abs(old.ink.left - glyph.ink.left) < _TWICE * em for old in twins):
            kept.append(glyph)
    return kept


def _is_space(before: Glyph, after: Glyph, marks: Sequence[float], em: float) -> bool:
    """Whether there is a space: white that is wide, or that the text layer calls so between Latin characters."""
    if after.cell.left - before.cell.right > _SPACE * em:
        return True
    if is_han(before.text) or is_han(after.text):
        return False
    return any(before.cell.right - 0.1 * em <= mark <= after.cell.left + 0.1 * em for mark in marks)


def trouble_of(line: Line) -> str:
    """Why a line can't be trusted; "" if it can."""
    troubles = [glyph.trouble for glyph in line.glyphs if glyph.trouble]
    if troubles:
        return troubles[0]
    shifted = [glyph for glyph in line.glyphs if _is_shifted(glyph, line)]
    if any(glyph.text.isalpha() for glyph in shifted):
        return "logo or formula"
    if len(shifted) > _MAX_SHIFTED * len(line.glyphs):
        return "formula"
    if any(_is_small_print(glyph, line.em) for glyph in line.glyphs if not _is_shifted(glyph, line)):
        return "small print"
    if has_small_capitals(line.glyphs):
        return "small capitals"
    return "leader dots" if _has_leaders(line) else ""


def _is_shifted(glyph: Glyph, line: Line) -> bool:
    """Whether a glyph is raised or lowered."""
    return abs(glyph.baseline - line.baseline) > _SAME_BASELINE * line.em


def _is_small_print(glyph: Glyph, em: float) -> bool:
    """Whether a digit or capital is much smaller than its line (numbers of lines of a program)."""
    tall = glyph.text.isascii() and (glyph.text.isdigit() or glyph.text.isupper())
    return tall and glyph.ink.height < _SMALL_PRINT * em


def has_small_capitals(glyphs: Iterable[Glyph]) -> bool:
    """Whether there are small letters that print as capitals: without ascender or without descender."""
    heights: dict[str, dict[str, float]] = {}
    for glyph in glyphs:
        if glyph.text in _DESCENDING and glyph.ink.bottom - glyph.baseline < _DESCENDER * glyph.cell.height:
            return True
        heights.setdefault(glyph.font, {})[glyph.text] = glyph.ink.height
    for font in heights.values():
        low = [height for char, height in font.items() if char in _LOW]
        tall = [height for char, height in font.items() if char in _ASCENDING]
        if low and tall and min(tall) < _ASCENDER * max(low):
            return True
    return False


def _has_leaders(line: Line) -> bool:
    run = 0
    for glyph in line.glyphs:
        run = run + 1 if glyph.text in ".·" else 0
        if run >= _LEADERS:
            return True
    return False


def overlapping(lines: Sequence[Line]) -> bool:
    """Whether lines stand beside each other (columns, formulas) instead of below each other."""
    for above, below in pairwise(lines):
        shared = min(above.box.bottom, below.box.bottom) - max(above.box.top, below.box.top)
        if below.baseline - above.baseline < 0.5 * min(above.em, below.em) or shared > 0.5 * below.em:
            return True
    return False


def han_share(lines: Sequence[Line]) -> float:
    """Part of the characters that are Han."""
    text = "".join(line.text for line in lines).replace(" ", "")
    return sum(map(is_han, text)) / max(1, len(text))


def simplified_share(lines: Sequence[Line]) -> float:
    """Part of the Han characters that GB 2312 has; it is small in traditional print."""
    han = [char for line in lines for char in line.text if is_han(char)]
    return sum(_in_gb2312(char) for char in han) / max(1, len(han))


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
