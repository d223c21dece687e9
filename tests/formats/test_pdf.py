"""Searchable PDF: found in order and place by other programs; pictures and pages untouched."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from pagerec import Block, Box, Char, Document, ImageError, Line, OptionError, Page
from pagerec.sources import PdfOptions, Source
from pagerec.sources.images import load_image
from tests.formats.made import few, made_page, pages, pdftotext, picture

pikepdf = pytest.importorskip("pikepdf")
pdfium = pytest.importorskip("pypdfium2")
pytest.importorskip("img2pdf")


def drawn(pdf: bytes, dpi: float = 200.0) -> np.ndarray[Any, Any]:
    """The first page as gray levels."""
    document = pdfium.PdfDocument(pdf)
    image = document[0].render(scale=dpi / 72 * (1 - 1e-6), grayscale=True).to_numpy()
    document.close()
    return np.asarray(image).reshape(image.shape[:2])


def layer(pdf: bytes, dpi: float = 200.0) -> Page:
    """The text that the first page carries."""
    return next(Source(pdf, pdf=PdfOptions(dpi, text_layer="only")).read(None))  # type: ignore[arg-type]


def file(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


# Text


@pytest.mark.parametrize("options", [(), ("-raw",)])
def test_pdftotext_finds_the_text(options: tuple[str, ...]) -> None:
    page = made_page()
    assert pdftotext(page.to_pdf(picture(page)), *options) == page.text


@pytest.mark.parametrize("skew", [-3.0, 0.4, 2.0])
def test_turned_text(skew: float) -> None:
    page = _turned(made_page(), skew)
    assert pdftotext(page.to_pdf(picture(page))) == page.text


def test_every_character_is_in_its_place() -> None:
    page = made_page()
    found = layer(page.to_pdf(picture(page)))
    assert [char.text for char in found.chars] == [char.text for char in page.chars]
    for char, there in zip(page.chars, found.chars, strict=True):
        assert abs(there.box.left - char.box.left) <= 1
        assert there.box.right >= char.box.right - 1
        assert abs(there.box.top - char.box.top) <= 1
        assert abs(there.box.bottom - char.box.bottom) <= 1


def test_several_pages() -> None:
    page = made_page()
    document = Document((page, Page((), 50, 50), page))
    pdf = document.to_pdf([picture(page), np.zeros((50, 50), np.uint8), picture(page)])
    assert pdftotext(pdf) == f"{page.text}\n{page.text}"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 3
        fonts = {found.Resources.Font["/PagerecInvisible"].objgen for found in opened.pages}
        assert len(fonts) == 1


def test_the_text_is_not_drawn() -> None:
    page = made_page()
    assert np.array_equal(drawn(page.to_pdf(picture(page))), picture(page))


def test_the_same_page_gives_the_same_file() -> None:
    page = made_page()
    assert page.to_pdf(picture(page)) == page.to_pdf(picture(page))


@few
@given(pages)
def test_any_page(page: Page) -> None:
    pdf = page.to_pdf(np.zeros((page.height, page.width), np.uint8))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not opened.check_pdf_syntax()
        pikepdf.parse_content_stream(opened.pages[0])


def _turned(page: Page, skew: float) -> Page:
    """The page with its characters moved as a turn about the upper left corner moves them."""
    turn = np.radians(skew)
    blocks = []
    for block in page.blocks:
        rows = []
        for line in block.lines:
            moved = []
            for char in line.chars:
                x, y = (char.box.left + char.box.right) / 2, (char.box.top + char.box.bottom) / 2
                across = round(x * np.cos(turn) - y * np.sin(turn) - x)
                down = round(x * np.sin(turn) + y * np.cos(turn) - y)
                box = Box(char.box.left + across, char.box.top + down, char.box.right + across, char.box.bottom + down)
                moved.append(Char(char.text, box, char.confidence, char.candidates, char.space_before))
            rows.append(Line(tuple(moved)))
        blocks.append(Block(tuple(rows)))
    return Page(tuple(blocks), page.width, page.height, skew)


# Pictures


def test_a_jpeg_is_not_compressed_again() -> None:
    page = made_page()
    content = file(Image.fromarray(picture(page)), "JPEG", dpi=(300, 300))
    with pikepdf.open(io.BytesIO(page.to_pdf(content))) as opened:
        (image,) = opened.pages[0].Resources.XObject.values()
        assert image.Filter == "/DCTDecode"
        assert image.read_raw_bytes() == content
        assert [float(edge) for edge in opened.pages[0].mediabox] == pytest.approx([0, 0, 96, 57.6], abs=0.01)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_png_is_not_compressed_again(mode: str) -> None:
    page = made_page()
    image = Image.fromarray(picture(page)).convert(mode)
    content = file(image, "PNG")
    with pikepdf.open(io.BytesIO(page.to_pdf(content))) as opened:
        (found,) = opened.pages[0].Resources.XObject.values()
        assert found.read_raw_bytes() in content
    assert np.array_equal(drawn(page.to_pdf(content)), np.asarray(image.convert("L")))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16", "CMYK"])
def test_other_pictures_look_the_same(mode: str) -> None:
    page = made_page()
    gray = Image.fromarray(picture(page))
    image = Image.fromarray(picture(page).astype(np.uint16) * 257) if mode == "I;16" else gray.convert(mode)
    seen = drawn(page.to_pdf(file(image, "TIFF" if mode == "CMYK" else "PNG"))).astype(int)
    assert np.abs(seen - picture(page)).max() <= 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(orientation: int) -> None:
    page = made_page()
    stored = picture(page) if orientation < 5 else picture(page).T
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = file(Image.fromarray(stored), "JPEG", quality=100, exif=exif)
    seen = drawn(page.to_pdf(content)).astype(int)
    assert np.abs(seen - load_image(content).gray).max() < 3


def test_pil_images_and_colours() -> None:
    page = made_page()
    colours = np.dstack([picture(page)] * 3)
    colours[:40, :, 0] = 0
    for image in (colours, Image.fromarray(colours)):
        with pikepdf.open(io.BytesIO(page.to_pdf(image))) as opened:
            (found,) = opened.pages[0].Resources.XObject.values()
            assert np.array_equal(np.asarray(pikepdf.PdfImage(found).as_pil_image()), colours)


@pytest.mark.parametrize(("image", "error"), [(b"nothing", ImageError), ("no such file.png", ImageError)])
def test_bad_pictures(image: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        made_page().to_pdf(image)


# Pages of a PDF


def scan(page: Page, rotate: int = 0, crop: bool = False) -> bytes:
    """A PDF of a picture alone, at 72 dpi, shown upright after turning it by `rotate`."""
    image = Image.fromarray(picture(page)).rotate(rotate, expand=True)
    pdf = pikepdf.open(io.BytesIO(pytest.importorskip("img2pdf").convert(file(image, "PNG", dpi=(72, 72)))))
    pdf.pages[0].obj["/Rotate"] = rotate
    if crop:
        left, bottom, right, top = (float(edge) for edge in pdf.pages[0].mediabox)
        pdf.pages[0].mediabox = [left - 30, bottom - 20, right + 10, top + 5]
        pdf.pages[0].cropbox = [left, bottom, right, top]
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("crop", [False, True])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_text_on_a_scan(rotate: int, crop: bool) -> None:
    page = made_page()
    original = scan(page, rotate, crop)
    made = page.to_pdf(original)
    assert np.array_equal(drawn(made, 72), drawn(original, 72))
    assert pdftotext(made) == page.text
    found = layer(made, 72)
    assert [char.text for char in found.chars] == [char.text for char in page.chars]
    for char, there in zip(page.chars, found.chars, strict=True):
        assert abs(there.box.left - char.box.left) <= 2
        assert abs(there.box.bottom - char.box.bottom) <= 2


def test_some_pages_of_a_pdf() -> None:
    page = made_page()
    pdf = Document((page, page)).to_pdf([picture(page)] * 2)
    bare = scan(page)
    with pikepdf.open(io.BytesIO(pdf)) as first, pikepdf.open(io.BytesIO(bare)) as second:
        first.pages.append(second.pages[0])
        out = io.BytesIO()
        first.save(out)
    made = Document((page, page)).to_pdf(Source(out.getvalue(), "2-3"))
    assert pdftotext(made) == f"{page.text}\n{page.text}"  # the second page keeps its own text, the third gets one
    with pytest.raises(OptionError, match="1 pages and the PDF 3"):
        Document((page,)).to_pdf(out.getvalue())


def test_another_pdf_is_refused() -> None:
    with pytest.raises(OptionError, match="give the PDF that was read"):
        Page(made_page().blocks, 240, 400).to_pdf(scan(made_page()))


def test_an_encrypted_scan() -> None:
    page = made_page()
    with pikepdf.open(io.BytesIO(scan(page))) as opened:
        out = io.BytesIO()
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    made = page.to_pdf(Source(out.getvalue(), pdf=PdfOptions(password="u")))
    assert pdftotext(made) == page.text
