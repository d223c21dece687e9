"""Which paragraphs and pages are taken: from every document in turn, the same ones for the same seed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium

from benchmarks.public.candidates import Candidate, check_page, paragraph, whole_page

#: Pages of a document that are looked at, and what is kept of it.
_LOOKED_AT = 60
_PARAGRAPHS = 4
_PAGES = 4
#: Part of a candidate's lines that may have been taken before (templates repeat each other).
_REPEATED = 0.2


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and where it is from."""

    package: str
    version: str
    path: str
    data: bytes
    producer: str
    excluded: frozenset[int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A candidate of a document."""

    source: Source
    candidate: Candidate


def generator(seed: int, *names: object) -> np.random.Generator:
    """Chance that depends on a seed and on names, and on nothing else."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


def survey(source: Source, seed: int) -> tuple[list[Taken], list[Taken]]:
    """Paragraphs and whole pages of a document; a page gives one or the other."""
    random = generator(seed, source.path)
    paragraphs: list[Taken] = []
    pages: list[Taken] = []
    document = pdfium.PdfDocument(source.data)
    for index in random.permutation(len(document))[:_LOOKED_AT]:
        if len(paragraphs) >= _PARAGRAPHS and len(pages) >= _PAGES:
            break
        if index + 1 in source.excluded or not (page := check_page(document, int(index))):
            continue
        if len(pages) < _PAGES and (whole := whole_page(page)):
            pages.append(Taken(source, whole))
        elif len(paragraphs) < _PARAGRAPHS and (part := paragraph(page, random)):
            paragraphs.append(Taken(source, part))
    return paragraphs, pages


def take_turns(pools: Sequence[Sequence[Taken]], count: int, seen: set[str]) -> list[Taken]:
    """The first of every document, then the second of every document, and so on, without repeated text.

    Parameters
    ----------
    pools : sequence of sequence of Taken
        One for each document.
    count : int
        How many to take at most.
    seen : set of str
        Lines taken before; grows.
    """
    taken: list[Taken] = []
    for candidate in _turns(pools):
        if len(taken) == count:
            break
        lines = [key for line in candidate.candidate.lines if (key := line.replace(" ", ""))]
        if sum(line in seen for line in lines) <= _REPEATED * len(lines):
            seen.update(lines)
            taken.append(candidate)
    return taken


def _turns(pools: Sequence[Sequence[Taken]]) -> Iterator[Taken]:
    for turn in range(max(map(len, pools), default=0)):
        yield from (pool[turn] for pool in pools if len(pool) > turn)
