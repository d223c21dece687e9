"""Formats by the ending of a file name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image

from pagerec import Document, OptionError, Page
from pagerec.page.saving import BINARY, check_packages, endings
from tests.formats.made import made_page, picture


@pytest.fixture
def image(tmp_path: Path) -> Path:
    Image.fromarray(picture(made_page())).save(tmp_path / "scan.png")
    return tmp_path / "scan.png"


_STARTS = {
    ".txt": "能刺和 Go on，\n",
    ".json": '{\n "schema": "pagerec.page"',
    ".hocr": "<?xml",
    ".page.xml": "<?xml",
    ".alto.xml": "<?xml",
    ".xml": "<?xml",
    ".md": "能刺和",
    ".html": "<!DOCTYPE html>",
    ".csv": "page,block",
    ".pdf": "%PDF-",
    ".xlsx": "PK\x03\x04",
    ".docx": "PK\x03\x04",
}


@pytest.mark.parametrize("ending", endings())
def test_every_ending(ending: str, image: Path) -> None:
    if ending in BINARY:
        pytest.importorskip(BINARY[ending][0])
    path = image.with_name(f"Page{ending.upper()}")
    made_page().save(path, image=image)
    content = path.read_bytes().decode("utf-8", "replace")
    assert content.startswith(_STARTS[ending])
    if ending in (".hocr", ".page.xml", ".alto.xml", ".xml"):
        assert "scan.png" in content
        assert ("PcGts" in content, "<alto" in content) == (ending == ".page.xml", ending in (".alto.xml", ".xml"))


@pytest.mark.parametrize("ending", BINARY)
def test_a_missing_package_is_told_before_anything_is_read(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package, extra = BINARY[ending]
    monkeypatch.setitem(sys.modules, package, None)
    check_packages("page.txt")
    for path in (ending, f"a/page{ending.upper()}"):
        with pytest.raises(OptionError, match=rf"needs the package {package}: .* 'pagerec\[{extra}\]'"):
            check_packages(path)


def test_json_comes_back(tmp_path: Path) -> None:
    page = made_page()
    page.save(tmp_path / "page.json")
    Document((page, page)).save(tmp_path / "document.json")
    assert Page.from_json((tmp_path / "page.json").read_bytes()) == page
    assert Document.from_json((tmp_path / "document.json").read_bytes()) == Document((page, page))


def test_text_of_several_pages() -> None:
    page = made_page()
    assert Document((page, page)).to_text() == f"{page.text}\n\f{page.text}\n"
    assert Document(()).to_text() == Page((), 1, 1).to_text() == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("page.doc", "no such format; let the name end in .txt, .json"),
        ("page", "no such format"),
        ("page.pdf", "pass image="),
        ("page.html", "pass image="),
        ("no/folder/page.txt", "can't be written"),
    ],
)
def test_errors(name: str, message: str, tmp_path: Path) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pikepdf")
    with pytest.raises(OptionError, match=message):
        made_page().save(tmp_path / name)
    assert not (tmp_path / name).exists()
