"""A journal with changed bytes, an output that was touched, inputs that are others now."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pagerec import OptionError
from pagerec.batch import output as module
from pagerec.batch import parquet
from pagerec.batch.journal import Journal, Known
from pagerec.batch.output import Saved, beside
from pagerec.batch.work import Outcome
from tests.batch.test_output import ERRORS, EXPECTED, OPTIONS, errors, found, go_on, outcomes


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(module, "_PAGES", 256)
    monkeypatch.setattr(parquet, "_PAGES", 4)


@pytest.fixture(params=["jsonl", "parquet"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    return tmp_path / f"out.{request.param}"


def flipped(content: bytes, place: int, bits: int) -> bytes:
    return content[:place] + bytes([content[place] ^ bits]) + content[place + 1 :]


def goes_on(out: Path) -> bool:
    """Whether the batch goes on, or says that it can't."""
    try:
        go_on(out)
    except OptionError:
        return False
    return True


def begin_anew(out: Path) -> None:
    with Saved(out, OPTIONS, restart=True):
        pass


# The journal


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    until=st.integers(1, 12), every=st.integers(1, 3), share=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255)
)
def test_one_changed_byte(out: Path, until: int, every: int, share: float, bits: int) -> None:
    """Every page is there once, or the batch says that it can't go on."""
    begin_anew(out)
    go_on(out, until, every)
    journal = beside(out, "journal")
    content = journal.read_bytes()
    journal.write_bytes(flipped(content, int(share * len(content)), bits))
    if goes_on(out):
        assert found(out) == EXPECTED
        assert errors(out) == ERRORS


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=st.integers(1, 3), line=st.integers(0, 20), twice=st.booleans())
def test_a_line_that_is_gone_or_there_twice(tmp_path: Path, every: int, line: int, twice: bool) -> None:
    out = tmp_path / "out.jsonl"
    begin_anew(out)
    go_on(out, every=every)
    journal = beside(out, "journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    place = 1 + line % (len(lines) - 1)
    journal.write_bytes(b"".join(lines[:place] + lines[place:][:1] * (2 * twice) + lines[place + 1 :]))
    assert goes_on(out)
    assert found(out) == EXPECTED
    assert errors(out) == ERRORS


def test_a_damaged_line_is_told(out: Path) -> None:
    go_on(out, every=1)
    journal = beside(out, "journal")
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[3] = flipped(lines[3], 20, 1)
    journal.write_bytes(b"".join(lines))
    told: list[str] = []
    with Saved(out, OPTIONS, warn=told.append) as saved:
        assert saved.pages + saved.errors <= 2
    assert told == [f"{journal}: line 4 is damaged; the pages from there on are read again"]
    go_on(out)
    assert found(out) == EXPECTED


def test_a_line_that_was_not_written_to_its_end_is_a_crash(out: Path) -> None:
    go_on(out, every=1)
    journal = beside(out, "journal")
    journal.write_bytes(journal.read_bytes()[:-3])
    told: list[str] = []
    with Saved(out, OPTIONS, warn=told.append):
        pass
    assert told == []
    go_on(out)
    assert found(out) == EXPECTED


def test_lines_with_right_checksums_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    for value in (
        3,
        [],
        {},
        {"done": 3, "lengths": {}, "files": {}},
        {"done": [["a", 1, 1]], "lengths": {}, "files": {}},
        {"done": [["a", "1", 1, 0]], "lengths": {}, "files": {}},
        {"done": [], "lengths": {"out": -1}, "files": {}},
        {"done": [], "lengths": {"out": 10**400}, "files": {"a": [1, 2]}},
        {"done": [], "lengths": {}, "files": {"a": "bcd"}},
    ):
        path.unlink(missing_ok=True)
        with Journal(path, OPTIONS) as journal:
            journal.commit(outcomes()[:1], {"out": 3})
        before = 0
        for line in path.read_bytes().splitlines(keepends=True):
            before = zlib.crc32(line[9:], before)
        text = json.dumps(value).encode() + b"\n"
        with open(path, "ab") as file:
            file.write(b"%08x %s" % (zlib.crc32(text, before), text))
        told: list[str] = []
        with Journal(path, OPTIONS, warn=told.append) as journal:
            assert (journal.pages, journal.lengths) == (1, {"out": 3}), value
        assert len(told) == 1


def test_a_journal_of_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_text('{"format": "pagerec.batch", "version": 1, "options": {"dpi": 200.0}}\n')
    with pytest.raises(OptionError, match="no journal of a batch of this version, or its first line is damaged"):
        Journal(path, OPTIONS)


# The output


def test_changed_bytes_of_the_output(out: Path) -> None:
    go_on(out, 9, every=1)
    files = [out, beside(out, "errors.jsonl")] if out.suffix == ".jsonl" else [*out.iterdir(), beside(out, "tail")]
    assert len(files) >= 2
    for path in files:
        content = path.read_bytes()
        for place in (0, len(content) // 2, len(content) - 1):
            path.write_bytes(flipped(content, place, 4))
            before = {one: one.read_bytes() for one in files}
            with pytest.raises(OptionError, match=r"is not what the batch wrote before \(bytes in it have changed\)"):
                go_on(out)
            assert {one: one.read_bytes() for one in files} == before, "nothing is cut off or removed"
        path.write_bytes(content)
    go_on(out)
    assert found(out) == EXPECTED


# The inputs


def page(name: str, number: int, pages: int, error: str = "") -> Outcome:
    return Outcome(name, number, pages, b"" if error else b"line\n", error)


ONE, TWO, LATER = (10, 1, "aa"), (10, 1, "bb"), (10, 2, "aa")


def test_files_are_known_by_their_stamps(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, OPTIONS) as journal:
        assert journal.look_up("a.pdf", ONE) == Known(1, False)
        assert journal.look_up("b.png", ONE) == Known(1, False)
        assert journal.look_up("c.png", None) == Known(1, False)
        journal.commit([page("a.pdf", 1, 3), page("a.pdf", 2, 3), page("b.png", 1, 1), page("c.png", 1, 1)], {})
        assert journal.look_up("a.pdf", ONE) == Known(3, False)
    with Journal(path, OPTIONS) as journal:
        assert journal.look_up("a.pdf", LATER) == Known(3, False), "its content is the same"
        assert journal.look_up("a.pdf", TWO) == Known(3, True)
        assert journal.look_up("b.png", TWO) == Known(None, True)
        assert journal.look_up("b.png", ONE) == Known(None, False)
        assert journal.look_up("c.png", ONE) == Known(None, False), "nothing is known of it"
        assert journal.look_up("d.png", ONE) == Known(1, False)


def test_a_changed_file_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, OPTIONS) as journal:
        journal.look_up("a.pdf", ONE)
        journal.commit([page("a.pdf", 1, 3)], {})
        assert journal.look_up("a.pdf", TWO).is_changed
        journal.commit([page("a.pdf", 0, 0, "it has changed")], {})
    with Journal(path, OPTIONS) as journal:
        assert journal.look_up("a.pdf", TWO) == Known(None, False)
        assert journal.look_up("a.pdf", ONE) == Known(None, True)


def test_the_state_is_that_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, OPTIONS) as journal:
        for outcome in outcomes():
            journal.look_up(outcome.name, ONE)
            journal.commit([outcome], {"out": 7})
        expected = journal.pages, journal.errors, journal.lengths
        look: Callable[[Journal], list[Known]] = lambda one: [one.look_up(outcome.name, ONE) for outcome in outcomes()]  # noqa: E731
        known = look(journal)
    with Journal(path, OPTIONS) as journal:
        assert (journal.pages, journal.errors, journal.lengths) == expected
        assert look(journal) == known
