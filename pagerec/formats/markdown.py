"""Markdown (CommonMark, with the tables of GitHub): headings, lists, paragraphs, tables.

The kinds of the blocks and of their parts say what is what; nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from pagerec.page.paragraphs import join_lines

if TYPE_CHECKING:
    from pagerec.page import Block, Paragraph
    from pagerec.page.document import Document

__all__ = ["escape", "to_markdown"]

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
        Paragraphs in reading order, each in one line; headings, items of
        lists and tables as the page has them. Code is fenced. Running heads
        and feet are comments: they are no part of the text that flows from
        page to page.
    """
    parts = [part for page in document.pages for block in page.blocks for part in _parts(block)]
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


def _parts(block: Block) -> Iterator[str]:
    """The paragraphs, headings and tables of a block; an item of a list starts with its mark."""
    whole = _WHOLE.get(block.kind)
    if whole is not None:
        text = whole(block)
        if text.strip():
            yield text
        return
    for part in block.parts or ():
        marked = _marked(part)
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


def _marked(part: Paragraph) -> str:
    """A heading, an item, or a paragraph."""
    text = part.text
    if part.level:
        return f"{'#' * part.level} {escape(text)}"
    if not part.mark:
        return escape(text)
    number = re.search(r"\d+", text[: part.mark])
    return f"{int(number[0])}. {escape(text[part.mark :])}" if number else f"- {escape(text[part.mark :])}"


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
