"""Pictures with their labels in TFRecord files, written and read without TensorFlow.

A record is its length (8 bytes, little-endian), the length's checksum, the data, the data's checksum; checksums are
CRC-32C (Castagnoli, 1993), turned and shifted as TensorFlow does it. The data is a ``tf.train.Example`` with the
features ``image`` (a PNG file), ``label`` and ``font`` (integers).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import TrainingError

__all__ = ["Record", "read_records", "write_records"]

_POLYNOMIAL = 0x82F63B78
_MASK_DELTA = 0xA282EAD8
_WORD = 0xFFFFFFFF
#: Wire type of protocol buffers: a length, and so many bytes.
_BYTES = 2
#: Field of each kind of list in ``tf.train.Feature``.
_BYTES_LIST, _INT64_LIST = 1, 3


@dataclass(frozen=True, slots=True)
class Record:
    """A picture of a character.

    Attributes
    ----------
    image : bytes
        A PNG file.
    label : int
        Class of the character.
    font : int
        Number of the font in the data's manifest.
    """

    image: bytes
    label: int
    font: int


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write a TFRecord file in one step: it is there whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        for record in records:
            data = _example(record)
            length = struct.pack("<Q", len(data))
            file.write(length + _checksum(length) + data + _checksum(data))
    part.replace(path)


def read_records(path: Path) -> Iterator[Record]:
    """Read a file of `write_records`.

    Raises
    ------
    TrainingError
        The file is missing or damaged.
    """
    again = "delete it and run pagerec synthesize again"
    try:
        with path.open("rb") as file:
            number = 0
            while head := file.read(12):
                length = struct.unpack("<Q", head[:8])[0] if _checksum(head[:8]) == head[8:] else None
                data = b"" if length is None else file.read(length)
                if length is None or len(data) < length or _checksum(data) != file.read(4):
                    raise TrainingError(f"{path}: record {number} is damaged; {again}")
                yield _record(data)
                number += 1
    except OSError as error:
        raise TrainingError(f"{path}: can't be read ({error.strerror or error}); {again}") from error
    except (ValueError, KeyError, IndexError) as error:
        raise TrainingError(f"{path}: holds something other than characters ({error!r}); {again}") from error


def _table() -> tuple[int, ...]:
    values = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        values.append(value)
    return tuple(values)


_TABLE = _table()


def _checksum(data: bytes) -> bytes:
    crc = _WORD
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= _WORD
    return struct.pack("<I", ((crc >> 15 | crc << 17) + _MASK_DELTA) & _WORD)


def _example(record: Record) -> bytes:
    features = (
        _feature("image", _BYTES_LIST, _field(1, record.image)),
        _feature("label", _INT64_LIST, _field(1, _varint(record.label))),
        _feature("font", _INT64_LIST, _field(1, _varint(record.font))),
    )
    return _field(1, b"".join(features))


def _feature(name: str, kind: int, values: bytes) -> bytes:
    """An entry of the map of features."""
    return _field(1, _field(1, name.encode()) + _field(2, _field(kind, values)))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _record(data: bytes) -> Record:
    values: dict[str, bytes] = {}
    (features,) = [content for number, content in _fields(data) if number == 1]
    for _, entry in _fields(features):
        key, value = (content for _, content in _fields(entry))
        ((_, values_of_kind),) = _fields(value)
        ((_, values[key.decode()]),) = _fields(values_of_kind)
    return Record(values["image"], _number(values["label"], 0)[0], _number(values["font"], 0)[0])


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message that are bytes or messages themselves."""
    place = 0
    while place < len(data):
        key, place = _number(data, place)
        if key & 7 != _BYTES:
            raise ValueError(f"field of type {key & 7}")
        length, place = _number(data, place)
        yield key >> 3, data[place : place + length]
        place += length


def _number(data: bytes, place: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
