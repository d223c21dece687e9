"""How much of a picture is read, and how much of it at once: noise may look like print without end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pagerec.errors import ImageTooLargeError
from pagerec.segmentation import TextLine


@dataclass(frozen=True, slots=True)
class BoundParams:
    """How much of a picture is read.

    Attributes
    ----------
    most : int
        Length of all lines of a picture, in ems.
    at_once : int
        Length of those looked at together, in ems: while the network names their cells, the next ones are cut.
    read_again : int
        Most characters of a page of which anything is looked at in another way; noise makes more.
    crowd : int
        Lines that are longer, in ems, are more than a page of a newspaper has, or a texture: a sample tells which.
    sampled : int
        Lines of that sample at least.
    sampled_ems : float
        Their length in ems at least.
    text_in_crowd : float
        Share of the sample that is text at least, of a page: some lines of a texture look like signs.
    """

    most: int = 30_000
    at_once: int = 300
    read_again: int = 4_000
    crowd: int = 8_000
    sampled: int = 16
    sampled_ems: float = 300.0
    text_in_crowd: float = 0.3


#: What reading is bounded with.
PARAMS = BoundParams()


def length(text_line: TextLine) -> float:
    """How many characters a line may hold, by its length in ems."""
    return (text_line.right - text_line.left) / (text_line.em * text_line.width) + 1


def sample_of_crowd(text_lines: Sequence[TextLine], params: BoundParams = PARAMS) -> Sequence[TextLine]:
    """Some lines from all over a picture that has more of them than a page; none of a page."""
    ems = sum(map(length, text_lines))
    if ems <= params.crowd:
        return ()
    step = max(1, min(len(text_lines) // params.sampled, int(ems / params.sampled_ems)))
    return text_lines[step // 2 :: step]


def parts(text_lines: Sequence[TextLine], params: BoundParams = PARAMS) -> Iterator[Sequence[TextLine]]:
    """The lines of a page, so many at once that they take little memory, and that other work is done meanwhile.

    Raises
    ------
    ImageTooLargeError
        The lines are longer, in ems, than those of any page.
    """
    ends = np.cumsum([length(text_line) for text_line in text_lines])
    if len(text_lines) and ends[-1] > params.most:
        raise ImageTooLargeError(
            f"the picture has print or dirt for {ends[-1]:,.0f} characters, more than the limit of {params.most:,}; "
            "cut it into parts, or clean it"
        )
    start = 0
    while start < len(text_lines):
        before = ends[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(ends, before + params.at_once, side="right")))
        yield text_lines[start:end]
        start = end
