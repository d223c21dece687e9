"""A tar file from front to back, in bounded memory and time."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import tarfile
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import archives as made
from pagerec import ImageError
from pagerec.batch import tar_stream
from pagerec.batch.archives import members
from pagerec.batch.tar_stream import TarStream
from tests.batch.test_archives import contents, packed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_no_compressed_file_is_unpacked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members whose size is a multiple of a block make `tarfile` step back."""
    read = 0

    class Counting(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal read
            content = super().read(size)
            read += len(content)
            return content

        def seek(self, *_: int) -> int:
            raise AssertionError("it went back or skipped")

    size = 1 << 17
    path = packed("tar.gz", [(f"{number}.png", bytes(2 * size)) for number in range(5)] + [("z.png", bytes(3 * size))])
    monkeypatch.setitem(tar_stream._KINDS, b"\x1f\x8b", lambda file: Counting(fileobj=file))
    assert [len(content) for content in contents(path).values()] == [2 * size] * 5 + [3 * size]
    assert 13 * size < read <= len(zlib.decompress(Path(path).read_bytes(), wbits=31))


def test_xz_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed("tar.xz", [("a.png", b"a")])
    assert contents(path) == {"a.png": b"a"}
    monkeypatch.setattr(tar_stream, "_XZ_MEMORY", 1 << 20)
    with pytest.raises(ImageError, match="emory"):
        list(members(path))


def test_xz_of_several_streams() -> None:
    whole = made.packed("tar", [("a.png", b"a" * 700), ("b.png", b"b" * 2000)])
    for parts in ([whole[:700], whole[700:]], [whole[:1024], b"", whole[1024:]]):
        Path("x.tar.xz").write_bytes(b"\0\0\0\0".join(lzma.compress(part) for part in parts) + bytes(8))
        assert contents("x.tar.xz") == {"a.png": b"a" * 700, "b.png": b"b" * 2000}
    Path("x.tar.xz").write_bytes(lzma.compress(whole)[:90])
    with pytest.raises(ImageError, match="can't be"):
        contents("x.tar.xz")


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2", "tar.xz"])
def test_a_sparse_file(kind: str) -> None:
    """A member goes on behind the end of what is packed, where a terabyte of zeros is."""
    path = Path(f"x.{kind}")
    path.write_bytes(made.pack(kind, made.packed("tar", [("a.png", bytes(300_000))])[:2048]))
    os.truncate(path, 1 << 40)
    begun = time.process_time()
    with pytest.raises(ImageError, match="can't be"):
        contents(str(path))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2", "tar.xz"])
def test_what_can_not_be_packed_is_no_padding(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tar_stream, "_PADDING", 3 << 20)
    files = [(f"{number}.png", os.urandom(1_500_000)) for number in range(6)]
    assert contents(packed(kind, files)) == dict(files)


def test_members_that_overlap() -> None:
    stream = TarStream(io.BytesIO(bytes(2000)), lambda _: None)
    stream.read(1024)
    assert (stream.seek(1023), stream.tell(), stream.read(1), stream.tell()) == (1023, 1023, b"\0", 1024)
    with pytest.raises(tarfile.ReadError, match="overlap"):
        stream.seek(512)


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.bz2", "tar.xz"])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 900)), max_size=12))
def test_what_is_read_is_what_is_there(kind: str, steps: list[tuple[bool, int]]) -> None:
    content = bytes(range(256)) * 12
    packed_content = made.pack(kind, content) if kind != "tar" else content
    asked: list[int] = []
    stream, place = TarStream(io.BytesIO(packed_content), asked.append), 0
    for is_read, size in steps:
        if is_read:
            assert stream.read(size) == content[place : place + size]
            place = min(len(content), place + size)
        elif place + size <= len(content):
            place += size
            assert stream.seek(place) == place
        assert stream.tell() == place
    assert max(asked, default=0) >= place, "what is unpacked was allowed before"


@pytest.mark.parametrize("size", [-1, (1 << 20) + 1])
def test_no_header_is_so_large(size: int) -> None:
    stream = TarStream(io.BytesIO(bytes(2 << 20)), lambda _: None)
    with pytest.raises(tarfile.ReadError, match="a header has"):
        stream.read(size)


def test_the_byte_before_can_be_read_once_more() -> None:
    stream = TarStream(io.BytesIO(gzip.compress(b"abcdef")), lambda _: None)
    assert stream.read(3) == b"abc"
    stream.seek(2)
    with pytest.raises(tarfile.ReadError, match="overlap"):
        stream.seek(1)
    assert stream.read(3) == b"cde"
    assert stream.tell() == 5
