"""``pagerec read`` on files with pages, and into formats. The reader is a small fake here."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec import Box, Document, ImageError, Page
from pagerec.batch import pages as pages_module
from pagerec.batch import run as run_module
from pagerec.commands import cli
from pagerec.common.arguments import whole_number
from pagerec.formats.table import CsvOptions
from pagerec.page.saving import BINARY
from pagerec.sources.images import load_image
from tests.formats.made import block, made_page, pdftotext, picture


class FakeReader:
    """Reads every picture as the page made by hand."""

    model = None

    def __init__(self, model: str | None = None, *, threads: int | None = None, max_bytes: int = 1 << 29) -> None:
        self.max_bytes = whole_number("max_bytes", max_bytes, 1)

    def read(self, image: Any, *, alphabet: str | None = None) -> Page:
        raster = load_image(image, max_bytes=self.max_bytes)
        made = made_page()
        if (raster.width, raster.height) != (made.width, made.height):
            raise ImageError(f"{raster.width} x {raster.height} pixels is not the page made by hand")
        return made


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a.png, b.png and both as the frames of both.tif."""
    monkeypatch.setitem(vars(pagerec), "Reader", FakeReader)
    monkeypatch.chdir(tmp_path)
    first = Image.fromarray(picture(made_page()))
    second = Image.fromarray(np.minimum(picture(made_page()), 250))
    first.save("both.tif", save_all=True, append_images=[second])
    first.copy().save("a.png")  # copies: an image remembers settings of the encoder it was saved with
    second.copy().save("b.png")
    Path("broken.png").write_bytes(b"nothing")
    return tmp_path


Captured = pytest.CaptureFixture[str]
TEXT = f"{made_page().text}\n"


def test_pages_are_divided_by_a_form_feed(capsys: Captured) -> None:
    assert cli.main(["read", "both.tif"]) == 0
    assert capsys.readouterr().out == f"{TEXT}\f{TEXT}"
    assert cli.main(["read", "both.tif", "--pages", "2", "-o", "out.txt"]) == 0
    assert Path("out.txt").read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("ending", ["json", "hocr", "alto.xml", "md", "html", "csv", "xlsx", "docx"])
def test_the_ending_chooses_the_format(ending: str, capsys: Captured) -> None:
    if f".{ending}" in BINARY:
        pytest.importorskip(BINARY[f".{ending}"][0])
    assert cli.main(["read", "a.png", "both.tif", "-o", f"out.{ending}"]) == 0
    assert capsys.readouterr() == ("", "")
    expected = Document((made_page(),) * 3)
    pictures = (load_image(name).gray for name in ("a.png", "a.png", "b.png"))
    expected.save(f"expected.{ending}", image=pictures, csv=CsvOptions(escape_formulas=True, bom=True))
    if ending != "html":
        assert Path(f"out.{ending}").read_bytes() == Path(f"expected.{ending}").read_bytes()
    else:
        assert Path("out.html").read_text(encoding="utf-8").count("<img") == 3


@pytest.mark.parametrize(("form", "ending"), [("md", "md"), ("txt", "txt"), ("json", "json"), ("alto", "alto.xml")])
def test_a_format_goes_to_standard_output(form: str, ending: str, capsys: Captured) -> None:
    Document((made_page(),) * 3).save(f"expected.{ending}")
    expected = Path(f"expected.{ending}").read_text(encoding="utf-8")
    for more in ([], ["-o", "-"]):
        assert cli.main(["read", "a.png", "both.tif", "--format", form, *more]) == 0
        assert capsys.readouterr() == (expected, "")
    assert cli.main(["read", "a.png", "both.tif", "--format", form, "-o", "any.name"]) == 0
    assert Path("any.name").read_text(encoding="utf-8") == expected


def test_a_format_of_a_broken_file_alone_is_nothing(capsys: Captured) -> None:
    assert cli.main(["read", "broken.png", "--format", "md"]) == 3
    assert capsys.readouterr().out == ""


