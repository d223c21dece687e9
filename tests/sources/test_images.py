"""Every kind of picture that a user may have."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageOps

from pagerec.sources.images import load_image
from tests.pictures import LEVELS, encoded, png


@pytest.fixture
def gray() -> Image.Image:
    return Image.fromarray(LEVELS)


# Where it comes from


def test_paths_and_bytes_and_files(tmp_path: Path, gray: Image.Image) -> None:
    path = tmp_path / "一页.png"
    content = encoded(gray)
    path.write_bytes(content)
    for image in (str(path), path, content, bytearray(content), memoryview(content), io.BytesIO(content)):
        np.testing.assert_array_equal(load_image(image).gray, LEVELS)
    with path.open("rb") as file:
        np.testing.assert_array_equal(load_image(file).gray, LEVELS)
        assert not file.closed


def test_file_objects_are_read_from_where_they_stand(gray: Image.Image) -> None:
    stream = io.BytesIO(b"header" + encoded(gray))
    stream.seek(6)
    np.testing.assert_array_equal(load_image(stream).gray, LEVELS)
    assert not stream.closed


def test_streams_need_not_be_seekable(gray: Image.Image) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = encoded(gray)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part, self.content = self.content[:7], self.content[7:]
            buffer[: len(part)] = part
            return len(part)

    np.testing.assert_array_equal(load_image(io.BufferedReader(Pipe())).gray, LEVELS)


def test_the_content_decides_not_the_name(tmp_path: Path, gray: Image.Image) -> None:
    path = tmp_path / "page.jpg"
    path.write_bytes(encoded(gray, "PNG"))
    np.testing.assert_array_equal(load_image(path).gray, LEVELS)


def test_pil_images_are_left_as_they_are(gray: Image.Image) -> None:
    before = gray.tobytes()
    raster = load_image(gray)
    np.testing.assert_array_equal(raster.gray, LEVELS)
    assert gray.tobytes() == before
    assert (raster.width, raster.height) == (3, 2)


# File formats


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "PPM", "GIF", "TGA", "PCX"])
def test_lossless_formats(kind: str, gray: Image.Image) -> None:
    np.testing.assert_array_equal(load_image(encoded(gray, kind)).gray, LEVELS)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "L"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("JPEG2000", "L")])
def test_lossy_formats(kind: str, mode: str) -> None:
    image = Image.linear_gradient("L").convert(mode)
    found = load_image(encoded(image, kind)).gray.astype(int)
    assert np.abs(found - np.asarray(image.convert("L"))).mean() < 3


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "PNG", "WEBP"])
def test_of_several_frames_the_first_is_read(kind: str) -> None:
    first, second = Image.new("L", (8, 8), 0), Image.new("L", (8, 8), 255)
    content = encoded(first, kind, save_all=True, append_images=[second])
    assert load_image(content).gray.max() < 10


def test_a_pil_image_is_read_at_its_frame() -> None:
    first, second = Image.new("L", (8, 8), 0), Image.new("L", (8, 8), 255)
    opened = Image.open(io.BytesIO(encoded(first, "TIFF", save_all=True, append_images=[second])))
    opened.seek(1)
    assert load_image(opened).gray.min() == 255
    assert opened.tell() == 1


# Modes


def test_luminance_is_rec_601() -> None:
    colors = Image.new("RGB", (3, 1))
    for column, color in enumerate([(255, 0, 0), (0, 255, 0), (0, 0, 255)]):
        colors.putpixel((column, 0), color)
    expected = [[76, 150, 29]]
    np.testing.assert_array_equal(load_image(colors).gray, expected)
    np.testing.assert_array_equal(load_image(np.asarray(colors)).gray, expected)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBX", "YCbCr", "CMYK", "HSV", "I", "F"])
def test_black_and_white_in_every_mode(mode: str) -> None:
    image = Image.new("RGB", (4, 2), "white")
    image.putpixel((1, 0), (0, 0, 0))
    if mode in ("I", "F"):
        image = image.convert("L")
    found = load_image(image.convert(mode)).gray
    expected = np.full((2, 4), 255)
    expected[0, 1] = 0
    if mode == "I":  # 32-bit integers are taken for 16 bits: 255 is nearly black
        expected[expected == 255] = 1
    np.testing.assert_allclose(found, expected, atol=1)


def test_lab_is_read_by_its_lightness() -> None:
    image = Image.fromarray(np.dstack([LEVELS, LEVELS, LEVELS]), "LAB")
    np.testing.assert_array_equal(load_image(image).gray, LEVELS)


def test_palette(gray: Image.Image) -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 255, 255, 255, 0, 0])
    palette.putpixel((1, 0), 1)
    np.testing.assert_array_equal(load_image(encoded(palette)).gray, [[255, 76]])


def test_cmyk_jpeg() -> None:
    image = Image.new("RGB", (16, 16), "white").convert("CMYK")
    image.paste((0, 0, 0, 255), (0, 0, 8, 16))
    found = load_image(encoded(image, "JPEG", quality=95)).gray
    assert found[:, :8].max() < 10
    assert found[:, 8:].min() > 245


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L"])
def test_sixteen_bit_modes(mode: str) -> None:
    levels = np.array([[0, 257, 32_896, 65_535]], np.uint16)
    order = ">" if mode == "I;16B" else "<"
    image = Image.frombytes(mode, (4, 1), levels.astype(f"{order}u2").tobytes())
    np.testing.assert_array_equal(load_image(image).gray, [[0, 1, 128, 255]])


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_files_are_scaled_not_clipped(kind: str) -> None:
    image = Image.fromarray(np.array([[0, 257, 32_896, 65_535]], np.uint16))
    np.testing.assert_array_equal(load_image(encoded(image, kind)).gray, [[0, 1, 128, 255]])


def test_sixteen_bit_color_and_gray_alpha_png() -> None:
    rgb = b"\0" + struct.pack(">6H", 65_535, 65_535, 65_535, 32_896, 32_896, 32_896)
    found = load_image(png(rgb, width=2, height=1, depth=16, color=2)).gray
    np.testing.assert_array_equal(found, [[255, 128]])
    gray_alpha = b"\0" + struct.pack(">4H", 0, 65_535, 0, 0)
    found = load_image(png(gray_alpha, width=2, height=1, depth=16, color=4)).gray
    np.testing.assert_array_equal(found, [[0, 255]])


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_gray_png_of_few_bits(depth: int) -> None:
    rows = b"\0" + bytes([0b0101_0101 if depth < 4 else 0x0F])
    expected = {1: [0, 255], 2: [85, 85], 4: [0, 255]}[depth]
    found = load_image(png(rows, width=2, height=1, depth=depth, color=0)).gray
    np.testing.assert_array_equal(found, [expected])


@pytest.mark.parametrize("white", [1.0, 255.0, 65_535.0, 1e6])
def test_float_tiff(white: float) -> None:
    image = Image.fromarray(np.array([[0, 0.5, 1]], np.float32) * np.float32(white))
    np.testing.assert_array_equal(load_image(encoded(image, "TIFF")).gray, [[0, 128, 255]])


def test_thirty_two_bit_integers_are_stretched() -> None:
    image = Image.fromarray(np.array([[-1000, 0, 1000]], np.int32))
    np.testing.assert_array_equal(load_image(image).gray, [[0, 128, 255]])


# EXIF


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_exif_orientation(kind: str, orientation: int) -> None:
    image = Image.linear_gradient("L").resize((40, 24)).convert("RGB")
    image.paste((255, 0, 0), (0, 0, 10, 5))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind == "JPEG" else {}
    content = encoded(image, kind, exif=exif, **options)
    with Image.open(io.BytesIO(content)) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened).convert("L"))
    found = load_image(content).gray
    assert found.shape == ((24, 40) if orientation < 5 else (40, 24))
    np.testing.assert_array_equal(found, expected)
    with Image.open(io.BytesIO(content)) as opened:
        np.testing.assert_array_equal(load_image(opened).gray, expected)


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_means_upright(orientation: int, gray: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    np.testing.assert_array_equal(load_image(encoded(gray, exif=exif)).gray, LEVELS)


def test_damaged_exif_is_no_reason_to_fail(gray: Image.Image) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = load_image(encoded(gray, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff garbage"))
    np.testing.assert_array_equal(found.gray, LEVELS)


# Transparency


def ink(level: int, *, behind: int = 0) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Opaque ink of one level on a transparent page: gray and alpha."""
    pixels = np.zeros((20, 20, 2), np.uint8)
    pixels[:, :, 0] = behind
    pixels[5:8, 5:15] = (level, 255)
    return pixels


