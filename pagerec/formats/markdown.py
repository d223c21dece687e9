"""Markdown (CommonMark, with the tables of GitHub): headings, lists, paragraphs, tables.

The kinds of the blocks say what is what. In running text, sizes and first
characters are looked at: print that is clearly larger than the body is a
heading, what starts like an item of a list is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pagerec.page.paragraphs import BULLET, NUMBER, em_of, join_lines, list_items, split_items, split_paragraphs

if TYPE_CHECKING:
    from pagerec.page import Block, Line
    from pagerec.page.document import Document

__all__ = ["escape", "to_markdown"]

_LEVELS = (1.7, 1.4, 1.2)
"""Ems of the body from which print is a heading of level 1, 2, 3. Titles of
documents are set 1.5 to 2 times as large as the body, sections 1.15 to 1.4;
the measured em of a short line is off by up to a tenth."""

_LONGEST_HEADING = 3
"""Lines that a heading has at most; more of large print is large running text."""

_SPECIAL = re.compile(r"([\\`*_\[<&~])")
_SPECIAL_START = re.compile(r"([#>+=|-]|\d+(?=[.)](?: |$)))")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
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
        ``"heading"`` or ``"title"``. Code is fenced. Running heads and feet
        are comments: they are no part of the text that flows from page to
        page.
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
    whole = _WHOLE.get(block.kind)
    if whole is not None:
        text = whole(block)
        if text.strip():
            yield text
        return
    paragraphs = split_paragraphs(block.lines)
    items = list_items(block.lines) if block.kind == "list" else chain.from_iterable(map(split_items, paragraphs))
    for lines in items:
        text = join_lines(lines)
        level = _level(lines, block.kind, body)
        marked = f"{'#' * level} {escape(text)}" if level else _item_or_paragraph(text)
        if marked.strip("# "):
            yield marked


def _code(block: Block) -> str:
    """A fence longer than any inside; control characters would end a line of code."""
    text = "\n".join(_CONTROL.sub(" ", row) for row in block.text.split("\n"))
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _lines(block: Block) -> str:
    """Lines that stay apart, by line breaks."""
    return "\\\n".join(filter(None, (escape(line.text) for line in block.lines)))


def _comment(block: Block) -> str:
    text = _BLANK.sub(" ", join_lines(block.lines)).replace("-", "\u2010").replace(">", "\uff1e")
    return f"<!-- {block.kind}: {text} -->"


def _level(lines: Sequence[Line], kind: str, body: float) -> int:
    """The level of a heading; 0 for anything else."""
    if len(lines) <= _LONGEST_HEADING:
        size = em_of(lines) / body
        for level, least in enumerate(_LEVELS, start=1):
            if size >= least:
                return 1 if kind == "title" else level
    return {"title": 1, "heading": len(_LEVELS)}.get(kind, 0)


def _item_or_paragraph(text: str) -> str:
    if bullet := BULLET.match(text):
        return f"- {escape(text[bullet.end() :])}"
    if number := NUMBER.match(text):
        return f"{int(number.group(1))}. {escape(text[number.end() :])}"
    return escape(text)


def _is_item(part: str) -> bool:
    return re.match(r"- |\d+\. ", part) is not None


# Tables


def _table(block: Block) -> str:
    """A table, its first row as the head; a cell that spans several places is in the first of them."""
    assert block.table is not None
    filled = [[_cell(text) for text in row] for row in block.table.texts]
    filled.insert(1, ["---"] * len(filled[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in filled)


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _BLANK.sub(" ", text).strip()).replace("|", "\\|")


_WHOLE: dict[str, Callable[[Block], str]] = {
    "table": _table,
    "code": _code,
    "formula": _lines,
    "figure": _lines,
    "header": _comment,
    "footer": _comment,
}
"""Kinds of blocks that are no paragraphs, and how each is written."""
