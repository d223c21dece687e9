"""Markdown (CommonMark, with the tables of GitHub): headings, lists, paragraphs, tables.

Nothing but sizes and first characters is looked at: print that is clearly
larger than the body is a heading, what starts like an item of a list is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pagerec.paragraphs import em_of, join_lines, split_paragraphs

if TYPE_CHECKING:
    from pagerec.document import Document
    from pagerec.page import Block, Char, Line

__all__ = ["escape", "to_markdown"]

_LEVELS = (1.7, 1.4, 1.2)
"""Ems of the body from which print is a heading of level 1, 2, 3. Titles of
documents are set 1.5 to 2 times as large as the body, sections 1.15 to 1.4;
the measured em of a short line is off by up to a tenth."""

_LONGEST_HEADING = 3
"""Lines that a heading has at most; more of large print is large running text."""

_COLUMN_GAP = 1.0
"""Ems of white between two cells of a table."""

_BULLET = re.compile(r"[•●○■□◆◇▪‣◦·]\s*(?=\S)|[-*]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.．、)）]\s*(?=[^\s\d])")
_SPECIAL = re.compile(r"([\\`*_\[<&~])")
_SPECIAL_START = re.compile(r"([#>+=|-]|\d+(?=[.)](?: |$)))")
_BLANK = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def to_markdown(document: Document) -> str:
    """Give a document as Markdown.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        Paragraphs in reading order, each in one line. A heading is print 1.2
        times as large as the body or larger, or a block of the kind
        ``"heading"``; a table is a block of the kind ``"table"``.
    """
    lines = [line for page in document.pages for line in page.lines]
    body = em_of(lines) if lines else 1.0
    parts = [part for page in document.pages for block in page.blocks for part in _parts(block, body)]
    text = parts[0] if parts else ""
    for above, below in pairwise(parts):
        text += ("\n" if _is_item(above) and _is_item(below) else "\n\n") + below
    return f"{text}\n" if text else ""


def escape(text: str) -> str:
    r"""Escape what Markdown would take for markup, in text that starts a line.

    Examples
    --------
    >>> print(escape("1. a*b"))
    1\. a\*b
    """
    text = _SPECIAL.sub(r"\\\1", _BLANK.sub(" ", text).strip())
    start = _SPECIAL_START.match(text)
    if start is None:
        return text
    at = start.end() if start.group(1)[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def _parts(block: Block, body: float) -> Iterator[str]:
    """The paragraphs, headings and tables of a block; an item of a list starts with its mark."""
    if block.kind == "table":
        yield _table(block.lines)
        return
    paragraphs = chain.from_iterable(map(_items, split_paragraphs(block.lines)))
    for lines in paragraphs:
        text = join_lines(lines)
        level = _level(lines, block.kind, body)
        marked = f"{'#' * level} {escape(text)}" if level else _item_or_paragraph(text)
        if marked.strip("# "):
            yield marked


def _items(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Divide a paragraph where an item of a list starts: items of a narrow list look like wrapped lines."""
    start = 0
    for index in range(1, len(lines)):
        number, last = _NUMBER.match(lines[index].text), _NUMBER.match(lines[start].text)
        follows = number is not None and last is not None and int(number.group(1)) == int(last.group(1)) + 1
        if follows or _BULLET.match(lines[index].text):
            yield lines[start:index]
            start = index
    yield lines[start:]


def _level(lines: Sequence[Line], kind: str, body: float) -> int:
    """The level of a heading; 0 for anything else."""
    if len(lines) <= _LONGEST_HEADING:
        size = em_of(lines) / body
        for level, least in enumerate(_LEVELS, start=1):
            if size >= least:
                return level
    return len(_LEVELS) if kind == "heading" else 0


def _item_or_paragraph(text: str) -> str:
    if bullet := _BULLET.match(text):
        return f"- {escape(text[bullet.end() :])}"
    if number := _NUMBER.match(text):
        return f"{int(number.group(1))}. {escape(text[number.end() :])}"
    return escape(text)


def _is_item(part: str) -> bool:
    return re.match(r"- |\d+\. ", part) is not None


# Tables


def _table(lines: Sequence[Line]) -> str:
    """A table, its first row as the head. Cells are divided by white, columns by what stands above each other."""
    em = em_of(lines)
    rows = [[cell for line in row for cell in _cells(line, em)] for row in _rows(lines)]
    columns = _columns([cell for row in rows for cell in row])
    filled = [_filled(row, columns) for row in rows]
    filled.insert(1, ["---"] * len(columns))
    return "\n".join(f"| {' | '.join(row)} |" for row in filled)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines side by side are one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        if rows and (line.box.top + line.box.bottom) / 2 < rows[-1][0].box.bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cells(line: Line, em: float) -> list[list[Char]]:
    cells = [[line.chars[0]]]
    for before, after in pairwise(line.chars):
        if after.box.left - before.box.right >= _COLUMN_GAP * em:
            cells.append([])
        cells[-1].append(after)
    return cells


def _columns(cells: Sequence[Sequence[Char]]) -> list[tuple[int, int]]:
    """Left and right edges, in pixels: cells that overlap horizontally share a column."""
    columns: list[tuple[int, int]] = []
    for left, right in sorted((cell[0].box.left, cell[-1].box.right) for cell in cells):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _filled(row: Sequence[Sequence[Char]], columns: Sequence[tuple[int, int]]) -> list[str]:
    texts: list[list[str]] = [[] for _ in columns]
    for cell in sorted(row, key=lambda cell: cell[0].box.left):
        at = max(index for index, (left, _) in enumerate(columns) if left <= cell[0].box.left)
        text = cell[0].text + "".join(f" {char.text}" if char.space_before else char.text for char in cell[1:])
        texts[at].append(_SPECIAL.sub(r"\\\1", _BLANK.sub(" ", text)).replace("|", "\\|"))
    return [" ".join(cell) for cell in texts]
