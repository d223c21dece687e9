"""``pagerec batch``: its arguments, output and exit codes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from pagerec.batch import run as module
from pagerec.commands import cli
from tests.batch.made import needs_model, save, text_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(content: str | bytes) -> list[str]:
    return [json.loads(line)["text"] for line in content.splitlines()]


@needs_model
def test_a_bad_file_among_others(capsys: Captured) -> None:
    save(Path("in/1.png"), [1])
    save(Path("in/3.tif"), [3, 4])
    Path("in/2.png").write_bytes(b"nothing")
    assert cli.main(["batch", "in", "out.jsonl", "--jobs", "1"]) == 3
    out, err = capsys.readouterr()
    assert (out, err) == ("", "pagerec: 1 of 4 set aside; out.jsonl.errors.jsonl says why\n")
    assert texts(Path("out.jsonl").read_bytes()) == [text_of(1), text_of(3), text_of(4)]
    assert cli.main(["batch", "in", "out.jsonl", "--jobs", "1"]) == 3, "it is still set aside"
    assert cli.main(["batch", "--restart", "in/1.png", "out.jsonl"]) == 0
    assert texts(Path("out.jsonl").read_bytes()) == [text_of(1)]


@needs_model
def test_a_file_for_each_input(capsys: Captured) -> None:
    save(Path("in/a/1.png"), [1])
    save(Path("in/3.tif"), [3, 4])
    Path("in/2.png").write_bytes(b"nothing")
    assert cli.main(["batch", "in", "out/", "--format", "txt", "--jobs", "1"]) == 3
    assert capsys.readouterr() == ("", "pagerec: 1 of 4 set aside; out.errors.jsonl says why\n")
    assert Path("out.errors.jsonl").exists()
    assert Path("out/a/1.png.txt").read_text(encoding="utf-8") == f"{text_of(1)}\n"
    assert Path("out/3.tif.txt").read_text(encoding="utf-8") == f"{text_of(3)}\n\f{text_of(4)}\n"
    assert cli.main(["batch", "in", "out", "--format", "md"]) == 2
    assert "begun with other format" in capsys.readouterr().err
    assert cli.main(["batch", "in/a", "table", "--format", "csv", "--jobs", "1"]) == 0
    assert Path("table/1.png.csv").read_bytes().startswith(b"\xef\xbb\xbf"), "as of pagerec read"


@needs_model
def test_the_limit_of_bytes() -> None:
    save(Path("1.png"), [1])
    save(Path("2.tif"), [1, 2])
    large = Path("2.tif").stat().st_size
    assert Path("1.png").stat().st_size < large
    assert cli.main(["batch", "1.png", "2.tif", "out.jsonl", "--jobs", "1", "--max-bytes", str(large - 1)]) == 3
    assert len(texts(Path("out.jsonl").read_bytes())) == 1
    assert f"more bytes than the limit of {large - 1:,}" in Path("out.jsonl.errors.jsonl").read_text()


@needs_model
def test_standard_output_and_input(capfd: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Path("1.png"), [1])
    save(Path("2 .png"), [2])
    stdin = type("Stdin", (), {"buffer": io.BytesIO(b"2 .png\n1.png\n")})()
    monkeypatch.setattr(sys, "stdin", stdin)
    assert cli.main(["batch", "--files-from", "-", "-", "--jobs", "1"]) == 0
    out, err = capfd.readouterr()
    assert (texts(out), err) == ([text_of(2), text_of(1)], "")
    assert {path.name for path in Path().iterdir()} == {"1.png", "2 .png"}


@needs_model
def test_progress_when_asked_for(capsys: Captured) -> None:
    pytest.importorskip("tqdm")
    save(Path("1.tif"), [1, 2])
    assert cli.main(["batch", "--progress", "1.tif", "out.jsonl", "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err
    assert "pages/s" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["out.jsonl"], "there is nothing to read"),
        (["none", "out.jsonl"], "none: there is no such file or folder"),
        (["1.png", "out.csv"], "out.csv: no such format"),
        (["1.png", "none/out.jsonl"], "there is no such folder"),
        (["1.png", "out.jsonl", "--jobs", "0"], "jobs is 0"),
        (["1.png", "out.jsonl", "--dpi", "3"], "dpi is 3.0"),
        (["--files-from", "none", "out.jsonl"], "none: can't be read"),
        (["1.png", "-", "--format", "md"], "needs a folder"),
    ],
)
def test_wrong_options(arguments: list[str], message: str, capsys: Captured) -> None:
    Path("1.png").write_bytes(b"nothing")
    assert cli.main(["batch", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert {path.name for path in Path().iterdir()} == {"1.png"}


def test_an_interrupt(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    Path("1.png").write_bytes(b"nothing")
    monkeypatch.setattr(module, "read_here", interrupted)
    assert cli.main(["batch", "1.png", "out.jsonl"]) == 130
    assert capsys.readouterr().err == "pagerec: stopped; give the same command again, and it goes on\n"
