"""What mutants are made from: small sound files of every kind."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, features

from fuzz.harmful import broken_network
from pagerec import Block, Box, Candidate, Char, Document, Line, Page, Table, TableCell
from pagerec.recognition.language import CODE_POINTS, MAGIC
from pagerec.recognition.model import MANIFEST, NETWORK
from pagerec.recognition.models_path import models_path

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
    """Give pages and a document as JSON, and some that lie."""
    chars = tuple(
        Char(text, Box(k, 2, k + 1, 9), 0.5, (Candidate(text, 0.5), Candidate("目", 0.25)))
        for k, text in enumerate("口日 ·")
    )
    page = Page((Block((Line(chars), Line(chars[:2]))), Block((Line(chars),))), 200, 100)
    cells = (TableCell(Box(0, 0, 9, 9), 0, (Line(chars),)), TableCell(Box(9, 0, 18, 9), 1, row_span=2))
    table = Table((cells, (TableCell(Box(0, 9, 9, 18), 0),)), Box(0, 0, 18, 18))
    code = Line(tuple(Char(text, Box(k, 0, k + 5, 9), 0.5) for text, k in (("a", 0), ("b", 6), ("日", 60))))
    odd = Page((Block(table.lines, "table", table=table), Block((code,), "code")), 200, 100)
    sound = [page.to_json(), Document((page, Page((), 3, 4))).to_json(), odd.to_json()]
    return [text.encode() for text in (*sound, *_hostile(sound))]


def _hostile(sound: list[str]) -> Iterator[str]:
    """JSON that was found to end in other errors than ours, or to take all memory."""
    page, _, odd = sound
    yield page.replace('"skew": 0.0', f'"skew": {10**400}')
    yield page.replace('"width": 200', f'"width": {10**30}')
    yield page.replace('"confidence": 0.5', '"confidence": 1e400')
    yield page.replace("[0, 2, 1, 9]", f"[0, 2, {2**40}, 9]")
    yield odd.replace('"lines": 1', f'"lines": {10**30}')
    yield odd.replace('"row_span": 2', f'"row_span": {10**9}')
    yield odd.replace("[60, 0, 65, 9]", f"[{2**31 - 6}, 0, {2**31 - 1}, 9]")
    yield "[" * 60_000


def manifests() -> list[bytes]:
    """Give the shipped model's manifest, without what is only told, and some that lie."""
    manifest = json.loads((models_path() / MANIFEST).read_text(encoding="utf-8"))
    for told in ("trained_on", "accuracy"):
        manifest.pop(told, None)
    sums = manifest["sha256"]
    lies: list[dict[str, Any]] = [
        {},
        *({"sha256": sums | {name: "0" * 64}} for name in ("../../etc/passwd", "/dev/zero", "\0")),
        {"classes": 10**400},
        {"characters": "\ud800" + manifest["characters"][1:]},
        {"weights": {"beam": 10**9}},
        {"weights": {"language": float("nan")}},
        {"weights": {"language": [[]]}},
    ]
    return [json.dumps(manifest | lie).encode() for lie in lies] + [b"[" * 60_000]


def language_models() -> list[bytes]:
    """Give small language models, and some whose headers or tables lie."""
    header = {"version": 1, "symbols": 4, "buckets": 2, "probability_step": 0.1, "weight_low": -1.0, "weight_step": 0.1}
    codes, unigrams = [0, 0, 0x4E00, 0x65E5], [-1.0] * 4
    return [
        _language_model(header, codes, unigrams),
        _language_model(header, [0, 0, CODE_POINTS, 2**32 - 1], unigrams),
        _language_model(header, codes, [float("nan")] * 4),
        _language_model(header | {"weight_step": float("inf")}, codes, unigrams),
        _language_model(header | {"buckets": 1.5}, codes, unigrams),
        _language_model({**header, "symbols": 10**400}, codes, unigrams),
    ]


def _language_model(header: dict[str, Any], codes: list[int], unigrams: list[float]) -> bytes:
    text = json.dumps(header).encode()
    start = MAGIC + struct.pack("<I", len(text)) + text
    padding = b"\0" * (-len(start) % 8)
    return start + padding + struct.pack("<2Q4f4I8B", 1, 2**63, *unigrams, *codes, *range(8))


def networks() -> list[bytes]:
    """Give the shipped network, and one that breaks the process that loads it."""
    content = (models_path() / NETWORK).read_bytes()
    return [content, broken_network(content)]


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
