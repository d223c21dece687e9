"""Paragraphs and pages whose picture and text can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pypdfium2 as pdfium

from benchmarks.public.lines import (
    Line,
    em_of,
    group_lines,
    han_share,
    overlapping,
    simplified_share,
    trouble_of,
)
from benchmarks.public.raster import Ink, find_ink
from benchmarks.public.textlayer import Box, Glyph, read_glyphs
from pagerec.recognition.charset import is_han

#: Lines of a paragraph's picture.
MIN_LINES, MAX_LINES = 3, 10
#: White inside a line, in ems: wider is a table or columns.
_MAX_GAP = 2.5
#: From baseline to baseline inside a paragraph, in ems.
_MAX_PITCH = 2.4
#: Smallest character, in points.
_MIN_EM = 8.0
#: Largest character beside the smallest in one paragraph's picture.
_MAX_RATIO = 1.6
_MIN_HAN = 30
_MIN_HAN_OF_PAGE = 150
_MIN_LINES_OF_PAGE = 8
_MIN_HAN_SHARE = 0.4
_MIN_SIMPLIFIED = 0.97
#: Part of the shorter line that must be above or below its neighbour.
_SAME_COLUMN = 0.3
#: White around a paragraph, in ems.
_MARGIN = (0.3, 1.2)
#: Part of the white between a paragraph and its neighbours that may be taken.
_NEIGHBOURS_WHITE = 0.45


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of a page, or all of it, with what it says.

    Attributes
    ----------
    page : int
        Index of the page in its document.
    box : Box
        In points of the page.
    lines : tuple of str
    fonts : tuple of str
        From the most to the least used.
    em : float
        Usual character size in points.
    """

    page: int
    box: Box
    lines: tuple[str, ...]
    fonts: tuple[str, ...]
    em: float


@dataclass(frozen=True)
class Checked:
    """A page's lines and, once it is asked for, its ink."""

    page: pdfium.PdfPage
    index: int
    size: Box
    glyphs: tuple[Glyph, ...]
    lines: tuple[Line, ...]

    @cached_property
    def ink(self) -> Ink:
        """Where picture and text layer disagree."""
        return find_ink(self.page, self.glyphs, em_of(self.glyphs))


def check_page(document: pdfium.PdfDocument, index: int) -> Checked | None:
    """Read a page's text layer; None for a page without enough Chinese."""
    page = document[index]
    if page.get_rotation():
        return None
    glyphs = read_glyphs(page)
    if sum(is_han(glyph.text) for glyph in glyphs) < _MIN_HAN:
        return None
    lines = tuple(group_lines(glyphs))
    width, height = page.get_size()
    return Checked(page, index, Box(0, 0, width, height), tuple(glyphs), lines)


def whole_page(page: Checked) -> Candidate | None:
    """The page as a candidate, if all of it can be trusted."""
    lines = page.lines
    if len(lines) < _MIN_LINES_OF_PAGE or overlapping(lines) or any(map(trouble_of, lines)):
        return None
    if any(line.widest_gap > _MAX_GAP for line in lines[1:-1]):
        return None
    if not _is_chinese(lines, _MIN_HAN_OF_PAGE) or not page.ink.agrees(page.size, rules=True):
        return None
    inside = all(_holds(page.size, line.box) for line in lines)
    return _candidate(page, page.size, lines) if inside else None


def paragraph(page: Checked, random: np.random.Generator) -> Candidate | None:
    """One paragraph's picture of a page, drawn at random; None if there is none to be trusted."""
    runs = [run for run in _runs(page.lines) if len(run) >= MIN_LINES]
    for k in random.permutation(len(runs)):
        count = min(len(runs[k]), int(random.integers(MIN_LINES, MAX_LINES + 1)))
        first = int(random.integers(0, len(runs[k]) - count + 1))
        lines = runs[k][first : first + count]
        box = _frame(page, lines, float(random.uniform(*_MARGIN)))
        if not _is_chinese(lines, _MIN_HAN) or not _alone(page, lines, box):
            continue
        if page.ink.agrees(box) and page.ink.is_plain(box):
            return _candidate(page, box, lines)
    return None


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Consecutive lines that can be trusted and belong together."""
    runs: list[list[Line]] = [[]]
    for line in lines:
        if trouble_of(line) or line.widest_gap > _MAX_GAP:
            runs.append([])
            continue
        if runs[-1] and not _goes_on(runs[-1], line):
            runs.append([])
        runs[-1].append(line)
    return runs


def _goes_on(run: Sequence[Line], line: Line) -> bool:
    before = run[-1]
    small, large = sorted(max(each.em, 1e-3) for each in (before, line))
    shared = min(before.box.right, line.box.right) - max(before.box.left, line.box.left)
    return (
        large <= _MAX_RATIO * small
        and line.baseline - before.baseline <= _MAX_PITCH * large
        and shared >= _SAME_COLUMN * min(before.box.width, line.box.width)
        and not overlapping([before, line])
    )


def _frame(page: Checked, lines: Sequence[Line], margin: float) -> Box:
    """The box around lines with white around it, as far as the neighbours above and below leave some."""
    box = _around(lines)
    em = lines[0].em
    above = [line.box.bottom for line in page.lines if line.baseline < lines[0].baseline]
    below = [line.box.top for line in page.lines if line.baseline > lines[-1].baseline]
    up = min(margin * em, _NEIGHBOURS_WHITE * (box.top - max(above, default=0.0)))
    down = min(margin * em, _NEIGHBOURS_WHITE * (min(below, default=page.size.bottom) - box.bottom))
    return Box(
        max(0.0, box.left - margin * em),
        box.top - max(0.0, up),
        min(page.size.right, box.right + margin * em),
        box.bottom + max(0.0, down),
    )


def _alone(page: Checked, lines: Sequence[Line], box: Box) -> bool:
    """Whether a box is on the page, is in nobody's way and holds nothing but its lines."""
    own = {id(line) for line in lines}
    others = (line for line in page.lines if id(line) not in own)
    return _holds(page.size, box) and not any(glyph.ink.meets(box) for line in others for glyph in line.glyphs)


def _is_chinese(lines: Sequence[Line], least: int) -> bool:
    """Whether lines are mostly simplified Chinese, and large enough to read."""
    han = sum(is_han(char) for line in lines for char in line.text)
    ems = [line.em for line in lines if any(map(is_han, line.text))]
    return (
        han >= least
        and min(ems, default=0.0) >= _MIN_EM
        and han_share(lines) >= _MIN_HAN_SHARE
        and simplified_share(lines) >= _MIN_SIMPLIFIED
    )


def _candidate(page: Checked, box: Box, lines: Sequence[Line]) -> Candidate:
    counts: dict[str, int] = {}
    for line in lines:
        for glyph in line.glyphs:
            counts[glyph.font] = counts.get(glyph.font, 0) + 1
    fonts = tuple(sorted(counts, key=lambda font: (-counts[font], font)))
    em = em_of([glyph for line in lines for glyph in line.glyphs])
    return Candidate(page.index, box, tuple(line.text for line in lines), fonts, em)


def _around(lines: Sequence[Line]) -> Box:
    box = lines[0].box
    for line in lines[1:]:
        box = box.union(line.box)
    return box


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left
        and outer.top <= inner.top
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )
