"""An open PDF in this process: its pages, and the text that they carry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pagerec import ImageTooLargeError, PdfError, read_pdf
from pagerec.sources import PdfOptions, Source
from pagerec.sources import pdf_pages as module
from pagerec.sources.images import load_image
from pagerec.sources.pdf_pages import OpenPdf
from tests.formats.made import made_page, picture
from tests.sources.made import TEXT, WidthReader, pdf_of, typeset

pytest.importorskip("pypdfium2")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_of_the_text_layer_are_on_the_ink(rotate: int) -> None:
    source = Source(typeset(rotate=rotate), pdf=PdfOptions(text_layer="only"))
    page = next(source.read(WidthReader()))
    gray = load_image(next(source.pictures())).gray
    assert gray.shape == (page.height, page.width)
    for char in page.chars:
        box = char.box
        assert gray[box.top : box.bottom + 1, box.left : box.right + 1].min() < 100, char
    inked = np.zeros_like(gray, dtype=bool)
    for char in page.chars:
        box = char.box
        inked[max(0, box.top - 2) : box.bottom + 2, max(0, box.left - 2) : box.right + 2] = True
    assert gray[~inked].min() > 200


def test_invisible_text_is_not_trusted() -> None:
    reader = WidthReader()
    content = typeset(invisible=True)
    assert read_pdf(content, text_layer="auto", reader=reader).text == "556"
    assert read_pdf(content, text_layer="only", reader=reader).text == "\n".join(TEXT)
    assert len(reader.seen) == 1


@pytest.mark.parametrize("rows", [[], ["\ue000\ue001 能"]])
def test_what_else_is_not_trusted(rows: list[str]) -> None:
    assert read_pdf(typeset(rows), text_layer="auto", reader=WidthReader()).text == "556"


def opened(content: bytes, **options: Any) -> OpenPdf:
    return OpenPdf(content, "a.pdf", None, **options)


def test_a_page_has_as_many_pixels_as_it_says() -> None:
    pdf = opened(pdf_of(72, 144))
    for number, width in ((1, 200), (2, 400)):
        drawn = pdf.draw(number, 200.0, 10**6)
        assert (drawn.width, drawn.height) == (width, 139)
        assert drawn.stride >= width * {"L": 1, "BGR": 3}.get(drawn.mode, 4)
    pdf.close()


def test_the_limit_of_pixels_is_that_of_a_page() -> None:
    told: list[int] = []
    pdf = opened(pdf_of(72), allow=told.append)
    with pytest.raises(ImageTooLargeError, match=r"a\.pdf: page 1 has 100 x 70 pixels at 100 dpi, .* limit of 6,999"):
        pdf.draw(1, 100.0, 6_999)
    assert told == [], "memory is asked for before a page is drawn only"
    pdf.draw(1, 100.0, 7_000)
    assert told == [4 * 7_000]
    pdf.close()


def test_errors_name_the_page() -> None:
    pdf = opened(pdf_of(72))
    for ask in (lambda: pdf.draw(2, 72.0, 10**6), lambda: pdf.has_text(2), lambda: pdf.text(2, 72.0, always=True)):
        with pytest.raises(PdfError, match=r"a\.pdf: page 2 is damaged .*leave it out with pages"):
            ask()
    pdf.close()


def test_a_character_of_two_units_is_one_letter() -> None:
    pytest.importorskip("img2pdf")
    page = made_page()
    pdf = opened(page.to_pdf(picture(page)))
    text = pdf.text(1, 200.0, always=True)
    assert text is not None
    assert "".join(text.letters.split()) == "".join(page.text.split())
    assert "𠮷" in text.letters
    assert len(text.places) == 4 * len(text.letters)
    first = text.places[:4].tolist()
    assert first == pytest.approx(list(page.chars[0].box), abs=5)
    pdf.close()


def test_much_text_is_refused_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHARS", 5)
    pdf = opened(typeset())
    assert pdf.text(1, 72.0, always=False) is None
    with pytest.raises(PdfError, match='more than the limit of 5; read its picture with text_layer "never"'):
        pdf.text(1, 72.0, always=True)
    pdf.close()


class Document(list[None]):
    """As many pages as it claims."""


@pytest.mark.parametrize(("size", "found"), [(40, True), (39, False), (0, False)])
def test_a_page_takes_four_bytes_at_least(size: int, found: bool) -> None:
    if found:
        assert module._count(Document([None] * 10), size, "a.pdf") == 10
        return
    with pytest.raises(PdfError, match=f"claims 10 pages in {size} bytes"):
        module._count(Document([None] * 10), size, "a.pdf")


@pytest.mark.parametrize(
    ("error", "password", "reason"),
    [
        ("Incorrect password error.", None, "is encrypted; give its password"),
        ("Incorrect password error.", "a", "not the password"),
        ("Data format error.", "a", r"damaged \(Data format error.\)"),
    ],
)
def test_what_is_wrong_with_a_file(error: str, password: str | None, reason: str) -> None:
    import re

    assert re.search(reason, module._reason(ValueError(error), password))
