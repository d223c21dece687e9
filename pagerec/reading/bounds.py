"""How much of a picture is read, and how much of it at once: noise may look like print without end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from pagerec.errors import ImageTooLargeError
from pagerec.segmentation import TextLine

#: Length of all lines of a picture, and of those looked at together, in ems.
_MOST_EMS, _EMS_AT_ONCE = 30_000, 2_500
#: Most characters of a page of which anything is looked at in another way; noise makes more.
MOST_READ_AGAIN = 4_000
#: Lines that are longer, in ems, are more than a page of a newspaper has, or a texture: a sample of so many lines at
#: least, and so many ems, tells which.
_CROWD, _SAMPLED, _SAMPLED_EMS = 8_000, 16, 300.0


def length(text_line: TextLine) -> float:
    """How many characters a line may hold, by its length in ems."""
    return (text_line.right - text_line.left) / (text_line.em * text_line.width) + 1


def sample_of_crowd(text_lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """Some lines from all over a picture that has more of them than a page; none of a page."""
    ems = sum(map(length, text_lines))
    if ems <= _CROWD:
        return ()
    step = max(1, min(len(text_lines) // _SAMPLED, int(ems / _SAMPLED_EMS)))
    return text_lines[step // 2 :: step]


def parts(text_lines: Sequence[TextLine]) -> Iterator[Sequence[TextLine]]:
    """The lines of a page, so many at once that they take little memory: of a usual page all.

    Raises
    ------
    ImageTooLargeError
        The lines are longer, in ems, than those of any page.
    """
    ends = np.cumsum([length(text_line) for text_line in text_lines])
    if len(text_lines) and ends[-1] > _MOST_EMS:
        raise ImageTooLargeError(
            f"the picture has print or dirt for {ends[-1]:,.0f} characters, more than the limit of {_MOST_EMS:,}; "
            "cut it into parts, or clean it"
        )
    start = 0
    while start < len(text_lines):
        before = ends[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(ends, before + _EMS_AT_ONCE, side="right")))
        yield text_lines[start:end]
        start = end
