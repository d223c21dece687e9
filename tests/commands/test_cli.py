"""Arguments, output and exit codes. The reader is a small fake here."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import pagerec
from pagerec import Block, Box, Char, ImageError, Line, ModelError, OptionError, Page
from pagerec.commands import cli
from pagerec.sources.images import load_image

ROOT = Path(__file__).resolve().parents[2]


class FakeReader:
    """Reads a picture as its width in Chinese figures; a black one is blank."""

    made: list[tuple[Any, Any]] = []  # noqa: RUF012
    alphabets: list[str | None] = []  # noqa: RUF012
    model = None

    def __init__(self, model: str | None = None, *, threads: int | None = None, max_bytes: int = 1 << 29) -> None:
        if model == "broken":
            raise ModelError("broken: this is no model; give the folder of one")
        self.made.append((model, threads))

    def read(self, image: Any, *, alphabet: str | None = None) -> Page:
        self.alphabets.append(alphabet)
        if alphabet == "":
            raise OptionError("alphabet is empty: give the characters to read")
        raster = load_image(image)
        if raster.gray.max() == 0:
            return Page((), raster.width, raster.height)
        text = "〇一二三四五六七八九"[raster.width % 10]
        block = Block((Line((Char(text, Box(0, 0, 5, 5), 0.5),)),))
        return Page((block,), raster.width, raster.height)


@pytest.fixture(autouse=True)
def _fake_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(pagerec), "Reader", FakeReader)
    FakeReader.made.clear()
    FakeReader.alphabets.clear()


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with 1.png, 2.png, black.png and broken.png."""
    for width in (1, 2):
        Image.new("L", (width, 8), 255).save(tmp_path / f"{width}.png")
    Image.new("L", (3, 8), 0).save(tmp_path / "black.png")
    (tmp_path / "broken.png").write_bytes(b"nothing")
    monkeypatch.chdir(tmp_path)
    return tmp_path


Captured = pytest.CaptureFixture[str]


def test_one_file_is_nothing_but_its_text(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "1.png"]) == 0
    assert capsys.readouterr() == ("一\n", "")
    assert FakeReader.made == [(None, None)]


def test_several_files_have_their_names_above(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "1.png", "black.png", "2.png"]) == 0
    assert capsys.readouterr().out == "==> 1.png <==\n一\n\n==> black.png <==\n\n==> 2.png <==\n二\n"
    assert len(FakeReader.made) == 1


def test_a_blank_page_prints_nothing(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "black.png"]) == 0
    assert capsys.readouterr() == ("", "")


def test_json_is_one_object_a_line(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "--json", "1.png", "black.png"]) == 0
    out = capsys.readouterr().out
    found = [json.loads(line) for line in out.splitlines()]
    assert [item["file"] for item in found] == ["1.png", "black.png"]
    assert Page.from_dict(found[0]).text == "一"
    assert "一" in out


def test_a_broken_file_is_reported_and_the_others_are_read(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "broken.png", "none.png", "1.png"]) == 3
    out, err = capsys.readouterr()
    assert out == "==> 1.png <==\n一\n"
    first, second = err.splitlines()
    assert first.startswith("pagerec: broken.png: not a picture")
    assert second.startswith("pagerec: none.png: there is no such file")


def test_json_of_a_broken_file_goes_to_stderr_only(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "--json", "broken.png"]) == 3
    assert capsys.readouterr().out == ""


def test_options_reach_the_reader(pictures: Path) -> None:
    assert cli.main(["read", "1.png", "--model", "m", "--threads", "2", "--alphabet", "一二"]) == 0
    assert FakeReader.made == [("m", 2)]
    assert FakeReader.alphabets == ["一二"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--model", "broken"], 4, "pagerec: broken: this is no model"),
        (["--alphabet", ""], 2, "pagerec: alphabet is ''"),
        (["-o", "no/such/folder"], 2, "pagerec: no/such/folder: can't be written"),
    ],
)
def test_errors_that_concern_all_files(
    pictures: Path, capsys: Captured, arguments: list[str], code: int, message: str
) -> None:
    assert cli.main(["read", "1.png", *arguments]) == code
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(message)


def test_output_to_a_file(pictures: Path, capsys: Captured) -> None:
    assert cli.main(["read", "1.png", "-o", "out.txt"]) == 0
    assert (pictures / "out.txt").read_bytes() == "一\n".encode()
    assert capsys.readouterr() == ("", "")


class Terminal(io.TextIOWrapper):
    """Standard output or input over bytes, in a locale that knows no Chinese."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="ascii")


def test_standard_input(pictures: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(Path("2.png").read_bytes()))
    assert cli.main(["read", "-"]) == 0
    assert capsys.readouterr().out == "二\n"
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert cli.main(["read", "-"]) == 3
    assert capsys.readouterr().err.startswith("pagerec: -: the file is empty")


def test_output_is_utf8_whatever_the_locale(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    assert cli.main(["read", "1.png"]) == 0
    assert terminal.buffer.getvalue() == "一\n".encode()  # type: ignore[attr-defined]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_file_names_that_are_not_utf8(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = os.fsdecode(b"\xff.png")
    Path("1.png").rename(name)
    for arguments, expected in ([name, "2.png"], b"==> \xff.png <==\n"), ([name, "--json"], b'"\\udcff.png"'):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        assert cli.main(["read", *arguments]) == 0
        assert expected in terminal.buffer.getvalue()  # type: ignore[attr-defined]


def test_interrupt(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Page:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeReader, "read", interrupted)
    assert cli.main(["read", "1.png"]) == 130


def test_a_full_disk(pictures: Path, capsys: Captured) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    assert cli.main(["read", "1.png", "-o", "/dev/full"]) == 1
    assert "the output can't be written" in capsys.readouterr().err


def test_an_error_keeps_its_own_name_for_the_file(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def failing(*_: Any, **__: Any) -> Page:
        raise ImageError("damaged inside")

    monkeypatch.setattr(FakeReader, "read", failing)
    assert cli.main(["read", "x.png"]) == 3
    assert capsys.readouterr().err == "pagerec: x.png: damaged inside\n"


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["read"], ["read", "x", "--threads", "two"]])
def test_wrong_arguments_end_with_code_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: pagerec" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["--version"]])
def test_help_and_version(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert out == f"pagerec {pagerec.__version__}\n" if "--version" in arguments else "pagerec" in out


# As a process


BROKEN_PIPE = """
import sys, pagerec
from pagerec import Block, Box, Char, Line, Page
from pagerec.commands import cli
class Reader:
    model = None
    def __init__(self, *_, **__): pass
    def read(self, *_, **__):
        return Page((Block((Line((Char("能", Box(0, 0, 1, 1), 1.0),) * 5000),)),), 9, 9)
pagerec.Reader = Reader
sys.exit(cli.main(["read"] + ["x"] * 200))
"""


def run(*command: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False, **options)


def test_a_closed_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN_PIPE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_python_m_pagerec() -> None:
    done = run(sys.executable, "-m", "pagerec", "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().split() == ["pagerec", pagerec.__version__]
