"""The kinds of a block: a closed set."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

__all__ = ["KINDS", "BlockKind"]

BlockKind: TypeAlias = Literal[
    "title",
    "heading",
    "paragraph",
    "list",
    "table",
    "formula",
    "code",
    "caption",
    "footnote",
    "header",
    "footer",
    "figure",
]
"""What a block of a page is.

========== ===================================================================
title      the title of the document: the largest print, before all others
heading    of a chapter or section
paragraph  running text: paragraphs one below the other
list       items with bullets or numbers
table      rows and columns of cells; `Block.table` has them
formula    set off from the text
code       listing in letters of one width; its text keeps the indents
caption    of a figure or table
footnote   below the text of a column
header     running head, with the number of the page if it stands there
footer     running foot, or the number of the page
figure     photograph, plot, drawing; with the lines printed inside it, if any
========== ===================================================================
"""

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
"""All kinds."""
