"""Pages and documents show themselves: on a screen, and in a notebook."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image, ImageShow

from pagerec import Document, OptionError, Page
from tests.page.made import made_page

ROOT = Path(__file__).resolve().parents[2]


def test_a_page_is_shown_as_a_document_of_one() -> None:
    page = made_page()
    assert page._repr_html_() == Document((page,))._repr_html_()
    assert page._repr_png_() == Document((page,))._repr_png_() is not None
    assert page._repr_html_() != Document((page, page))._repr_html_()


def test_show_asks_the_systems_viewer(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page((), 200, 100)
    seen: list[Image.Image] = []

    class Viewer(ImageShow.Viewer):
        def show(self, image: Image.Image, **options: object) -> int:
            seen.append(image)
            return 1

    monkeypatch.setattr(ImageShow, "_viewers", [Viewer()])
    monkeypatch.setitem(sys.modules, "IPython", None)
    page.show()
    Document((page, page)).show([Image.new("L", (200, 100), 90)] * 2, boxes="line")
    assert [shown.size for shown in seen] == [(200, 100)] * 3
    assert seen[1].getpixel((5, 5)) == (90, 90, 90)
    monkeypatch.setattr(ImageShow, "_viewers", [])
    with pytest.raises(OptionError, match="no program to show pictures with"):
        page.show()
    with pytest.raises(OptionError, match="2 pages: give exactly 2 pictures"):
        Document((page, page)).show([])


def test_show_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    source = "from pagerec import Page\npage = Page((), 30, 20)\npage.show()\npage"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    shown, value = notebook.cells[0].outputs
    assert set(shown["data"]) == {"image/png", "text/plain"}
    assert {"text/html", "image/png"} <= set(value["data"])
