"""Input that is bad or extreme, and what has to come of it: each is made in a folder, and read in a fresh process."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fuzz import harmful

Gray = NDArray[np.uint8]
EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "paragraph.png"

#: Bounds of an input: seconds, bytes in memory.
SECONDS, BYTES = 20.0, 1_000_000_000

#: What may come of an input. A page of a sound picture has the text of the example.
PAGE, TEXT, REFUSED, TOO_LARGE = "Page", "Page with the text", "ImageError", "ImageTooLargeError"


def read_picture(reader: Any, given: Any) -> tuple[str, str]:
    """Read a picture: what came of it, and the text."""
    page = reader.read(given)
    return f"{len(page.lines)} lines, {len(page.chars)} characters", page.text


@dataclass(frozen=True, slots=True)
class Hostile:
    """An input.

    Attributes
    ----------
    name : str
    expected : str
        `PAGE`, `TEXT`, `REFUSED` or `TOO_LARGE`.
    make : callable
        Writes files into a folder, before anything is measured.
    give : callable
        Gives what is read, from that folder.
    message : str
        A part of the error's message.
    read : callable
        Reads it: takes a `pagerec.Reader` and what is given, and gives what came of it, and the text.
    seconds, bytes : float and int
        Bounds.
    """

    name: str
    expected: str
    make: Callable[[Path], object]
    give: Callable[[Path], Any]
    message: str = ""
    read: Callable[[Any, Any], tuple[str, str]] = read_picture
    seconds: float = SECONDS
    bytes: int = BYTES


def _file(name: str, expected: str, content: Callable[[], bytes], message: str = "", as_: str = "input.png") -> Hostile:
    return Hostile(name, expected, lambda folder: (folder / as_).write_bytes(content()), lambda f: f / as_, message)


def _array(name: str, gray: Callable[[], Gray], expected: str = PAGE, message: str = "") -> Hostile:
    return Hostile(
        name,
        expected,
        lambda folder: np.save(folder / "input.npy", gray()),
        lambda folder: np.load(folder / "input.npy", mmap_mode="r"),
        message,
    )


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def example(mode: str = "L") -> Image.Image:
    with Image.open(EXAMPLE) as opened:
        return opened.convert(mode)


def png(width: int, height: int, *, depth: int = 8, color: int = 0, filled: bool = False) -> bytes:
    """A PNG by its header; `filled` adds all its rows, black."""
    bits = depth * {0: 1, 2: 3, 6: 4}[color]
    row = bytes(1 + (width * bits + 7) // 8)
    packer, rows = zlib.compressobj(9), b""
    for _ in range(height if filled else 0):
        rows += packer.compress(row)
    rows += packer.flush()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


# Damaged files


def truncated(kind: str) -> bytes:
    content = encoded(example(), kind)
    return content[: len(content) // 2]


def corrupt(kind: str) -> bytes:
    """A picture file whose header and some of whose content is garbage."""
    content = bytearray(encoded(example(), kind))
    random = np.random.default_rng(3)
    for start in (4, len(content) // 2):
        content[start : start + 200] = random.bytes(200)
    return bytes(content)


# Pictures


def rng() -> np.random.Generator:
    return np.random.default_rng(17)


A4 = (3508, 2480)


def salt(share: float, shape: tuple[int, int] = A4) -> Gray:
    return np.where(rng().random(shape, np.float32) < share, 0, 255).astype(np.uint8)


def gaussian(shape: tuple[int, int] = A4) -> Gray:
    return np.clip(rng().standard_normal(shape, np.float32) * 50 + 128, 0, 255).astype(np.uint8)


def checkerboard(side: int, shape: tuple[int, int] = A4) -> Gray:
    rows, columns = (np.arange(length) // side for length in shape)
    return ((rows[:, None] + columns) % 2 * 255).astype(np.uint8)


def dots(count: int = 20_000, shape: tuple[int, int] = A4) -> Gray:
    gray = np.full(shape, 255, np.uint8)
    for y, x in rng().integers(0, np.array(shape) - 4, (count, 2)).tolist():
        gray[y : y + 4, x : x + 4] = 0
    return gray


def dot_grid(step: int, side: int, shape: tuple[int, int] = A4) -> Gray:
    rows, columns = (np.arange(length) % step < side for length in shape)
    return np.where(rows[:, None] & columns, 0, 255).astype(np.uint8)


def halftone(shape: tuple[int, int] = A4) -> Gray:
    """A photo as newspapers print it: a smooth picture in dots 8 pixels apart, from tiny to touching."""
    coarse = rng().random((9, 7)).astype(np.float32)
    tone = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
    y, x = (np.arange(length) % 8 - 3.5 for length in shape)
    return np.where(np.hypot(y[:, None], x) < 0.5 + 5 * tone, 0, 255).astype(np.uint8)


def print_like(side: int, shape: tuple[int, int] = A4) -> Gray:
    """Hollow squares as close as print."""
    tile = np.full((side, side), 255, np.uint8)
    tile[: side - 4, : side - 4] = 0
    tile[2 : side - 6, 2 : side - 6] = 255
    return np.tile(tile, (-(-shape[0] // side), -(-shape[1] // side)))[: shape[0], : shape[1]]


def flat(level: int, shape: tuple[int, int] = A4) -> Gray:
    return np.full(shape, level, np.uint8)


def closed_file(folder: Path) -> io.BufferedReader:
    file = (folder / "input.png").open("rb")
    file.close()
    return file


def opened(folder: Path) -> Image.Image:
    return Image.open(folder / "input.png")


def exif_turned(kind: str = "JPEG") -> bytes:
    """The example lying on its side, and EXIF data that say so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(example().rotate(90, expand=True), kind, exif=exif, quality=95)


