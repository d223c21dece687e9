"""Archives with too much in them, with two files of one name, and made to break who unpacks them."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from fuzz import archives as made
from pagerec import ImageError
from pagerec.batch import archives as module
from pagerec.batch.archives import members
from pagerec.sources import regular

KINDS = ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def packed(kind: str, files: Iterable[tuple[str, bytes]]) -> str:
    path = Path(f"x.{kind}")
    path.write_bytes(made.packed(kind, files))
    return str(path)


def contents(path: str) -> dict[str, bytes]:
    found = {}
    for member in members(path):
        out = io.BytesIO()
        member.unpack(out)
        found[member.name] = out.getvalue()
    return found


def _unpack_all(path: str, sizes: list[int]) -> None:
    for member in members(path):
        out = io.BytesIO()
        member.unpack(out)
        sizes.append(len(out.getvalue()))


@pytest.mark.parametrize("kind", KINDS)
def test_two_files_of_one_name_are_two(kind: str) -> None:
    path = packed(kind, [("a.png", b"old"), ("b.png", b"b"), ("a.png", b"new"), ("a.png", b"new")])
    assert contents(path) == {"a.png": b"old", "b.png": b"b", "a.png#2": b"new", "a.png#3": b"new"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_unpacks_to_so_much_and_no_more(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL", 3_000_000)
    monkeypatch.setattr(module, "MAX_GROWTH", 1)
    path = packed(kind, [(f"{number}.png", bytes(400_000)) for number in range(6)])
    assert len(contents(path)) == 6
    monkeypatch.setattr(module, "MAX_TOTAL", 1_500_000)
    if kind == "tar":
        assert len(contents(path)) == 6, "it is as large as what is in it"
        return
    unpacked: list[int] = []
    with pytest.raises(ImageError, match=r"unpacks to more than 1,500,000 bytes; unpack it first"):
        _unpack_all(path, unpacked)
    assert unpacked == [400_000] * 3


@pytest.mark.parametrize("kind", ["tar.gz", "tar.bz2", "tar.xz"])
def test_what_nobody_reads_is_unpacked_no_further(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL", 1_000_000)
    path = packed(kind, [("a.txt", bytes(5_000_000)), ("b.png", b"b")])
    with pytest.raises(ImageError, match="unpacks to more than"):
        list(members(path))


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_files(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 5)
    assert len(contents(packed(kind, [(f"{number}.png", b"") for number in range(5)]))) == 5
    with pytest.raises(ImageError, match="has more than 5 files"):
        list(members(packed(kind, [(f"{number}.txt", b"") for number in range(6)])))


@pytest.mark.parametrize("is_large", [False, True])
def test_the_list_of_a_zip_file_is_measured_before_it_is_read(monkeypatch: pytest.MonkeyPatch, is_large: bool) -> None:
    if is_large:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)  # writes the longer record of Zip64
    path = packed("zip", [(f"{number}.png", b"") for number in range(10)])
    with open(path, "rb") as file:
        assert module._directory_size(file) == 10 * (46 + len("0.png"))
    monkeypatch.setattr(module, "_DIRECTORY", 500)
    with pytest.raises(ImageError, match="files; unpack it first"):
        list(members(path))


def test_a_file_that_lies_over_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """One packed kernel, listed many times: each listing counts."""
    content = made.overlapping(2000, 1 << 20)
    Path("x.zip").write_bytes(content)
    assert len(content) < 300_000
    unpacked: list[int] = []
    monkeypatch.setattr(module, "MAX_TOTAL", 20 << 20)
    with pytest.raises(ImageError, match="unpacks to more than"):
        _unpack_all("x.zip", unpacked)
    assert unpacked == [1 << 20] * 20


def test_a_header_without_end() -> None:
    """A header of PAX that would be read into memory at once."""
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 1 << 33
    with gzip.open("x.tar.gz", "wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        file.write(bytes(1 << 20))
    with pytest.raises(ImageError, match="a header has 8,589,934,592 bytes"):
        list(members("x.tar.gz"))


def test_headers_on_headers() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 10
    Path("x.tar").write_bytes((info.tobuf(tarfile.GNU_FORMAT) + bytes(512)) * 5000)
    with pytest.raises(ImageError, match="can't be read"):
        list(members("x.tar"))


def test_times_that_are_none() -> None:
    for value in ("nan", "inf", "-1e300"):
        with tarfile.open("x.tar", "w", format=tarfile.PAX_FORMAT) as archive:
            info = tarfile.TarInfo("a.png")
            info.size, info.pax_headers = 300_000, {"mtime": value}
            archive.addfile(info, io.BytesIO(bytes(300_000)))
        (member,) = members("x.tar")
        assert member.stamp is not None
        assert member.stamp[0] == 300_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["x.zip", "x.tar"])
def test_a_pipe_does_not_hang(name: str) -> None:
    os.mkfifo(name)
    with pytest.raises(ImageError, match="this is a pipe"):
        list(members(name))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["x.zip", "x.tar"])
def test_a_regular_file_that_waits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are such ones in /proc. Here a pipe stands in, that somebody holds open and writes nothing into."""
    os.mkfifo(name)
    monkeypatch.setattr(regular, "_check_mode", lambda mode, name: None)
    handle = os.open(name, os.O_RDWR)
    try:
        with pytest.raises(ImageError):
            list(members(name))
    finally:
        os.close(handle)


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_may_be_in_many_pieces(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """How often is counted for each file of an archive: it may have very many."""
    monkeypatch.setattr(regular, "_PIECES", 30)
    assert len(contents(packed(kind, [(f"{number}.png", b"a") for number in range(500)]))) == 500


def test_files_are_known_again() -> None:
    for kind in KINDS:
        files = [("a.png", b"one"), ("b.png", os.urandom(module.SMALL + 1))]
        before = [member.stamp for member in members(packed(kind, files))]
        assert before == [member.stamp for member in members(packed(kind, [*files, ("c.png", b"")]))][:2]
        after = [member.stamp for member in members(packed(kind, [("a.png", b"two"), files[1]]))]
        assert [one == two for one, two in zip(before, after, strict=True)] == [False, True], kind