@pytest.mark.parametrize(("level", "paper"), [(0, 255), (90, 255), (255, 0), (200, 0)])
@pytest.mark.parametrize("behind", [0, 255])
def test_ink_stays_visible(level: int, paper: int, behind: int) -> None:
    pixels = ink(level, behind=behind)
    rgba = np.dstack([pixels[:, :, 0]] * 3 + [pixels[:, :, 1]])
    for image in (pixels, rgba, Image.fromarray(pixels, "LA"), Image.fromarray(rgba)):
        found = load_image(image).gray
        assert (found[0, 0], found[6, 6]) == (paper, level)
    found = load_image(encoded(Image.fromarray(rgba))).gray
    assert (found[0, 0], found[6, 6]) == (paper, level)


@pytest.mark.parametrize(("ink_level", "paper"), [(0, 255), (255, 0)])
def test_a_page_with_round_corners_goes_on_behind_them(ink_level: int, paper: int) -> None:
    pixels = np.full((40, 40, 2), 255, np.uint8)
    pixels[:, :, 0] = paper
    pixels[10:12, 10:30, 0] = ink_level
    pixels[:2, :2] = 0
    assert load_image(pixels).gray[0, 0] == paper


def test_big_letters_stay_visible() -> None:
    pixels = np.zeros((20, 20, 2), np.uint8)
    pixels[2:18, 2:18] = 255
    found = load_image(pixels).gray
    assert (found[0, 0], found[10, 10]) == (0, 255)


