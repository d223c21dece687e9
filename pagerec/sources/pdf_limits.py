"""What a PDF may take."""

from __future__ import annotations

from dataclasses import dataclass

from pagerec.common.arguments import whole_number, within

__all__ = ["PdfLimits"]

_SECONDS = 1e-3, 1e6

_MEMORY = 50_000_000, (1 << 62) - 1
"""pdfium needs some of the least for an empty page."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What a page of a PDF may take in the process that draws it. What takes more is a `PdfError`.

    Attributes
    ----------
    seconds : float
        Of processor time (on Windows of a clock), for opening a file, and for each page; 0.001 to 1,000,000.
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
        within("seconds", self.seconds, *_SECONDS)
        whole_number("memory", self.memory, *_MEMORY)
