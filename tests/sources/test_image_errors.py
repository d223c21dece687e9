"""Every way a picture may be broken, missing or too large."""

from __future__ import annotations

import io
import math
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pagerec.errors import ImageError, ImageTooLargeError, OptionError
from pagerec.sources.images import DEFAULT_MAX_PIXELS, Raster, load_image
from tests.pictures import LEVELS, encoded, png


@pytest.fixture
def gray() -> Image.Image:
    return Image.fromarray(LEVELS)


@pytest.fixture
def text() -> Image.Image:
    """Something that takes more than a few bytes to save."""
    noise = np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)
    return Image.fromarray(noise)


# Arrays


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((0, 5), np.uint8), "5 x 0 pixels"),
        (np.zeros((5, 0, 3), np.uint8), "0 x 5 pixels"),
        (np.zeros(5, np.uint8), r"shape \(5,\)"),
        (np.zeros((2, 3, 4, 3), np.uint8), "shape"),
        (np.zeros((2, 3, 5), np.uint8), "shape"),
        (np.zeros((3, 20, 30), np.uint8), "transpose"),
        (np.zeros((2, 3), np.int64), "int64"),
        (np.zeros((2, 3), np.int8), "int8"),
        (np.zeros((2, 3), complex), "complex"),
        (np.array([["a"]]), "dtype"),
        (np.array([[None]]), "object"),
        (np.array([[0.5, math.nan]]), "NaN"),
        (np.array([[0.5, -0.1]]), "from -0.1 to 0.5"),
        (np.array([[0.5, 255.0]]), "from 0.5 to 255"),
        (np.array([[math.inf, 0]]), "inf"),
    ],
)
def test_arrays_that_are_no_picture(array: np.ndarray[Any, Any], message: str) -> None:
    with pytest.raises(ImageError, match=message) as caught:
        load_image(array)
    assert str(caught.value).startswith("<array>: ")
    assert "give" in str(caught.value) or "move" in str(caught.value)


@pytest.mark.parametrize("array", [LEVELS.astype(float), LEVELS[0]])
def test_a_raster_checks_what_it_holds(array: np.ndarray[Any, Any]) -> None:
    with pytest.raises(ImageError, match="load_image"):
        Raster(array)


# What can't be read


def test_missing_file_and_folder(tmp_path: Path) -> None:
    path = tmp_path / "none.png"
    with pytest.raises(ImageError, match=r"none\.png: there is no such file; check") as caught:
        load_image(path)
    assert isinstance(caught.value.__cause__, FileNotFoundError)
    with pytest.raises(ImageError, match="this is a folder"):
        load_image(tmp_path)
    with pytest.raises(ImageError, match="can't be opened"):
        load_image("with\0zero.png")
    with pytest.raises(ImageError, match=r"<empty path>: there is no such file"):
        load_image("")


@pytest.mark.parametrize("content", [b"", bytearray(), memoryview(b""), io.BytesIO()])
def test_nothing(content: Any) -> None:
    with pytest.raises(ImageError, match=r"empty \(0 bytes\)"):
        load_image(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello", "not a picture"),
        (bytes(1000), "not a picture"),
        (b"%PDF-1.7\n", "this is a PDF"),
        (b"<svg></svg>", "SVG file"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
    ],
)
def test_what_is_no_picture(content: bytes, message: str) -> None:
    with pytest.raises(ImageError, match=message) as caught:
        load_image(content)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "PPM", "JPEG2000"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_truncated_files(kind: str, share: float, text: Image.Image) -> None:
    content = encoded(text, kind)
    with pytest.raises(ImageError, match=r"<bytes>: ") as caught:
        load_image(content[: int(len(content) * share)])
    assert "give" in str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "GIF", "JPEG"])
def test_corrupt_files_never_raise_anything_else(kind: str, text: Image.Image) -> None:
    content = encoded(text, kind)
    random = np.random.default_rng(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(60):
            damaged = bytearray(content)
            for place in random.integers(0, min(len(content), 400), 8):
                damaged[place] = random.integers(256)
            try:
                raster = load_image(bytes(damaged), max_pixels=1_000_000)
            except ImageError:
                continue
            assert raster.gray.size <= 1_000_000


def test_a_corrupt_png_is_an_error(text: Image.Image) -> None:
    content = bytearray(encoded(text))
    middle = len(content) // 2
    content[middle : middle + 100] = bytes(100)
    with pytest.raises(ImageError, match="damaged"):
        load_image(bytes(content))


def test_file_objects_that_can_not_be_read(tmp_path: Path, gray: Image.Image) -> None:
    closed = io.BytesIO(encoded(gray))
    closed.close()
    with pytest.raises(ImageError, match="open for reading"):
        load_image(closed)
    with pytest.raises(ImageError, match='mode "rb"'):
        load_image(io.StringIO("text"))  # type: ignore[arg-type]
    path = tmp_path / "out.png"
    with path.open("wb") as file, pytest.raises(ImageError, match=r"out\.png: .*open for reading"):
        load_image(file)


def test_a_closed_pil_image(tmp_path: Path, gray: Image.Image) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(encoded(gray))
    opened = Image.open(path)
    opened.close()
    with pytest.raises(ImageError, match=r"page\.png"):
        load_image(opened)


@pytest.mark.parametrize("image", [None, 3, [[1, 2]], object()])
def test_other_types(image: Any) -> None:
    with pytest.raises(ImageError, match="give a path, bytes"):
        load_image(image)


def test_truncated_files_stay_errors_for_everyone(text: Image.Image) -> None:
    from PIL import ImageFile

    load_image(text)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


# Too large


def test_the_limit_is_checked_for_every_kind_of_input(gray: Image.Image) -> None:
    for image in (encoded(gray), gray, LEVELS, LEVELS[:, :, np.newaxis]):
        assert load_image(image, max_pixels=6).gray.size == 6
        with pytest.raises(ImageTooLargeError, match=r"3 x 2 pixels .* limit of 5; make"):
            load_image(image, max_pixels=5)


@pytest.mark.parametrize("side", [11_000, 15_000, 60_000])
def test_bombs_are_stopped_at_the_header(side: int) -> None:
    """Sides below, between and above Pillow's own limits; the content is never decoded."""
    content = png(b"", width=side, height=side, depth=8, color=0)
    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expected = ImageError if side**2 <= DEFAULT_MAX_PIXELS else ImageTooLargeError
        with pytest.raises(expected):
            load_image(content)
        with pytest.raises(ImageTooLargeError):
            load_image(content, max_pixels=100)
    assert before == Image.MAX_IMAGE_PIXELS


def test_a_larger_limit_of_ours_goes_beyond_pillow_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    content = encoded(Image.new("L", (50, 50), 9))
    assert load_image(content).gray.size == 2500
    assert Image.MAX_IMAGE_PIXELS == 100


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_makes_no_sense(limit: int) -> None:
    with pytest.raises(OptionError, match="max_pixels"):
        load_image(LEVELS, max_pixels=limit)