def test_what_no_format_can_be(capsys: Captured) -> None:
    for given, message in (
        (["--format", "pdf"], "--format pdf is no text; give a file for it with -o"),
        (["--format", "pdf", "-o", "-"], "--format pdf is no text; give a file for it with -o"),
        (["--format", "xlsx"], "--format xlsx is no text; give a file for it with -o"),
        (["--format", "docx"], "--format docx is no text; give a file for it with -o"),
        (["--format", "md", "--json"], "--json and --format are two formats; give one of them"),
        (["--format", "md", "-o", "none/x"], "none/x: can't be written"),
    ):
        assert cli.main(["read", "a.png", *given]) == 2
        assert capsys.readouterr().err.startswith(f"pagerec: {message}")


@pytest.mark.parametrize(("name", "package"), [("out.xlsx", "openpyxl"), ("out.docx", "docx")])
def test_a_missing_package_is_told_before_anything_is_read(
    name: str, package: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delattr(FakeReader, "read")
    assert cli.main(["read", "a.png", "-o", name]) == 2
    assert capsys.readouterr().err == (
        f"pagerec: this needs the package {package}: install it with pip install 'pagerec[office]'\n"
    )


def test_what_is_wanted_reaches_the_reader(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    seen: list[dict[str, Any]] = []

    def read(self: FakeReader, image: Any, **given: Any) -> Page:
        seen.append(given)
        return made_page()

    monkeypatch.setattr(FakeReader, "read", read)
    monkeypatch.setattr(FakeReader, "max_pixels", 10**6, raising=False)
    more = ["--region", "0,1,200,30", "--region=5,6,7,8", "--ignore", "1,1,2,2", "--min-confidence", "0.5"]
    assert cli.main(["read", "a.png", *more]) == 0
    regions = (Box(0, 1, 200, 30), Box(5, 6, 7, 8))
    assert seen == [{"alphabet": None, "regions": regions, "ignore": (Box(1, 1, 2, 2),), "min_confidence": 0.5}]
    assert cli.main(["read", "a.png"]) == 0
    assert seen[1] == {"alphabet": None}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--region", "1,2,3"], "'1,2,3': give left, top, right and bottom in pixels, such as 0,0,640,200"),
        (["--ignore", "a,2,3,4"], "'a,2,3,4': give left, top"),
        (["--region", "9,0,0,9"], "regions[0] (9, 0, 0, 9) is inside out"),
        (["--min-confidence", "2"], "min_confidence is 2.0: give a number, 0 to 1"),
        (["--ignore", "0,0,1,1", "--text-layer", "auto"], "are for pictures; give --text-layer never"),
    ],
)
def test_what_can_not_be_wanted(given: list[str], message: str, capsys: Captured) -> None:
    with suppress(SystemExit):
        assert cli.main(["read", "a.png", *given]) == 2
    assert message in capsys.readouterr().err


def test_csv_is_for_spreadsheets_unless_that_is_switched_off() -> None:
    assert cli.main(["read", "a.png", "-o", "out.csv"]) == 0
    assert Path("out.csv").read_bytes().startswith(b"\xef\xbb\xbfpage,")
    assert cli.main(["read", "a.png", "-o", "out.csv", "--no-bom", "--no-escape-formulas"]) == 0
    assert Path("out.csv").read_bytes() == made_page().to_csv().encode()


