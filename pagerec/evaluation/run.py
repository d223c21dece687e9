"""Read pictures, compare with their text, and find the cause of every error."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pagerec.evaluation.alignment import NONE, Step, align, true_order
from pagerec.evaluation.calibration import Judged, judged
from pagerec.evaluation.causes import Case, find_causes, spelt
from pagerec.evaluation.folding import fold, fold_characters
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.samples import Sample
from pagerec.evaluation.score import Score, score
from pagerec.evaluation.stages import ReadChar, read_chars
from pagerec.reading.reader import Reader
from pagerec.reading.reading import Reading
from pagerec.segmentation.lines import EM

#: White between two characters of a line that parts it for the question of order (columns), in ems.
_COLUMN = 1.5
#: Characters of context shown on either side of an error.
_CONTEXT = 8


@dataclass(frozen=True, slots=True)
class Error:
    """One edit between what is printed and what was read.

    Attributes
    ----------
    true, read : str
        A folded character; "" in `true` for an insertion, in `read` for a deletion.
    cause : Cause
    detail : str
        More about the cause.
    line : int
        Index of the line as it was found, -1 for none.
    context : str
        The printed text around it.
    step : int
        Index among the steps of the alignment.
    """

    true: str
    read: str
    cause: Cause
    detail: str
    line: int
    context: str
    step: int


@dataclass(frozen=True, slots=True)
class Result:
    """What evaluating a picture found.

    Attributes
    ----------
    name, kind : str
    score : Score
    order_edits : int
        Errors that are gone when the lines are put in the truth's order.
    seconds : float
        Reading the picture took.
    errors : tuple of Error
        All errors that remain in the truth's order.
    characters : tuple of Judged
        What was read, with its confidence.
    """

    name: str
    kind: str
    score: Score
    order_edits: int
    seconds: float
    errors: tuple[Error, ...]
    characters: tuple[Judged, ...] = ()


def evaluate_picture(reader: Reader, sample: Sample) -> tuple[Result, Case]:
    """Read a picture and find out what went wrong.

    Parameters
    ----------
    reader : Reader
    sample : Sample

    Returns
    -------
    Result
    Case
        The values it was found from, for drawing.
    """
    start = time.perf_counter()
    reading = reader.read_stages(sample.path)
    seconds = time.perf_counter() - start
    case = make_case(reading, sample)
    return judge(case, sample, reading.page.text, seconds), case


def judge(case: Case, sample: Sample, text: str, seconds: float) -> Result:
    """Find the errors of a case; `text` is what was read, in the order of reading."""
    found = score("".join(char.text for char in sample.chars), text)
    errors = tuple(_errors(case))
    return Result(
        name=sample.name,
        kind=sample.kind,
        score=found,
        order_edits=max(0, found.edits - len(errors)),
        seconds=seconds,
        errors=errors,
        characters=judged(case),
    )


def make_case(reading: Reading, sample: Sample, read: Sequence[ReadChar] | None = None) -> Case:
    """Align a reading, or the part of it in `read`, with the truth, its lines in the truth's order."""
    truth = fold_characters(char.text for char in sample.chars)
    pieces = _pieces(read_chars(reading) if read is None else read, reading)
    order = true_order(truth.text, [fold("".join(char.text for char in piece)) for piece in pieces])
    found = [char for k in order for char in pieces[k]]
    text = fold_characters(char.text for char in found)
    return Case(reading, sample.chars, found, truth, text, align(truth.text, text.text))


def _pieces(chars: Sequence[ReadChar], reading: Reading) -> list[list[ReadChar]]:
    """Lines, parted at white as wide as between columns."""
    pieces: list[list[ReadChar]] = [list(chars[:1])] if chars else []
    for before, char in pairwise(chars):
        boxes = reading.cells[char.line].boxes
        if before.line != char.line or boxes[char.cell, 0] - boxes[before.cell, 2] > _COLUMN * EM:
            pieces.append([])
        pieces[-1].append(char)
    return pieces


def _errors(case: Case) -> Iterator[Error]:
    for index, verdict in sorted(find_causes(case).items()):
        step = case.steps[index]
        true, read = spelt(case, step)
        yield Error(true, read, verdict.cause, verdict.detail, verdict.line, _context(case, index), index)


def _context(case: Case, index: int) -> str:
    """The printed text around a step, the step itself in brackets."""
    near = case.steps[max(0, index - _CONTEXT) : index + _CONTEXT + 1]
    here: Step = case.steps[index]
    shown = [f"[{spelt(case, s)[0]}]" if s is here else spelt(case, s)[0] for s in near]
    return "".join(shown)


def lines_of(case: Case, result: Result) -> dict[int, list[Error]]:
    """The errors of each line found; those on no line under -1.

    An error that is on no line but has a read character is on that character's line.
    """
    found: dict[int, list[Error]] = {}
    for error in result.errors:
        step = case.steps[error.step]
        line = error.line
        if line == NONE and step.read != NONE:
            line = case.read[case.read_char(step)].line
        found.setdefault(line, []).append(error)
    return found
