"""Rows, CSV and DataFrames."""

from __future__ import annotations

import csv
import io
import sys

import pytest
from hypothesis import given

from pagerec import Block, Box, Char, Document, Line, OptionError, Page
from pagerec.formats.table import COLUMNS, CsvOptions, rows, to_csv
from tests.formats.made import documents, few, made_page


@pytest.mark.parametrize("level", ["char", "word", "line"])
def test_rows(level: str) -> None:
    page = made_page()
    found = list(rows(Document((page, page)), level))  # type: ignore[arg-type]
    assert {len(row) for row in found} == {len(COLUMNS)}
    assert [row[0] for row in found] == [1] * (len(found) // 2) + [2] * (len(found) // 2)
    assert "".join(row[3] for row in found).replace(" ", "") == 2 * "".join(char.text for char in page.chars)


def test_a_row_of_each_level() -> None:
    page = made_page()
    char, word, whole = (next(rows(Document((page,)), level)) for level in ("char", "word", "line"))  # type: ignore[arg-type]
    assert char == (1, 1, 1, "能", 41, 41, 59, 59, 0.9, "能:0.9000 丁:0.0600 <:0.0400", "paragraph")
    assert word[3:8] == ("能刺和", 41, 41, 99, 59)
    assert whole[3] == "能刺和 Go on，"


def test_other_levels_are_refused() -> None:
    with pytest.raises(OptionError, match='"char", "word" or "line"'):
        made_page().to_csv("page")  # type: ignore[arg-type]


def test_dataframe() -> None:
    pandas = pytest.importorskip("pandas")
    page = made_page()
    frame = page.to_dataframe("word")
    assert isinstance(frame, pandas.DataFrame)
    assert tuple(frame.columns) == COLUMNS
    assert frame.groupby(["block", "line"]).size().shape == (4,)
    assert frame[frame.text == "Go"].iloc[0].left == 111


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[dataframe\]'"):
        made_page().to_dataframe()


@few
@given(documents)
def test_csv_comes_back(document: Document) -> None:
    found = list(csv.reader(io.StringIO(to_csv(document), newline="")))
    assert found[0] == list(COLUMNS)
    assert [row[3] for row in found[1:]] == [char.text for page in document.pages for char in page.chars]


@pytest.mark.parametrize("text", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "=1+1"])
def test_formulas_are_made_harmless_on_request(text: str) -> None:
    page = Page((Block((Line((Char(text, Box(0, 0, 9, 9), 0.5, ((text, 0.5),)),)),)),), 9, 9)
    for escape, start in ((False, ""), (True, "'")):
        content = page.to_csv("char", CsvOptions(escape_formulas=escape))
        row = list(csv.reader(io.StringIO(content, newline="")))[1]
        assert row[3] == f"{start}{text}"
        assert row[9] == f"{start}{text}:0.5000"


def test_nothing_else_is_changed_for_spreadsheets() -> None:
    page = made_page()
    assert page.to_csv("char", CsvOptions(escape_formulas=True)) == page.to_csv("char", CsvOptions()) == page.to_csv()
    assert page.to_csv("line", CsvOptions(bom=True)) == f"\ufeff{page.to_csv('line')}"


def test_confidences_have_four_digits() -> None:
    page = Page((Block((Line((Char("能", Box(0, 0, 9, 9), 1 / 3),)),)),), 9, 9)
    assert page.to_csv().splitlines()[1] == "1,1,1,能,0,0,9,9,0.3333,,paragraph"
    assert next(rows(Document((page,))))[8] == 1 / 3
