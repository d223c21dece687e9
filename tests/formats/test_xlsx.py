"""Tables as sheets of a spreadsheet."""

from __future__ import annotations

import io
import sys
import time
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec import Block, Box, Document, OptionError, Page, Table, TableCell
from pagerec.formats.words import xml_text
from pagerec.formats.xlsx import number_of, to_xlsx
from tests.formats.made import block, documents, few, line, made_page, table_of

openpyxl = pytest.importorskip("openpyxl")


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def page_with(*blocks: Block) -> Page:
    return Page(blocks, 1000, 1000)


def cells_of(*texts: str) -> Block:
    return table_of([[line(text)] for text in texts])


def test_a_sheet_for_each_table() -> None:
    one, other = cells_of("名称", "价格"), cells_of("苹果", "5 元")
    book = opened(Document((page_with(one), page_with(block("没有表")), page_with(one, other))).to_xlsx())
    assert book.sheetnames == ["Page 1", "Page 3-1", "Page 3-2"]
    assert [[cell.value for cell in row] for row in book["Page 3-2"].rows] == [["苹果", "5 元"]]


def test_lines_where_there_is_no_table() -> None:
    book = opened(Document((made_page(), page_with())).to_xlsx())
    assert book.sheetnames == ["Page 1", "Page 2"]
    assert [[cell.value for cell in row] for row in book["Page 1"].rows] == [
        [row] for row in made_page().text.split("\n")
    ]
    assert book["Page 2"].max_row == 1
    assert book["Page 2"]["A1"].value is None
    assert len(opened(Document(()).to_xlsx()).sheetnames) == 1


def test_cells_that_span_others_are_merged() -> None:
    box = Box(0, 0, 9, 9)
    rows = (
        (TableCell(box, 0, (line("高"),), row_span=2), TableCell(box, 1, (line("宽"),), column_span=2)),
        (TableCell(box, 1, (line("左"),)), TableCell(box, 2, (line("右"),))),
    )
    table = Table(rows, box)
    sheet = opened(page_with(Block(table.lines, "table", table=table)).to_xlsx()).active
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:A2", "B1:C1"]
    assert [sheet[name].value for name in ("A1", "B1", "B2", "C2")] == ["高", "宽", "左", "右"]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0", 0, "0"),
        ("1987", 1987, "0"),
        ("-12", -12, "0"),
        ("−1.50", -1.5, "0.00"),
        ("2,450", 2450, "#,##0"),
        ("1,234,567.8", 1234567.8, "#,##0.0"),
        ("12.5%", 0.125, "0.0%"),
        ("7 %", 0.07, "0 %"),
    ],
)
def test_numbers(text: str, value: float, shown: str) -> None:
    cell = opened(page_with(cells_of(text)).to_xlsx()).active["A1"]
    assert (cell.value, cell.data_type, cell.number_format) == (value, "n", shown)


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "00",
        "1,23",
        "12,3456",
        "1.",
        ".5",
        "1.2.3",
        "2024-01-02",
        "5元",
        "１２",
        "1e5",
        "1234567890123456",
        "#N/A",
    ],
)
def test_no_numbers(text: str) -> None:
    assert number_of(text) is None
    cell = opened(page_with(cells_of(text)).to_xlsx()).active["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(A1)", "=", "+1", "-", "-a", "--1", "@SUM(A1)", "＝1+1"])
@pytest.mark.parametrize("is_table", [True, False])
def test_no_formula(text: str, is_table: bool) -> None:
    page = page_with(cells_of(text) if is_table else block(text))
    cell = opened(page.to_xlsx()).active["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix, "or it becomes one as soon as it is edited"


def test_no_formula_in_the_file_itself() -> None:
    with zipfile.ZipFile(io.BytesIO(page_with(cells_of("=1+1", "+1")).to_xlsx())) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<f " not in sheet


def test_columns_are_as_wide_as_their_text() -> None:
    sheet = opened(page_with(cells_of("能", "一二三四五六七八", "字" * 60)).to_xlsx()).active
    assert [sheet.column_dimensions[name].width for name in "ABC"] == [4, 18, 62]


@few
@given(documents)
def test_every_text_is_there(document: Document) -> None:
    book = opened(to_xlsx(document))
    found = [cell.value for sheet in book.worksheets for row in sheet.rows for cell in row if cell.value is not None]
    if document.tables:
        expected = [text for table in document.tables for row in table.texts for text in row if text]
    else:
        expected = [text for page in document.pages for text in page.text.split("\n") if text]
    assert len(found) == len(expected)
    for value, text in zip(found, expected, strict=True):
        assert value == (number_of(text).value if number_of(text) else xml_text(text))  # type: ignore[union-attr]


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_every_number_is_found(number: int, places: int) -> None:
    for text in (f"{number / 10**places:.{places}f}", f"{number / 10**places:,.{places}f}"):
        found = number_of(text)
        assert found is not None
        assert found.value == pytest.approx(float(text.replace(",", "")))
        assert found.format.partition(".")[2] == "0" * places


def test_the_same_bytes_each_time() -> None:
    page = page_with(cells_of("名称", "5"))
    before = page.to_xlsx()
    time.sleep(2.1)  # zip archives count by two seconds
    assert page.to_xlsx() == before


def test_too_many_columns() -> None:
    box = Box(0, 0, 9, 9)
    table = Table((tuple(TableCell(box, k) for k in range(17_000)),), box)
    with pytest.raises(OptionError, match=r"17,000 columns, and a sheet 16,384; save it as \.csv"):
        page_with(Block((), "table", table=table)).to_xlsx()


def test_without_openpyxl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[office\]'"):
        made_page().to_xlsx()
