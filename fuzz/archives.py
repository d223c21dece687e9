"""Archives: sound ones, and some made to break who unpacks them."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable

KINDS = ("zip", "tar", "tar.gz", "tar.bz2", "tar.xz")


def packed(kind: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """Give an archive; names may be there twice."""
    out = io.BytesIO()
    if kind == "zip":
        with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, content in files:
                archive.writestr(name, content)
        return out.getvalue()
    how = kind.partition(".")[2]
    with tarfile.open(fileobj=out, mode=f"w:{how}") as tar:  # type: ignore[call-overload]
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def overlapping(count: int, size: int) -> bytes:
    """Give a zip file that lists the same packed zeros many times (after D. Fifield, 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packer.compress(bytes(size)) + packer.flush()
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(bytes(size)), len(content), size)
    name = b"a.png"
    out = b"PK\3\4" + common + struct.pack("<HH", len(name), 0) + name + content
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, count * len(entry), len(out), 0)
    return out + entry * count + end


def endless_header() -> bytes:
    """Give a tar file that begins with a header of 8 GB."""
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 16))


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
