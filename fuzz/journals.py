"""Journals of batches: changed, and with the checksums put right, so that what is in the lines is looked at."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fuzz import mutate
from pagerec.batch.journal import Journal
from pagerec.batch.work import Outcome

_OPTIONS = {"dpi": 200.0, "text_layer": "never"}
_STAMP = (7, 1_700_000_000_000_000_000, "00ff")
_CHECK = 9


def feed(content: bytes) -> object:
    """Open a journal, go on with it, and see that it says the same when it is opened again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        path.write_bytes(content)
        with Journal(path, _OPTIONS) as journal:
            lines = path.read_bytes().count(b"\n")
            journal.look_up("new.png", _STAMP)
            journal.commit([Outcome("new.png", 1, 1)], {"out": 5})
            first = _state(journal)
        with Journal(path, _OPTIONS) as journal:
            assert _state(journal) == first
            assert journal.look_up("new.png", _STAMP).first is None
    return lines, first[0].bit_length(), first[1].bit_length()


def _state(journal: Journal) -> tuple[int, int, dict[str, int]]:
    return journal.pages, journal.errors, journal.lengths


def seeds() -> list[bytes]:
    """Give journals as batches write them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        with Journal(path, _OPTIONS) as journal:
            empty = path.read_bytes()
            journal.look_up("a.pdf", _STAMP)
            for page in (1, 2, 3):
                sums = {"out": 90 * page, "out.crc": 1234 * page, "errors": 0, "errors.crc": 0, "tail": page % 2}
                journal.commit([Outcome("a.pdf", page, 3)], sums)
            journal.commit([Outcome("b.png", 0, 0, error="damaged")], {"out": 270, "errors": 40})
        return [empty, path.read_bytes()]


def change(random: np.random.Generator, kept: Sequence[bytes]) -> bytes:
    """Change bytes, or values in a line."""
    if random.random() < 0.4:
        return mutate.file(random, kept)
    lines = kept[int(random.integers(len(kept)))].splitlines(keepends=True)
    texts = [line[_CHECK:] for line in lines]
    place = int(random.integers(len(texts))) if texts else 0
    texts[place : place + 1] = [mutate.json(random, texts[place : place + 1] or [b"{}"]) + b"\n"]
    return _with_sums(texts)


def _with_sums(texts: Sequence[bytes]) -> bytes:
    found, out = 0, b""
    for text in texts:
        found = zlib.crc32(text, found)
        out += b"%08x %s" % (found, text)
    return out