def test_half_transparent_is_mixed() -> None:
    pixels = ink(0)
    pixels[5:8, 5:15, 1] = 128
    assert load_image(pixels).gray[6, 6] == 127


def test_fully_transparent_is_a_white_page() -> None:
    assert load_image(np.zeros((4, 4, 4), np.uint8)).gray.min() == 255


def test_transparent_palette_and_transparent_color() -> None:
    palette = Image.new("P", (20, 20), 0)
    palette.putpalette([0, 0, 0, 10, 10, 10])
    palette.paste(1, (5, 5, 8, 15))
    found = load_image(encoded(palette, transparency=0)).gray
    assert (found[0, 0], found[6, 6]) == (255, 10)
    rgb = Image.new("RGB", (20, 20), (255, 0, 255))
    rgb.paste((0, 0, 0), (5, 5, 8, 15))
    found = load_image(encoded(rgb, transparency=(255, 0, 255))).gray
    assert (found[0, 0], found[6, 6]) == (255, 0)


@pytest.mark.parametrize("mode", ["PA", "La", "RGBa"])
def test_rare_modes_with_alpha(mode: str) -> None:
    rgba = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    rgba.paste((0, 0, 0, 255), (5, 5, 8, 15))
    source = {"La": rgba.convert("LA"), "PA": rgba.convert("RGB").convert("P"), "RGBa": rgba}[mode]
    image = source.convert(mode)
    if mode == "PA":
        image.putalpha(rgba.getchannel("A"))
    found = load_image(image).gray
    assert (found[0, 0], found[6, 6]) == (255, 0)


# Arrays


