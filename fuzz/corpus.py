"""What mutants are made from: small sound files of every kind."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, features

from pagerec import Block, Box, Candidate, Char, Document, Line, Page

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

_KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("PNG", "1", {}),
    ("PNG", "L", {}),
    ("PNG", "P", {"transparency": 0}),
    ("PNG", "RGB", {"exif": b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"}),
    ("PNG", "RGBA", {}),
    ("PNG", "I;16", {}),
    ("JPEG", "L", {}),
    ("JPEG", "RGB", {"progressive": True}),
    ("JPEG", "CMYK", {}),
    ("TIFF", "L", {}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "jpeg"}),
    ("TIFF", "F", {"compression": "tiff_deflate"}),
    ("TIFF", "I;16", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("GIF", "P", {}),
    ("BMP", "L", {}),
    ("BMP", "RGB", {}),
    ("PPM", "L", {}),
    ("PPM", "RGB", {}),
    ("TGA", "RGBA", {"compression": "tga_rle"}),
    ("PCX", "L", {}),
    ("ICO", "RGBA", {}),
    ("ICNS", "RGBA", {}),
    ("DDS", "RGBA", {}),
    ("SGI", "RGB", {}),
    ("QOI", "RGB", {}),
    ("XBM", "1", {}),
    ("JPEG2000", "RGB", {}),
    ("AVIF", "RGB", {}),
)
_SEVERAL = ("GIF", "TIFF", "WEBP", "PNG", "AVIF", "PDF")
_NEEDS = {"JPEG2000": "jpg_2000", "WEBP": "webp", "AVIF": "avif"}


def pages() -> list[bytes]:
    """Give pieces of the printed pages among the examples, as PNG."""
    rows: list[bytes] = []
    for name in ("paragraph.png", "dark.png"):
        with Image.open(EXAMPLES / name) as opened:
            gray = opened.convert("L")
        width, height = gray.size
        rows += [encoded(gray.crop((0, top, min(width, 400), top + 120))) for top in range(0, height - 60, 120)]
    return rows


def pictures() -> list[bytes]:
    """Give one small picture in every format and mode."""
    return list(_pictures())


def documents() -> list[bytes]:
    """Give files of three pages."""
    gray = _small("L")
    turned = [gray.rotate(angle) for angle in (90, 180)]
    return [
        encoded(gray, kind, save_all=True, append_images=turned)
        for kind in _SEVERAL
        if features.check(_NEEDS.get(kind, "zlib"))
    ]


def jsons() -> list[bytes]:
    """Give a page and a document as JSON."""
    chars = tuple(
        Char(text, Box(k, 2, k + 1, 9), 0.5, (Candidate(text, 0.5), Candidate("目", 0.25)))
        for k, text in enumerate("口日 ·")
    )
    page = Page((Block((Line(chars), Line(chars[:2]))), Block((Line(chars),))), 200, 100)
    return [page.to_json().encode(), Document((page, Page((), 3, 4))).to_json().encode()]


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Give the content of a file of this kind."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _pictures() -> Iterator[bytes]:
    for kind, mode, options in _KINDS:
        if features.check(_NEEDS.get(kind, "zlib")):
            yield encoded(_small(mode), kind, **options)


def _small(mode: str) -> Image.Image:
    """Three signs on white, 48 by 32 pixels."""
    levels = np.full((32, 48), 255, np.uint8)
    for left in (3, 18, 33):
        levels[8:24, left : left + 12] = 0
        levels[12:20, left + 3 : left + 9] = 255
    image = Image.fromarray(levels)
    if mode == "I;16":
        return Image.fromarray(levels.astype(np.uint16) * 257)
    return image.convert("RGB").convert(mode) if mode not in ("1", "F") else image.convert(mode)
