"""Tables as text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Block, Box, OptionError, Table, TableCell
from tests.formats.made import line, table_of

BOX = Box(0, 0, 9, 9)


def test_text_is_a_line_for_each_row() -> None:
    table = table_of([[line("名称")], [line("价格")]], [[line("苹果和"), line("梨")], [line("5")]], [[], [line("7")]])
    assert table.text == "名称\t价格\n苹果和梨\t5\n\t7"
    assert table.paragraphs == ("名称\t价格", "苹果和梨\t5", "\t7")
    assert [one.text for one in table.lines] == ["名称", "价格", "苹果和", "梨", "5", "7"]


def test_a_spanning_cell_is_in_its_first_place() -> None:
    first = (TableCell(BOX, 0, (line("甲"),), row_span=2), TableCell(BOX, 1, (line("乙"),), column_span=2))
    second = (TableCell(BOX, 1, (line("丙"),)), TableCell(BOX, 2, (line("丁"),)))
    table = Table((first, second), BOX)
    assert table.column_count == 3
    assert table.texts == (("甲", "乙", ""), ("", "丙", "丁"))


@pytest.mark.parametrize("dots", ["......", "....", "·····", "-----"])
def test_dots_that_lead_to_the_next_cell_are_printed_and_no_value(dots: str) -> None:
    block = table_of(
        [[line(f"绪论{dots}")], [line("1")]], [[line("结论...")], [line("7")]], [[line("-----")], [line("9")]]
    )
    assert block.text == f"绪论{dots}\t1\n结论...\t7\n-----\t9"
    assert block.table is not None
    assert block.table.texts == (("绪论", "1"), ("结论...", "7"), ("-----", "9"))


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    table = table_of([[line("名称")], [line("价格")]], [[line("苹果")], [line("5")]], [[], [line("07")]]).table
    assert table is not None
    frame = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["名称", "价格"]
    assert frame.to_numpy().tolist() == [["苹果", "5"], ["", "07"]]
    bare = table.to_pandas(header=False)
    assert list(bare.columns) == [0, 1]
    assert bare.to_numpy().tolist() == [list(row) for row in table.texts]
    with pytest.raises(OptionError, match="header is 1: give True or False"):
        table.to_pandas(header=1)  # type: ignore[arg-type]


def test_pandas_of_a_head_alone_and_of_names_that_are_alike() -> None:
    pytest.importorskip("pandas")
    table = table_of([[line("名称")], [line("名称")], []]).table
    assert table is not None
    frame = table.to_pandas()
    assert (list(frame.columns), len(frame)) == (["名称", "名称", ""], 0)


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[dataframe\]'"):
        Table(((TableCell(BOX, 0),),), BOX).to_pandas()


def test_cells_in_the_same_place_are_refused() -> None:
    with pytest.raises(OptionError, match="row 1, column 1"):
        Table(((TableCell(BOX, 0), TableCell(BOX, 1, row_span=2)), (TableCell(BOX, 1),)), BOX)
    with pytest.raises(OptionError, match="at least one cell"):
        Table(((),), BOX)
    with pytest.raises(OptionError, match="row_span is 0"):
        TableCell(BOX, 0, row_span=0)


def test_table_and_kind_belong_together() -> None:
    cell = TableCell(BOX, 0, (line("甲"),))
    with pytest.raises(OptionError, match="has a table"):
        Block(cell.lines, "table")
    with pytest.raises(OptionError, match="has a table"):
        Block(cell.lines, table=Table(((cell,),), BOX))
    with pytest.raises(OptionError, match="those of its cells"):
        Block((line("乙"),), "table", table=Table(((cell,),), BOX))


def test_a_figure_may_be_without_text() -> None:
    assert Block((), "figure", area=BOX).box == BOX
    assert Block((), "figure", area=BOX).paragraphs == ()
    with pytest.raises(OptionError, match="give a figure its area"):
        Block((), "figure")
    with pytest.raises(OptionError, match=r"kind is 'picture': give one of title, "):
        Block((line("甲"),), "picture")  # type: ignore[arg-type]


@st.composite
def grids(draw: st.DrawFn) -> list[list[TableCell]]:
    """Cells that span at random, placed row by row wherever there is room."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    table: list[list[TableCell]] = []
    for row in range(rows):
        table.append([])
        for column in range(columns):
            down, right = draw(st.integers(1, rows - row)), draw(st.integers(1, columns - column))
            places = {(row + y, column + x) for y in range(down) for x in range(right)}
            if places <= free:
                free -= places
                table[-1].append(TableCell(Box(0, 0, 9, 9), column, (line(f"{row},{column}"),), right, down))
    return table


@given(grids())
def test_every_cell_is_in_its_first_place_once(rows: list[list[TableCell]]) -> None:
    if not any(rows):
        return
    table = Table(tuple(map(tuple, rows)), Box(0, 0, 9, 9))
    assert {len(row) for row in table.texts} == {table.column_count}
    filled = [(row, column) for row, texts in enumerate(table.texts) for column, text in enumerate(texts) if text]
    assert filled == [(row, cell.column) for row, cells in enumerate(rows) for cell in cells]
    assert len(table.lines) == len(filled)
    twice = [[*cells, cells[0]] if number == filled[0][0] else cells for number, cells in enumerate(rows)]
    with pytest.raises(OptionError, match="two cells"):
        Table(tuple(map(tuple, twice)), table.box)


@pytest.mark.parametrize(("column", "right", "down"), [(0, 10**12, 1), (0, 1, 10**12), (10**12, 1, 1)])
def test_a_table_larger_than_any_page_is_refused(column: int, right: int, down: int) -> None:
    with pytest.raises(OptionError, match="1,100 places"):
        Table(((TableCell(Box(0, 0, 9, 9), column, (), right, down),),), Box(0, 0, 9, 9))
