"""What is fuzzed: functions that take the content of a file."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fuzz import corpus, harmful, mutate, special
from pagerec import Document, OptionError, Page, Reader
from pagerec.images import load_image
from pagerec.sources import PdfOptions, Source

#: Pages of one file that are looked at: mutants may claim thousands.
_PAGES = 3
#: What Python reports when a program is started.
_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile"})


@dataclass(frozen=True, slots=True)
class Target:
    """Something to fuzz.

    Attributes
    ----------
    share : int
        Inputs in every round: what is quick is tried more often.
    feed : callable
        Takes the content of a file. What it returns tells one outcome from another: input with a new outcome is
        kept, to be changed further.
    seeds : callable
        Gives the contents to begin with.
    change : callable
        Makes new content from old: takes a generator of random numbers and all that was kept.
    """

    share: int
    feed: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    change: Callable[[np.random.Generator, Sequence[bytes]], bytes]


def load(content: bytes) -> object:
    """Load a picture."""
    _forbid_programs()
    gray = load_image(content).gray
    assert gray.dtype == np.uint8
    assert gray.flags.c_contiguous
    assert min(gray.shape) > 0
    return _size(gray)


def frames(content: bytes) -> object:
    """Load the pages of a file."""
    _forbid_programs()
    sizes = []
    for picture in itertools.islice(Source(content, pdf=PdfOptions(dpi=36.0)).pictures(), _PAGES):
        sizes.append(_size(load_image(picture).gray))
    return len(sizes), sizes[0]


def read(content: bytes) -> object:
    """Read a picture, and see whether the page is sound."""
    height, width = load_image(content).gray.shape
    page = _reader().read(content)
    assert {page.width, page.height} == {width, height}
    for char in page.chars:
        assert 0 <= char.box.left < char.box.right <= page.width, char
        assert 0 <= char.box.top < char.box.bottom <= page.height, char
        assert 0 <= char.confidence <= 1, char
    assert Page.from_json(page.to_json()) == page
    return len(page.lines).bit_length(), len(page.chars).bit_length()


def json(content: bytes) -> object:
    """Read a page and a document from JSON."""
    outcome = []
    for kind in (Page, Document):
        with suppress(OptionError):
            value = kind.from_json(content)
            assert kind.from_json(value.to_json()) == value
            outcome.append(len(value.to_json()).bit_length())
    return tuple(outcome)


@lru_cache(maxsize=1)
def _forbid_programs() -> None:
    """From now on whoever starts another program than Python is found."""

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event in _PROGRAMS and sys.executable not in map(str, given):
            raise AssertionError(f"a program is started: {given}")

    sys.addaudithook(watch)


def _size(gray: np.ndarray) -> tuple[int, ...]:
    return tuple(side.bit_length() for side in gray.shape)


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(threads=1)


TARGETS = {
    "load": Target(20, load, lambda: corpus.pictures() + harmful.seeds(), mutate.file),
    "frames": Target(8, frames, lambda: corpus.documents() + harmful.seeds(), mutate.file),
    "special": Target(4, special.feed, special.seeds, special.change),
    "read": Target(6, read, corpus.pictures, mutate.file),
    "page": Target(2, read, corpus.pages, mutate.picture),
    "json": Target(8, json, corpus.jsons, mutate.json),
}
