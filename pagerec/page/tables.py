"""Tables of a page: rows of cells, each with its lines and the columns and rows it spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pagerec.common.arguments import all_of, an_iterable, whole_box, whole_number
from pagerec.errors import OptionError
from pagerec.page.box import Box
from pagerec.page.exporters import exporter
from pagerec.page.line import Line
from pagerec.page.paragraphs import join_lines

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Table", "TableCell"]

#: What stands between two cells of a row of text: spreadsheets take it for the end of a cell.
CELL_END = "\t"
#: Dots, or hyphens, behind something at the end of a cell.
_LEADER = re.compile(r"(?<=[^\s.·-])(?:(?:\s*[.·]){4,}|(?:\s*-){4,})$")
#: Most rows times columns of a table; and of a table with few cells, which looking through them would cost.
_MOST_PLACES, _MOST_OF_FEW, _MOST_A_CELL = 100_000, 1000, 100


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table.

    Attributes
    ----------
    box : Box
        The cell with its white: up to its rules, or up to the middle of the white around.
    column : int
        The first column that it is in, from 0.
    lines : tuple of Line
        From top to bottom; none in an empty cell.
    column_span, row_span : int
        How many columns and rows it is in, at least 1.

    Raises
    ------
    OptionError
        When a number is out of its range.
    """

    box: Box
    column: int
    lines: tuple[Line, ...] = ()
    column_span: int = 1
    row_span: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", all_of("TableCell.lines", self.lines, Line))
        whole_box("TableCell.box", self.box)
        whole_number("TableCell.column", self.column, 0)
        whole_number("TableCell.column_span", self.column_span, 1)
        whole_number("TableCell.row_span", self.row_span, 1)

    @property
    def printed(self) -> str:
        """The cell's lines, joined as those of a paragraph; empty in an empty cell."""
        return join_lines(self.lines)

    @property
    def text(self) -> str:
        """As `printed`, without the dots that lead from a title to what follows in a table of contents."""
        return _LEADER.sub("", self.printed)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows from top to bottom.

    Attributes
    ----------
    rows : tuple of tuple of TableCell
        In each row, from left to right, the cells that start there. A cell that spans rows is in its first row
        alone.
    box : Box
        The table with its rules.

    Raises
    ------
    OptionError
        When there is no cell, two cells are in the same place, or there are more than 100,000 places, or more than
        a hundred for each cell and a thousand.

    Examples
    --------
    >>> box = Box(0, 0, 9, 9)
    >>> table = Table(((TableCell(box, 0, row_span=2), TableCell(box, 1)), (TableCell(box, 1),)), box)
    >>> table.column_count, table.texts
    (2, (('', ''), ('', '')))
    """

    rows: tuple[tuple[TableCell, ...], ...]
    box: Box

    def __post_init__(self) -> None:
        whole_box("Table.box", self.box)
        rows_of_cells = an_iterable("Table.rows", self.rows, "rows")
        object.__setattr__(
            self, "rows", tuple(all_of(f"Table.rows[{k}]", row, TableCell) for k, row in enumerate(rows_of_cells))
        )
        if not any(self.rows):
            raise OptionError("a Table needs at least one cell: leave empty tables out")
        rows = max(row + cell.row_span for row, cell in self._placed())
        most = min(_MOST_PLACES, _MOST_OF_FEW + _MOST_A_CELL * sum(map(len, self.rows)))
        if max(rows, len(self.rows)) * self.column_count > most:
            raise OptionError(f"a Table has more than {most:,} places: correct the columns and spans of its cells")
        taken: set[tuple[int, int]] = set()
        for row, cell in self._placed():
            places = {
                (row + down, cell.column + right) for down in range(cell.row_span) for right in range(cell.column_span)
            }
            if places & taken:
                raise OptionError(f"two cells of a Table are in row {row}, column {cell.column}: correct their spans")
            taken |= places

    @property
    def column_count(self) -> int:
        """How many columns there are."""
        return max(cell.column + cell.column_span for _, cell in self._placed())

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, cell by cell and row by row."""
        return tuple(line for _, cell in self._placed() for line in cell.lines)

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The text of every place, row by row; empty where a cell from above or from the left goes on.

        Without the dots between the titles and the numbers of a table of contents.
        """
        return tuple(tuple(row) for row in self._filled(lambda cell: cell.text))

    @property
    def text(self) -> str:
        """One line of text for each row as it is printed, with a tab between columns."""
        return "\n".join(CELL_END.join(row).rstrip(CELL_END) for row in self._filled(lambda cell: cell.printed))

    def to_pandas(self, *, header: bool = True) -> pd.DataFrame:
        """Give the texts as a pandas DataFrame; see `pagerec.formats.table.table_to_pandas`.

        Needs the extra ``dataframe``. The first row names the columns, unless `header` is False.
        """
        frame: pd.DataFrame = exporter("table_to_pandas")(self, header=header)
        return frame

    def _filled(self, text_of: Callable[[TableCell], str]) -> list[list[str]]:
        count = self.column_count
        rows = [[""] * count for _ in self.rows]
        for row, cell in self._placed():
            rows[row][cell.column] = text_of(cell)
        return rows

    def _placed(self) -> Iterator[tuple[int, TableCell]]:
        return ((number, cell) for number, row in enumerate(self.rows) for cell in row)
