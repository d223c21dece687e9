"""What is kept after a crash at any point, and what else may have happened to the files."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pagerec import OptionError
from pagerec.batch import output as module
from pagerec.batch import parquet
from pagerec.batch.output import Saved, Shown, beside
from pagerec.batch.work import Outcome, encode
from tests.formats.made import made_page

OPTIONS = {"dpi": 200.0}
NAMES = {"a.png": 1, "b.pdf": 5, "bad.png": 0, "c.tif": 3, "洞\udcff.png": 1, "d.png": 1}
"""Files and their pages; 0 for one that can't be opened."""


def outcomes() -> list[Outcome]:
    """What reading the files gives; a page of the PDF is damaged."""
    found = []
    for name, pages in NAMES.items():
        for page in range(1, pages + 1) if pages else [0]:
            if name == "bad.png" or (name, page) == ("b.pdf", 3):
                found.append(Outcome(name, page, pages, error="damaged"))
            else:
                value = {"file": name, "page": page, "pages": pages, "confidence": 0.5} | made_page().to_dict()
                found.append(Outcome(name, page, pages, encode(value)))
    return found


def go_on(out: Path, until: int | None = None, every: int = 1) -> None:
    """Write what is not done yet, at most `until` outcomes; leave without a word after that, as a crash does."""
    with Saved(out, OPTIONS) as saved:
        wanted = [
            one
            for one in outcomes()
            if (first := saved.look_up(one.name, None).first) and one.page >= first * bool(one.page)
        ]
        module._PAGES = every
        for outcome in wanted[:until]:
            saved.add(outcome)
        if until is None:
            saved.finish()


def found(out: Path) -> list[tuple[str, int]]:
    """Names and pages in an output."""
    if out.suffix == ".jsonl":
        rows = [json.loads(line) for line in out.read_bytes().splitlines()]
    else:
        pandas = pytest.importorskip("pandas")
        rows = pandas.read_parquet(out).to_dict("records")
    return [(row["file"].replace("\\udcff", "\udcff"), row["page"]) for row in rows]


EXPECTED = [(outcome.name, outcome.page) for outcome in outcomes() if not outcome.error]
ERRORS = [{"file": "b.pdf", "page": 3, "error": "damaged"}, {"file": "bad.png", "page": None, "error": "damaged"}]


def errors(out: Path) -> list[object]:
    return [json.loads(line) for line in beside(out, "errors.jsonl").read_bytes().splitlines()]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it takes long, and only a loss of power shows a difference
    monkeypatch.setattr(module, "_PAGES", 256)
    monkeypatch.setattr(parquet, "_PAGES", 4)


@pytest.fixture(params=["jsonl", "parquet"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    return tmp_path / f"out.{request.param}"


@pytest.mark.parametrize("stops", [[None], [3, None], [1, 1, 2, 4, 1, None], [0, 100, None]])
@pytest.mark.parametrize("every", [1, 3])
def test_going_on_gives_every_page_once_in_order(out: Path, stops: list[int | None], every: int) -> None:
    for until in stops:
        go_on(out, until, every)
    assert found(out) == EXPECTED
    assert errors(out) == ERRORS
    go_on(out)
    assert found(out) == EXPECTED, "a finished batch is left alone"
    assert not beside(out, "tail").exists()


class Crash(BaseException):
    """Ends everything at once."""


def test_a_crash_at_any_step(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every point at which something is brought to the disk, the run ends, and another one goes on."""
    steps = 0
    while True:
        left = steps

        def fsync(_: int) -> None:
            nonlocal left
            if left == 0:
                raise Crash
            left -= 1

        monkeypatch.setattr(os, "fsync", fsync)
        try:
            go_on(out, every=3)
        except Crash:
            steps += 1
            monkeypatch.setattr(os, "fsync", lambda _: None)
            go_on(out, 2, every=2)
            go_on(out, every=3)
            assert found(out) == EXPECTED
            assert errors(out) == ERRORS
            with Saved(out, OPTIONS, restart=True):
                continue
        break
    assert steps > 8


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.integers(1, 12), every=st.integers(1, 4), share=st.floats(0, 1), more=st.binary(max_size=20))
def test_a_crash_at_any_byte(tmp_path: Path, pages: int, every: int, share: float, more: bytes) -> None:
    """The journal may end anywhere, and the output may be longer than the journal knows."""
    out = tmp_path / "out.jsonl"
    with Saved(out, OPTIONS, restart=True):
        pass
    go_on(out, pages, every)
    journal, content = beside(out, "journal"), beside(out, "journal").read_bytes()
    head = content.index(b"\n") + 1
    journal.write_bytes(content[: head + round(share * (len(content) - head))])
    with open(out, "ab") as file:
        file.write(more)
    go_on(out)
    assert found(out) == EXPECTED
    assert errors(out) == ERRORS


def test_an_output_without_pages(out: Path) -> None:
    with Saved(out, OPTIONS) as saved:
        saved.finish()
    assert found(out) == []
    assert not beside(out, "errors.jsonl").exists()


def test_a_file_of_somebody_else(out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(OptionError, match="not from a batch"):
        go_on(out)
    assert out.read_text() == "mine"
    beside(out, "journal").write_text("mine, too\n")
    with pytest.raises(OptionError, match="no journal of a batch"):
        go_on(out)
    assert beside(out, "journal").read_text() == "mine, too\n"


def test_other_options(out: Path) -> None:
    go_on(out, 3)
    with pytest.raises(OptionError, match="begun with other dpi"):
        Saved(out, {"dpi": 300.0})
    with Saved(out, {"dpi": 300.0}, restart=True) as saved:
        assert (saved.pages, saved.errors, saved.look_up("a.png", None).first) == (0, 0, 1)
        saved.finish()
    assert found(out) == []


def test_an_output_that_has_become_shorter(out: Path) -> None:
    go_on(out)
    path = out if out.suffix == ".jsonl" else out / "part-00001.parquet"
    path.unlink()
    with pytest.raises(OptionError, match="is not what the batch wrote"):
        go_on(out)


def test_two_batches_at_the_same_time(out: Path) -> None:
    pytest.importorskip("fcntl")
    with Saved(out, OPTIONS), pytest.raises(OptionError, match="another batch"):
        Saved(out, OPTIONS, restart=True)


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    shown = Shown()
    for outcome in outcomes():
        shown.add(outcome)
    shown.finish()
    out, err = capfdbinary.readouterr()
    assert [(json.loads(line)["file"], json.loads(line)["page"]) for line in out.splitlines()] == EXPECTED
    assert err == b"pagerec: b.pdf: page 3: damaged\npagerec: bad.png: damaged\n"
    assert (shown.pages, shown.errors) == (len(EXPECTED), 2)
