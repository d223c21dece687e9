"""The pages of one file, read by several processes."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import pagerec
from pagerec import ImageError, OptionError, Reader, iter_pages, read_document
from pagerec.batch.pages import _items, read_pages
from pagerec.sources import Source
from tests.batch.made import needs_model, save, text_of
from tests.batch.readers import SizeReader


def frames(*widths: int) -> bytes:
    out, (first, *others) = io.BytesIO(), [Image.new("L", (width, 8)) for width in widths]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


@pytest.mark.parametrize("pages", [None, "9-,3,1-2,2"])
def test_the_order_is_that_of_the_file(pages: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    source = Source(frames(*range(10, 30)), pages)
    alone = list(source.read(SizeReader()))
    assert len({page.width for page in alone}) > 12
    assert list(read_pages(source, 3, reader=SizeReader())) == alone
    assert not list(tmp_path.iterdir()), "the content was in a file"


@given(st.lists(st.integers(1, 40), min_size=1), st.integers(1, 9))
def test_every_page_is_in_one_part(numbers: list[int], most: int) -> None:
    parts = _items("a.pdf", "a.pdf", numbers, most)
    assert [number for part in parts for number in range(part.first, (part.last or 0) + 1)] == numbers
    assert all((part.last or 0) - part.first < most for part in parts)
    assert len({part.name for part in parts}) == len(parts)


def test_all_processes_have_some() -> None:
    assert [(part.first, part.last) for part in _items("a", "a", range(5, 15), 5)] == [(5, 9), (10, 14)]


def test_a_page_that_cant_be_read_ends_it() -> None:
    pages = iter_pages(frames(10, 11, 66, 12), jobs=2, reader=SizeReader())
    assert [next(pages).width, next(pages).width] == [10, 11]
    with pytest.raises(ImageError, match=r"<bytes>: page 3: .*has no text that could be read"):
        next(pages)


def test_a_process_that_dies_ends_it(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(frames(10, 77))
    pages = iter_pages(tmp_path / "a.tif", jobs=2, reader=SizeReader())
    assert next(pages).width == 10
    with pytest.raises(ImageError, match=r"a\.tif: page 2: the process that read it was killed by signal SIGKILL"):
        next(pages)


def test_options_reach_the_reader() -> None:
    document = read_document(frames(10, 11), jobs=2, reader=SizeReader(), alphabet="能小")
    assert [(page.width, page.height) for page in document.pages] == [(10, 10), (11, 10)]


def test_what_is_wrong_is_said() -> None:
    class Local(SizeReader):
        """Can't be found by its name."""

    for given_, message in (
        ({"jobs": 0}, "jobs is 0"),
        ({"jobs": 2, "reader": Local()}, "the reader can't be sent to other processes .* read with one job"),
        ({"jobs": 2, "pages": "3"}, "there is no page 3"),
    ):
        with pytest.raises(OptionError, match=message):
            list(iter_pages(frames(10, 11), **given_))  # type: ignore[arg-type]


@needs_model
def test_with_the_model(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    save(tmp_path / "a.pdf", range(1, 6))
    document = pagerec.read_pdf(tmp_path / "a.pdf", jobs=2, reader=Reader(threads=1))
    assert [page.text for page in document.pages] == [text_of(number) for number in range(1, 6)]
