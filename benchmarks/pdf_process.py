"""What the process that draws PDFs costs a page, against drawing in the program itself.

    python benchmarks/pdf_process.py paper.pdf scans.pdf
    python benchmarks/pdf_process.py                      # a PDF made of the examples

Each page is drawn in both ways, one after the other, in turns first; then it is read once. It prints the medians over
pages: seconds in both ways, their difference, and what share that is of a page that is drawn and read. The file is
opened before anything is timed: one process is for many pages. What the start of the process and the opening of a file
cost is printed apart.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from PIL import Image

from pagerec import Reader
from pagerec.sources.images import DEFAULT_MAX_PIXELS
from pagerec.sources.pdf import drawn_picture
from pagerec.sources.pdf_limits import PdfLimits
from pagerec.sources.pdf_pages import OpenPdf, PdfPages
from pagerec.sources.pdf_process import IsolatedPdf

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a page.

    Attributes
    ----------
    there, here : float
        Drawing it in the other process, and in this one; medians of the rounds.
    reading : float
    """

    there: float
    here: float
    reading: float

    @property
    def more(self) -> float:
        """What the other process costs."""
        return self.there - self.here

    @property
    def share(self) -> float:
        """The same, of all that the page takes without it."""
        return self.more / (self.here + self.reading)


def measure(there: PdfPages, here: PdfPages, number: int, dpi: float, rounds: int, reader: Reader) -> Cost:
    """Draw a page in both ways, in turns, and read it."""
    seconds: dict[PdfPages, list[float]] = {there: [], here: []}
    for turn in range(rounds + 1):  # the first one loads fonts, in both
        for pdf in (there, here) if turn % 2 else (here, there):
            taken, picture = timed(lambda pdf=pdf: drawn_picture(pdf, number, dpi, DEFAULT_MAX_PIXELS))  # type: ignore[misc]
            seconds[pdf] += [taken] if turn else []
    reading, _ = timed(lambda: reader.read(picture))
    return Cost(median(seconds[there]), median(seconds[here]), reading)


def timed(do: Callable[[], _T]) -> tuple[float, _T]:
    """Seconds by the clock, for two processes share the work; and what came of it."""
    begun = time.perf_counter()
    done = do()
    return time.perf_counter() - begun, done


def measure_file(content: bytes, dpi: float, most: int, rounds: int, reader: Reader) -> tuple[list[Cost], float]:
    """Measure the first pages of a file; also the seconds of opening it in the other process."""
    opening, there = timed(lambda: IsolatedPdf(content, "PDF", None, PdfLimits()))
    here = OpenPdf(content, "PDF", None)
    try:
        numbers = range(1, min(most, here.count) + 1)
        return [measure(there, here, number, dpi, rounds, reader) for number in numbers], opening
    finally:
        there.close()
        here.close()


def examples() -> bytes:
    """Make a PDF of scanned pages."""
    out = io.BytesIO()
    first, *others = (Image.open(EXAMPLES / name).convert("L") for name in ("page.png", "scan.png", "paragraph.png"))
    first.save(out, "PDF", save_all=True, append_images=others, resolution=200)
    return out.getvalue()


def show(name: str, costs: list[Cost], opening: float) -> str:
    """Give the medians of a file as a line."""
    there, here, reading, more = (
        1000 * median(getattr(cost, field) for cost in costs) for field in ("there", "here", "reading", "more")
    )
    share = 100 * median(cost.share for cost in costs)
    return (
        f"{name}: {len(costs)} pages; drawn there {there:.1f} ms, here {here:.1f} ms, read {reading:.0f} ms; "
        f"the process costs {more:.1f} ms a page, {share:.1f} %; opened in {1000 * opening:.0f} ms"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="PDF")
    parser.add_argument("--dpi", type=float, default=200.0)
    parser.add_argument("--pages", type=int, default=20, metavar="N", help="the first pages of each file")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often a page is drawn in each way")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="of the reader")
    options = parser.parse_args()
    reader = Reader(threads=options.threads)
    _ = reader.model
    start, first = timed(lambda: IsolatedPdf(examples(), "PDF", None, PdfLimits()))
    first.close()
    print(f"the process starts in {1000 * start:.0f} ms, once for many files")
    files = {path.name: path.read_bytes() for path in options.files} or {"examples": examples()}
    for name, content in files.items():
        print(show(name, *measure_file(content, options.dpi, options.pages, options.rounds, reader)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
