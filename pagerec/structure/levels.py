"""Levels of headings: decided once for all pages of a document, by the sizes of print that it has.

Which size is a heading of which level can't be told from one line: its measured em is off by up to a tenth. Lines of
about the same size are taken together, and the sizes are counted from the largest down.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import median

from pagerec.page import Block, Line, Page, Paragraph
from pagerec.page.paragraphs import LOWEST_HEADING, em_of

from .items import mark_length
from .params import PARAMS, ParagraphParams

__all__ = ["in_one_document", "with_levels"]

_NEVER = frozenset({"table", "code", "formula", "figure", "header", "footer"})
"""Kinds of blocks without headings."""


@dataclass(frozen=True, slots=True)
class _Print:
    """A part of a block that may be a heading.

    Attributes
    ----------
    place : (int, int, int)
        The number of its page, block and part.
    kind : str
        Of its block.
    size : float
        Its em, in ems of the body.
    """

    place: tuple[int, int, int]
    kind: str
    size: float

    @property
    def is_marked(self) -> bool:
        """Whether its block is a heading, whatever its size."""
        return self.kind in ("title", "heading")


def in_one_document(pages: Sequence[Page], params: ParagraphParams = PARAMS.paragraphs) -> tuple[Page, ...]:
    """Give pages with the levels that their headings have in the document of all of them.

    Parameters
    ----------
    pages : sequence of Page
        In their order.
    params : ParagraphParams, optional

    Returns
    -------
    tuple of Page
        Headings of about the same size have the same level, on whichever page they are; there is one title at most. The
        highest level is 1, and a heading is at most one level below the heading before it.
    """
    blocks = with_levels([page.blocks for page in pages], [sqrt(page.width * page.height) for page in pages], params)
    return tuple(
        page if found == page.blocks else replace(page, blocks=found) for page, found in zip(pages, blocks, strict=True)
    )


def with_levels(
    pages: Sequence[Sequence[Block]], scales: Sequence[float], params: ParagraphParams = PARAMS.paragraphs
) -> list[tuple[Block, ...]]:
    """Give the blocks of the pages of a document with the levels of their headings.

    Parameters
    ----------
    pages : sequence of sequence of Block
        Divided into their parts.
    scales : sequence of float
        How large the pages are, in the same unit on all sides: print of one size is larger in a larger picture.
    params : ParagraphParams, optional
    """
    prints = list(_prints(pages, _bodies(pages, scales, params), params))
    sizes = list(_by_size(prints, params))
    title = _title(prints, sizes)
    levels = _levels(sizes, title, params)
    return [
        tuple(
            _with(block, [levels.get((number, k, j), 0) for j in range(len(block.parts or ()))], title == (number, k))
            for k, block in enumerate(blocks)
        )
        for number, blocks in enumerate(pages)
    ]


def _with(block: Block, levels: Sequence[int], is_title: bool) -> Block:
    if block.kind in _NEVER or block.parts is None:
        return block
    parts = tuple(_at_level(part, level) for part, level in zip(block.parts, levels, strict=True))
    kind = "heading" if block.kind == "title" and not is_title else block.kind
    return block if (parts, kind) == (block.parts, block.kind) else replace(block, parts=parts, kind=kind)


def _at_level(part: Paragraph, level: int) -> Paragraph:
    """A part as a heading, which has no mark, or as none."""
    if part.level == level:
        return part
    return replace(part, level=level, mark=0 if level else mark_length(part.text))


# Sizes


def _bodies(pages: Sequence[Sequence[Block]], scales: Sequence[float], params: ParagraphParams) -> list[float]:
    """The em of the running text of each page: that of the document, but where a page has much text of another."""
    lines = [[line for block in blocks for line in block.lines] for blocks in pages]
    own = [em_of(found) if found else 1.0 for found in lines]
    counts = [_count(found) for found in lines]
    usual = _weighted_median([em / scale for em, scale in zip(own, scales, strict=True)], counts)
    bodies = []
    for em, scale, count in zip(own, scales, counts, strict=True):
        expected = usual * scale
        differs = abs(em - expected) > params.other_body * expected
        bodies.append(em if differs and count >= params.much_text else max(expected, 1.0))
    return bodies


def _count(lines: Sequence[Line]) -> int:
    return sum(len(line.chars) for line in lines)


def _weighted_median(values: Sequence[float], weights: Sequence[int]) -> float:
    ordered = sorted(zip(values, weights, strict=True))
    half, before = sum(weights) / 2, 0
    for value, weight in ordered:
        before += weight
        if before >= half:
            return value
    return 1.0


def _prints(pages: Sequence[Sequence[Block]], bodies: Sequence[float], params: ParagraphParams) -> Iterator[_Print]:
    """What may be a heading: what is marked as one, and a few lines of large print."""
    for number, (blocks, body) in enumerate(zip(pages, bodies, strict=True)):
        for k, block in enumerate(blocks):
            for j, part in enumerate(block.parts or () if block.kind not in _NEVER else ()):
                found = _Print((number, k, j), block.kind, em_of(part.lines) / body)
                is_large = len(part.lines) <= params.longest_heading and found.size >= params.heading / params.one_size
                if found.is_marked or is_large:
                    yield found


# Levels


def _title(prints: Sequence[_Print], sizes: Sequence[Sequence[_Print]]) -> tuple[int, int] | None:
    """The page and block of the document's title; None where other pages have titles of its size: those of chapters."""
    first = next((found for found in prints if found.kind == "title"), None)
    if first is None:
        return None
    alike = next(group for group in sizes if first in group)
    is_alone = all(found.place[0] == first.place[0] for found in alike if found.kind == "title")
    return first.place[:2] if is_alone else None


def _by_size(prints: Sequence[_Print], params: ParagraphParams) -> Iterator[list[_Print]]:
    """Print of about the same size together, the largest first."""
    group: list[_Print] = []
    for found in sorted(prints, key=lambda found: -found.size):
        if group and group[-1].size > params.one_size * found.size:
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _headings(group: Sequence[_Print], params: ParagraphParams) -> list[_Print]:
    """Those of one size that are headings: all of them if it is large."""
    if median(found.size for found in group) >= params.heading:
        return list(group)
    return [found for found in group if found.is_marked]


def _levels(
    sizes: Sequence[Sequence[_Print]], title: tuple[int, int] | None, params: ParagraphParams
) -> dict[tuple[int, int, int], int]:
    """The level of each heading: a title has the first; sizes of print have one after the other."""
    groups = [[found for found in _headings(group, params) if found.place[:2] != title] for group in sizes]
    first = 1 if title is None else 2
    ranks = {found.place: rank for rank, group in enumerate(filter(None, groups), start=first) for found in group} | {
        found.place: 1 for group in sizes for found in group if found.place[:2] == title
    }
    levels: dict[tuple[int, int, int], int] = {}
    before = LOWEST_HEADING
    for place in sorted(ranks):
        before = min(ranks[place], before + 1, LOWEST_HEADING)
        levels[place] = before
    return levels
