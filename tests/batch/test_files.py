"""A file for each input: where it goes, what is in it, and what is done once more."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pagerec import Document, OptionError, Page
from pagerec.batch import Progress, read_batch
from pagerec.batch import files as module
from pagerec.batch.files import Files, FileTarget, place_of
from pagerec.batch.stamps import stamp_of
from pagerec.batch.work import Outcome, ReadOptions, Task
from pagerec.page.saving import BINARY, CsvOptions
from tests.batch.made import needs_model, save, text_of

CSV = CsvOptions()
OPTIONS = ReadOptions()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blank(width: int) -> Page:
    return Page((), width, 10)


def keep(path: str, found: list[Page | str]) -> list[Outcome]:
    task = Task("in/a.tif", "in/a.tif", 1, 99, target=FileTarget(path, CSV))
    numbered: Iterator[tuple[int, Page | str]] = iter(enumerate(found, start=1))
    return list(FileTarget(path, CSV).keep(task, len(found), numbered, OPTIONS))


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("a/1.png", "a/1.png.md"),
        ("a/1.md", "a/1.md"),
        ("../../1.png", "1.png.md"),
        ("x.zip//etc/./1.png", "x.zip/etc/1.png.md"),
        ("/etc/1.png", "etc/1.png.md"),
        ("x.zip/..\\..\\1.png", "x.zip/.._.._1.png.md"),
        ("C:1.png", "C_1.png.md"),
    ],
)
def test_nothing_is_placed_outside_of_the_folder(relative: str, expected: str) -> None:
    assert place_of(relative, ".md") == expected


def test_a_file_is_there_when_its_last_page_is_told_of() -> None:
    task = Task("a", "a", 1, 9)
    outcomes = FileTarget("out/deep/a.json", CSV).keep(task, 2, iter([(1, blank(1)), (2, blank(2))]), OPTIONS)
    assert next(outcomes) == Outcome("a", 1, 2)
    assert not Path("out").exists()
    assert next(outcomes) == Outcome("a", 2, 2)
    assert Document.from_json(Path("out/deep/a.json").read_bytes()) == Document((blank(1), blank(2)))


def test_pages_set_aside_are_left_out_and_a_file_without_others_is_not_made() -> None:
    assert keep("a.json", [blank(1), "bad", blank(3), "worse"]) == [
        Outcome("in/a.tif", 1, 4),
        Outcome("in/a.tif", 2, 4, error="bad"),
        Outcome("in/a.tif", 3, 4),
        Outcome("in/a.tif", 4, 4, error="worse"),
    ]
    assert Document.from_json(Path("a.json").read_bytes()) == Document((blank(1), blank(3)))
    assert keep("b.json", ["bad"]) == [Outcome("in/a.tif", 1, 1, error="bad")]
    assert not Path("b.json").exists()


def test_what_is_wrong_with_one_file_sets_it_aside() -> None:
    *_, last = keep("a.page.xml", [blank(1), blank(2)])  # PAGE XML has one page
    assert (last.page, last.pages) == (0, 0)
    assert "page" in last.error
    (last,) = keep(f"{'x' * 300}.md", [blank(1)])
    assert "can't be written (File name too long); rename" in last.error
    Path("there.md").mkdir()
    (last,) = keep("there.md", [blank(1)])
    assert "can't be written (Is a directory)" in last.error


def test_a_full_disk_concerns_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "write_file", full)
    with pytest.raises(OptionError, match=r"a\.md: can't be written \(No space left on device\); make"):
        keep("a.md", [blank(1)])


def begin(out: str = "out", **more: Any) -> Files:
    return Files(Path(out), ".md", CSV, {}, **more)


def test_a_folder_with_other_things_is_left_alone() -> None:
    Path("empty").mkdir()
    begin("empty").__exit__(None, None, None)
    Path("full").mkdir()
    Path("full/mine.md").write_text("mine", encoding="utf-8")
    with pytest.raises(OptionError, match="full: is there, and not from a batch"):
        begin("full")
    with begin("full", restart=True):
        pass
    assert Path("full/mine.md").read_text(encoding="utf-8") == "mine"
    with pytest.raises(OptionError, match=r"mine\.md: is there"):
        begin("full/mine.md")


def test_two_files_for_one_place_and_a_file_over_itself() -> None:
    with begin() as files:
        assert files.place("a/1.png", "1.png") == FileTarget(str(Path("out/1.png.md")), CSV)
        with pytest.raises(OptionError, match="another file of the batch is written to out"):
            files.place("b/1.png", "1.png")
        with pytest.raises(OptionError, match="would be written over itself"):
            files.place("out/x.md", "x.md")


def test_what_is_done_once_more() -> None:
    Path("1.png").write_bytes(b"one")

    def first(**touched: int) -> int | None:
        with begin() as files:
            target = files.place("1.png", "1.png")
            known = files.look_up("1.png", stamp_of("1.png"))
            if known.first:
                assert known.first == 1
                Path(target.path).write_bytes(b"")
                files.add(Outcome("1.png", 1, 2))
                files.add(Outcome("1.png", 2, 2, error="bad"))
                files.finish()
            assert (files.pages, files.errors) == (1, 1), "what is done once more does not count twice"
        return known.first

    assert first() == 1
    assert first() is None
    Path("out/1.png.md").unlink()
    assert first() == 1, "its output is gone"
    assert first() is None
    later = time.time_ns() + 10**9
    os.utime("1.png", ns=(later, later))
    assert first() == 1, "its output is older"
    os.utime("1.png", ns=(1, 1))
    assert first() is None
    Path("1.png").write_bytes(b"two")
    os.utime("1.png", ns=(1, 1))
    assert first() == 1, "it has changed, whatever its time is"


def test_what_is_half_told_is_not_noted() -> None:
    Path("1.tif").write_bytes(b"one")
    with begin() as files:
        files.place("1.tif", "1.tif")
        files.look_up("1.tif", stamp_of("1.tif"))
        files.add(Outcome("1.tif", 1, 2))
        files.finish()
    with begin() as files:
        files.place("1.tif", "1.tif")
        assert files.look_up("1.tif", stamp_of("1.tif")).first == 1
        assert files.pages == 0


def test_a_file_that_is_set_aside_is_not_tried_again() -> None:
    Path("1.png").write_bytes(b"one")
    for expected in (1, None):
        with begin() as files:
            files.place("1.png", "1.png")
            assert files.look_up("1.png", stamp_of("1.png")).first == expected
            if expected:
                files.add(Outcome("1.png", 0, 0, error="bad"))
                files.finish()
    assert json.loads(Path("out.errors.jsonl").read_bytes()) == {"file": "1.png", "page": None, "error": "bad"}


def read_all(*inputs: str, **more: Any) -> Progress:
    return read_batch(inputs, "out", jobs=2, format="txt", **more)


@needs_model
def test_a_whole_folder() -> None:
    save(Path("in/1.png"), [1])
    save(Path("in/deep/2.tif"), list(range(2, 14)))
    Path("in/bad.png").write_bytes(b"nothing")
    with zipfile.ZipFile("in/more.zip", "w") as archive:
        archive.write("in/1.png", "../sub/1.png")
    end = read_all("in")
    assert (end.pages, end.errors) == (14, 1)
    written = {path.relative_to("out").as_posix() for path in Path("out").rglob("*.txt")}
    assert written == {"1.png.txt", "deep/2.tif.txt", "more.zip/sub/1.png.txt"}
    assert Path("out/1.png.txt").read_text(encoding="utf-8") == f"{text_of(1)}\n"
    assert Path("out/deep/2.tif.txt").read_text(encoding="utf-8").split() == [text_of(k) for k in range(2, 14)]
    assert json.loads(Path("out.errors.jsonl").read_bytes())["file"] == str(Path("in/bad.png"))
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    end = read_all("in")
    assert (end.pages, end.errors, end.before) == (14, 1, 15)
    assert before == {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.txt")}
    save(Path("in/1.png"), [7])
    Path("out/more.zip/sub/1.png.txt").unlink()
    assert read_all("in").pages == 14
    assert Path("out/1.png.txt").read_text(encoding="utf-8") == f"{text_of(7)}\n"
    assert Path("out/more.zip/sub/1.png.txt").exists()
    assert sorted(path.name for path in Path().iterdir()) == [
        *("in", "out", "out.errors.jsonl", "out.journal", "out.journal.lock")
    ]


@needs_model
@pytest.mark.parametrize("form", ["md", "json", "html", "pdf", "hocr", "alto", "page", "csv", "xlsx", "docx"])
def test_every_format(form: str) -> None:
    if f".{form}" in BINARY:
        pytest.importorskip(BINARY[f".{form}"][0])
    save(Path("in/1.png"), [1])
    assert read_batch(["in"], "out", jobs=1, format=form, csv=CsvOptions(bom=True)).errors == 0
    (path,) = (path for path in Path("out").iterdir() if path.is_file())
    ending = {"alto": "alto.xml", "page": "page.xml"}.get(form, form)
    assert path.name == f"1.png.{ending}"
    assert path.stat().st_size > 20
    if form == "csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@needs_model
def test_what_is_broken_off_goes_on() -> None:
    """A batch that is broken off leaves whole files, and goes on with those that are not noted."""
    save(Path("in/1.png"), [1])
    save(Path("in/2.png"), [2])
    save(Path("in/3.png"), [3])

    def stop(progress: Progress) -> None:
        if progress.pages == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_all("in", watch=stop)
    assert not [path for path in Path("out").iterdir() if path.suffix != ".txt"]
    assert read_all("in").pages == 3
    assert [Path(f"out/{k}.png.txt").read_text(encoding="utf-8") for k in (1, 2, 3)] == [
        f"{text_of(k)}\n" for k in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"format": "doc"}, "format is 'doc': give \"txt\", "),
        ({"format": "docx"}, "needs the package docx: install it with pip install 'pagerec.office.'"),
        ({"format": "xlsx"}, "needs the package openpyxl: install it with pip install 'pagerec.office.'"),
        ({"format": 3}, "format is 3: give"),
        ({"csv": 3}, "csv is 3: give a CsvOptions"),
        ({"out": "-"}, "needs a folder"),
        ({"ray": "local"}, "can't be made on a Ray cluster"),
        ({"out": "none/out"}, "none/out: can't be written .there is no such folder"),
    ],
)
def test_what_is_refused_before_anything_is_read(
    given: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package, _ in BINARY.values():
        monkeypatch.setitem(sys.modules, package, None)
    Path("in").mkdir()
    with pytest.raises(OptionError, match=message):
        read_batch(**{"inputs": ["in"], "out": "out", "format": "md", **given})
    assert [path.name for path in Path().iterdir() if path.is_dir()] == ["in"]


def test_pdfs_are_not_written_where_pdfs_are_read() -> None:
    pytest.importorskip("pikepdf")
    Path("in").mkdir()
    for inputs, out in ((["in"], "in/out"), (["in"], "in"), (["in/**/*.pdf"], "in/out"), (["."], "out")):
        shutil.copy(__file__, "in/x.pdf")
        with pytest.raises(OptionError, match=r"where \.pdf files are read; give another OUT"):
            read_batch(inputs, out, format="pdf")
    assert read_batch(["in"], "in-out", jobs=1, format="pdf").errors == 1
