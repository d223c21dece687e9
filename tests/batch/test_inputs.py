"""Folders, patterns and archives, whole and damaged."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from pagerec import OptionError, PagerecError
from pagerec.batch import archives
from pagerec.batch.inputs import check, find_files
from pagerec.batch.items import Items
from pagerec.batch.journal import Known
from pagerec.batch.order import Item


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a tree of files."""
    monkeypatch.chdir(tmp_path)
    for name in ("in/10.png", "in/2.PNG", "in/2/b.pdf", "in/.hidden.png", "in/.git/x.png", "in/notes.txt", "in/c.tgz"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(name.encode())
    return tmp_path


def paths(*inputs: str) -> list[str]:
    return [found.path for found in find_files(inputs)]


def test_folders(folder: Path) -> None:
    expected = ["in/2/b.pdf", "in/2.PNG", "in/10.png", "in/c.tgz"]
    assert paths("in") == paths("./in/") == expected
    assert paths(".") == expected
    assert paths(str(folder)) == [str(folder / name) for name in expected]


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    Path("in/loop").symlink_to("..")
    Path("in/link.png").symlink_to("10.png")
    assert paths("in") == ["in/2/b.pdf", "in/2.PNG", "in/10.png", "in/c.tgz", "in/link.png"]


def test_files_and_patterns(folder: Path) -> None:
    assert paths("in/notes.txt", "in/.hidden.png") == ["in/notes.txt", "in/.hidden.png"]
    assert paths("in/*.png") == ["in/10.png"]
    assert paths("i?/**/*.p*") == ["in/2/b.pdf", "in/10.png"]
    assert paths("in/[2]") == ["in/2/b.pdf"]
    Path("in/[1].png").write_bytes(b"a name that looks like a pattern")
    assert paths("in/[1].png") == ["in/[1].png"]


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may list everything")
def test_a_folder_that_cannot_be_listed(folder: Path) -> None:
    Path("in/2").chmod(0)
    found = list(find_files(["in"]))
    Path("in/2").chmod(0o700)
    assert [one.path for one in found] == ["in/2", "in/2.PNG", "in/10.png", "in/c.tgz"]
    assert "can't be listed" in found[0].problem


def test_missing_inputs(folder: Path) -> None:
    check(["in", "in/*.png", "in/2.PNG"])
    with pytest.raises(OptionError, match="none: there is no such file or folder"):
        check(["in", "none"])
    with pytest.raises(OptionError, match=r"in/\*.bmp: no file matches"):
        check(["in/*.bmp"])


# Archives


def packed(name: str, files: dict[str, bytes]) -> Path:
    """An archive; the name says of which kind."""
    path = Path(name)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.mkdir("folder.png")
            for inner, content in files.items():
                archive.writestr(inner, content)
        return path
    with tarfile.open(path, f"w:{path.suffix[1:] if path.suffix != '.tar' else ''}") as archive:
        link = tarfile.TarInfo("link.png")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        for inner, content in files.items():
            info = tarfile.TarInfo(inner)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def items(*inputs: str, done: dict[str, int | None] | None = None, spool: Path | None = None) -> Items:
    folder = spool or Path("spool")
    folder.mkdir(exist_ok=True)
    return Items(list(inputs), lambda name, _: Known((done or {}).get(name, 1), False), lambda: folder, is_counted=True)


def read(found: Item) -> bytes:
    content = Path(found.path).read_bytes()
    if found.discard:
        found.discard()
    return content


FILES = {"b/2.png": b"two", "./b/10.png": b"ten", "__MACOSX/b/2.png": b"no", "b/notes.txt": b"no", "a.pdf": b"pdf"}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def test_archives(folder: Path, kind: str) -> None:
    name = str(packed(f"x.{kind}", FILES))
    found = list(items(name))
    links = [f"{name}/link.png"] if kind != "zip" else []
    assert [item.name for item in found] == [*links, f"{name}/b/2.png", f"{name}/./b/10.png", f"{name}/a.pdf"]
    assert [item.problem for item in found if item.problem] == ["this is a link; unpack the archive first"] * len(links)
    assert [read(item) for item in found if not item.problem] == [b"two", b"ten", b"pdf"]
    assert not list(Path("spool").iterdir())


def test_files_are_unpacked_when_they_are_asked_for(folder: Path) -> None:
    packed("x.zip", FILES)
    found = iter(items("x.zip"))
    next(found)
    assert len(list(Path("spool").iterdir())) == 1


def test_every_file_once_and_none_that_is_done(folder: Path) -> None:
    packed("x.zip", FILES)
    inputs = items("in", "in/10.png", "x.zip", "x.zip", done={"in/2.PNG": None, "x.zip/b/2.png": None, "in/2/b.pdf": 4})
    assert inputs.expected == 7
    found = list(inputs)
    assert [(item.name, item.first) for item in found] == [
        ("in/2/b.pdf", 4),
        ("in/10.png", 1),
        ("in/c.tgz", 1),
        ("x.zip/./b/10.png", 1),
        ("x.zip/a.pdf", 1),
    ]
    assert found[2].problem.startswith("the archive can't be read")
    assert inputs.expected == 5
    inputs.opened(20, 4)
    assert inputs.expected == 5 + 16


def test_an_archive_in_an_archive(folder: Path) -> None:
    packed("x.zip", {"y.zip": packed("y.zip", FILES).read_bytes()})
    (item,) = items("x.zip")
    assert (item.name, item.problem) == ("x.zip/y.zip", "this is an archive in an archive; unpack it first")


def test_a_file_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_BYTES", 100)
    packed("x.zip", {"a.png": bytes(101), "b.png": bytes(100)})
    large, good = items("x.zip")
    assert "more than 100 bytes" in large.problem
    assert read(good) == bytes(100)
    assert not list(Path("spool").iterdir())


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.xz"])
def test_damaged_archives(folder: Path, kind: str) -> None:
    content = packed(f"x.{kind}", {f"{k}.png": os.urandom(30_000) for k in range(3)}).read_bytes()
    for damaged in (b"", b"no archive", content[: len(content) // 2], content[:-1000] + bytes(1000)):
        Path(f"x.{kind}").write_bytes(damaged)
        for item in items(f"x.{kind}"):
            if not item.problem:
                assert len(read(item)) == 30_000
    Path(f"x.{kind}").write_bytes(content[: len(content) // 2])
    assert any(item.problem for item in items(f"x.{kind}"))


def test_an_encrypted_file_in_an_archive(folder: Path) -> None:
    content = bytearray(packed("x.zip", {"a.png": b"a", "b.png": b"b"}).read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = (
            content.find(signature, content.find(b"a.png") - 50) if signature[2] == 3 else content.find(b"a.png", 200)
        )
        place = content.rfind(signature, 0, content.find(b"a.png") if signature[2] == 3 else content.rfind(b"a.png"))
        content[place + offset] |= 1
    Path("x.zip").write_bytes(content)
    shut, good = items("x.zip")
    assert "can't be unpacked" in shut.problem
    assert "encrypted" in shut.problem
    assert read(good) == b"b"


def test_a_full_disk_is_no_fault_of_the_archive(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    packed("x.zip", {"a.png": bytes(1 << 21)})
    spool = Path("spool")
    spool.mkdir()
    (spool / "1").symlink_to("/dev/full")
    with pytest.raises(PagerecError, match=r"can't be unpacked beside the output \(No space.*make room"):
        list(items("x.zip"))
