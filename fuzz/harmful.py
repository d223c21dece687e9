"""Small files that are made to do harm: seeds of the targets, and input of the tests."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\n{} loop\n"
"""An EPS file that never ends, where a program for PostScript is asked to draw it."""

FOREIGN = {
    "EPS": POSTSCRIPT,
    "EPS with a preview": b"\xc5\xd0\xd3\xc6" + struct.pack("<7I", 32, 0, 0, 0, 0, 0, 0) + POSTSCRIPT,
    "PostScript": b"%!PS\nshowpage\n",
    "WMF": b"\xd7\xcd\xc6\x9a" + bytes(2) + struct.pack("<4hH", 0, 0, 100, 100, 72) + bytes(6) + b"\x01\0\x09\0\0\x03",
    "EMF": b"\x01\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF" + bytes(80),
    "FPX": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "MIC": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Image".encode("utf-16-le"),
    "PSD": b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 1, 8, 8, 8, 1) + bytes(12),
    "DjVu": b"AT&TFORM\0\0\0\x20DJVUINFO\0\0\0\x0a" + bytes(10),
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "SVG": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
}
"""A file of each kind that is refused by name."""

_GIF = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"
_GIF_FRAME = b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"


def repeated_scans(count: int, side: int = 512) -> bytes:
    """A white progressive JPEG whose last scan comes so many times more."""
    stream = io.BytesIO()
    Image.new("L", (side, side), 255).save(stream, "JPEG", progressive=True)
    content = stream.getvalue()
    start = content.rindex(b"\xff\xc4")  # the table that the scan needs
    return content[:-2] + content[start:-2] * count + content[-2:]


def directories(count: int) -> bytes:
    """A TIFF with so many pages, all of them the same eight by eight pixels."""
    tags = ((256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 8), (278, 8), (279, 64))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    size = 2 + len(entries) + 4
    out = [b"II*\0", struct.pack("<I", 72), bytes(64)]
    for number in range(1, count + 1):
        following = 72 + number * size if number < count else 0
        out.append(struct.pack("<H", len(tags)) + entries + struct.pack("<I", following))
    return b"".join(out)


def gif_frames(count: int, *, extension: bytes = b"") -> bytes:
    """A GIF of so many frames of a pixel."""
    return _GIF + extension + _GIF_FRAME * count + b";"


def gif_comment(blocks: int) -> bytes:
    """A GIF with a comment of so many bytes, each in a block of its own."""
    return gif_frames(1, extension=b"!\xfe" + b"\x01a" * blocks + b"\0")


def png_chunks(count: int) -> bytes:
    """A PNG with so many empty chunks."""
    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(72))
    chunks = (_chunk(b"IHDR", header), _chunk(b"teSt", b"") * count, _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pnm_comment(length: int) -> bytes:
    """A PGM with a comment, which is looked at byte by byte."""
    return b"P5\n#" + b"x" * length + b"\n8 8 255\n" + bytes(64)


def jpeg_segments(count: int) -> bytes:
    """A JPEG with so many empty segments."""
    stream = io.BytesIO()
    Image.new("L", (8, 8)).save(stream, "JPEG")
    content = stream.getvalue()
    return content[:2] + b"\xff\xe5\0\x02" * count + content[2:]


def fax_pages(count: int) -> bytes:
    """A DCX, which is what fax programs write: PCX files behind a list of their places."""
    stream = io.BytesIO()
    Image.new("1", (16, 8), 1).save(stream, "PCX")
    content = stream.getvalue()
    start = 4 + 4 * (count + 1)
    places = [start + number * len(content) for number in range(count)]
    return struct.pack(f"<I{count}II", 0x3ADE68B1, *places, 0) + content * count


def seeds() -> list[bytes]:
    """Give a small file of every kind."""
    return [
        *FOREIGN.values(),
        repeated_scans(5),
        repeated_scans(300),
        directories(40),
        gif_frames(500),
        gif_comment(2000),
        png_chunks(2000),
        pnm_comment(5000),
        jpeg_segments(5000),
        fax_pages(3),
    ]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def broken_network(content: bytes) -> bytes:
    """A network whose table of offsets says nonsense: LiteRT reads memory that isn't its own."""
    return content[:20] + b"\0" + content[21:]
