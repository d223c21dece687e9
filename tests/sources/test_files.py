"""Files with pages: PDFs, frames, page numbers, and what may be wrong with them."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pagerec import (
    ImageError,
    ImageTooLargeError,
    OptionError,
    Page,
    Reader,
    iter_pages,
    read_document,
    read_pdf,
)
from pagerec.sources import Source
from pagerec.sources.images import ImageInput, load_image
from tests.sources.made import WidthReader, pdf_of


class GrayReader(WidthReader):
    """Keeps what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_grays: list[np.ndarray] = []

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        self.read_grays.append(load_image(image).gray)
        return super().read(image, alphabet=alphabet)


def frames(kind: str, *widths: int) -> bytes:
    images = [Image.new("L", (width, 8), 40 * index) for index, width in enumerate(widths, start=1)]
    out = io.BytesIO()
    images[0].save(out, kind, save_all=True, append_images=images[1:])
    return out.getvalue()


# Page numbers


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (None, (1, 2, 3, 4, 5)),
        ("2", (2,)),
        ("1-3,5", (1, 2, 3, 5)),
        ("4-", (4, 5)),
        (" 3 , 1 - 2 ", (3, 1, 2)),
        ([5, 1, 1], (5, 1, 1)),
        (range(2, 4), (2, 3)),
    ],
)
def test_page_numbers(pages: Any, expected: tuple[int, ...]) -> None:
    assert tuple(Source("x.pdf", pages).numbers(5)) == expected


@pytest.mark.parametrize("pages", ["", "a", "1-b", "-3", "1,,2", "1.5", "3-1", "1-9999999999999999999"])
def test_page_numbers_that_are_none(pages: str) -> None:
    with pytest.raises(OptionError, match="give numbers and ranges"):
        Source("x.pdf", pages)


@pytest.mark.parametrize("pages", [[0], [-1], [3, 0]])
def test_page_numbers_below_1(pages: list[int]) -> None:
    with pytest.raises(OptionError, match="give a whole number, 1 or more"):
        Source("x.pdf", pages)


@pytest.mark.parametrize("pages", ["6", "1-6", "6-", "1-999999999", [6], "0"])
def test_pages_that_are_not_there(pages: Any) -> None:
    with pytest.raises(OptionError, match="there is no page"):
        Source("x.pdf", pages).numbers(5)


@given(st.text(st.sampled_from("0123456789-, a٣²")))
def test_any_text_is_page_numbers_or_an_error(text: str) -> None:
    with suppress(OptionError):
        assert all(1 <= number <= 9 for number in Source("x.pdf", text).numbers(9))


# Pictures


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG"])
def test_frames(kind: str) -> None:
    widths = (20, 20, 20) if kind != "TIFF" else (11, 12, 13)
    content = frames(kind, *widths)
    reader = WidthReader()
    document = read_document(content, reader=reader)
    assert [page.width for page in document.pages] == list(widths)
    assert read_document(content, pages="3,1", reader=reader).pages == (document.pages[2], document.pages[0])
    levels = [int(load_image(image).gray.mean()) for image in Source(content).pictures()]
    assert levels == pytest.approx([40, 80, 120], abs=3)


def test_pages_are_counted(tmp_path: Path) -> None:
    assert Source(frames("TIFF", 7, 8, 9), pages="2").count() == 3
    assert Source(pdf_of(200, 300), pages=[1]).count() == 2
    assert Source(b"nothing").count() == Source(tmp_path / "none.png").count() == 1
    with pytest.raises(ImageError, match="damaged"):
        Source(b"%PDF-1.7 and nothing more").count()


@pytest.mark.parametrize(("kind", "share"), [("TIFF", 1), ("GIF", 2), ("WEBP", 4), ("PNG", 4)])
def test_decoders_that_take_much_memory_get_smaller_pictures(kind: str, share: int) -> None:
    content = frames(kind, 20, 20)
    assert len(list(Source(content, max_pixels=20 * 8 * share).pictures())) == 2
    with pytest.raises(ImageTooLargeError, match="max_pixels"):
        list(Source(content, max_pixels=20 * 8 * share - share).pictures())


def test_frames_are_read_as_they_are_given() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    pictures = [Image.new("RGBA", (20, 8), (200, 10, 10, alpha)) for alpha in (255, 0, 90)]
    for kind in ("TIFF", "WEBP", "PNG"):
        out = io.BytesIO()
        pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], exif=exif)
        reader = GrayReader()
        list(Source(out.getvalue()).read(reader))
        kept = list(Source(out.getvalue()).pictures())
        for gray, image in zip(reader.read_grays, kept, strict=True):
            assert np.array_equal(gray, load_image(image).gray), kind


def test_pictures_can_be_kept() -> None:
    kept = list(Source(frames("TIFF", 11, 12, 13)).pictures())
    assert [load_image(image).width for image in kept] == [11, 12, 13]


def test_a_single_picture_is_given_as_it_is(tmp_path: Path) -> None:
    Image.new("L", (14, 8)).save(tmp_path / "a.png")
    assert list(Source(tmp_path / "a.png").pictures()) == [tmp_path / "a.png"]
    assert read_document(tmp_path / "a.png", reader=WidthReader(), alphabet="能").text == "能"


def test_more_frames_than_a_file_can_hold() -> None:
    out = io.BytesIO()
    images = [Image.new("L", (20, 8), level) for level in (0, 90, 200)]
    images[0].save(out, "PNG", save_all=True, append_images=images[1:])
    content = bytearray(out.getvalue())
    place = content.index(b"acTL")
    content[place + 4 : place + 8] = (1 << 31).to_bytes(4, "big")
    content[place + 12 : place + 16] = zlib.crc32(content[place : place + 12]).to_bytes(4, "big")
    source = Source(bytes(content))
    for ask in (source.count, lambda: next(source.pictures())):
        with pytest.raises(ImageError, match=r"claims 2,147,483,648 pages in \d+ bytes"):
            ask()
    assert load_image(bytes(content)).width == 20


def test_damaged_frames(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (2, 64, 64), np.uint8)
    path = tmp_path / "two.tif"
    first, second = (Image.fromarray(rows) for rows in noise)
    first.save(path, save_all=True, append_images=[second], compression="tiff_deflate")
    content = bytearray(path.read_bytes())
    content[-3000:-1000] = bytes(2000)
    path.write_bytes(content)
    with pytest.raises(ImageError, match=r"two\.tif"):
        list(iter_pages(path, reader=WidthReader()))


@pytest.mark.parametrize(("content", "message"), [(b"", "empty"), (b"nothing", "not a picture")])
def test_what_is_no_picture(content: bytes, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        read_document(content, reader=WidthReader())


def test_a_missing_file() -> None:
    with pytest.raises(ImageError, match=r"none\.pdf: there is no such file"):
        read_document("none.pdf", reader=WidthReader())
    with pytest.raises(ImageError, match=r"none\.pdf: there is no such file"):
        read_pdf("none.pdf", reader=WidthReader())


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG"])
def test_a_reader_decides_how_large_a_frame_may_be(kind: str) -> None:
    content = frames(kind, 20, 20)
    with pytest.raises(ImageTooLargeError, match="max_pixels"):
        read_document(content, reader=Reader(threads=1, max_pixels=100))
    small = Source(content, max_pixels=100)
    with pytest.raises(ImageTooLargeError, match="max_pixels"):
        list(small.pictures())
    assert len(list(small.read(Reader(threads=1, max_pixels=10_000)))) == 2
