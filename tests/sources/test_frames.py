"""Files with more pages than anybody reads: counted soon, and refused."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from fuzz.harmful import directories, gif_frames
from pagerec import ImageError, ImageTooLargeError
from pagerec.sources import Source
from pagerec.sources import frames as module
from pagerec.sources.frames import MAX_FRAMES, open_frames
from pagerec.sources.images import load_image


@pytest.mark.parametrize("make", [directories, gif_frames])
def test_pages_without_end(make: Callable[[int], bytes], tmp_path: Path) -> None:
    content = make(100_000)
    path = tmp_path / "a"
    path.write_bytes(content)
    for source in (Source(path), Source(content)):
        for ask in (source.count, lambda source=source: next(source.pictures())):
            begun = time.process_time()
            with pytest.raises(ImageError, match=r"more than 10,000 pages; split the file"):
                ask()
            assert time.process_time() - begun < 5
    assert load_image(content).gray.size > 0


@pytest.mark.parametrize("make", [directories, gif_frames])
def test_many_pages_are_counted(make: Callable[[int], bytes]) -> None:
    begun = time.process_time()
    assert Source(make(MAX_FRAMES)).count() == MAX_FRAMES
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("order", ["<", ">"])
def test_pages_of_a_tiff_in_any_order_of_bytes(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    images = [Image.new("L", (8 + number, 8)) for number in range(3)]
    images[0].save(stream, "TIFF", save_all=True, append_images=images[1:], big_tiff=order == ">")
    content = stream.getvalue()
    assert Source(content).count() == 3
    monkeypatch.setattr(module, "MAX_FRAMES", 2)
    with pytest.raises(ImageError, match="more than 2 pages"):
        Source(content).count()


def test_a_chain_that_leads_back() -> None:
    content = bytearray(directories(2))
    content[-4:] = struct.pack("<I", 72)
    assert Source(bytes(content)).count() == 2


def test_extensions_and_palettes_of_a_gif(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    images = [Image.effect_noise((20, 9), 50 + number).convert("P") for number in range(4)]
    images[0].save(stream, "GIF", save_all=True, append_images=images[1:], comment="x" * 600, duration=30, loop=0)
    monkeypatch.setattr(module, "MAX_FRAMES", 4)
    assert Source(stream.getvalue()).count() == 4
    monkeypatch.setattr(module, "MAX_FRAMES", 3)
    with pytest.raises(ImageError, match="more than 3 pages"):
        Source(stream.getvalue()).count()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_animations_of_large_pictures(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    images = [Image.new("L", (20, 8), 40 * number) for number in range(1, 4)]
    images[0].save(stream, kind, save_all=True, append_images=images[1:])
    monkeypatch.setattr(module, "MAX_ANIMATION", 3 * 20 * 8)
    assert Source(stream.getvalue()).count() == 3
    monkeypatch.setattr(module, "MAX_ANIMATION", 3 * 20 * 8 - 1)
    with pytest.raises(ImageError, match=r"3 frames of 20 x 8, more than 479 pixels"):
        Source(stream.getvalue()).count()


def test_the_limit_of_bytes() -> None:
    content = directories(3)
    with open_frames(content, "a", len(content)) as frames:
        assert frames.count == 3
    with open_frames(content, "a", len(content) - 1) as frames:
        assert frames.count == 1  # what is wrong is told by who reads it
    with pytest.raises(ImageTooLargeError):
        load_image(content, max_bytes=len(content) - 1)
