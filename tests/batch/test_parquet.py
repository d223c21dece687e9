"""Pages as a folder of Parquet files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from pagerec import OptionError, Page
from pagerec.batch import parquet as module
from pagerec.batch.parquet import Parts, remove_parts
from pagerec.batch.work import encode
from tests.batch.test_output import go_on
from tests.formats.made import made_page


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(module, "_PAGES", 4)


def line(number: int) -> bytes:
    head = {"file": f"{number}.png", "page": 1, "pages": 1, "confidence": 0.5}
    return encode(head | made_page().to_dict())


def rows(folder: Path) -> list[str]:
    pandas = pytest.importorskip("pandas")
    return [] if not list(folder.glob("*.parquet")) else pandas.read_parquet(folder)["file"].tolist()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_page_is_a_row(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pandas = pytest.importorskip("pandas")
    go_on(tmp_path / "out.parquet")
    row = pandas.read_parquet(tmp_path / "out.parquet").iloc[0]
    assert Page.from_json(row["json"]) == made_page()
    assert (row["text"], row["chars"], row["confidence"]) == (made_page().text, len(made_page().chars), 0.5)
    assert (row["width"], row["height"], row["pages"]) == (400, 240, 1)
    assert sorted(path.name for path in (tmp_path / "out.parquet").iterdir()) == [
        "part-00000.parquet",
        "part-00001.parquet",
        "part-00002.parquet",
    ]


def test_pages_wait_in_the_tail_until_they_fill_a_file(tmp_path: Path) -> None:
    folder, tail = tmp_path / "out.parquet", tmp_path / "tail"
    parts = Parts(folder, tail, {})
    for number in range(3):
        parts.write(line(number))
    state = parts.settle(is_last=False)
    assert (state["parts"], state["tail"]) == (0, sum(len(line(number)) for number in range(3)))
    assert names(folder) == []
    parts.write(line(3))
    state = parts.settle(is_last=False)
    assert (state["parts"], state["tail"], state["tail.crc"]) == (1, 0, 0)
    assert tail.stat().st_size > 0, "it is thrown away when the new state is kept"
    parts.settled(is_last=False)
    assert tail.stat().st_size == 0
    parts.write(line(4))
    parts.settle(is_last=True)
    parts.settled(is_last=True)
    assert rows(folder) == [f"{number}.png" for number in range(5)]
    assert not tail.exists()


def test_what_came_after_the_state_is_forgotten(tmp_path: Path) -> None:
    folder, tail = tmp_path / "out.parquet", tmp_path / "tail"
    parts = Parts(folder, tail, {})
    parts.write(line(0))
    state = parts.settle(is_last=False)
    for number in range(1, 6):
        parts.write(line(number))
    parts.settle(is_last=False)
    parts.close()
    (folder / "part-00007.parquet.new").touch()
    (folder / "mine.parquet").touch()
    again = Parts(folder, tail, state)
    assert names(folder) == ["mine.parquet"]
    (folder / "mine.parquet").unlink()
    again.write(line(9))
    again.settle(is_last=True)
    again.settled(is_last=True)
    assert rows(folder) == ["0.png", "9.png"]


def test_changed_files_are_told_before_anything_is_removed(tmp_path: Path) -> None:
    folder, tail = tmp_path / "out.parquet", tmp_path / "tail"
    parts = Parts(folder, tail, {})
    for number in range(4):
        parts.write(line(number))
    state = parts.settle(is_last=False)
    parts.settled(is_last=False)
    parts.close()
    (folder / "part-00001.parquet").touch()
    path = folder / "part-00000.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    with pytest.raises(OptionError, match="bytes in it have changed"):
        Parts(folder, tail, state)
    path.unlink()
    with pytest.raises(OptionError, match="files are missing"):
        Parts(folder, tail, state)
    path.write_bytes(content)
    with pytest.raises(OptionError, match="it is shorter"):
        Parts(folder, tail, state | {"tail": 5})
    assert names(folder) == ["part-00000.parquet", "part-00001.parquet"]


def test_only_parts_from_a_number_on_are_removed(tmp_path: Path) -> None:
    for name in ("part-00001.parquet", "part-00002.parquet", "part-123456.parquet", "part-00000.parquet.new"):
        (tmp_path / name).touch()
    for name in ("part-2.parquet", "part-00003.parquet.gz", "apart-00004.parquet"):
        (tmp_path / name).touch()
    remove_parts(tmp_path, 2)
    assert names(tmp_path) == ["apart-00004.parquet", "part-00001.parquet", "part-00003.parquet.gz", "part-2.parquet"]


def test_a_row_of_a_name_that_is_no_utf_8() -> None:
    row = module._row(encode(json.loads(line(0)) | {"file": "洞\udcff.png"}))
    assert row["file"] == "洞\\udcff.png"
    assert json.loads(row["json"])["file"] == "洞\udcff.png"
