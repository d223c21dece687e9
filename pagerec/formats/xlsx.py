"""Tables as sheets of a spreadsheet (Office Open XML)."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from pagerec.common.extras import need
from pagerec.errors import OptionError
from pagerec.formats.office import MADE, same_each_time
from pagerec.formats.table import FORMULA
from pagerec.formats.words import xml_text

if TYPE_CHECKING:
    from pagerec.page import Table
    from pagerec.page.document import Document

__all__ = ["Number", "number_of", "to_xlsx"]

_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>0|[1-9]\d*|[1-9]\d{0,2}(?P<groups>(?:,\d{3})+))(?P<part>\.\d+)?(?P<percent>\s?%)?",
    re.ASCII,
)
"""A number; one that starts with a zero is the name of something."""

_MOST_DIGITS = 15
"""So many digits a spreadsheet keeps of a number."""

_MOST_COLUMNS = 16_384
"""So many columns a sheet has."""

_LONGEST = 32_767
"""So many characters a cell holds."""

_PAGE = "Page"
"""What the names of sheets start with."""

_WIDEST, _MARGIN = 60, 2
"""Of a column, in digits: how wide it is made at most, and what is left free."""


class Number(NamedTuple):
    """A number as a spreadsheet keeps it.

    Attributes
    ----------
    value : int or float
    format : str
        By which it is shown as it was printed.
    """

    value: int | float
    format: str


def to_xlsx(document: Document) -> bytes:
    """Give the tables of a document as a spreadsheet.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        A file with a sheet for each table; cells that span others are merged. Of a document without tables, a sheet
        for each page with its lines, one a row.

    Raises
    ------
    OptionError
        When openpyxl is not installed, or a table has more columns than a sheet.
    """
    openpyxl = need("openpyxl", "office")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in _tables(document):
        _add_table(book.create_sheet(name), table)
    if not book.worksheets:
        for name, lines in _pages(document):
            _add_rows(book.create_sheet(name), [[line] for line in lines])
    if not book.worksheets:
        book.create_sheet(_PAGE)  # a book without sheets is none
    return same_each_time(_written(book))


def number_of(text: str) -> Number | None:
    """Give the number that a cell's text is, where it plainly is one.

    Examples
    --------
    >>> number_of("1,234.50"), number_of("12.5%")
    (Number(value=1234.5, format='#,##0.00'), Number(value=0.125, format='0.0%'))
    >>> [number_of(text) for text in ("007", "1,23", "2024-01-02", "+1", "1234567890123456")]
    [None, None, None, None, None]
    """
    found = _NUMBER.fullmatch(text)
    if found is None or sum(map(str.isdecimal, text)) > _MOST_DIGITS:
        return None
    part, percent = found["part"] or "", found["percent"] or ""
    value = Decimal(f"{'-' if found['sign'] else ''}{found['whole'].replace(',', '')}{part}")
    shown = ("#,##0" if found["groups"] else "0") + (f".{'0' * (len(part) - 1)}" if part else "") + percent
    if percent:
        return Number(float(value / 100), shown)
    return Number(float(value), shown) if part else Number(int(value), shown)


def _tables(document: Document) -> Iterator[tuple[str, Table]]:
    """Every table, with the name of its sheet: its page's number, and its own where the page has several."""
    for number, page in enumerate(document.pages, start=1):
        for count, table in enumerate(page.tables, start=1):
            yield f"{_PAGE} {number}" if len(page.tables) == 1 else f"{_PAGE} {number}-{count}", table


def _pages(document: Document) -> Iterator[tuple[str, list[str]]]:
    for number, page in enumerate(document.pages, start=1):
        yield f"{_PAGE} {number}", page.text.split("\n") if page.text else []


def _add_table(sheet: Any, table: Table) -> None:
    if table.column_count > _MOST_COLUMNS:
        raise OptionError(f"a table has {table.column_count:,} columns, and a sheet {_MOST_COLUMNS:,}; save it as .csv")
    _add_rows(sheet, table.texts)
    for row, cells in enumerate(table.rows, start=1):
        for cell in cells:
            if cell.column_span > 1 or cell.row_span > 1:
                bottom, right = row + cell.row_span - 1, cell.column + cell.column_span
                sheet.merge_cells(start_row=row, start_column=cell.column + 1, end_row=bottom, end_column=right)


def _add_rows(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    widths: dict[int, int] = {}
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            if text:
                _fill(sheet.cell(row, column), text)
                widths[column] = max(widths.get(column, 0), _width(text))
    letter = need("openpyxl.utils", "office").get_column_letter
    for column, width in widths.items():
        sheet.column_dimensions[letter(column)].width = min(width, _WIDEST) + _MARGIN


def _fill(cell: Any, text: str) -> None:
    number = number_of(text)
    if number is not None:
        cell.value, cell.number_format = number
        return
    cell.value = xml_text(text)[:_LONGEST]
    cell.data_type = "s"  # text, and no formula, however it begins
    cell.quotePrefix = text.startswith(FORMULA)  # nor does it become one when somebody edits it


def _width(text: str) -> int:
    """How wide a text is, in digits."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _written(book: Any) -> bytes:
    """The file; openpyxl's own way of saving writes the time into it."""
    out = io.BytesIO()
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = "pagerec"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        need("openpyxl.writer.excel", "office").ExcelWriter(book, archive).save()
    return out.getvalue()
