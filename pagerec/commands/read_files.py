"""The files of ``pagerec read``, one after the other: their pages, what is wrong with them, how far they are read."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pagerec.common.progress import complain, progress_bar
from pagerec.errors import EXIT_OK, ImageError, OptionError, exit_code

if TYPE_CHECKING:
    from pagerec.common.progress import Show
    from pagerec.page import Page
    from pagerec.reading.choosing import Wanted
    from pagerec.sources import PageReader, PdfOptions, Source

__all__ = ["STDIN", "STDOUT", "Reading", "numbers_of", "read_files"]

STDIN = STDOUT = "-"

_LONG = 16
"""Pages of a file up to which starting several processes costs more than it brings."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read.

    Attributes
    ----------
    reader : PageReader
        For files that this process reads itself.
    pdf : PdfOptions
    wanted : Wanted
    jobs : int or None
        Processes for each file; all cores for long ones by default.
    """

    reader: PageReader
    pdf: PdfOptions
    wanted: Wanted
    jobs: int | None


def read_files(
    options: argparse.Namespace, reading: Reading, take: Callable[[str, Source, Iterator[Page]], None]
) -> int:
    """Hand the pages of each file over, as they are read; report files that can't be read, and go on.

    Parameters
    ----------
    options : argparse.Namespace
        Those of ``pagerec read``.
    reading : Reading
    take : callable
        Gets the name of each file, the file with the numbers of its pages, and the pages.

    Returns
    -------
    int
        The exit code.
    """
    code = EXIT_OK
    with progress_bar("pages", None if _is_long(options) else False) as show:
        watch = _Watch(show, len(options.files))
        for name in options.files:
            watch.begin()
            try:
                source = _source(name, options, reading.pdf)
                take(name, source, _with_warnings(name, watch.pages(source, _pages(source, options, reading))))
            except ImageError as error:
                complain(_with_name(name, error))
                code = code or exit_code(error)
            except OptionError as error:
                if options.pages is None:  # it concerns all files; else this one has too few pages
                    raise
                complain(str(error))
                code = code or exit_code(error)
            watch.leave()
    return code


def _source(name: str, options: argparse.Namespace, pdf: PdfOptions) -> Source:
    """A file, and which of its pages are read."""
    from pagerec.sources import Source
    from pagerec.sources.opening import read_stream

    most = options.max_bytes
    file = read_stream(sys.stdin.buffer, name, most) if name == STDIN else name
    source = Source(file, options.pages, pdf, max_bytes=most)
    return replace(source, pages=source.numbers(source.count()))


def _pages(source: Source, options: argparse.Namespace, reading: Reading) -> Iterator[Page]:
    jobs = reading.jobs
    if jobs is None:
        jobs = _cores() if len(numbers_of(source)) > _LONG and options.threads is None else 1
    if jobs == 1:
        return source.read(reading.reader, alphabet=options.alphabet)
    from pagerec.batch import ReadOptions
    from pagerec.batch.pages import read_pages

    return read_pages(
        source, jobs, ReadOptions(options.model, options.alphabet, source.pdf, options.max_bytes, reading.wanted)
    )


def _cores() -> int:
    from pagerec.batch.run import cores

    return cores()


def _with_warnings(name: str, pages: Iterator[Page]) -> Iterator[Page]:
    """Give the pages of a file on; say in one line what may be lost or wrong in them."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update(warning.reason for warning in page.warnings)
        yield page
    if counts:
        complain(f"{name}: {', '.join(f'{reason} ({count})' for reason, count in counts.items())}; --json says where")


def _is_long(options: argparse.Namespace) -> bool:
    """Whether there may be something to wait for, and the text leaves the terminal to a progress bar."""
    is_elsewhere = options.output not in (None, STDOUT) or not sys.stdout.isatty()
    return is_elsewhere and (len(options.files) > 1 or options.files[0].lower().endswith((".pdf", ".tif", ".tiff")))


class _Watch:
    """Counts pages for a progress bar; a file that was not opened yet counts as one."""

    def __init__(self, show: Show, files: int) -> None:
        self._show, self._expected, self._done, self._end = show, files, 0, 0

    def begin(self) -> None:
        """Begin with the next file."""
        self._end += 1

    def pages(self, source: Source, pages: Iterator[Page]) -> Iterator[Page]:
        """Give the pages of the file on, as they are read."""
        more = len(numbers_of(source)) - 1
        self._end, self._expected = self._end + more, self._expected + more
        for page in pages:
            yield page
            self._done += 1
            self._show(self._done, self._expected)

    def leave(self) -> None:
        """Take the file for done, whether it could be read or not."""
        self._done = self._end
        self._show(self._done, self._expected)


def numbers_of(source: Source) -> tuple[int, ...]:
    """Give the numbers of the pages that are read, of a file that `read_files` hands over."""
    assert source.pages is not None
    assert not isinstance(source.pages, str)
    return tuple(source.pages)


def _with_name(name: str, error: ImageError) -> str:
    message = str(error).removeprefix("<bytes>: ").removeprefix("<PIL image>: ")
    return message if message.startswith(f"{name}: ") else f"{name}: {message}"
