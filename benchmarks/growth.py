"""How the time of reading grows with characters, lines and pixels of a page.

    python -m benchmarks.growth [--rounds N] [--out FILE.md]

reads typeset pages, each some times, and prints a table in Markdown for each thing that grows: the best time of a page,
for a megapixel and for a thousand characters, and the exponent of growth, by a straight line through the logarithms of
the upper half of the amounts: 1 where twice as much takes twice as long. It needs the fonts of `PACKAGES` in
`benchmarks/robustness/typeset.py`. Nothing is to be timed beside other work.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from math import ceil, sqrt
from pathlib import Path

import cv2
import numpy as np

from benchmarks.compare import machine
from benchmarks.robustness.light import scaled
from benchmarks.robustness.typeset import PACKAGES, PROSE, Sheet, available, page
from pagerec.reading.reader import Reader

#: Size of type in pixels, and length of lines in ems, where these don't grow.
_EM, _COLUMNS = 24, 40
#: Characters of the pages with more and more lines.
_CHARACTERS = 1000
#: Characters of a page that is smaller than the first of the megapixels; smaller type is lost in the last of them.
_FEW = 60
_MEGAPIXELS = (0.1, 0.3, 1, 3, 6, 12, 24)


def text_of(characters: int) -> tuple[str, ...]:
    """Paragraphs of running text with so many characters, spaces among them."""
    paragraphs: list[str] = []
    for paragraph in cycle(PROSE):
        if characters <= 0:
            break
        paragraphs.append(paragraph[:characters])
        characters -= len(paragraph)
    return tuple(paragraphs)


def of_length(characters: float) -> Sheet:
    """A page of so many characters."""
    return page(text_of(int(characters)), _EM, _COLUMNS, face="song")


def of_lines(lines: float) -> Sheet:
    """A page with the same number of characters in about so many lines."""
    return page(text_of(_CHARACTERS), _EM, ceil(_CHARACTERS / lines), face="song")


def _small() -> Sheet:
    return page(text_of(_FEW), _EM, 12, face="song", margin=1.0)


def in_white(megapixels: float) -> Sheet:
    """The same text in the middle of ever more white."""
    sheet = _small()
    height, width = sheet.gray.shape
    factor = sqrt(1e6 * megapixels / sheet.gray.size)
    high, wide = (max(0, round(side * (factor - 1) / 2)) for side in (height, width))
    return replace(sheet, gray=np.pad(sheet.gray, ((high, high), (wide, wide)), constant_values=255))


def enlarged(megapixels: float) -> Sheet:
    """The same page scaled up."""
    sheet = _small()
    factor = sqrt(1e6 * megapixels / sheet.gray.size)
    how = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return replace(sheet, gray=scaled(sheet.gray, factor, how), em=sheet.em * factor)


@dataclass(frozen=True, slots=True)
class Row:
    """A page that was read.

    Attributes
    ----------
    characters : int
        Printed on it; white space does not count.
    read : int
        Characters that were read: what is missed takes no time.
    lines : int
        Printed on it.
    megapixels, seconds : float
    """

    characters: int
    read: int
    lines: int
    megapixels: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Series:
    """Pages that have ever more of something.

    Attributes
    ----------
    name : str
    grows : str
        What has an exponent: ``characters``, ``lines`` or ``megapixels``, as in `Row`.
    amounts : tuple of float
    make : callable
        Makes the page of an amount.
    """

    name: str
    grows: str
    amounts: tuple[float, ...]
    make: Callable[[float], Sheet]


SERIES = (
    Series("Characters at one size of type", "characters", (10, 100, 1000, 5000, 20_000), of_length),
    Series(f"{_CHARACTERS:,} characters in ever shorter lines", "lines", (10, 20, 50, 100, 200, 400), of_lines),
    Series("The same text in ever more white", "megapixels", _MEGAPIXELS, in_white),
    Series("The same page scaled up", "megapixels", _MEGAPIXELS, enlarged),
)


def measure(reader: Reader, series: Series, rounds: int) -> Iterator[Row]:
    """Read all pages of a series so many times."""
    for amount in series.amounts:
        sheet = series.make(amount)
        seconds, read = min(_timed(reader, sheet) for _ in range(rounds))
        characters, lines = len("".join(sheet.text.split())), len(sheet.text.splitlines())
        yield Row(characters, read, lines, sheet.gray.size / 1e6, seconds)


def _timed(reader: Reader, sheet: Sheet) -> tuple[float, int]:
    """Seconds, and characters read."""
    start = time.perf_counter()
    found = reader.read(sheet.gray)
    return time.perf_counter() - start, len(found.chars)


def exponent(amounts: Sequence[float], seconds: Sequence[float]) -> float:
    """The power of the amount with which time grows, by the upper half of the amounts.

    Parameters
    ----------
    amounts : sequence of float
        Ascending; at least two.
    seconds : sequence of float

    Examples
    --------
    >>> round(exponent([1, 10, 100, 1000], [5, 5, 2, 200]), 3)
    2.0
    """
    upper = len(amounts) // 2
    slope, _ = np.polyfit(np.log(amounts[upper:]), np.log(seconds[upper:]), 1)
    return float(slope)


def table(series: Series, rows: Sequence[Row]) -> str:
    """A series in Markdown, its exponent below."""
    lines = [
        f"## {series.name}",
        "",
        "| characters | read | lines | megapixels | seconds | seconds a megapixel | seconds a 1,000 characters |",
        "| --: | --: | --: | --: | --: | --: | --: |",
    ]
    lines += [
        f"| {row.characters:,} | {row.read:,} | {row.lines} | {row.megapixels:.2f} | {row.seconds:.3f} "
        f"| {row.seconds / row.megapixels:.3f} | {1000 * row.seconds / row.characters:.3f} |"
        for row in rows
    ]
    found = exponent([getattr(row, series.grows) for row in rows], [row.seconds for row in rows])
    return "\n".join([*lines, "", f"Exponent by {series.grows}, upper half: {found:.2f}", ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read all pages and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="reads of a page (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the tables into this file, too")
    options = parser.parse_args(arguments)
    if not available():
        raise SystemExit(f"install the fonts first: {PACKAGES}")
    reader = Reader()
    reader.read(_small().gray)  # loading is not timed
    where = ", ".join(f"{name} {value}" for name, value in machine().items())
    tables = [f"# Growth of time\n\n{where}; {reader.threads} threads\n"]
    tables += [table(series, list(measure(reader, series, options.rounds))) for series in SERIES]
    text = "\n".join(tables)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
