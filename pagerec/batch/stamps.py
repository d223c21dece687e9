"""How a file is told from one that has changed under its name."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TypeAlias

__all__ = ["SMALL", "Stamp", "digest", "is_same", "stamp_of"]

Stamp: TypeAlias = tuple[int, int, str]
"""Bytes, time of the last change in nanoseconds, and a hash of the content, empty for a large file. Of a file in an
archive the time is the archive's word for it, 0 where the hash is enough."""

SMALL = 1 << 18
"""The most bytes of a file that is remembered by its content, too: those of a usual page; it costs a fraction of a
millisecond."""


def stamp_of(path: str) -> Stamp | None:
    """Look at a file; None for what is missing or no regular file, and is left to those who read it."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        known = digest(os.read(handle, SMALL)) if found.st_size <= SMALL else ""
    except OSError:
        return None
    finally:
        os.close(handle)
    return found.st_size, found.st_mtime_ns, known


def digest(content: bytes) -> str:
    """A short hash of a content."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def is_same(before: Stamp, now: Stamp) -> bool:
    """Whether two stamps are those of the same content: by its hash where there is one, else by size and time.

    Examples
    --------
    >>> is_same((3, 17, "aa"), (3, 99, "aa")), is_same((3, 17, "aa"), (3, 17, "bb")), is_same((3, 17, ""), (3, 18, ""))
    (True, False, False)
    """
    if before[2] and now[2]:
        return before[0] == now[0] and before[2] == now[2]
    return before == now
