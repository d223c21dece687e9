"""Archives: sound ones, and some made to break who unpacks them."""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import lzma
import os
import struct
import tarfile
import tempfile
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from pagerec import ImageError
from pagerec.batch.archives import members

#: Files of an archive that are looked at, and bytes of one.
_MEMBERS, _BYTES = 50, 1 << 24

KINDS = ("zip", "tar", "tar.gz", "tar.bz2", "tar.xz")


class _Sink(io.BytesIO):
    """Takes so many bytes, as a disk does."""

    def write(self, content: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(content) > _BYTES:
            raise ImageError("too much")
        return super().write(content)


def feed(content: bytes) -> object:
    """Unpack an archive; no two files have one name, and what is known of a file is known again."""
    handle, path = tempfile.mkstemp(suffix=".zip" if content.startswith(b"PK") else ".tar")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        first, second = _unpacked(path), _unpacked(path)
    finally:
        Path(path).unlink()
    names = Counter(name for name, _, _ in first)
    assert max(names.values(), default=1) == 1, names
    assert first == second
    return tuple(size.bit_length() for _, _, size in first[:5])


def _unpacked(path: str) -> list[tuple[str, object, int]]:
    found = []
    for member in itertools.islice(members(path), _MEMBERS):
        out = _Sink()
        with suppress(ImageError):
            member.unpack(out)
        found.append((member.name, member.stamp, out.tell()))
    return found


def packed(kind: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """Give an archive; names may be there twice."""
    out = io.BytesIO()
    if kind == "zip":
        with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, content in files:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return pack(kind, out.getvalue())


_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": lambda content: gzip.compress(content, mtime=0),
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}


def pack(kind: str, content: bytes) -> bytes:
    """Give the content of a tar file, packed."""
    return _PACKERS[kind](content)


def overlapping(count: int, size: int, name: bytes = b"a.png") -> bytes:
    """Give a zip file that lists the same packed zeros many times (after D. Fifield, 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packer.compress(bytes(size)) + packer.flush()
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(bytes(size)), len(content), size)
    out = b"PK\3\4" + common + struct.pack("<HH", len(name), 0) + name + content
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    told = min(count, 0xFFFF)  # nobody believes it
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, told, told, count * len(entry), len(out), 0)
    return out + entry * count + end


def endless_header() -> bytes:
    """Give a tar file that begins with a header of 8 GB."""
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 16), mtime=0)


def seeds() -> list[bytes]:
    """Give small archives of every kind, and some hostile ones."""
    files = [
        ("a.png", b"first"),
        ("b/c.pdf", b"%PDF-1.7"),
        ("a.png", b"second"),
        ("d.zip", b"PK"),
        ("notes.txt", b"no"),
    ]
    return [*(packed(kind, files) for kind in KINDS), overlapping(50, 1 << 16), endless_header()]
