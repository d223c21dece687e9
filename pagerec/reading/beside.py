"""Columns beside print in lines, which are read as pages of their own, put among the blocks of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from pagerec.page import Block, Box, PageWarning
from pagerec.structure.inserted import NOWHERE
from pagerec.structure.order import reading_order
from pagerec.structure.params import PARAMS, BlockParams

from .reading import Reading

#: What is no longer true of a page once its columns are read.
_NOTHING = "nothing read"


def with_columns(reading: Reading, columns: Sequence[Reading], params: BlockParams = PARAMS.blocks) -> Reading:
    """The reading of a page with the blocks of its columns.

    Parameters
    ----------
    reading : Reading
        Of the lines of a page.
    columns : sequence of Reading
        Of groups of columns beside them. Their characters come from none of the line images.
    params : BlockParams, optional
    """
    page = reading.page
    blocks, origins = list(page.blocks), _by_block(reading)
    warnings: list[PageWarning] = list(page.warnings)
    for part in columns:
        warnings += [warning for warning in part.page.warnings if warning.reason != _NOTHING]
        if not part.page.blocks:
            continue
        place = place_of(
            reduce(Box.union, (block.box for block in part.page.blocks)), [block.box for block in blocks], params
        )
        blocks[place:place] = part.page.blocks
        origins[place:place] = [_nowhere(block) for block in part.page.blocks]
    if blocks:
        warnings = [warning for warning in warnings if warning.reason != _NOTHING]
    warnings.sort(key=lambda warning: (warning.box.top, warning.box.left))
    return replace(
        reading,
        page=replace(page, blocks=tuple(blocks), warnings=tuple(warnings)),
        origins=[origin for block in origins for origin in block],
    )


def place_of(box: Box, others: Sequence[Box], params: BlockParams = PARAMS.blocks) -> int:
    """Where a block belongs among others, which are in reading order: behind the one that is read before it.

    Examples
    --------
    >>> left, right, below = Box(0, 0, 40, 50), Box(60, 0, 100, 50), Box(0, 60, 100, 90)
    >>> place_of(Box(45, 0, 55, 50), [left, right, below])
    1
    >>> place_of(Box(0, 95, 100, 99), [left, right, below]), place_of(Box(0, 0, 9, 9), [])
    (3, 0)
    """
    order = reading_order([*others, box], params)
    before = order[: order.index(len(others))]
    return before[-1] + 1 if before else 0


def _by_block(reading: Reading) -> list[list[tuple[int, int]]]:
    """Where the characters of each block come from."""
    left = iter(reading.origins)
    return [[next(left) for line in block.lines for _ in line.chars] for block in reading.page.blocks]


def _nowhere(block: Block) -> list[tuple[int, int]]:
    return [(NOWHERE, k) for k in range(sum(len(line.chars) for line in block.lines))]