def test_what_is_broken_off_leaves_the_old_output(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    Path("out.txt").write_text("what was there", encoding="utf-8")
    seen: list[Any] = []

    def read(self: FakeReader, image: Any, *, alphabet: str | None = None) -> Page:
        seen.append(image)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return made_page()

    monkeypatch.setattr(FakeReader, "read", read)
    assert cli.main(["read", "a.png", "b.png", "-o", "out.txt"]) == 130
    assert Path("out.txt").read_text(encoding="utf-8") == "what was there"
    assert TEXT in Path("out.txt.part").read_text(encoding="utf-8")
    assert "broken off; what was read until then is in" in capsys.readouterr().err
    assert cli.main(["read", "a.png", "-o", "out.txt"]) == 0
    assert Path("out.txt").read_text(encoding="utf-8") == TEXT
    assert not Path("out.txt.part").exists()


def test_an_empty_alphabet_is_refused(capsys: Captured) -> None:
    assert cli.main(["read", "a.png", "--alphabet", ""]) == 2
    assert capsys.readouterr().err.startswith("pagerec: alphabet is '': give the characters")


def test_pdf_to_searchable_pdf_and_back() -> None:
    pytest.importorskip("img2pdf")
    assert cli.main(["read", "a.png", "b.png", "-o", "scan.pdf"]) == 0
    assert pdftotext(Path("scan.pdf")) == f"{TEXT}{TEXT.strip()}"
    assert cli.main(["read", "scan.pdf", "--pages", "2", "-o", "one.pdf"]) == 0
    assert pdftotext(Path("one.pdf")) == TEXT.strip()
    assert cli.main(["read", "scan.pdf", "--text-layer", "only", "-o", "layer.txt"]) == 0
    assert Path("layer.txt").read_text(encoding="utf-8").split() == f"{TEXT}\f{TEXT}".split()


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ([], ("never", "keep")),
        (["--text-layer", "auto"], ("auto", "keep")),
        (["--text-layer", "redo"], ("never", "redo")),
        (["--text-layer", "skip", "--text-layer", "only"], ("only", "skip")),
    ],
)
@pytest.mark.parametrize("command", ["read", "batch"])
def test_two_choices_about_the_text_that_a_pdf_carries(command: str, given: list[str], chosen: tuple[str, str]) -> None:
    from pagerec.commands import batch, read

    parser = argparse.ArgumentParser()
    (read if command == "read" else batch).add_arguments(parser)
    pdf = read.pdf_options(parser.parse_args([*given, "a.pdf", "b.pdf"]))
    assert (pdf.text_layer, pdf.own_text) == chosen
    assert pdf.dpi is None


def test_a_layer_is_redone() -> None:
    pytest.importorskip("img2pdf")
    assert cli.main(["read", "a.png", "b.png", "-o", "scan.pdf"]) == 0
    for own_text in ("keep", "redo", "skip"):
        assert cli.main(["read", "scan.pdf", "--text-layer", own_text, "-o", "again.pdf"]) == 0
        assert pdftotext(Path("again.pdf")) == f"{TEXT}{TEXT.strip()}"


def test_headings_are_those_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    title, chapter = block("书名", size=40, kind="title"), block("一章", top=100, size=28, kind="heading")
    body = block(*["这是正文的一行，它和下面一行一样长"] * 9, top=200)
    pages = iter([Page((title, chapter, body), 800, 800), Page((chapter, body), 800, 800)])
    monkeypatch.setattr(FakeReader, "read", lambda *_, **__: next(pages))
    assert cli.main(["read", "a.png", "b.png", "-o", "out.md"]) == 0
    lines = Path("out.md").read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if line.startswith("#")] == ["# 书名", "## 一章", "## 一章"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = type("Stdin", (), {"buffer": io.BytesIO(Path("a.png").read_bytes())})()
    monkeypatch.setattr(sys, "stdin", stdin)
    assert cli.main(["read", "-", "-o", "out.html"]) == 0
    assert "<img" in Path("out.html").read_text(encoding="utf-8")


def test_a_file_with_too_many_bytes_is_left_out(capsys: Captured) -> None:
    size = max(Path(name).stat().st_size for name in ("a.png", "b.png"))
    assert size < Path("both.tif").stat().st_size
    assert cli.main(["read", "--max-bytes", str(size), "a.png", "both.tif", "b.png", "-o", "out.json"]) == 3
    assert Document.from_json(Path("out.json").read_bytes()) == Document((made_page(), made_page()))
    assert capsys.readouterr().err.startswith(f"pagerec: both.tif: has more bytes than the limit of {size:,};")


def test_a_broken_file_is_left_out(capsys: Captured) -> None:
    assert cli.main(["read", "broken.png", "a.png", "-o", "out.json"]) == 3
    assert Document.from_json(Path("out.json").read_bytes()) == Document((made_page(),))
    assert capsys.readouterr().err.startswith("pagerec: broken.png: not a picture")
    assert cli.main(["read", "broken.png", "-o", "nothing.json"]) == 3
    assert not Path("nothing.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.doc"], "out.doc: no such format"),
        (["-o", "none/out.md"], "none/out.md: can't be written"),
        (["--pages", "x"], 'pages is "x"'),
        (["--pages", "2"], "there is no page 2: a.png has 1 page"),
        (["--dpi", "3"], "dpi is 3.0"),
        (["--max-bytes", "0"], "max_bytes is 0: give a whole number, 1 or more"),
    ],
)
def test_wrong_options(arguments: list[str], message: str, capsys: Captured) -> None:
    assert cli.main(["read", "a.png", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"pagerec: {message}")


def test_encrypted(capsys: Captured) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    pytest.importorskip("img2pdf")
    made_page().save("open.pdf", image="a.png")
    with pikepdf.open("open.pdf") as pdf:
        pdf.save("shut.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert cli.main(["read", "shut.pdf"]) == 3
    assert "shut.pdf: the PDF is encrypted; give its password" in capsys.readouterr().err
    assert cli.main(["read", "shut.pdf", "--password", "u"]) == 0


def test_a_file_with_too_few_pages_is_left_out(capsys: Captured) -> None:
    assert cli.main(["read", "a.png", "both.tif", "--pages", "2"]) == 2
    out, err = capsys.readouterr()
    assert out == f"==> both.tif <==\n{TEXT}"
    assert err.startswith("pagerec: there is no page 2: a.png has 1 page")


def test_output_to_a_dash_is_standard_output(capsys: Captured) -> None:
    assert cli.main(["read", "a.png", "-o", "-"]) == 0
    assert capsys.readouterr() == (TEXT, "")


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tqdm")
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda self: True})
    for arguments, expected in ((["a.png", "broken.png", "both.tif"], "4/4"), (["a.png"], None)):
        stderr = terminal()
        monkeypatch.setattr(sys, "stderr", stderr)
        cli.main(["read", *arguments, "-o", "out.json"])
        if expected:
            assert expected in stderr.getvalue()
            assert "\r\033[Kpagerec: broken.png: not a picture" in stderr.getvalue()
        else:
            assert stderr.getvalue() == ""


