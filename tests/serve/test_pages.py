"""Pages read one by one, with pictures for a browser."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from pagerec import ImageError, OptionError
from pagerec.serve.pages import is_shown_by_browsers, picture_of, read_pages
from pagerec.sources import PdfOptions, Source
from tests.serve.made import FakeReader, picture


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


def pdf(pages: int = 2) -> bytes:
    pytest.importorskip("pypdfium2")
    return picture("PDF", (200, 100), pages, resolution=200.0)


def test_a_picture_is_shown_from_its_file() -> None:
    (read,) = read_pages(Source(picture()), FakeReader(), with_pictures=True)
    assert (read.page.text, read.number, read.count, read.picture) == ("能小刺", 1, 1, None)


def test_frames_come_with_their_pictures() -> None:
    pages = list(read_pages(Source(picture("TIFF", pages=3)), FakeReader(), with_pictures=True))
    assert [(read.number, read.count) for read in pages] == [(1, 3), (2, 3), (3, 3)]
    assert [round(opened(read.picture).getpixel((5, 5)), -1) for read in pages] == [200, 200, 200]
    assert opened(pages[0].picture).format == "JPEG"
    assert all(opened(read.picture).size == (100, 40) for read in pages)


def test_pages_of_a_pdf_come_with_their_pictures() -> None:
    pages = list(read_pages(Source(pdf()), FakeReader(), with_pictures=True))
    assert [opened(read.picture).size for read in pages] == [(read.page.width, read.page.height) for read in pages]
    assert len(pages) == 2


def test_pages_whose_text_is_taken_come_with_pictures_too() -> None:
    source = Source(pdf(), pdf=PdfOptions(text_layer="only"))
    pages = list(read_pages(source, FakeReader(), with_pictures=True))
    assert [read.page.text for read in pages] == ["", ""]
    assert all(opened(read.picture).size == (200, 100) for read in pages)


def test_no_pictures_where_none_are_wanted() -> None:
    assert [read.picture for read in read_pages(Source(picture("TIFF", pages=2)), FakeReader())] == [None, None]


def test_pages_are_read_when_they_are_asked_for() -> None:
    reader = FakeReader()
    pages = read_pages(Source(picture("TIFF", pages=5)), reader)
    next(pages)
    assert reader.read_pages == 1
    pages.close()
    assert reader.read_pages == 1


def test_some_pages_and_characters() -> None:
    pages = list(read_pages(Source(picture("TIFF", pages=5), pages="2,4"), FakeReader(), alphabet="小"))
    assert [(read.number, read.count, read.page.text) for read in pages] == [(2, 5, "小"), (4, 5, "小")]


def test_what_is_wrong() -> None:
    with pytest.raises(ImageError):
        list(read_pages(Source(b"no picture"), FakeReader(), with_pictures=True))
    with pytest.raises(OptionError, match="page 7"):
        list(read_pages(Source(picture(), pages="7"), FakeReader()))


@pytest.mark.parametrize(
    ("kind", "shown"), [("PNG", True), ("JPEG", True), ("GIF", True), ("WEBP", True), ("TIFF", False), ("BMP", False)]
)
def test_what_browsers_show(kind: str, shown: bool) -> None:
    assert is_shown_by_browsers(Source(picture(kind)), 1) is shown


def test_a_png_that_is_to_be_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = picture(exif=exif)
    assert not is_shown_by_browsers(Source(content), 1)
    (read,) = read_pages(Source(content), FakeReader(), with_pictures=True)
    assert opened(read.picture).size == (40, 100) == (read.page.width, read.page.height)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I", "F"])
def test_pictures_of_every_mode(mode: str) -> None:
    image: Any = Image.new(mode, (30, 20))
    shown = opened(picture_of(image))
    assert (shown.format, shown.size) == ("JPEG", (30, 20))
    if mode not in ("F",):
        out = io.BytesIO()
        image.save(out, "TIFF")
        assert opened(picture_of(out.getvalue())).size == (30, 20)


def test_colors_stay() -> None:
    red, _, blue = opened(picture_of(Image.new("RGB", (9, 9), (200, 0, 0)))).getpixel((4, 4))  # type: ignore[misc]
    assert red > 150 > 50 > blue


def test_large_pictures_are_made_smaller() -> None:
    assert opened(picture_of(Image.new("L", (4800, 1000)))).size == (2400, 500)
