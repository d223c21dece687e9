"""PDFs and archives that are made to do harm: read as whole files, the processes that work on them counted in."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.robustness.hostile_inputs import BYTES, PAGE, REFUSED, SECONDS, TOO_LARGE, Hostile
from fuzz import archives, pdfs
from pagerec.sources.pdf_limits import PdfLimits

_LIMITS = PdfLimits()

#: Bounds: a PDF may take what its own process may, and the program beside it; archives are full of things.
FILE_SECONDS, FILE_BYTES = _LIMITS.seconds + SECONDS, _LIMITS.memory + BYTES // 2

_DAMAGED = "PdfError"
_TERABYTE = 1 << 40
_PIECE = 100 << 20


def hostile_files() -> tuple[Hostile, ...]:
    """Give the rows of the table that are PDFs and archives."""
    return (*_pdfs(), *_archives())


def read_pdf(text_layer: str, reader: Any, path: Path) -> tuple[str, str]:
    """Read a PDF; the process that draws ends with it, so that what it took can be asked for."""
    from pagerec.sources import PdfOptions, Source, pdf_process

    try:
        pages = list(Source(path, pdf=PdfOptions(text_layer=text_layer)).read(reader))  # type: ignore[arg-type]
    finally:
        pdf_process._end_all()
    return f"pages: {len(pages)}, characters: {sum(len(page.chars) for page in pages)}", ""


def read_archive(_: Any, path: Path) -> tuple[str, str]:
    """Read an archive as `pagerec batch` does; the last of what is set aside is what it says."""
    from pagerec import ImageError
    from pagerec.batch import read_batch

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "pages.jsonl")
        end = read_batch([path], out, jobs=1)
        if end.errors:
            raise ImageError(json.loads(Path(f"{out}.errors.jsonl").read_text().splitlines()[-1])["error"])
    return f"pages: {end.pages}", ""


def _pdf(name: str, expected: str, content: Callable[[], bytes], message: str, text_layer: str = "never") -> Hostile:
    return Hostile(
        name,
        expected,
        lambda folder: (folder / "input.pdf").write_bytes(content()),
        lambda folder: folder / "input.pdf",
        message,
        read=partial(read_pdf, text_layer),
        seconds=FILE_SECONDS,
        bytes=FILE_BYTES,
    )


def _archive(file: str, name: str, content: Callable[[], bytes], message: str, size: int | None = None) -> Hostile:
    def make(folder: Path) -> None:
        (folder / file).write_bytes(content())
        if size is not None:
            os.truncate(folder / file, size)

    return Hostile(
        name,
        REFUSED,
        make,
        lambda folder: folder / file,
        message,
        read=read_archive,
        seconds=FILE_SECONDS,
        bytes=FILE_BYTES,
    )


def _pdfs() -> tuple[Hostile, ...]:
    return (
        _pdf("PDF, a form that draws itself 3 times", _DAMAGED, lambda: pdfs.recursive_form(3), "page 1"),
        _pdf("PDF, forms that draw 10 others, 16 deep", _DAMAGED, lambda: pdfs.nested_forms(16, 10), "page 1"),
        _pdf("PDF that claims 524,288 pages", _DAMAGED, lambda: pdfs.many_pages(19), "claims 524,288 pages"),
        _pdf("PDF, a picture of 20,000 x 20,000 pixels", PAGE, lambda: pdfs.big_picture(20_000), "pages: 1"),
        _pdf("PDF, a line of endless dashes", PAGE, pdfs.endless_dashes, "pages: 1"),
        _pdf("PDF, 101,000 characters as text", _DAMAGED, lambda: pdfs.much_text(101), "limit of 100,000", "only"),
        Hostile(
            "PDF, sparse, of a terabyte",
            TOO_LARGE,
            _sparse_pdf,
            lambda folder: folder / "input.pdf",
            "limit of 4,294,967,296",
            read=partial(read_pdf, "never"),
        ),
    )


def _archives() -> tuple[Hostile, ...]:
    return (
        _archive("input.zip", "zip that lists the same 100 MiB 60 times", _overlapping, "unpacks to more than"),
        _archive("input.zip", "zip with a file of 2 GiB", lambda: archives.overlapping(1, 2 << 30), "has more than"),
        _archive("input.zip", "zip of 500,001 files that nobody reads", _many_files, "has more than 500,000 files"),
        _archive("input.tar.gz", "tar.gz with 5 GiB that nobody reads", _much_unread, "unpacks to more than"),
        _archive("input.tar.gz", "tar.gz with a header of 8 GiB", archives.endless_header, "8,589,934,592 bytes"),
        _archive("input.tar.gz", "tar.gz, sparse, of a terabyte", _broken_off, "nothing in it", _TERABYTE),
        _archive("input.tar.xz", "tar.xz, sparse, of a terabyte", partial(_broken_off, "tar.xz"), "nothing", _TERABYTE),
    )


def _sparse_pdf(folder: Path) -> None:
    (folder / "input.pdf").write_bytes(b"%PDF-1.7\n")
    os.truncate(folder / "input.pdf", _TERABYTE)


def _overlapping() -> bytes:
    return archives.overlapping(60, _PIECE)


def _many_files() -> bytes:
    return archives.overlapping(500_001, 10, b"a.txt")


def _much_unread() -> bytes:
    """The content is packed in pieces, which follow one another."""
    info = tarfile.TarInfo("a.txt")
    info.size = 52 * _PIECE
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT)) + 53 * gzip.compress(bytes(_PIECE), 1)


def _broken_off(kind: str = "tar.gz") -> bytes:
    """What is packed ends in the middle of a file."""
    return archives.pack(kind, archives.packed("tar", [("a.png", bytes(300_000))])[:2048])