@pytest.mark.parametrize(
    "array",
    [
        LEVELS,
        LEVELS[:, :, np.newaxis],
        np.dstack([LEVELS] * 3),
        np.dstack([LEVELS] * 3 + [np.full_like(LEVELS, 255)]),
        np.dstack([LEVELS, np.full_like(LEVELS, 255)]),
        LEVELS.astype(np.uint16) * 257,
        np.dstack([LEVELS.astype(np.uint16) * 257] * 3),
        LEVELS / 255,
        (LEVELS / 255).astype(np.float32),
        (LEVELS / 255).astype(np.float16),
        np.asfortranarray(LEVELS),
        np.repeat(LEVELS, 2, axis=1)[:, ::2],
        LEVELS[::-1, ::-1].copy()[::-1, ::-1],
        LEVELS.astype(">u2") * 257,
    ],
)
def test_arrays(array: np.ndarray[Any, Any]) -> None:
    before = array.copy()
    found = load_image(array).gray
    np.testing.assert_array_equal(found, LEVELS)
    np.testing.assert_array_equal(array, before)


def test_true_is_white() -> None:
    np.testing.assert_array_equal(load_image(np.array([[True, False]])).gray, [[255, 0]])


def test_read_only_arrays_are_fine_and_the_result_is_a_read_only_copy() -> None:
    array = LEVELS.copy()
    array.flags.writeable = False
    assert load_image(array).gray.flags.c_contiguous
    array = LEVELS.copy()
    raster = load_image(array)
    array[:] = 7
    np.testing.assert_array_equal(raster.gray, LEVELS)
    with pytest.raises(ValueError, match="read-only"):
        raster.gray[0, 0] = 1


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(0, 1)))
def test_floats_are_rounded_to_the_nearest_level(array: np.ndarray[Any, Any]) -> None:
    assert np.abs(load_image(array).gray / 255 - array).max() <= 0.5 / 255 + 1e-12


@given(hnp.arrays(np.uint16, hnp.array_shapes(min_dims=2, max_dims=2)))
def test_sixteen_bits_are_rounded_to_the_nearest_level(array: np.ndarray[Any, Any]) -> None:
    assert np.abs(load_image(array).gray * 257.0 - array).max() <= 128


# Colour


def coloured(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """White paper with red, blue, dark red and black ink."""
    image = Image.new("RGB", (width, height), "white")
    for row, colour in enumerate([(220, 30, 30), (30, 60, 220), (90, 10, 10), (0, 0, 0)]):
        image.paste(colour, (5, 8 * row + 2, 55, 8 * row + 6))
    return image.convert(mode)


@pytest.mark.parametrize("as_array", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_the_lightest_colour_shows_black_ink_alone(mode: str, as_array: bool) -> None:
    image = coloured(mode=mode)
    if as_array and mode == "P":
        pytest.skip("an array of a palette is no picture")
    raster = load_image(np.asarray(image) if as_array else image)
    assert raster.lightest is not None
    assert raster.lightest.shape == raster.gray.shape
    rows = raster.lightest[4::8, 30].tolist()
    assert rows[:2] == pytest.approx([220, 220], abs=40)
    assert rows[2] == pytest.approx(90, abs=30)
    assert rows[3] == 0
    assert (raster.gray[4:12:8, 30] < 100).all()
    with pytest.raises(ValueError, match="read-only"):
        raster.lightest[0, 0] = 1


def test_the_lightest_colour_is_turned_upright_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = Image.open(io.BytesIO(encoded(coloured(), "JPEG", exif=exif, quality=95, subsampling=0)))
    raster = load_image(turned)
    assert raster.lightest is not None
    assert raster.lightest.shape == raster.gray.shape == (60, 40)


@pytest.mark.parametrize("mode", ["L", "1", "LA", "I", "F"])
def test_gray_pictures_have_none(mode: str) -> None:
    assert load_image(Image.new("L", (30, 20), 128).convert(mode)).lightest is None
    assert load_image(Image.new("L", (30, 20), 128).convert("RGB")).lightest is None


def test_a_tinge_or_a_speck_is_no_colour() -> None:
    image = Image.new("RGB", (400, 300), (250, 240, 215))
    image.putpixel((9, 9), (255, 0, 0))
    assert load_image(image).lightest is None
