"""Pictures as formats embed them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pagerec import Document, ImageError, OptionError, Page
from pagerec.formats.picture import encode, pages_and_pictures
from pagerec.sources import Source
from pagerec.sources.images import load_image
from tests.pictures import LEVELS, encoded

PAGE = Page((), 3, 2)
GRAY = Image.fromarray(LEVELS)


def pixels(content: bytes) -> np.ndarray[Any, Any]:
    with Image.open(io.BytesIO(content)) as opened:
        return np.asarray(opened)


def test_a_file_of_the_kinds_stays_as_it_is() -> None:
    content = encoded(GRAY, "JPEG", dpi=(300, 300))
    found = encode(content, PAGE, ("PNG", "JPEG"))
    assert found.content is content or found.content == content
    assert (found.kind, found.orientation) == ("JPEG", 1)
    assert found.dpi == pytest.approx(300, abs=0.1)


def test_other_files_become_png() -> None:
    found = encode(encoded(GRAY, "BMP"), PAGE, ("PNG", "JPEG"))
    assert found.kind == "PNG"
    assert np.array_equal(pixels(found.content), LEVELS)
    assert encode(encoded(GRAY, "PNG"), PAGE, ()).content != encoded(GRAY, "PNG", compress_level=0)


def test_a_file_that_stays_says_how_it_is_turned_and_another_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = np.rot90(LEVELS)
    content = encoded(Image.fromarray(stored), "PNG", exif=exif)
    stays = encode(content, PAGE, ("PNG",))
    assert (stays.content, stays.orientation) == (content, 6)
    turned = encode(content, PAGE, ("JPEG",))
    assert turned.orientation == 1
    assert np.array_equal(pixels(turned.content), LEVELS)


def test_transparent_places_never_stay() -> None:
    clear, opaque = (GRAY.convert("LA") for _ in range(2))
    clear.putalpha(Image.fromarray(np.array([[0, 255, 255], [255, 255, 255]], np.uint8)))
    assert encode(encoded(opaque), PAGE, ("PNG",)).content == encoded(opaque)
    found = encode(encoded(clear), PAGE, ("PNG",))
    assert found.content != encoded(clear)
    assert np.array_equal(pixels(found.content), load_image(encoded(clear)).gray), "as it was read"


def test_an_animation_never_stays() -> None:
    content = encoded(GRAY, "PNG", save_all=True, append_images=[Image.new("L", (3, 2))])
    found = encode(content, PAGE, ("PNG",))
    assert np.array_equal(pixels(found.content), LEVELS)
    with Image.open(io.BytesIO(found.content)) as opened:
        assert getattr(opened, "n_frames", 1) == 1


@pytest.mark.parametrize(("dpi", "found"), [(72, None), (73, 73), (2400, 2400), (2401, None), (1, None)])
def test_resolutions_that_are_believed(dpi: int, found: int | None) -> None:
    seen = encode(encoded(GRAY, "TIFF", dpi=(dpi, dpi)), PAGE, ()).dpi
    assert seen == (None if found is None else pytest.approx(found, abs=0.5))


def test_colours_of_an_array_are_kept() -> None:
    colours = np.dstack([LEVELS, LEVELS // 2, LEVELS // 4])
    assert np.array_equal(pixels(encode(colours, PAGE, ()).content), colours)
    assert np.array_equal(pixels(encode(LEVELS > 100, PAGE, ()).content), np.where(LEVELS > 100, 255, 0))


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(OptionError, match="3 x 2 pixels and the page 4 x 2"):
        encode(LEVELS, Page((), 4, 2), ("PNG",))
    with pytest.raises(ImageError):
        encode(b"nothing", PAGE, ("PNG",))


# Pages and their pictures


def frames(count: int) -> bytes:
    return encoded(GRAY, "TIFF", save_all=True, append_images=[GRAY] * (count - 1))


@pytest.mark.parametrize(
    "images",
    [frames(2), Source(frames(3), "1,3"), [LEVELS, encoded(GRAY)], iter([LEVELS, LEVELS])],
    ids=["file", "source", "list", "iterator"],
)
def test_a_picture_for_each_page(images: Any) -> None:
    pairs = list(pages_and_pictures(Document((PAGE, PAGE)), images))
    assert [page for page, _ in pairs] == [PAGE, PAGE]
    assert all(encode(image, page, ()).kind == "PNG" for page, image in pairs)


@pytest.mark.parametrize("image", [LEVELS, GRAY, encoded(GRAY), bytearray(encoded(GRAY)), io.BytesIO(encoded(GRAY))])
def test_one_picture_for_one_page(image: Any) -> None:
    ((page, found),) = pages_and_pictures(Document((PAGE,)), image)
    assert page == PAGE
    assert found is image or found == image


@pytest.mark.parametrize("count", [0, 1, 3])
def test_other_numbers_of_pictures(count: int) -> None:
    with pytest.raises(OptionError, match="2 pages: give exactly 2 pictures"):
        list(pages_and_pictures(Document((PAGE, PAGE)), [LEVELS] * count))


def test_errors_of_whoever_gives_pictures_stay_theirs() -> None:
    def pictures() -> Iterator[np.ndarray[Any, Any]]:
        yield LEVELS
        raise ValueError("no more film")

    with pytest.raises(ValueError, match="no more film"):
        list(pages_and_pictures(Document((PAGE, PAGE)), pictures()))
    with pytest.raises(OptionError, match="image is 3"):
        list(pages_and_pictures(Document((PAGE,)), 3))  # type: ignore[arg-type]


# Small


def test_a_small_picture_has_no_loss_where_that_is_smaller() -> None:
    print_ = np.full((300, 400), 255, np.uint8)
    print_[::20, 10:200] = 0
    found = encode(print_, Page((), 400, 300), (), is_small=True)
    assert found.kind == "WEBP"
    assert np.array_equal(np.asarray(Image.fromarray(pixels(found.content)).convert("L")), print_)


def test_a_small_picture_of_paper_has_a_loss() -> None:
    noisy = np.random.default_rng(0).normal(200, 9, (600, 700)).clip(0, 255).astype(np.uint8)
    page = Page((), 700, 600)
    found, exact = encode(noisy, page, (), is_small=True), encode(noisy, page, ())
    assert (found.kind, exact.kind) == ("WEBP", "PNG")
    assert len(found.content) < len(exact.content) / 4


def test_what_is_too_large_for_webp_becomes_jpeg() -> None:
    assert encode(np.zeros((1, 16384), np.uint8), Page((), 16384, 1), (), is_small=True).kind == "JPEG"


def test_a_file_that_may_stay_is_not_made_smaller() -> None:
    content = encoded(GRAY, "PNG")
    assert encode(content, PAGE, ("PNG",), is_small=True).content == content
