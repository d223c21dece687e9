"""What is opened, and what isn't: programs, special files, files without end."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image

from fuzz.harmful import POSTSCRIPT, fax_pages, gif_comment, jpeg_segments, png_chunks, pnm_comment
from pagerec import ImageError, ImageTooLargeError, OptionError, Page, PagerecError, Reader, read_document
from pagerec.batch import ReadOptions
from pagerec.batch.items import Items
from pagerec.batch.journal import Known
from pagerec.batch.work import Outcome, Task, read
from pagerec.commands.cli import main
from pagerec.formats.picture import encode
from pagerec.reading.attempts import attempt
from pagerec.sources import Source, regular
from pagerec.sources.images import ImageInput, load_image
from pagerec.sources.opening import FORMATS, open_picture
from pagerec.sources.regular import open_file
from tests.pictures import LEVELS, encoded

ROOT = Path(__file__).resolve().parents[2]


class BlankReader:
    """Opens what it is given."""

    def read(self, image: ImageInput, *, alphabet: str | None = None) -> Page:
        raster = load_image(image)
        return Page((), raster.width, raster.height)


# No program is started


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is there when a program was started: every ``gs`` on the path makes it."""
    mark, programs = tmp_path / "mark", tmp_path / "programs"
    programs.mkdir()
    for name in ("gs", "gswin32c", "gswin64c", "djpeg", "magick", "convert"):
        (programs / name).write_text(f"#!/bin/sh\n: > '{mark}'\nexit 1\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    return mark


def by_path(path: Path) -> None:
    load_image(path)


def by_file_object(path: Path) -> None:
    with path.open("rb") as file:
        load_image(file)


def by_attempt(path: Path) -> None:
    _ = attempt(BlankReader().read, path).page


def by_document(path: Path) -> None:
    read_document(path, reader=BlankReader())


def by_pictures(path: Path) -> None:
    for picture in Source(path.read_bytes()).pictures():
        load_image(picture)


def by_batch(path: Path) -> None:
    outcomes = [one for one in read(Task("a", str(path), 1, 8), BlankReader(), ReadOptions()) if one != 1]
    _raise_first(outcomes)


def by_archive(path: Path) -> None:
    archive, spool = path.with_suffix(".zip"), path.parent / "spool"
    spool.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(path, "page.png")
    for item in Items([str(archive)], lambda *_: Known(1, False), lambda: spool):
        by_batch(Path(item.path))


def by_saving(path: Path) -> None:
    encode(path, Page((), 100, 100), ("PNG",))


def by_pil(path: Path) -> None:
    with Image.open(path) as opened:
        load_image(opened)


def _raise_first(outcomes: list[Any]) -> None:
    for outcome in outcomes:
        assert isinstance(outcome, Outcome)
        assert outcome.error
        raise ImageError(outcome.error)


WAYS = [by_path, by_file_object, by_attempt, by_document, by_pictures, by_batch, by_archive, by_saving, by_pil]


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
@pytest.mark.parametrize("way", WAYS)
def test_no_program_is_started(way: Callable[[Path], None], mark: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    path.write_bytes(POSTSCRIPT)
    with suppress(Exception), Image.open(path) as opened:
        opened.load()
    assert mark.exists(), "Pillow itself starts the program, else this test shows nothing"
    mark.unlink()
    with pytest.raises(ImageError, match=r"EPS.*(convert|save)"):
        way(path)
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
def test_no_program_is_started_for_what_is_packed_in_a_picture(mark: Path) -> None:
    """IPTC files hold another one, which Pillow opens by any decoder."""
    fields = {60: b"\x01\x01", 20: b"\0\0\0\x64", 30: b"\0\0\0\x64", 120: b"\x05"}
    head = b"".join(b"\x1c\x03" + bytes([key]) + len(value).to_bytes(2, "big") + value for key, value in fields.items())
    with pytest.raises(ImageError):
        load_image(head + b"\x1c\x08\x0a" + len(POSTSCRIPT).to_bytes(2, "big") + POSTSCRIPT)
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
def test_the_command_line_starts_no_program(
    mark: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.png").write_bytes(POSTSCRIPT)
    assert main(["read", str(tmp_path / "page.png")]) == 3
    assert "EPS" in capfd.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(POSTSCRIPT)))
    assert main(["read", "-"]) == 3
    assert "EPS" in capfd.readouterr().err
    assert not mark.exists()


def test_a_pil_image_that_its_owner_has_decoded_is_read() -> None:
    image = Image.fromarray(LEVELS)
    stream = io.BytesIO()
    image.save(stream, "SPIDER")
    opened = Image.open(stream)
    with pytest.raises(ImageError, match=r"SPIDER.*load\(\) first"):
        load_image(opened)
    opened.load()
    assert load_image(opened).gray.shape == LEVELS.shape


def test_pictures_are_opened_in_one_place() -> None:
    """Whoever opens a picture elsewhere has to think of all that is tested here."""
    pattern = re.compile(r"\b(?:Image\.open|cv2\.imread\w*|cv2\.imdecode\w*)\(")
    folder = ROOT / "pagerec"
    found = {
        (path.relative_to(folder).as_posix(), name)
        for path in folder.rglob("*.py")
        if "training" not in path.parts  # which makes its own pictures
        for name in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert found == {
        ("sources/opening.py", "Image.open("),
        ("characters/manifest.py", "cv2.imdecode("),
        ("evaluation/changes.py", "cv2.imdecode("),  # of what it has packed itself
    }


# Kinds of files


def test_programs_and_drawings_are_no_kinds_that_are_opened() -> None:
    assert not {"EPS", "WMF", "EMF", "PSD", "FPX", "MIC", "IPTC", "BUFR", "GRIB", "HDF5", "MPEG", "PDF"} & set(FORMATS)
    Image.init()
    assert set(FORMATS) <= set(Image.OPEN)


def test_pages_of_a_fax() -> None:
    assert len(read_document(fax_pages(3), reader=BlankReader()).pages) == 3


# Bytes


class Endless(io.RawIOBase):
    """A stream of zeros."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = bytes(len(buffer))
        self.given += len(buffer)
        return len(buffer)


def test_a_stream_without_end() -> None:
    stream = Endless()
    with pytest.raises(ImageTooLargeError, match=r"more bytes than the limit of 1,000,000; .* larger max_bytes"):
        load_image(io.BufferedReader(stream), max_bytes=1_000_000)
    assert stream.given < 20_000_000


def test_the_limit_of_bytes_can_be_set(tmp_path: Path) -> None:
    content = encoded(Image.fromarray(LEVELS))
    path = tmp_path / "a.png"
    path.write_bytes(content)
    size = len(content)
    for image in (path, content, bytearray(content), memoryview(content)):
        assert load_image(image, max_bytes=size).width == 3
        with pytest.raises(ImageTooLargeError, match=f"limit of {size - 1}; "):
            load_image(image, max_bytes=size - 1)
    assert load_image(io.BytesIO(content), max_bytes=size).width == 3
    small = Reader(threads=1, max_bytes=size - 1)
    for file in (path, content):
        with pytest.raises(ImageTooLargeError, match="max_bytes"):
            read_document(file, reader=small)
    for limit in (0, float("nan")):
        with pytest.raises(OptionError, match="max_bytes"):
            load_image(content, max_bytes=limit)  # type: ignore[arg-type]
        with pytest.raises(OptionError, match="max_bytes"):
            Reader(max_bytes=limit)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="max_pixels"):
        load_image(content, max_pixels=float("nan"))  # type: ignore[arg-type]


def test_a_readers_limits_go_with_it() -> None:
    import pickle

    reader = pickle.loads(pickle.dumps(Reader(threads=1, max_pixels=5, max_bytes=6)))
    assert (reader.max_pixels, reader.max_bytes) == (5, 6)


def test_standard_input_without_end(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    assert main(["read", "--max-bytes", "1000", "-"]) == 3
    assert "more bytes than the limit of 1,000" in capfd.readouterr().err


# Many pieces


@pytest.mark.parametrize("make", [png_chunks, gif_comment, pnm_comment, jpeg_segments])
def test_files_in_millions_of_pieces(
    make: Callable[[int], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of pieces without content there may be a million; to be quick, the test allows a thousand."""
    monkeypatch.setattr(regular, "_PIECES", 1000)
    path = tmp_path / "a"
    for count in (100, 2000):
        path.write_bytes(make(count))
        for image in (path, make(count)):
            if count == 100:
                assert load_image(image).gray.size
                continue
            with pytest.raises(ImageError, match="millions of pieces"):
                load_image(image)


def test_a_file_in_many_pieces_is_read() -> None:
    """As large as its pieces are usual: chunks of 8 kB, blocks of 255 bytes."""
    noise = np.random.default_rng(0).integers(0, 256, (600, 1000), np.uint8)
    for kind in ("PNG", "GIF", "JPEG", "TIFF", "BMP"):
        assert load_image(encoded(Image.fromarray(noise), kind)).gray.shape == noise.shape


def test_an_opened_file_can_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded(Image.fromarray(LEVELS), dpi=(300, 300)))
    with open_file(path, "a.png") as file, open_picture(file, "a.png") as opened:
        assert round(opened.info["dpi"][0]) == 300


def test_every_error_is_ours() -> None:
    for image in (None, 5, object(), ["a.png"]):
        with pytest.raises(PagerecError, match="is no picture"):
            load_image(image)  # type: ignore[arg-type]
