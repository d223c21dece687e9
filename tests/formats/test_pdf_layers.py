"""Text that pages of a PDF carry already, when a searchable PDF is saved: kept, redone, or left alone."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pagerec import Box, Document, Page
from pagerec.formats.pdf_layers import free_lines
from pagerec.sources import PdfOptions, Source
from tests.formats.made import block, line, made_page, pdftotext, picture

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("img2pdf")
pytest.importorskip("pypdfium2")

PAGE = made_page()
OLD = "BT 3 Tr /F1 22 Tf {x} {y} Td (broken layer) Tj ET"


def scan(after: str = "", *, before: str = "", form: str = "") -> bytes:
    """A PDF of the picture of a page at 72 dpi, with other text before it, after it, or in a form after it."""
    out = io.BytesIO()
    Image.fromarray(picture(PAGE)).save(out, "PNG", dpi=(72, 72))
    with pikepdf.open(io.BytesIO(pytest.importorskip("img2pdf").convert(out.getvalue()))) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        fonts = pikepdf.Dictionary(F1=pdf.make_indirect(font))
        page.Resources.Font = fonts
        if form:
            page.Resources.XObject.Fm = pdf.make_stream(
                form.encode(),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, 400, 240],
                Resources=pikepdf.Dictionary(Font=fonts),
            )
            after += "\nq /Fm Do Q"
        page.contents_add(before.encode(), prepend=True)
        page.contents_add(after.encode())
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def saved(content: bytes, own_text: Any = "keep", page: Page = PAGE) -> str:
    made = page.to_pdf(Source(content, pdf=PdfOptions(own_text=own_text)))
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert not opened.check_pdf_syntax()
    return pdftotext(made, "-raw")


STAMP = "BT /F1 9 Tf 330 6 Td (Page 1 of 1) Tj ET"
GARBLED = OLD.format(x=40, y=240 - 56)
"""Where the first line of the page is."""


def test_a_scan_with_a_stamp_gets_its_text() -> None:
    assert saved(scan(STAMP)).split("\n") == ["Page 1 of 1", *PAGE.text.split("\n")]
    assert saved(scan(STAMP), "redo") == saved(scan(STAMP))
    assert saved(scan(STAMP), "skip") == "Page 1 of 1"


def test_a_line_that_the_page_carries_is_not_added() -> None:
    first, *others = PAGE.text.split("\n")
    assert saved(scan(GARBLED)).split("\n") == ["broken layer", *others]
    read_stamp = Page((*PAGE.blocks, block("Page 1 of 1", left=330, top=225, size=9)), PAGE.width, PAGE.height)
    assert saved(scan(STAMP), page=read_stamp).split("\n") == ["Page 1 of 1", first, *others]


def test_what_is_saved_again_has_its_text_once() -> None:
    once = PAGE.to_pdf(scan())
    assert pdftotext(once, "-raw") == pdftotext(PAGE.to_pdf(once), "-raw") == PAGE.text
    again = PAGE.to_pdf(Source(once, pdf=PdfOptions(own_text="redo")))
    assert pdftotext(again, "-raw") == PAGE.text


@pytest.mark.parametrize(
    "where",
    [
        {"after": GARBLED},
        {"after": "q 3 Tr Q q 3 Tr BT /F1 12 Tf 40 184 Td 14 TL (broken) ' 0 0 (layer) \" ET Q"},
        {"form": GARBLED},
        {"before": GARBLED.replace("3 Tr", "0 Tr")},
    ],
    ids=["on it", "other operators", "in a form", "below the picture"],
)
def test_an_unseen_layer_is_redone(where: dict[str, str]) -> None:
    content = scan(**where)
    assert "broken" in saved(content)
    assert saved(content, "redo") == PAGE.text


def test_what_is_seen_stays_when_a_layer_is_redone() -> None:
    assert saved(scan(f"{GARBLED} 0 Tr\n{STAMP}"), "redo").split("\n") == ["Page 1 of 1", *PAGE.text.split("\n")]
    assert saved(scan(form=f"{GARBLED} 0 Tr {STAMP}"), "redo").split("\n") == ["Page 1 of 1", *PAGE.text.split("\n")]


def test_pages_look_as_before() -> None:
    from tests.formats.test_pdf import drawn

    content = scan(f"{GARBLED} 0 Tr\n{STAMP}", before="BT /F1 30 Tf 40 100 Td (below) Tj ET")
    for own_text in ("keep", "redo", "skip"):
        made = PAGE.to_pdf(Source(content, pdf=PdfOptions(own_text=own_text)))  # type: ignore[arg-type]
        assert np.array_equal(drawn(made, 72), drawn(content, 72))


def test_content_that_cannot_be_parsed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(_: Any) -> None:
        raise pikepdf.PdfError("damaged")

    monkeypatch.setattr(pikepdf, "parse_content_stream", parse)
    made = PAGE.to_pdf(Source(scan(GARBLED), pdf=PdfOptions(own_text="redo")))
    assert "broken layer" in pdftotext(made, "-raw")


def test_some_pages_of_an_encrypted_file_are_redone() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan(GARBLED))) as pdf, pikepdf.open(io.BytesIO(scan(STAMP))) as other:
        pdf.pages.append(other.pages[0])
        pdf.pages.append(other.pages[0])
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    options = PdfOptions(password="u", own_text="redo")
    made = Document((PAGE, PAGE)).to_pdf(Source(out.getvalue(), [3, 1], options))
    assert pdftotext(made, "-raw").split("\n") == ["Page 1 of 1", *PAGE.text.split("\n"), *PAGE.text.split("\n")]


# By themselves


def places(*boxes: Box) -> Any:
    from array import array

    return array("i", [edge for box in boxes for edge in box])


@pytest.mark.parametrize(("covered", "is_free"), [(0, True), (2, True), (3, False), (5, False)])
def test_a_line_is_there_if_half_of_it_is(covered: int, is_free: bool) -> None:
    found = line("能刺和小洞", 40, 40)
    page = Page((block("能刺和小洞"),), 400, 240)
    assert bool(free_lines(page, places(*(char.box for char in found.chars[:covered])))) is is_free


def test_places_outside_of_the_page() -> None:
    page = Page((block("能"),), 80, 80)
    far = places(Box(-(10**9), -5, -(10**8), 10), Box(10**8, 10**8, 10**9, 10**9))
    assert free_lines(page, far) == list(page.lines)
    assert free_lines(page, places(Box(-(10**9), -(10**9), 10**9, 10**9))) == []
