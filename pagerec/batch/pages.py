"""The pages of one file, read by several processes."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pagerec.batch.order import Item
from pagerec.batch.run import read_here
from pagerec.batch.work import PAGES, Outcome, ReadOptions
from pagerec.errors import ImageError, OptionError
from pagerec.page.page import Page

if TYPE_CHECKING:
    from pagerec.sources import PageReader, Source

__all__ = ["read_pages", "read_pages_of"]


def read_pages(
    source: Source, jobs: int, options: ReadOptions | None = None, reader: PageReader | None = None
) -> Iterator[Page]:
    """Read the pages of a file in processes, and give them in order, as `Source.read` does.

    Parameters
    ----------
    source : Source
    jobs : int
        Processes at most: a short file keeps fewer of them busy.
    options : ReadOptions, optional
        How pages are read; PDFs are opened as `source` says.
    reader : PageReader, optional
        What reads; the options' model by default. It is sent to the processes; a `pagerec.Reader` has one thread there.

    Yields
    ------
    Page

    Raises
    ------
    ImageError, OptionError
        As for `Source.read`; and when the reader can't be sent.
    """
    options = replace(options or ReadOptions(), pdf=source.pdf)
    numbers = source.numbers(source.count())
    _check(reader)
    with _path(source) as path:
        items = iter(_items(source.name, path, numbers, min(PAGES, -(-len(numbers) // jobs))))
        with closing(read_here(items, jobs, options, reader)) as outcomes:
            for outcome in outcomes:
                yield _page(outcome, source.name)


def read_pages_of(source: Source, jobs: int, *, alphabet: str | None, reader: PageReader | None) -> Iterator[Page]:
    """Read the pages of a file in processes; the way of `pagerec.iter_pages` to `read_pages`."""
    most = getattr(reader, "max_bytes", source.max_bytes)
    return read_pages(source, jobs, ReadOptions(alphabet=alphabet, max_bytes=most), reader)


def _check(reader: PageReader | None) -> None:
    try:
        pickle.dumps(reader)
    except Exception as error:  # whatever a reader's parts bring up
        raise OptionError(f"the reader can't be sent to other processes ({error}); read with one job") from error


@contextmanager
def _path(source: Source) -> Iterator[str]:
    """Where the file is; content is written into a file for as long as it is read."""
    if not isinstance(source.file, bytes):
        yield source.name
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages"  # without an ending: the content decides
        path.write_bytes(source.file)
        yield str(path)


def _items(name: str, path: str, numbers: Sequence[int], most: int) -> list[Item]:
    """Runs of pages that follow each other, not too long, so that all processes have some."""
    starts = [
        k
        for k, number in enumerate(numbers)
        if k == 0 or number != numbers[k - 1] + 1 or (number - numbers[0]) % most == 0
    ]
    stops = [*starts[1:], len(numbers)]
    return [
        Item(f"{name}, part {k}", path, numbers[start], numbers[stop - 1])
        for k, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]


def _page(outcome: Outcome, name: str) -> Page:
    if not outcome.error:
        return Page.from_json(outcome.line)
    is_told = not outcome.page or outcome.error.startswith("page ")
    where = name if is_told else f"{name}: page {outcome.page}"
    raise ImageError(f"{where}: {outcome.error}")
