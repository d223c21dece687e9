"""Scans of a JPEG, counted before they are decoded.

A progressive JPEG comes in several scans, each of which refines all of the picture. Ten are usual; a file may repeat
them without end, and a scan of nothing takes some bytes in the file and a pass over all pixels.
"""

from __future__ import annotations

import re
import struct

from pagerec.errors import ImageError

__all__ = ["MAX_SCANS", "check_scans"]

MAX_SCANS = 100
"""The most scans of a JPEG. libtiff has the same limit; encoders make up to about 20."""

_MAX_SEGMENTS = 100_000

_MARKER = re.compile(rb"\xff[\x02-\xcf\xd8-\xfe]")
"""All markers but those that may stand between a scan's bits: stuffed zeros, restarts."""

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA


def check_scans(content: bytes, name: str, start: int = 0) -> None:
    """Count the scans of a JPEG up to its end, in one pass over the file (ITU-T T.81, annex B).

    Parameters
    ----------
    content : bytes
        Of the file.
    name : str
        What to call it in messages.
    start : int, optional
        Where the picture begins.

    Raises
    ------
    ImageError
        When there are more than `MAX_SCANS`, or segments without end.
    """
    scans = segments = 0
    place = start
    while (found := _MARKER.search(content, place)) is not None:
        marker, place = content[found.end() - 1], found.end()
        segments += 1
        scans += marker == _SCAN
        if scans > MAX_SCANS or segments > _MAX_SEGMENTS:
            what = f"{MAX_SCANS} scans" if scans > MAX_SCANS else f"{_MAX_SEGMENTS:,} segments"
            raise ImageError(f"{name}: the JPEG has more than {what}; save it anew, not progressive")
        if marker == _END or place + 2 > len(content):
            return
        if marker != _START:
            (length,) = struct.unpack_from(">H", content, place)
            place += max(2, length)