def several(kind: str) -> bytes:
    first = example()
    return encoded(first, kind, save_all=True, append_images=[Image.new("L", first.size, 255)] * 3)


def transparent_palette() -> bytes:
    """Black print; the paper is a transparent entry of the palette."""
    image = example().point(lambda level: 255 if level > 128 else 0).convert("P")
    paper = int(np.asarray(image)[0, 0])
    return encoded(image, "PNG", transparency=paper)


def unit_floats(change: Callable[[NDArray[np.float64]], object]) -> Callable[[], NDArray[np.float64]]:
    def make() -> NDArray[np.float64]:
        array = np.asarray(example(), np.float64) / 255
        change(array)
        return array

    return make


_KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP")
_MODES = {"GIF": "P"}


def _put(value: float) -> Callable[[NDArray[np.float64]], object]:
    return lambda array: array.__setitem__((5, 5), value)


def inputs() -> tuple[Hostile, ...]:
    """Give every row of the table."""
    return (*_files(), *_kinds_of_file(), *_endless(), *_sizes(), *_pictures(), *_kinds_of_input(), *_arrays())


def _files() -> tuple[Hostile, ...]:
    return (
        _file("0 bytes", REFUSED, lambda: b"", "0 bytes"),
        *(_file(f"truncated {kind}", REFUSED, lambda kind=kind: truncated(kind), "give") for kind in _KINDS),
        *(_file(f"corrupt {kind}", REFUSED, lambda kind=kind: corrupt(kind), "give") for kind in _KINDS),
        _file("PNG named .jpg", TEXT, EXAMPLE.read_bytes, as_="page.jpg"),
        _file("text named .png", REFUSED, lambda: b"no picture at all", "not a picture"),
        _file("PDF named .png", REFUSED, lambda: encoded(example(), "PDF"), "read_pdf"),
        _file("non-ASCII path", TEXT, EXAMPLE.read_bytes, as_="第一页 é😀.png"),
        Hostile("a folder", REFUSED, lambda _: None, lambda folder: folder, "folder"),
        Hostile("a missing file", REFUSED, lambda _: None, lambda folder: folder / "none.png", "no such file"),
    )


