"""What an assistant is told of a file: no more at a time than it can take in, and how to ask for the rest."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pagerec.common.arguments import whole_number
from pagerec.errors import ImageError
from pagerec.page.line import geometric_mean

if TYPE_CHECKING:
    from pagerec.page import Block, Page
    from pagerec.page import Paragraph as PageParagraph
    from pagerec.sources import PageReader, Source

__all__ = ["Answer", "Limits", "PagePart", "Paragraph", "Rest", "answer_of"]

_PARAGRAPH, _PAGE = 80, 200
"""Characters that a paragraph's place and a page's figures take in JSON, about."""

_WARNINGS = 5
"""The most warnings of a page that are told."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one answer may be.

    Attributes
    ----------
    characters : int
        Of the text, and about as many of the same as JSON.
    pages : int
    seconds : float
        After which no other page is begun: who asks doesn't wait for ever.
    """

    characters: int = 10_000
    pages: int = 20
    seconds: float = 40.0

    def __post_init__(self) -> None:
        whole_number("max_chars", self.characters, 1000)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, an item of a list, or a whole table (a line for each row, tabs between its cells)."""

    kind: str
    box: tuple[int, int, int, int]
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class PagePart:
    """What of a page is in an answer; `box` of its paragraphs is in pixels of a picture of `width` and `height`."""

    page: int
    width: int
    height: int
    confidence: float
    warnings: list[str]
    paragraphs: list[Paragraph]


@dataclass(frozen=True, slots=True)
class Rest:
    """What to ask for to have what an answer left out: these pages, and of the first one no text before `start`."""

    pages: str
    start: int


@dataclass(frozen=True)  # the SDK would take slots for defaults
class Answer:
    """What is told of a file."""

    page_count: int
    pages: list[PagePart]
    rest: Rest | None

    @property
    def text(self) -> str:
        """The same for who reads it: the text, with a line above each page where the file has several."""
        lines: list[str] = []
        for part in self.pages:
            if self.page_count > 1:
                lines.append(f"[page {part.page} of {self.page_count}]")
            lines += [paragraph.text for paragraph in part.paragraphs]
            if part.warnings:
                lines.append(f"[page {part.page}: {'; '.join(part.warnings)}]")
        if self.rest:
            lines.append(f'[there is more: ask again with pages="{self.rest.pages}" and start={self.rest.start}]')
        return "\n".join(lines)


def answer_of(source: Source, reader: PageReader, start: int, limits: Limits) -> Answer:
    """Read pages of a file as long as there is room for what they say.

    Parameters
    ----------
    source : Source
    reader : PageReader
    start : int
        How many characters to leave out of the first page, as the last answer's `Rest` said.
    limits : Limits

    Raises
    ------
    ImageError, OptionError
        As `Source.read`. Where there is a page to tell of, the next one is left to the next call.
    """
    whole_number("start", start, 0)
    count, end = source.count(), time.monotonic() + limits.seconds
    numbers = source.numbers(count)
    parts: list[PagePart] = []
    left = limits.characters

    def without(index: int, first: int = 0) -> Answer:
        return Answer(count, parts, Rest(_as_text(numbers[index:]), first))

    with closing(_pages(source, reader)) as pages:
        for index, number in enumerate(numbers):
            if parts and (index == limits.pages or left < _PAGE + _PARAGRAPH or time.monotonic() > end):
                return without(index)
            try:
                page = next(pages)
            except ImageError:
                if not parts:
                    raise
                return without(index)
            part, more = _part(page, number, 0 if index else start, left - _PAGE, is_first=not parts)
            if part.paragraphs or more is None:
                parts.append(part)
            if more is not None:
                return without(index, more)
            left -= _PAGE + sum(map(_cost, part.paragraphs))
    return Answer(count, parts, None)


def _pages(source: Source, reader: PageReader) -> Generator[Page, None, None]:
    yield from source.read(reader)


def _part(page: Page, number: int, start: int, room: int, *, is_first: bool) -> tuple[PagePart, int | None]:
    """As much of a page as there is room for, from a character on, and the character where the rest begins.

    Paragraphs are whole, but for one that is too long for any answer.
    """
    kept: list[Paragraph] = []
    more, place = None, 0
    for paragraph in _paragraphs(page):
        begin, place = place, place + len(paragraph.text) + 1
        if place <= start:
            continue
        skipped = max(0, start - begin)
        wanted = replace(paragraph, text=paragraph.text[skipped:])
        if _cost(wanted) > room:
            more = begin + skipped
            if is_first and not kept:
                kept.append(replace(wanted, text=wanted.text[: room - _PARAGRAPH]))
                more += room - _PARAGRAPH
            break
        kept.append(wanted)
        room -= _cost(wanted)
    return PagePart(number, page.width, page.height, round(page.confidence, 3), _warnings(page), kept), more


def _paragraphs(page: Page) -> Iterator[Paragraph]:
    """The paragraphs of a page; a table is one, so that its rows stay together."""
    for block in page.blocks:
        if block.table is not None or block.kind == "code":
            parts: Iterable[Block | PageParagraph] = [block]
        else:
            parts = block.parts or ()
        for part in parts:
            if part.lines:
                left, top, right, bottom = map(int, part.box)
                confidence = round(geometric_mean([char for line in part.lines for char in line.chars]), 3)
                yield Paragraph(block.kind, (left, top, right, bottom), confidence, part.text)


def _warnings(page: Page) -> list[str]:
    told = [str(warning) for warning in page.warnings[:_WARNINGS]]
    untold = len(page.warnings) - len(told)
    return [*told, f"and {untold} more"] if untold else told


def _cost(paragraph: Paragraph) -> int:
    return _PARAGRAPH + len(paragraph.text)


def _as_text(numbers: Sequence[int]) -> str:
    """Page numbers as text, shortened.

    Examples
    --------
    >>> _as_text([3, 4, 5, 9])
    '3-5,9'
    """
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
