"""New input from old: bytes of files changed, pictures composed of pieces, values of JSON replaced."""

from __future__ import annotations

import copy
import io
import json as json_
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fuzz.corpus import encoded

Random = np.random.Generator

#: Numbers at which programs go wrong: ends of the ranges of integers, and zero.
_NUMBERS = (0, 1, 2, 127, 128, 255, 256, 4096, 32_767, 32_768, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1)
_LARGEST = 1 << 16
#: Bytes at each end of a network that describe it.
_OUTLINE = 12_000
_PNG = b"\x89PNG\r\n\x1a\n"


def file(random: Random, kept: Sequence[bytes]) -> bytes:
    """A file with some bytes changed, moved or lost."""
    content = bytearray(_any(random, kept))
    for _ in range(int(random.geometric(0.4))):
        _CHANGES[int(random.integers(len(_CHANGES)))](random, content, kept)
    if content.startswith(_PNG) and random.random() < 0.7:
        content = _with_sums(content)
    return bytes(content[:_LARGEST])


def _place(random: Random, content: bytearray) -> int:
    """Somewhere in a file; as often in its first bytes, where the header is, as in the rest."""
    end = len(content) if random.random() < 0.5 else min(len(content), 64)
    return int(random.integers(max(1, end)))


def _flip(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    if content:
        content[_place(random, content)] ^= 1 << int(random.integers(8))


def _byte(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    if content:
        content[_place(random, content)] = int(random.integers(256))


def _number(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    number, (kind, size) = _any(random, _NUMBERS), _any(random, (("B", 1), ("H", 2), ("I", 4)))
    order = _any(random, "<>")
    place = _place(random, content)
    if place + size <= len(content):
        content[place : place + size] = struct.pack(order + kind, number % (1 << 8 * size))


def _lose(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    place = _place(random, content)
    del content[place : place + int(random.geometric(0.1))]


def _cut(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    del content[_place(random, content) :]


def _double(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    place = _place(random, content)
    piece = content[place : place + int(random.geometric(0.02))]
    content[place:place] = piece * int(random.integers(1, 4))


def _fill(random: Random, content: bytearray, _kept: Sequence[bytes]) -> None:
    place = _place(random, content)
    end = min(len(content), place + int(random.geometric(0.05)))
    content[place:end] = random.bytes(end - place) if random.random() < 0.5 else bytes(end - place)


def _join(random: Random, content: bytearray, kept: Sequence[bytes]) -> None:
    other = _any(random, kept)
    place = _place(random, content)
    start = int(random.integers(len(other) + 1))
    content[place:] = other[start:]


_CHANGES: tuple[Callable[[Random, bytearray, Sequence[bytes]], None], ...] = (
    _flip,
    _byte,
    _number,
    _number,
    _lose,
    _cut,
    _double,
    _fill,
    _join,
)


def _with_sums(content: bytearray) -> bytearray:
    """A PNG with the checksums of its chunks put right, so that decoders go on to what is in them."""
    place = len(_PNG)
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        end = place + 8 + length
        if end + 4 > len(content):
            break
        struct.pack_into(">I", content, end, zlib.crc32(content[place + 4 : end]))
        place = end + 4
    return content


# Pictures


def network(random: Random, kept: Sequence[bytes]) -> bytes:
    """A network with bytes changed where it says what there is: at both ends of the file, around the weights."""
    content = bytearray(_any(random, kept))
    for _ in range(int(random.geometric(0.4))):
        start = 0 if random.random() < 0.5 else max(0, len(content) - _OUTLINE)
        part = content[start : start + _OUTLINE]
        _any(random, (_flip, _byte, _number, _number))(random, part, kept)
        content[start : start + len(part)] = part
    return bytes(content)


def picture(random: Random, kept: Sequence[bytes]) -> bytes:
    """A PNG composed of pieces of pictures, rules, dots, blots and noise, then distorted."""
    gray = np.full(_shape(random), int(_any(random, (255, 255, 255, 230, 128, 0))), np.uint8)
    for _ in range(int(random.integers(0, 7))):
        _PIECES[int(random.integers(len(_PIECES)))](random, gray, kept)
    for _ in range(int(random.geometric(0.6)) - 1):
        gray = _DISTORTIONS[int(random.integers(len(_DISTORTIONS)))](random, gray)
    return encoded(Image.fromarray(gray), compress_level=1)


def _shape(random: Random) -> tuple[int, int]:
    """Mostly a small picture; now and then a long strip or a page."""
    kind = random.random()
    if kind < 0.85:
        height, width = random.integers(1, 500, 2)
    elif kind < 0.95:
        height, width = int(random.integers(1, 5)), int(2 ** random.uniform(0, 16))
    else:
        height, width = random.integers(500, 2500, 2)
    return (int(height), int(width)) if random.random() < 0.5 else (int(width), int(height))


def _paste(random: Random, gray: NDArray[np.uint8], kept: Sequence[bytes]) -> None:
    with Image.open(io.BytesIO(_any(random, kept))) as opened:
        piece = np.asarray(opened.convert("L"))
    scale = 2 ** random.uniform(-1.5, 1.5)
    size = max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale))
    piece = np.asarray(cv2.resize(piece, size))
    top, left = int(random.integers(gray.shape[0])), int(random.integers(gray.shape[1]))
    for _ in range(int(random.geometric(0.3))):
        room = gray[top : top + size[1], left : left + size[0]]
        room[:] = piece[: room.shape[0], : room.shape[1]]
        top += size[1]


def _rules(random: Random, gray: NDArray[np.uint8], _kept: Sequence[bytes]) -> None:
    step, thick = int(random.integers(1, 60)), int(random.integers(1, 6))
    for place in range(int(random.integers(step)), gray.shape[0], step):
        gray[place : place + thick] = 0
        if random.random() < 0.1:
            break


def _dots(random: Random, gray: NDArray[np.uint8], _kept: Sequence[bytes]) -> None:
    side, count = int(random.integers(1, 30)), int(gray.size * 10 ** random.uniform(-5, -2))
    level = int(random.integers(256))
    for _ in range(min(count, 20_000)):
        top, left = int(random.integers(gray.shape[0])), int(random.integers(gray.shape[1]))
        gray[top : top + side, left : left + side] = level


def _tiles(random: Random, gray: NDArray[np.uint8], _kept: Sequence[bytes]) -> None:
    """A small random sign again and again, as close as print."""
    side = int(random.integers(2, 40))
    tile = np.full((side, side), 255, np.uint8)
    own = max(1, side - int(random.integers(0, side // 3 + 1)))
    sign = np.asarray(cv2.resize(random.integers(0, 2, (5, 5)).astype(np.uint8) * 255, (own, own)))
    tile[:own, :own] = sign
    rows, columns = -(-gray.shape[0] // side), -(-gray.shape[1] // side)
    gray[:] = np.tile(tile, (rows, columns))[: gray.shape[0], : gray.shape[1]]


def _ramp(random: Random, gray: NDArray[np.uint8], _kept: Sequence[bytes]) -> None:
    levels = np.linspace(random.integers(256), random.integers(256), gray.shape[1])
    gray[:] = np.minimum(gray, levels.astype(np.uint8))


def _noise(random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    noise = random.normal(0, 10 ** random.uniform(0, 2), gray.shape)
    return np.clip(gray + noise, 0, 255).astype(np.uint8)


def _salt(random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    hit = random.random(gray.shape) < 10 ** random.uniform(-4, -0.3)
    return np.where(hit, random.integers(0, 2, gray.shape) * 255, gray).astype(np.uint8)


def _invert(_random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return 255 - gray


def _blur(random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 10 ** random.uniform(-0.5, 1)))


def _turn(random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(gray, int(random.integers(1, 4))))


def _lean(random: Random, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-15, 15), 1.0)
    return np.asarray(cv2.warpAffine(gray, matrix, (width, height), borderValue=(255,)))


_PIECES: tuple[Callable[[Random, NDArray[np.uint8], Sequence[bytes]], None], ...] = (
    _paste,
    _paste,
    _paste,
    _rules,
    _dots,
    _tiles,
    _ramp,
)
_DISTORTIONS: tuple[Callable[[Random, NDArray[np.uint8]], NDArray[np.uint8]], ...] = (
    _noise,
    _salt,
    _invert,
    _blur,
    _turn,
    _lean,
)


# JSON

_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 1e300, 2**31 - 1, 2**40, 2**70, 10**400, float("nan"), float("inf")),
    *("", "x", "\0", "\ud800", [], {}, [[]], {"": []}),
)


def json(random: Random, kept: Sequence[bytes]) -> bytes:
    """JSON with a value replaced, lost or moved; sometimes only bytes are changed."""
    content = _any(random, kept)
    if random.random() < 0.2:
        return file(random, [content])
    try:
        value = json_.loads(content)
    except (ValueError, RecursionError):  # damaged, or nested as deeply as what was found once
        return file(random, [content])
    for _ in range(int(random.geometric(0.5))):
        _replace(random, value)
    return json_.dumps(value).encode()[:_LARGEST]


def _replace(random: Random, value: Any) -> None:
    """Walk down to a random place and change what is there."""
    while isinstance(value, dict | list) and value:
        place = _any(random, list(value) if isinstance(value, dict) else range(len(value)))
        below = value[place]
        if not isinstance(below, dict | list) or not below or random.random() < 0.2:
            if random.random() < 0.2:
                del value[place]
            else:
                value[place] = copy.deepcopy(_any(random, _VALUES))
            return
        value = below


def _any(random: Random, values: Sequence[Any]) -> Any:
    return values[int(random.integers(len(values)))]