def test_a_long_file_is_shared_by_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[int, ...], int, Any]] = []

    def read_pages(source: Any, jobs: int, options: Any) -> Iterator[Page]:
        asked.append((tuple(source.pages), jobs, options))
        return iter([made_page()] * len(source.pages))

    monkeypatch.setattr(pages_module, "read_pages", read_pages)
    monkeypatch.setattr(run_module, "cores", lambda: 3)
    frames = [Image.fromarray(picture(made_page())).copy() for _ in range(17)]
    frames[0].save("long.tif", save_all=True, append_images=frames[1:])
    all_pages = tuple(range(1, 18))
    for more, expected in (
        ([], (all_pages, 3)),
        (["--pages", "2-"], None),
        (["--threads", "2"], None),
        (["--jobs", "1"], None),
        (["--jobs", "2", "--pages", "3,1"], ((3, 1), 2)),
    ):
        asked.clear()
        assert cli.main(["read", "long.tif", "--alphabet", "能", *more, "-o", "out.txt"]) == 0
        assert [given[:2] for given in asked] == ([expected] if expected else [])
        assert all(given[2].alphabet == "能" for given in asked)
    assert Path("out.txt").read_text(encoding="utf-8") == f"{TEXT}\f{TEXT}"


def test_a_number_of_processes_that_there_is_not(capsys: Captured) -> None:
    assert cli.main(["read", "a.png", "--jobs", "0"]) == 2
    assert capsys.readouterr().err.startswith("pagerec: --jobs is 0")


def test_a_document_that_is_stopped_is_of_what_was_read(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    pytest.importorskip("tqdm")
    Path("out.html").write_text("what was there", encoding="utf-8")
    seen: list[Any] = []

    def read(self: FakeReader, image: Any, *, alphabet: str | None = None) -> Page:
        seen.append(image)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return made_page()

    monkeypatch.setattr(FakeReader, "read", read)
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda self: True})()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.main(["read", "a.png", "both.tif", "-o", "out.html"]) == 130
    assert Path("out.html").read_text(encoding="utf-8") == "what was there"
    assert Path("out.html.part").read_text(encoding="utf-8").count("<img") == 2, "each page with its picture"
    assert "2/3" in terminal.getvalue()
    assert "3/3" not in terminal.getvalue()
    assert terminal.getvalue().endswith("pagerec: stopped\n")
