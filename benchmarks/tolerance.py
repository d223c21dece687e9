"""How wrong a line's geometry may be: error rates of typeset lines against em, width and middle given wrongly.

    python -m benchmarks.tolerance
    python -m benchmarks.tolerance --faces hei song ming --ems 12 16 24 40

finds the lines of pages of our own text, makes all of them wrong by the same amount (em and width multiplied, the
middle moved down by a share of the em), reads them, and prints a table in Markdown. *Alone* is the first look at a
line; *with other looks* is reading as it is, which tries doubtful lines in other ways. What the map says of a line is
made wrong with it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.compare import judge
from benchmarks.robustness.typeset import FACES, PACKAGES, PROSE, SIGNS, WORDS, Sheet, available, page
from pagerec.reading.lines import ReadLines
from pagerec.reading.reader import Reader
from pagerec.reading.verify import verified
from pagerec.segmentation import TextLine
from pagerec.segmentation.page import PageLines, find_lines

#: Sizes of type, in pixels, and faces that are measured.
EMS, USED = (16, 24), ("hei", "song")
#: How much an em or a width is multiplied by.
_FACTORS = (0.6, 0.7, 0.75, 0.8, 0.88, 0.94, 1.0, 1.06, 1.12, 1.25, 1.4, 1.6)
#: By how many ems a middle is moved.
_SHIFTS = (-0.3, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3)


def larger(text_line: TextLine, factor: float) -> TextLine:
    """A frame whose em is wrong by a factor; its middle stays."""
    em, centre = text_line.seen
    return replace(text_line, em=text_line.em * factor, seen=(em * factor, centre))


def wider(text_line: TextLine, factor: float) -> TextLine:
    """A frame whose type is taken for wider or narrower than it is."""
    return replace(text_line, width=text_line.width * factor)


def lower(text_line: TextLine, ems: float) -> TextLine:
    """A frame whose middle, and with it the baseline, is too low."""
    em, centre = text_line.seen
    return replace(text_line, centre=text_line.centre + ems * text_line.em, seen=(em, centre + ems * em))


@dataclass(frozen=True, slots=True)
class Error:
    """Something given wrongly.

    Attributes
    ----------
    name : str
    amounts : tuple of float
    apply : callable
        Makes a frame wrong by an amount.
    """

    name: str
    amounts: tuple[float, ...]
    apply: Callable[[TextLine, float], TextLine]


ERRORS = (
    Error("em ×", _FACTORS, larger),
    Error("width ×", _FACTORS, wider),
    Error("middle + … em", _SHIFTS, lower),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of an amount; error rates in per cent."""

    name: str
    amount: float
    alone: float
    with_others: float


def sheets(faces: Sequence[str] = USED, ems: Sequence[int] = EMS) -> Iterator[Sheet]:
    """The pages that are read."""
    for face in faces:
        for em in ems:
            yield page((*PROSE, *WORDS, *SIGNS), em, 30, face)


def measure(reader: Reader, pages: Sequence[Sheet], errors: Sequence[Error] = ERRORS) -> Iterator[Row]:
    """Read all pages with every error."""
    found = [(find_lines(sheet.gray, reader.model.text_map), sheet) for sheet in pages]
    for error in errors:
        for amount in error.amounts:
            edits, others, length = 0, 0, 0
            for layout, sheet in found:
                alone, verified_ = _read(
                    reader, layout, [error.apply(text_line, amount) for text_line in layout.text_lines]
                )
                outcome = judge(error.name, sheet.text, alone, 0.0)
                edits, length = edits + outcome.score.edits, length + outcome.score.length
                others += judge(error.name, sheet.text, verified_, 0.0).score.edits
            yield Row(error.name, amount, 100 * edits / length, 100 * others / length)


def _read(reader: Reader, layout: PageLines, text_lines: Sequence[TextLine]) -> tuple[str, str]:
    """The text of lines at the first look, and with other looks."""
    read_text_lines = partial(reader._read_text_lines, layout)
    first = read_text_lines(text_lines)
    kept, _ = verified(first, read_text_lines, reader.model.classifier.charset.signs)
    return _text(reader, first), _text(reader, kept)


def _text(reader: Reader, read: ReadLines) -> str:
    charset = reader.model.classifier.charset
    lines = zip(read.paths, read.scores, strict=True)
    return "\n".join(
        "".join(charset.decode(int(scores.classes[choice.cell, choice.candidate])) for choice in path)
        for path, scores in lines
    )


#: The head of the table.
HEAD = "| given wrongly | by | alone, % | with other looks, % |\n| --- | --- | --- | --- |"


def in_markdown(row: Row) -> str:
    """A row of the table."""
    amount = f"{row.amount:+.2f}" if "+" in row.name else f"{row.amount:.2f}"
    return f"| {row.name} | {amount} | {row.alone:.2f} | {row.with_others:.2f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", nargs="+", choices=sorted(FACES), default=USED)
    parser.add_argument("--ems", nargs="+", type=int, default=EMS, metavar="PIXELS")
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    options = parser.parse_args(arguments)
    if not available():
        raise SystemExit(f"install the fonts first: {PACKAGES}")
    pages = list(sheets(options.faces, options.ems))
    print(HEAD)
    for row in measure(Reader(options.model), pages):
        print(in_markdown(row), flush=True)


if __name__ == "__main__":
    main()
