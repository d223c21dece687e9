"""Rows, CSV and DataFrames."""

from __future__ import annotations

import csv
import io
import sys

import pytest
from hypothesis import given

from pagerec import Document, OptionError
from pagerec.formats.table import COLUMNS, rows, to_csv
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
