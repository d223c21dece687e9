"""A row for every character, word or line: CSV and pandas. And the tables of a page in pandas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from pagerec.common.arguments import an_instance, one_of, yes_or_no
from pagerec.common.extras import need
from pagerec.formats.words import split_words
from pagerec.page import Line
from pagerec.page.saving import CsvOptions, RowLevel

if TYPE_CHECKING:
    import pandas as pd

    from pagerec.page import Table
    from pagerec.page.document import Document

__all__ = ["COLUMNS", "FORMULA", "CsvOptions", "rows", "table_to_pandas", "to_csv", "to_dataframe"]

COLUMNS = (
    "page",
    "block",
    "line",
    "text",
    "left",
    "top",
    "right",
    "bottom",
    "confidence",
    "candidates",
    "kind",
)
"""The columns. Pages, blocks and lines are counted from 1, lines within their
block; boxes are in pixels; `candidates` are those of a character, the chosen
one first, as ``text:probability`` with spaces between, else empty; `kind` is
that of the block."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets take for a formula, some of them in full width or after white space."""

_BOM = "\ufeff"
"""The byte order mark, by which Excel knows UTF-8."""


def rows(document: Document, level: RowLevel = "char") -> Iterator[tuple[Any, ...]]:
    """Give the rows of a document in reading order, one value for each of `COLUMNS`.

    Parameters
    ----------
    document : Document
    level : {"char", "word", "line"}, optional

    Yields
    ------
    tuple

    Raises
    ------
    OptionError
        When `level` is something else.
    """
    one_of("level", level, get_args(RowLevel))
    for page_number, page in enumerate(document.pages, start=1):
        for block_number, block in enumerate(page.blocks, start=1):
            for line_number, line in enumerate(block.lines, start=1):
                for part in _divided(line, level):
                    place = page_number, block_number, line_number
                    candidates = _candidates(part) if level == "char" else ""
                    yield (*place, part.text, *part.box, part.confidence, candidates, block.kind)


def to_csv(document: Document, level: RowLevel = "char", options: CsvOptions | None = None) -> str:
    """Give the rows as CSV with a header (RFC 4180); confidences have four digits.

    Parameters
    ----------
    document, level
        As for `rows`.
    options : CsvOptions, optional

    Returns
    -------
    str

    Raises
    ------
    OptionError
        When `level` or `options` is something else.

    Examples
    --------
    >>> from pagerec import Block, Box, Char, Document, Line, Page
    >>> page = Page((Block((Line((Char("=", Box(0, 0, 9, 9), 1 / 3),)),)),), 9, 9)
    >>> print(to_csv(Document((page,)), "line", CsvOptions(escape_formulas=True)).splitlines()[1])
    1,1,1,'=,0,0,9,9,0.3333,,paragraph
    """
    chosen = CsvOptions() if options is None else an_instance("options", options, CsvOptions)
    out = io.StringIO()
    if chosen.bom:
        out.write(_BOM)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value, chosen) for value in row] for row in rows(document, level))
    return out.getvalue()


def to_dataframe(document: Document, level: RowLevel = "char") -> pd.DataFrame:
    """Give the rows as a pandas DataFrame; the parameters are those of `rows`.

    Raises
    ------
    OptionError
        When pandas is not installed, or `level` is something else.
    """
    frame: pd.DataFrame = need("pandas", "dataframe").DataFrame(list(rows(document, level)), columns=list(COLUMNS))
    return frame


def table_to_pandas(table: Table, *, header: bool = True) -> pd.DataFrame:
    """Give a table as a pandas DataFrame of its texts.

    Parameters
    ----------
    table : Table
    header : bool, optional
        Whether the first row names the columns; else they are numbered from 0.

    Returns
    -------
    pandas.DataFrame
        Empty text where a cell from above or from the left goes on.

    Raises
    ------
    OptionError
        When pandas is not installed, or `header` is neither True nor False.
    """
    pandas = need("pandas", "dataframe")
    names, *texts = table.texts if yes_or_no("header", header) else (None, *table.texts)
    frame: pd.DataFrame = pandas.DataFrame(texts, columns=names or range(table.column_count), dtype="object")
    return frame


def _cell(value: Any, options: CsvOptions) -> Any:
    if isinstance(value, float):
        return f"{value:.4f}"
    is_formula = options.escape_formulas and isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if is_formula else value


def _divided(line: Line, level: RowLevel) -> tuple[Line, ...]:
    if level == "line":
        return (line,)
    return split_words(line) if level == "word" else tuple(Line((char,)) for char in line.chars)


def _candidates(part: Line) -> str:
    return " ".join(f"{text}:{probability:.4f}" for text, probability in part.chars[0].candidates)
