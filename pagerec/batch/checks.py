"""Whether files are still what was written."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import NoReturn

from pagerec.errors import OptionError

__all__ = ["check_content", "checksum", "checksum_of", "refuse"]

_BLOCK = 1 << 20


def checksum(content: bytes, before: int = 0) -> int:
    """The checksum (CRC-32) of what has the checksum `before`, and this content behind it."""
    return zlib.crc32(content, before)


def checksum_of(path: Path, length: int | None = None) -> tuple[int, int]:
    """Bytes of a file, at most `length`, and their checksum; 0 and 0 of a missing one."""
    size = found = 0
    if path.exists():
        with open(path, "rb") as file:
            while block := file.read(_BLOCK if length is None else min(_BLOCK, length - size)):
                size += len(block)
                found = checksum(block, found)
    return size, found


def check_content(path: Path, length: int, expected: int) -> None:
    """See that a file begins with what was written.

    Raises
    ------
    OptionError
        When it is shorter, or other bytes are there.
    """
    size, found = checksum_of(path, length)
    if size < length:
        refuse(path, "it is shorter")
    if found != expected:
        refuse(path, "bytes in it have changed")


def refuse(path: Path, reason: str) -> NoReturn:
    """Say that a file can't be gone on with."""
    raise OptionError(
        f"{path}: is not what the batch wrote before ({reason}); put that back, start anew, or give another OUT"
    )
