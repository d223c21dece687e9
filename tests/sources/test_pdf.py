"""PDFs drawn page by page, and the text that they carry."""

from __future__ import annotations

import sys
from array import array
from pathlib import Path
from typing import Any

import pytest

from pagerec import ImageError, ImageTooLargeError, OptionError, Reader, iter_pages, read_document, read_pdf
from pagerec.sources import PdfOptions, Source
from pagerec.sources import pdf as module
from pagerec.sources.pdf_pages import Drawing
from pagerec.sources.pdf_text import Text
from tests.formats.made import made_page, pdftotext, picture
from tests.sources.made import TEXT, WidthReader, pdf_of, typeset


def test_pages_of_a_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(72, 144, 36))
    assert [page.width for page in read_pdf(path, reader=WidthReader()).pages] == [200, 400, 100]
    document = read_pdf(path, pages="2-", dpi=100, reader=WidthReader())
    assert [(page.width, page.height) for page in document.pages] == [(200, 70), (50, 70)]
    assert read_document(path, pages=[3], pdf=PdfOptions(100), reader=WidthReader()).pages == document.pages[1:]


def test_an_encrypted_pdf() -> None:
    pytest.importorskip("pypdfium2")
    content = pdf_of(72, owner="owner", user="open")
    assert len(read_pdf(content, password="open", reader=WidthReader()).pages) == 1
    with pytest.raises(ImageError, match="the PDF is encrypted; give its password"):
        read_pdf(content, reader=WidthReader())
    with pytest.raises(ImageError, match="this is not the password"):
        read_pdf(content, password="shut", reader=WidthReader())
    assert "open" not in repr(PdfOptions(password="open"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_a_damaged_pdf(content: bytes) -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(ImageError, match="the PDF is damaged"):
        read_pdf(content, reader=WidthReader())


def test_a_page_out_of_range() -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(OptionError, match="there is no page 3: <bytes> has 2 pages"):
        read_pdf(pdf_of(72, 72), pages=[3], reader=WidthReader())


@pytest.mark.parametrize("options", [{"dpi": 10}, {"dpi": 5000}, {"dpi": float("nan")}, {"text_layer": "yes"}])
def test_options_out_of_range(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="give"):
        read_pdf(b"%PDF-", **options)


def test_a_page_too_large() -> None:
    pytest.importorskip("pypdfium2")
    with pytest.raises(ImageError, match=r"page 1 has .* give a smaller dpi"):
        read_pdf(pdf_of(14400), dpi=1200, reader=WidthReader())


@pytest.mark.parametrize("text_layer", ["never", "auto"])
def test_a_reader_decides_how_large_a_page_of_a_pdf_may_be(text_layer: Any) -> None:
    pytest.importorskip("pypdfium2")
    content, options = pdf_of(72), PdfOptions(dpi=72.0, text_layer=text_layer)
    assert read_document(content, pdf=options, reader=Reader(threads=1, max_pixels=10_000)).pages
    with pytest.raises(ImageTooLargeError, match=r"limit of 1,000; give a smaller dpi, or Reader a larger max_pixels"):
        read_document(content, pdf=options, reader=Reader(threads=1, max_pixels=1_000))


def test_pages_are_read_when_asked_for() -> None:
    pytest.importorskip("pypdfium2")
    reader = WidthReader()
    pages = iter_pages(pdf_of(*[72] * 50), reader=reader)
    assert reader.seen == []
    next(pages)
    next(pages)
    assert len(reader.seen) == 2
    pages.close()  # type: ignore[attr-defined]


def test_without_pypdfium2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[pdf\]'"):
        read_pdf(b"%PDF-1.7", reader=WidthReader())


# The text layer


@pytest.mark.parametrize("text_layer", ["auto", "only"])
def test_text_is_taken(text_layer: Any) -> None:
    reader = WidthReader()
    page = read_pdf(typeset(), text_layer=text_layer, reader=reader).pages[0]
    assert reader.seen == []
    assert page.text == "\n".join(TEXT)
    assert {char.confidence for char in page.chars} == {1.0}
    assert (page.width, page.height) == (556, 556)


def test_text_beside_a_picture_of_a_page_is_not_trusted() -> None:
    page = made_page()
    pytest.importorskip("img2pdf")
    content = page.to_pdf(picture(page))
    assert read_pdf(content, text_layer="auto", reader=WidthReader()).text == "400"


# Really read


def test_a_searchable_pdf_of_a_page_that_was_read() -> None:
    pytest.importorskip("img2pdf")
    from tests.pages import TEXT as ROWS
    from tests.pages import page_of

    gray = page_of(list(ROWS[:3])).gray
    page = Reader(threads=1).read(gray)
    pdf = page.to_pdf(gray)
    assert len(page.chars) > 80
    assert pdftotext(pdf) == pdftotext(pdf, "-raw") == page.text
    assert read_pdf(pdf).pages[0] == page


# By themselves


def text_of(*letters: tuple[str, tuple[int, int, int, int]]) -> Text:
    places = array("i", [edge for _, box in letters for edge in box])
    return Text(400, 300, "".join(letter for letter, _ in letters), places)


def row(text: str, top: int, left: int = 10) -> list[tuple[str, tuple[int, int, int, int]]]:
    return [(c, (left + 20 * k, top, left + 20 * k + 18, top + 20)) for k, c in enumerate(text)]


def test_lines_end_where_the_text_says() -> None:
    page = module._page_of(text_of(*row("能 小\r\n", 10), *row("\n 刺\x02和", 40)))
    assert page.text == "能 小\n刺和"
    assert (page.width, page.height) == (400, 300)
    assert page.chars[1].box == (50, 10, 68, 30)
    assert {char.confidence for char in page.chars} == {1.0}


@pytest.mark.parametrize(
    ("top", "left", "blocks"),
    [(130, 10, 1), (145, 10, 1), (155, 10, 2), (130, 200, 2), (60, 10, 2)],
    ids=["below", "with white", "far below", "aside", "above"],
)
def test_lines_below_each_other_are_a_block(top: int, left: int, blocks: int) -> None:
    """The first one reaches down to row 120."""
    page = module._page_of(text_of(*row("能小刺\n", 100), *row("和洞", top, left)))
    assert len(page.blocks) == blocks
    assert page.text == "能小刺\n和洞"


def test_rows_of_a_drawing_may_have_bytes_behind_them() -> None:
    rows = bytes([10, 20, 30, 99, 40, 50, 60, 99])
    gray = module._picture(Drawing(3, 2, "L", 4, rows, 72.0))
    assert gray.mode == "RGB"
    assert [gray.getpixel((x, y)) for y in range(2) for x in range(3)] == [(v,) * 3 for v in (10, 20, 30, 40, 50, 60)]
    blue = module._picture(Drawing(1, 1, "BGRX", 4, bytes([1, 2, 3, 0]), 72.0))
    assert blue.getpixel((0, 0)) == (3, 2, 1)


def test_text_that_is_there_whether_it_is_seen_or_not() -> None:
    assert module.has_text(Source(typeset(invisible=True))) == (True,)
    assert module.has_text(Source(pdf_of(72, 72), "2")) == (False,)
