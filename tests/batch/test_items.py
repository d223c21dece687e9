"""Inputs that change: between two runs, and while they are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fuzz import archives as made
from pagerec import PagerecError
from pagerec.batch import ReadOptions, archives, read_batch
from pagerec.batch import run as module
from pagerec.batch.order import Item
from pagerec.batch.work import Outcome


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in. What is read is the content of a file, in pages of four bytes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "read_here", lambda items, _jobs, _options: _read(items))
    return tmp_path


READ_HERE = module.read_here

STOP: list[tuple[str, int]] = []
"""Pages at which a run is broken off."""


def _read(items):  # type: ignore[no-untyped-def]
    for item in items:
        yield from _outcomes(item)
        if item.discard:
            item.discard()


def _outcomes(item: Item):  # type: ignore[no-untyped-def]
    if item.problem:
        yield Outcome(item.name, 0, 0, error=item.problem)
        return
    content = Path(item.path).read_text()
    pages = [content[start : start + 4] for start in range(0, len(content), 4)]
    for page in range(item.first, len(pages) + 1):
        if (item.name, page) in STOP:
            raise KeyboardInterrupt
        line = json.dumps({"file": item.name, "page": page, "text": pages[page - 1]}).encode() + b"\n"
        yield Outcome(item.name, page, len(pages), line)


def texts(path: str = "out.jsonl") -> list[tuple[str, int, str]]:
    return [(row["file"], row["page"], row["text"]) for row in map(json.loads, Path(path).read_bytes().splitlines())]


def problems() -> list[tuple[str, str]]:
    path = Path("out.jsonl.errors.jsonl")
    rows = map(json.loads, path.read_bytes().splitlines() if path.exists() else [])
    return [(row["file"], row["error"].partition(" since")[0].partition(" while")[0]) for row in rows]


CHANGED = "the file has changed"


def test_a_file_that_is_another_one_now() -> None:
    Path("in").mkdir()
    Path("in/a.png").write_text("aaaa")
    Path("in/b.png").write_text("bbbb")
    read_batch(["in"], "out.jsonl")
    Path("in/a.png").write_text("xxxx")
    Path("in/b.png").touch()
    Path("in/c.png").write_text("cccc")
    end = read_batch(["in"], "out.jsonl")
    assert (end.pages, end.errors) == (3, 1)
    assert texts() == [("in/a.png", 1, "aaaa"), ("in/b.png", 1, "bbbb"), ("in/c.png", 1, "cccc")]
    assert problems() == [("in/a.png", CHANGED)]
    assert read_batch(["in"], "out.jsonl").errors == 1, "it is told once"


def test_a_file_that_has_changed_in_the_middle() -> None:
    Path("a.pdf").write_text("aaaabbbbcccc")
    STOP.append(("a.pdf", 3))
    try:
        with pytest.raises(KeyboardInterrupt):
            read_batch(["a.pdf"], "out.jsonl", watch=lambda _: _commit_now())
    finally:
        STOP.clear()
    Path("a.pdf").write_text("xxxxyyyyzzzz")
    read_batch(["a.pdf"], "out.jsonl")
    assert problems() in ([("a.pdf", CHANGED)], [])
    assert texts() in (
        [("a.pdf", 1, "aaaa"), ("a.pdf", 2, "bbbb")],
        [("a.pdf", n, t * 4) for n, t in enumerate("xyz", 1)],
    )


def _commit_now() -> None:
    """Nothing: whether the first pages are committed is a matter of time, and both are right."""


def test_a_file_that_changes_while_it_is_read() -> None:
    Path("a.pdf").write_text("aaaabbbbcccc")

    def watch(progress: module.Progress) -> None:
        if progress.pages == 2:
            Path("a.pdf").write_text("xxxxyyyyzzzz!")

    read_batch(["a.pdf"], "out.jsonl", watch=watch)
    assert problems() == [("a.pdf", CHANGED)]
    assert len(texts()) == 3


def test_a_file_that_is_removed_when_it_was_read() -> None:
    Path("a.pdf").write_text("aaaabbbb")
    read_batch(["a.pdf"], "out.jsonl", watch=lambda progress: Path("a.pdf").unlink(missing_ok=True))
    assert problems() == []


@pytest.mark.parametrize("kind", made.KINDS)
def test_an_archive_that_is_another_one_now(kind: str) -> None:
    path = Path(f"x.{kind}")
    path.write_bytes(made.packed(kind, [("a.png", b"aaaa"), ("b.png", b"bbbb"), ("a.png", b"AAAA")]))
    read_batch([path], "out.jsonl")
    expected = [(f"{path}/a.png", 1, "aaaa"), (f"{path}/b.png", 1, "bbbb"), (f"{path}/a.png#2", 1, "AAAA")]
    assert texts() == expected
    files = [("a.png", b"aaaa"), ("b.png", b"xxxx"), ("a.png", b"AAAA"), ("c.png", b"cccc")]
    path.write_bytes(made.packed(kind, files))
    read_batch([path], "out.jsonl")
    assert texts() == [*expected, (f"{path}/c.png", 1, "cccc")]
    assert problems() == [(f"{path}/b.png", CHANGED)]


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_with_too_much_in_it_is_one_error(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL", 11 if kind == "zip" else 1 << 20)
    monkeypatch.setattr(archives, "MAX_GROWTH", 0)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 500 if kind == "zip" else 3)
    path = Path(f"x.{kind}")
    path.write_bytes(made.packed(kind, [(f"{number}.png", b"aaaa") for number in range(10)]))
    end = read_batch([path], "out.jsonl")
    assert (end.pages, end.errors) == (2 if kind == "zip" else 3, 1)
    assert problems()[0][0] == str(path)
    assert list(Path().glob("*.spool")) == []


def test_too_many_open_files_are_no_fault_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.png").write_text("aaaa")
    monkeypatch.setattr(module, "read_here", READ_HERE)

    def start(*_: object) -> None:
        raise OSError(24, os.strerror(24))

    monkeypatch.setattr(module.Pool, "_start", start)
    with pytest.raises(
        PagerecError, match=r"the processes that read can't work \(Too many open files\); give fewer jobs"
    ):
        read_batch(["a.png"], "out.jsonl", options=ReadOptions(), jobs=1)
