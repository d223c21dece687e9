"""What a PDF may take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pagerec.errors import OptionError

__all__ = ["PdfLimits"]

_LEAST_MEMORY = 50_000_000
"""pdfium needs some of it for an empty page."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What a page of a PDF may take in the process that draws it. What takes more is a `PdfError`.

    Attributes
    ----------
    seconds : float
        Of processor time (on Windows of a clock), for opening a file, and for each page.
    memory : int
        Bytes that the process may have beside what it needs to start, the picture of the page (4 bytes a pixel), and
        a content that is given as bytes; 50,000,000 at least.

    Raises
    ------
    OptionError
        When a value is out of range.

    Examples
    --------
    >>> PdfLimits(seconds=120)
    PdfLimits(seconds=120, memory=1000000000)
    """

    seconds: float = 30.0
    memory: int = 1_000_000_000

    def __post_init__(self) -> None:
        if not (isinstance(self.seconds, int | float) and 0 < self.seconds < math.inf):
            raise OptionError(f"seconds is {self.seconds!r}: give a number above 0")
        if not (isinstance(self.memory, int) and _LEAST_MEMORY <= self.memory < 1 << 62):
            raise OptionError(f"memory is {self.memory!r}: give a whole number of bytes, {_LEAST_MEMORY:,} or more")
