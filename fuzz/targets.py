"""What is fuzzed: functions that take the content of a file."""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from fuzz import archives, corpus, harmful, journals, mutate, pdfs, special
from pagerec import Document, OptionError, Page, Reader
from pagerec.recognition.charset import Charset
from pagerec.recognition.classifier import LiteRtClassifier
from pagerec.recognition.language import LanguageModel
from pagerec.recognition.model import LANGUAGE, MANIFEST, NETWORK, TEXT_MAP, load_model
from pagerec.recognition.models_path import models_path
from pagerec.recognition.trial import try_network
from pagerec.sources import PdfOptions, Source
from pagerec.sources.images import load_image

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
    with _no_programs():
        gray = load_image(content).gray
    assert gray.dtype == np.uint8
    assert gray.flags.c_contiguous
    assert min(gray.shape) > 0
    return _size(gray)


def frames(content: bytes) -> object:
    """Load the pages of a file."""
    with _no_programs():
        pages = itertools.islice(Source(content, pdf=PdfOptions(dpi=36.0)).pictures(), _PAGES)
        sizes = [_size(load_image(picture).gray) for picture in pages]
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
            formats = value.to_text(), value.to_markdown(), value.to_hocr(), value.to_csv("word"), value._repr_html_()
            outcome.append(max(map(len, formats)).bit_length())
            value._repr_png_()
    return tuple(outcome)


def manifest(content: bytes) -> object:
    """Load a model whose manifest is anything, beside the shipped network and language model."""
    (_folder() / MANIFEST).write_bytes(content)
    return len(load_model(_folder()).classifier.charset).bit_length()


def language(content: bytes) -> object:
    """Load a language model, and ask it."""
    path = _folder() / "any.bin"
    path.unlink(missing_ok=True)  # one that is mapped must not change
    path.write_bytes(content)
    model = LanguageModel.load(path)
    codes = [0, 0x30, 0x4E00, 0x65E5, 0x10FFFF]
    assert np.isfinite(model.log_prob(codes, codes[::-1], codes)).all()
    return int(model.header["symbols"]).bit_length()


def network(content: bytes) -> object:
    """Name cells with a network that is anything."""
    path = _folder() / "any.tflite"
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    windows = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 2), np.uint8)
    try_network(path)
    scores = LiteRtClassifier(path, _charset(), threads=1)(windows)
    assert scores.classes.min() >= 0
    assert scores.classes.max() < len(_charset())
    return ()


class _Programs:
    """While it is entered, whoever starts another program than Python is found."""

    def __init__(self) -> None:
        self._is_entered = False
        self._found = ""
        sys.addaudithook(self._watch)

    def __enter__(self) -> None:
        self._is_entered, self._found = True, ""

    def __exit__(self, *_: object) -> None:
        self._is_entered = False
        if self._found:  # what was raised then may have been taken for damage
            raise RuntimeError(f"a program was started: {self._found}")

    def _watch(self, event: str, given: tuple[object, ...]) -> None:
        if self._is_entered and event in _PROGRAMS and sys.executable not in map(str, given):
            self._found = str(given)
            raise RuntimeError("no program may be started")


@lru_cache(maxsize=1)
def _no_programs() -> _Programs:
    """Give what forbids programs; it can't be taken away again, so there is one."""
    return _Programs()


def _size(gray: np.ndarray) -> tuple[int, ...]:
    return tuple(side.bit_length() for side in gray.shape)


@lru_cache(maxsize=1)
def _holder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _folder() -> Path:
    """A model folder without a manifest; it is gone with the process."""
    folder = Path(_holder().name)
    for name in (NETWORK, LANGUAGE, TEXT_MAP):
        with suppress(FileExistsError):
            (folder / name).symlink_to(models_path() / name)
    return folder


@lru_cache(maxsize=1)
def _charset() -> Charset:
    return load_model().classifier.charset


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(threads=1)


def _pictures() -> list[bytes]:
    return corpus.pictures() + harmful.seeds()


def _documents() -> list[bytes]:
    return corpus.documents() + harmful.seeds()


TARGETS = {
    "load": Target(20, load, _pictures, mutate.file),
    "frames": Target(8, frames, _documents, mutate.file),
    "special": Target(4, special.feed, special.seeds, special.change),
    "read": Target(6, read, corpus.pictures, mutate.file),
    "page": Target(2, read, corpus.pages, mutate.picture),
    "json": Target(8, json, corpus.jsons, mutate.json),
    "manifest": Target(2, manifest, corpus.manifests, mutate.json),
    "language": Target(8, language, corpus.language_models, mutate.file),
    "network": Target(1, network, corpus.networks, mutate.network),
    "pdf": Target(4, pdfs.feed, pdfs.seeds, mutate.file),
    "archive": Target(8, archives.feed, archives.seeds, mutate.file),
    "journal": Target(8, journals.feed, journals.seeds, journals.change),
}