def _kinds_of_file() -> tuple[Hostile, ...]:
    return tuple(
        _file(f"{kind} named .png", REFUSED, lambda kind=kind: harmful.FOREIGN[kind], kind.partition(" ")[0])
        for kind in harmful.FOREIGN
    )


def _endless() -> tuple[Hostile, ...]:
    return (
        Hostile(
            "a pipe", REFUSED, lambda folder: os.mkfifo(folder / "page.png"), lambda folder: folder / "page.png", "pipe"
        ),
        Hostile("/dev/zero", REFUSED, lambda _: None, lambda _: Path("/dev/zero"), "device"),
        Hostile("/dev/zero, opened", TOO_LARGE, lambda _: None, lambda _: open("/dev/zero", "rb"), "max_bytes"),
        Hostile("a sparse file of a terabyte", TOO_LARGE, _sparse, lambda folder: folder / "page.png", "max_bytes"),
        _file("JPEG of 400 scans", REFUSED, lambda: harmful.repeated_scans(400, 8_900), "100 scans"),
        _file("JPEG of 99 scans", PAGE, lambda: harmful.repeated_scans(93, 8_900)),
        _file("TIFF of 100,000 pages, the first", PAGE, lambda: harmful.directories(100_000)),
        _file("GIF of 1,000,000 frames, the first", PAGE, lambda: harmful.gif_frames(1_000_000)),
        _file("PNG of 2,000,000 empty chunks", REFUSED, lambda: harmful.png_chunks(2_000_000), "pieces"),
        _file("PGM with a comment of 20,000,000 bytes", REFUSED, lambda: harmful.pnm_comment(20_000_000), "pieces"),
        _file("JPEG of 3,000,000 empty segments", REFUSED, lambda: harmful.jpeg_segments(3_000_000), "pieces"),
    )


def _sparse(folder: Path) -> None:
    with (folder / "page.png").open("wb") as file:
        file.truncate(1 << 40)


#: Files whose decoders take much memory.
_LARGE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("JPEG", {"progressive": True, "subsampling": 0}),
    ("WEBP", {"lossless": True, "method": 0, "quality": 0}),
    ("JPEG2000", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
)


def gif_header() -> bytes:
    """A GIF of the largest size there is, without its pixels."""
    size = b"\xff" * 4
    return b"GIF89a" + size + bytes(3) + b"," + bytes(4) + size + bytes(1) + b"\x08" + bytes(2)


def large(kind: str, options: dict[str, Any]) -> bytes:
    """A picture in colors, as large as this kind of file may be."""
    side = 6_300 if kind in ("WEBP", "JPEG2000") else 8_900
    return encoded(Image.new("RGB", (side, side)), kind, **options)


def _sizes() -> tuple[Hostile, ...]:
    return (
        _array("1 x 1", lambda: flat(0, (1, 1))),
        _array("1 x 60,000", lambda: rng().integers(0, 256, (60_000, 1)).astype(np.uint8)),
        _array("60,000 x 1", lambda: rng().integers(0, 256, (1, 60_000)).astype(np.uint8)),
        _array("60,000 x 40, print", lambda: print_like(24, (40, 60_000))),
        _array("40 x 60,000, print", lambda: print_like(24, (60_000, 40))),
        _file("20,000 x 20,000 header", TOO_LARGE, lambda: png(20_000, 20_000), "max_pixels"),
        _file("20,000 x 20,000 bomb", TOO_LARGE, lambda: png(20_000, 20_000, filled=True), "max_pixels"),
        _file("8,900 x 8,900 RGBA bomb", PAGE, lambda: png(8_900, 8_900, color=6, filled=True)),
        _file("8,900 x 8,900 RGB 16 bit bomb", PAGE, lambda: png(8_900, 8_900, depth=16, color=2, filled=True)),
        *(
            _file(f"{kind} near its limit, black", PAGE, lambda kind=kind, options=options: large(kind, options))
            for kind, options in _LARGE
        ),
        _file("65,535 x 65,535 header of a GIF", TOO_LARGE, gif_header, "max_pixels"),
    )


