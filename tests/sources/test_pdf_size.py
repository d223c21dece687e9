"""Pages of a PDF that are a picture have its pixels; others so many an inch."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pagerec import read_pdf
from pagerec.sources import PdfOptions, Source
from pagerec.sources import pdf_size as module
from pagerec.sources.images import load_image
from tests.sources.made import WidthReader, pdf_of, typeset

pikepdf = pytest.importorskip("pikepdf")
pytest.importorskip("pypdfium2")

NOISE = np.random.default_rng(0).integers(0, 256, (120, 160), np.uint8)
"""A picture in which any resampling is seen."""


def scan(
    gray: NDArray[np.uint8] = NOISE,
    dpi: float = 150,
    *,
    matrix: tuple[float, ...] | None = None,
    sides: tuple[float, float] | None = None,
    rotate: int = 0,
    margin: float = 0.0,
    after: str = "",
    before: str = "",
    in_form: bool = False,
) -> bytes:
    """A PDF page that is a picture, with what is drawn before and after it."""
    wide, high = (72 * side / dpi for side in gray.shape[::-1])
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page(page_size=sides or (wide + 2 * margin, high + 2 * margin))
        image = pdf.make_stream(
            gray.tobytes(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=gray.shape[1],
            Height=gray.shape[0],
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        placed = " ".join(map(str, matrix or (wide, 0, 0, high, margin, margin)))
        shown = f"q {placed} cm /Im Do Q"
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
        if in_form:
            form = pdf.make_stream(
                b"q 0.5 0 0 0.5 0 0 cm /Im Do Q",
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, 1, 1],
                Resources=resources,
            )
            shown = f"q {2 * wide} 0 0 {2 * high} 0 0 cm /Fm Do Q"
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
        pdf.pages[0].Resources = resources
        pdf.pages[0].Contents = pdf.make_stream(f"{before}\n{shown}\n{after}".encode())
        pdf.pages[0].Rotate = rotate
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def drawn(content: bytes, **options: Any) -> NDArray[np.uint8]:
    return load_image(next(Source(content, pdf=PdfOptions(**options)).pictures())).gray


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("dpi", [72, 150, 163, 300])
def test_a_scan_is_drawn_pixel_by_pixel(dpi: int, rotate: int) -> None:
    assert np.array_equal(drawn(scan(dpi=dpi, rotate=rotate)), np.rot90(NOISE, -rotate // 90))


def test_it_says_its_resolution() -> None:
    picture = next(Source(scan(dpi=150)).pictures())
    assert picture.info["dpi"] == pytest.approx((150, 150), rel=0.01)  # type: ignore[union-attr]


def test_a_picture_that_is_turned_on_its_page() -> None:
    content = scan(NOISE, matrix=(0, 76.8, -57.6, 0, 57.6, 0), sides=(57.6, 76.8))
    assert np.array_equal(drawn(content), np.rot90(NOISE))


def test_a_picture_in_a_form() -> None:
    assert np.array_equal(drawn(scan(in_form=True)), NOISE)


def test_a_picture_with_a_margin_has_its_resolution() -> None:
    assert drawn(scan(margin=7.2)).shape == (150, 190)


def test_a_resolution_that_is_given_is_kept() -> None:
    assert drawn(scan(), dpi=200.0).shape == (160, 214)


def test_the_page_that_is_read_is_that_of_the_picture() -> None:
    assert read_pdf(scan(), reader=WidthReader()).pages[0].width == 160
    assert read_pdf(scan(), reader=WidthReader(), dpi=300).pages[0].width == 320
    only = read_pdf(scan(), text_layer="only", reader=WidthReader()).pages[0]
    assert (only.width, only.height) == (160, 120)


STAMP = "0 0 1 rg 60 2 12 3 re f"
MUCH = "0 0 1 rg 10 10 30 30 re f"
UNSEEN = "BT 3 Tr /F1 40 Tf 5 5 Td (nothing to be seen) Tj ET"


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ({"after": STAMP}, (120, 160)),
        ({"after": UNSEEN}, (120, 160)),
        ({"before": MUCH}, (120, 160)),
        ({"after": MUCH}, (160, 214)),
        ({"matrix": (40, 0, 0, 30, 0, 0)}, (160, 214)),
        ({"dpi": 1500}, (16, 22)),
    ],
    ids=["a stamp", "unseen text", "hidden print", "much print", "a small picture", "too fine"],
)
def test_which_page_is_a_picture(options: dict[str, Any], shape: tuple[int, int]) -> None:
    assert drawn(scan(**options)).shape == shape


def test_a_fax_has_square_pixels() -> None:
    assert drawn(scan(matrix=(76.8, 0, 0, 115.2, 0, 0), margin=0)).shape == (120, 160)
    tall = scan(np.repeat(NOISE, 2, axis=0), matrix=(76.8, 0, 0, 115.2, 0, 0))
    assert drawn(tall).shape == (240, 160)
    flat = scan(NOISE[::2].copy(), matrix=(76.8, 0, 0, 28.8, 0, 0))
    assert drawn(flat).shape == (60, 160)


def test_strips_are_one_picture() -> None:
    """The picture twice, one above the other, each half as high as the page."""
    strips = scan(matrix=(76.8, 0, 0, 28.8, 0, 0), after="q 76.8 0 0 28.8 0 28.8 cm /Im Do Q")
    assert drawn(strips).shape == (240, 320), "the finer of the resolutions across and down"


def test_a_picture_of_too_many_pixels_is_drawn_as_other_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", NOISE.size - 1)
    assert drawn(scan(), limits=None).shape == (160, 214)


def test_a_page_of_too_many_parts_is_drawn_as_other_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PARTS", 2)
    assert drawn(scan(after=STAMP), limits=None).shape == (120, 160)
    assert drawn(scan(after=f"{STAMP} {STAMP}"), limits=None).shape == (160, 214)


@pytest.mark.parametrize("make", [lambda: typeset(), lambda: pdf_of(200)], ids=["text", "blank"])
def test_other_pages_have_200_dots_an_inch(make: Callable[[], bytes]) -> None:
    assert drawn(make()).shape[1] == 556


def test_a_scan_in_a_pdf_is_read_as_its_picture() -> None:
    """White between words is lost where a scan is drawn at another resolution."""
    from PIL import ImageDraw, ImageFont

    from pagerec import Reader

    path = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
    if not path.exists():
        pytest.skip(f"needs {path} (Debian: fonts-wqy-microhei)")
    image = Image.new("L", (640, 120), 255)
    font = ImageFont.truetype(path, 15)
    ImageDraw.Draw(image).text((40, 30), "使用 Python 3 和 NumPy 2 来读 PDF 文件的人很多", fill=20, font=font)
    reader = Reader(threads=1)
    page = reader.read(image)
    assert page.chars
    assert read_pdf(scan(np.asarray(image), dpi=100), reader=reader).pages[0] == page
