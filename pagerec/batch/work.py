"""What a batch asks of the processes that read, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pagerec.common.arguments import a_path, an_alphabet, an_instance, whole_number
from pagerec.errors import ImageError, ModelError, OptionError, PagerecError
from pagerec.reading.choosing import Wanted
from pagerec.sources import PageReader, PdfOptions, Source
from pagerec.sources.regular import DEFAULT_MAX_BYTES

if TYPE_CHECKING:
    from pagerec.page import Page

__all__ = ["PAGES", "Outcome", "ReadOptions", "Target", "Task", "encode", "message_of", "read"]

PAGES = 8
"""Pages of a file that a process reads at a time: few, so that all cores share a long PDF; not one, for it is opened
each time."""


_GENERAL = (OptionError, ModelError)
"""What is wrong with all files, unless a file has changed."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How the pages of a batch are read; the same for all of them.

    Attributes
    ----------
    model : str or None
        Folder of a model; the shipped one by default.
    alphabet : str or None
        Read only these characters.
    pdf : PdfOptions
    max_bytes : int
        The most bytes of a picture file.
    wanted : Wanted
        What of a picture is read; all by default. Text that a PDF carries is not chosen from.

    Raises
    ------
    OptionError
        When a value is something else.
    """

    model: str | None = None
    alphabet: str | None = None
    pdf: PdfOptions = field(default_factory=PdfOptions)
    max_bytes: int = DEFAULT_MAX_BYTES
    wanted: Wanted = field(default_factory=Wanted)

    def __post_init__(self) -> None:
        if self.model is not None:
            object.__setattr__(self, "model", a_path("model", self.model))
        an_alphabet(self.alphabet)
        an_instance("pdf", self.pdf, PdfOptions)
        whole_number("max_bytes", self.max_bytes, 1)
        an_instance("wanted", self.wanted, Wanted)


class Target(Protocol):
    """What becomes of all pages of a file, where they belong together."""

    def keep(
        self, task: Task, pages: int, found: Iterator[tuple[int, Page | str]], options: ReadOptions
    ) -> Iterator[Outcome]:
        """Take the pages of a file, each by its number, or why it was set aside; give their outcomes.

        That of the last page comes when all is kept; one with the page 0 says that nothing is.
        """


@dataclass(frozen=True, slots=True)
class Task:
    """Pages of a file to read.

    Attributes
    ----------
    name : str
        What the file is called in the output.
    path : str
        Where it is.
    first, last : int
        Pages, from 1; the last is read if the file has so many. A last below the first asks for the count only.
    pages : int or None
        Pages of the file, where they have been counted.
    target : Target, optional
        What becomes of the pages, which are all of the file then; by default each is a line of its own.
    """

    name: str
    path: str
    first: int
    last: int
    pages: int | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a page.

    Attributes
    ----------
    name : str
        Of the file.
    page : int
        From 1; 0 stands for the file as a whole, which can't be opened.
    pages : int
        Pages of the file; 0 where it can't be opened.
    line : bytes
        The page as a line of JSON, with the line's end; empty where it was set aside.
    error : str
        Why it was set aside.
    """

    name: str
    page: int
    pages: int
    line: bytes = b""
    error: str = ""


def read(task: Task, reader: PageReader | None, options: ReadOptions) -> Iterator[Outcome | int]:
    """Read the pages of a task, each when it is asked for.

    Parameters
    ----------
    task : Task
    reader : PageReader or None
        None where only pages are counted.
    options : ReadOptions

    Yields
    ------
    int or Outcome
        First the number of pages of the file, unless the task says it; then an outcome for each page. A file that
        can't be opened has only the outcome with the page 0.

    Raises
    ------
    OptionError, ModelError
        What is wrong with all files.
    """
    pages = task.pages
    if pages is None:
        try:
            pages = _count(task, options)
        except _GENERAL:
            raise
        except Exception as error:
            yield Outcome(task.name, 0, 0, error=message_of(task, error))
            return
        yield pages
    if reader is not None:
        found = _read(task, pages, reader, options)
        yield from _lines(task, pages, found) if task.target is None else task.target.keep(task, pages, found, options)


def _lines(task: Task, pages: int, found: Iterator[tuple[int, Page | str]]) -> Iterator[Outcome]:
    for number, page in found:
        if isinstance(page, str):
            yield Outcome(task.name, number, pages, error=page)
        else:
            head = {"file": task.name, "page": number, "pages": pages, "confidence": page.confidence}
            yield Outcome(task.name, number, pages, encode(head | page.to_dict()))


def _read(task: Task, pages: int, reader: PageReader, options: ReadOptions) -> Iterator[tuple[int, Page | str]]:
    """The pages of a task by their numbers, or why they are set aside."""
    page, last = task.first, min(task.last, pages)
    while page <= last:
        source = Source(task.path, range(page, last + 1), options.pdf, max_bytes=options.max_bytes)
        try:
            for read_page in source.read(reader, alphabet=options.alphabet):
                yield page, read_page
                page += 1
            if page <= last:
                raise ImageError(
                    f"{task.path}: page {page} is not there any more; leave files alone while they are read"
                )
        except Exception as error:  # one page's fault must not end the batch
            if isinstance(error, _GENERAL) and _count(task, options) == pages:
                raise
            yield page, message_of(task, error)
            page += 1


def _count(task: Task, options: ReadOptions) -> int:
    pages = Source(task.path, pdf=options.pdf, max_bytes=options.max_bytes).count()
    if pages < 1:
        raise ImageError(f"{task.path}: has no pages; give it again from its source")
    return pages


def encode(value: object) -> bytes:
    """Give a value as a line of JSON. What is no UTF-8 in a file's name is escaped as JSON does it."""
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def message_of(task: Task, error: Exception) -> str:
    """Give an error's message without the path, which may be that of a copy."""
    if not isinstance(error, PagerecError):
        return f"{type(error).__name__}: {error} (a fault of pagerec: please report it with the file)"
    return str(error).removeprefix(f"{task.path}: ").replace(task.path, task.name)
