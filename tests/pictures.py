"""Pictures and picture files for the tests of `pagerec.sources.images`."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image

LEVELS = np.array([[0, 40, 80], [120, 200, 255]], np.uint8)
"""A picture without any symmetry: two rows, three columns."""


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def png(rows: bytes, *, width: int, height: int, depth: int, color: int) -> bytes:
    """Write a PNG by hand, for what Pillow doesn't write."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
