"""Files with pages, read by a simple reader."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

import pagerec
from pagerec import Document, ImageError, OptionError, Page, iter_pages, read_document, read_pdf
from pagerec.common.inputs import ImageInput
from pagerec.sources import PdfOptions, Source
from pagerec.sources.images import load_image


class SizeReader:
    """Reads a picture as its size; keeps the alphabets that it was asked for."""

    def __init__(self) -> None:
        self.alphabets: list[str | None] = []

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        self.alphabets.append(alphabet)
        raster = load_image(image)
        return Page((), raster.width, raster.height)


def frames(*widths: int) -> bytes:
    out, (first, *others) = io.BytesIO(), [Image.new("L", (width, 8)) for width in widths]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def test_pages_are_read_when_they_are_asked_for() -> None:
    reader = SizeReader()
    pages = iter_pages(frames(11, 12, 13), reader=reader)
    assert reader.alphabets == []
    assert next(pages).width == 11
    assert reader.alphabets == [None]
    assert [page.width for page in pages] == [12, 13]


def test_options_reach_the_reader_and_the_file() -> None:
    reader = SizeReader()
    document = read_document(frames(11, 12, 13), pages="3,1", reader=reader, alphabet="能小")
    assert isinstance(document, Document)
    assert [page.width for page in document.pages] == [13, 11]
    assert reader.alphabets == ["能小"] * 2


def test_what_is_wrong_is_said_before_a_page_is_read() -> None:
    with pytest.raises(OptionError, match="alphabet is 3"):
        iter_pages(b"", alphabet=3)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="object with a method read"):
        iter_pages(b"", reader=object())  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="give numbers and ranges"):
        iter_pages(b"", pages="a")


def test_the_shared_reader_reads_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagerec.reading.reader._default", SizeReader())
    assert [page.width for page in pagerec.read_document(frames(11, 12)).pages] == [11, 12]


def test_a_picture_is_no_pdf(tmp_path: Path) -> None:
    Image.new("L", (14, 8)).save(tmp_path / "a.pdf", "PNG")
    with pytest.raises(ImageError, match=r"a\.pdf: this is no PDF; read it with read_document"):
        read_pdf(tmp_path / "a.pdf", reader=SizeReader())
    with pytest.raises(ImageError, match="<bytes>: the file is empty"):
        read_pdf(b"", reader=SizeReader())
    with pytest.raises(ImageError, match=r"none\.pdf: there is no such file"):
        read_pdf(tmp_path / "none.pdf", reader=SizeReader())


def test_options_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[PdfOptions] = []

    def read(source: Source, reader: object, *, alphabet: str | None = None) -> list[Page]:
        seen.append(source.pdf)
        return [Page((), 1, 1)] * len(list(source.pages or ()))

    monkeypatch.setattr(Source, "read", read)
    document = read_pdf(b"%PDF-1.7", pages=[2, 5], dpi=72, password="open", text_layer="auto", reader=SizeReader())
    assert len(document.pages) == 2
    assert seen == [PdfOptions(72, "open", "auto")]