_LIMIT = (8_900, 8_900)


def _pictures() -> tuple[Hostile, ...]:
    return (
        _array("black", lambda: flat(0)),
        _array("white", lambda: flat(255)),
        _array("salt noise 5 %", lambda: salt(0.05)),
        _array("salt noise 50 %", lambda: salt(0.5)),
        _array("Gaussian noise", gaussian),
        *(_array(f"checkerboard {side}", lambda side=side: checkerboard(side)) for side in (1, 7, 40)),
        _array("halftone photo", halftone),
        _array("20,000 tiny dots", dots),
        _array("grid of dots 9 apart", lambda: dot_grid(9, 4)),
        _array("15,000 characters", lambda: print_like(24)),
        *(_array(f"signs of {side - 4} pixels", lambda side=side: print_like(side, (1254, 2284))) for side in (12, 14)),
        _array("at the limit of pixels, black", lambda: flat(0, _LIMIT)),
        _array("at the limit of pixels, white", lambda: flat(255, _LIMIT)),
        _array("at the limit of pixels, salt noise", lambda: salt(0.05, _LIMIT)),
        _array("at the limit of pixels, Gaussian noise", lambda: gaussian(_LIMIT)),
        _array("at the limit of pixels, checkerboard", lambda: checkerboard(7, _LIMIT)),
        _array("at the limit of pixels, halftone photo", lambda: halftone(_LIMIT)),
        _array("at the limit of pixels, 180,000 dots", lambda: dots(180_000, _LIMIT)),
        _array("at the limit of pixels, print", lambda: print_like(24, _LIMIT)),
    )


def _kinds_of_input() -> tuple[Hostile, ...]:
    wide = np.uint16(257)
    return (
        _file(
            "16-bit PNG", TEXT, lambda: encoded(Image.fromarray(np.asarray(example()).astype(np.uint16) * wide), "PNG")
        ),
        _file("CMYK JPEG", TEXT, lambda: encoded(example("RGB").convert("CMYK"), "JPEG", quality=95)),
        _file("palette with transparency", TEXT, transparent_palette),
        _file("EXIF turned, by path", TEXT, exif_turned),
        Hostile(
            "EXIF turned, by bytes",
            TEXT,
            lambda folder: (folder / "input.png").write_bytes(exif_turned()),
            lambda folder: (folder / "input.png").read_bytes(),
        ),
        Hostile("EXIF turned, by PIL", TEXT, lambda folder: (folder / "input.png").write_bytes(exif_turned()), opened),
        *(_file(f"{kind} of 4 frames", TEXT, lambda kind=kind: several(kind)) for kind in ("GIF", "WEBP", "TIFF")),
        Hostile(
            "a closed file object",
            REFUSED,
            lambda folder: (folder / "input.png").write_bytes(EXAMPLE.read_bytes()),
            closed_file,
            "open for reading",
        ),
    )


def _arrays() -> tuple[Hostile, ...]:
    return (
        _array("floats with NaN", unit_floats(_put(np.nan)), REFUSED, "NaN"),  # type: ignore[arg-type]
        _array("negative floats", unit_floats(_put(-0.5)), REFUSED, "from -0.5"),  # type: ignore[arg-type]
        _array("infinite floats", unit_floats(_put(np.inf)), REFUSED, "inf"),  # type: ignore[arg-type]
        Hostile(
            "non-contiguous array",
            TEXT,
            lambda folder: np.save(folder / "input.npy", np.repeat(np.asarray(example()), 2, axis=1)),
            lambda folder: np.load(folder / "input.npy")[:, ::2],
        ),
        _array("read-only array", lambda: np.asarray(example()), TEXT),
    )
