"""Draw the lines with the most errors: their atoms, the chosen cells, what was read and what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pagerec.drawing.fonts import Font, chinese_font
from pagerec.errors import OptionError
from pagerec.evaluation.alignment import NONE
from pagerec.evaluation.causes import Case, spelt
from pagerec.evaluation.run import Error, Result, lines_of
from pagerec.segmentation import Cells, LineImage

#: Enlargement of a strip, height of a row of text below it, both in pixels.
_ZOOM, _ROW, _GLYPH = 3, 34, 26
_ATOMS = ((40, 110, 230), (240, 140, 0))
_RIGHT, _WRONG, _TRUTH = (90, 90, 90), (220, 0, 0), (0, 120, 60)


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of the path: what was read there, and what is printed.

    Attributes
    ----------
    left, right : int
        Its extent in the strip.
    read, true : str
        `true` is "" where nothing is printed, and holds the unread characters before this one too.
    wrong : bool
    """

    left: int
    right: int
    read: str
    true: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class WorstLine:
    """A line with errors, with all that is drawn of it.

    Attributes
    ----------
    picture : str
        Name of the picture.
    number : int
        Index of the line as it was found.
    errors : tuple of Error
    line_image : LineImage
    cells : Cells
    columns : tuple of Column
    """

    picture: str
    number: int
    errors: tuple[Error, ...]
    line_image: LineImage
    cells: Cells
    columns: tuple[Column, ...]

    @property
    def read(self) -> str:
        """What was read, folded."""
        return "".join(column.read for column in self.columns)

    @property
    def true(self) -> str:
        """What is printed, folded."""
        return "".join(column.true for column in self.columns)


def worst_lines(case: Case, result: Result) -> Iterator[WorstLine]:
    """All lines of a picture that have errors."""
    by_line = lines_of(case, result)
    columns = _columns(case, set(by_line))
    for number, errors in by_line.items():
        if number != NONE:
            line_image, cells = case.reading.line_images[number], case.reading.cells[number]
            yield WorstLine(result.name, number, tuple(errors), line_image, cells, tuple(columns.get(number, ())))


def _columns(case: Case, wanted: set[int]) -> dict[int, list[Column]]:
    """The read characters of some lines, each with the printed text that is aligned with it."""
    true: dict[int, str] = {}
    read: dict[int, str] = {}
    wrong: set[int] = set()
    pending, last = "", None
    for step in case.steps:
        printed, seen = spelt(case, step)
        if step.read == NONE:
            pending += printed
            continue
        last = case.read_char(step)
        true[last] = true.get(last, "") + pending + printed
        read[last] = read.get(last, "") + seen
        if not step.equal or pending:
            wrong.add(last)
        pending = ""
    if last is not None and pending:
        true[last] += pending
        wrong.add(last)
    columns: dict[int, list[Column]] = {}
    for index, char in enumerate(case.read):
        if char.line in wanted:
            left, _, right, _ = case.reading.cells[char.line].boxes[char.cell].tolist()
            text, printed = read.get(index, ""), true.get(index, "")
            columns.setdefault(char.line, []).append(Column(left, right, text, printed, index in wrong))
    return columns


def keep_worst(lines: Sequence[WorstLine], count: int) -> list[WorstLine]:
    """The `count` lines with the most errors."""
    return sorted(lines, key=lambda line: (-len(line.errors), line.picture, line.number))[:count]


def draw_line(line: WorstLine, font: Font | None) -> Image.Image:
    """Draw a line.

    Parameters
    ----------
    line : WorstLine
    font : PIL font, optional
        Without it no characters are written.

    Returns
    -------
    PIL.Image.Image
        The strip three times as large with its atoms outlined; below it the chosen cells, what was read (red
        where it is wrong) and, where that differs, what is printed (green).
    """
    height, width = line.line_image.level.shape
    canvas = Image.new("RGB", (width * _ZOOM, height * _ZOOM + 3 * _ROW), "white")
    canvas.paste(_enlarge(line.line_image.level), (0, 0))
    pen = ImageDraw.Draw(canvas)
    for number, (left, top, right, bottom) in enumerate(line.cells.atoms.tolist()):
        box = (left * _ZOOM, top * _ZOOM, right * _ZOOM - 1, bottom * _ZOOM - 1)
        pen.rectangle(box, outline=_ATOMS[number % 2])
    for column in line.columns:
        _draw_column(pen, column, height * _ZOOM, font)
    return canvas


def _draw_column(pen: ImageDraw.ImageDraw, column: Column, top: int, font: Font | None) -> None:
    color = _WRONG if column.wrong else _RIGHT
    left, right = column.left * _ZOOM, column.right * _ZOOM - 1
    pen.rectangle((left, top + 2, right, top + 6), fill=color)
    if font is not None:
        pen.text((left, top + 8), column.read, fill=color, font=font)
        if column.wrong:
            pen.text((left, top + 8 + _ROW), column.true or "∅", fill=_TRUTH, font=font)


def _enlarge(level: NDArray[np.uint8]) -> Image.Image:
    image = Image.fromarray(255 - level)
    return image.resize((image.width * _ZOOM, image.height * _ZOOM), Image.Resampling.NEAREST)


def find_font() -> Font | None:
    """A font of the system with Chinese characters; None where none is found."""
    file = chinese_font()
    return None if file is None else file.at(_GLYPH)


def write_worst(
    lines: Sequence[WorstLine], lost: Sequence[tuple[str, Error]], folder: str | Path, truth: str = "printed"
) -> None:
    """Draw lines to PNG files, and list them in ``index.md``.

    Parameters
    ----------
    lines : sequence of WorstLine
    lost : sequence of (str, Error)
        Names of pictures and errors there that are on no line.
    folder : path
        Is made where it isn't there.
    truth : str
        What the text is called that the lines were compared with.

    Raises
    ------
    OptionError
        The folder can't be written.
    """
    root, font = Path(folder), find_font()
    try:
        root.mkdir(parents=True, exist_ok=True)
        for rank, line in enumerate(lines, start=1):
            draw_line(line, font).save(root / _file_name(rank, line))
        (root / "index.md").write_text(_index(lines, lost, truth), encoding="utf-8")
    except OSError as error:
        raise OptionError(f"{root}: can't be written ({error.strerror or error}); give another folder") from error


def _file_name(rank: int, line: WorstLine) -> str:
    return f"{rank:03d}-{line.picture}-line{line.number:02d}.png"


def _index(lines: Sequence[WorstLine], lost: Sequence[tuple[str, Error]], truth: str) -> str:
    parts = ["# Lines with the most errors\n"]
    for rank, line in enumerate(lines, start=1):
        file = _file_name(rank, line)
        parts.append(f"## {rank}. {line.picture}, line {line.number}: {len(line.errors)} errors\n\n![]({file})\n")
        parts.append(f"    {truth:<7}  {line.true}\n    read     {line.read}\n    errors   {_listed(line.errors)}\n")
    if lost:
        parts.append(f"# {truth.capitalize()}, but on no line\n")
        parts.extend(f"- {picture}: {error.context}" for picture, error in lost)
    return "\n".join(parts) + "\n"


def _listed(errors: Sequence[Error]) -> str:
    return ", ".join(f"{e.true or '∅'}→{e.read or '∅'} ({e.cause.value}{e.detail and f': {e.detail}'})" for e in errors)
