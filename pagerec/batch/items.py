"""The files of a batch that are still to be read, one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from pagerec.batch.archives import Member, members
from pagerec.batch.inputs import Found, find_files, is_archive
from pagerec.batch.order import Item
from pagerec.errors import ImageError

__all__ = ["Items"]


class Items:
    """The files of a batch that are not done, each once; those of archives are unpacked when they are asked for.

    Parameters
    ----------
    inputs : list of str
    next_page : callable
        Gives the first page of a file that is still to be read; None when there is none.
    spool : callable
        Gives the folder to unpack into.
    is_counted : bool
        Whether to walk through the folders first, to know how many files there are.

    Attributes
    ----------
    expected : int
        Pages still to be read, as far as is known: files that nobody has opened yet count as one.
    """

    def __init__(
        self,
        inputs: list[str],
        next_page: Callable[[str], int | None],
        spool: Callable[[], Path],
        *,
        is_counted: bool = False,
    ) -> None:
        self._inputs, self._next_page, self._spool = inputs, next_page, spool
        self._seen: set[str] = set()
        self._unpacked = 0
        self.expected = sum(1 for _ in find_files(inputs)) if is_counted else 0

    def opened(self, pages: int, first: int) -> None:
        """Learn how many pages a file has, and which is the first that is read."""
        self.expected += max(0, pages - max(1, first))

    def __iter__(self) -> Iterator[Item]:
        for found in find_files(self._inputs):
            if is_archive(found.path) and os.path.isfile(found.path) and not found.problem:
                yield from self._archive(found)
            elif (first := self._first(found.path)) is not None:
                yield Item(found.path, found.path, first, problem=found.problem)

    def _first(self, name: str) -> int | None:
        """The first page to read of a file; None for one that was there before, in this run or another."""
        first = None if name in self._seen else self._next_page(name)
        self._seen.add(name)
        self.expected -= first is None
        return first

    def _archive(self, found: Found) -> Iterator[Item]:
        self.expected -= 1
        if found.path in self._seen:
            return
        try:
            for member in members(found.path):
                self.expected += 1
                name = f"{found.path}/{member.name}"
                if (first := self._first(name)) is not None:
                    yield self._unpack(member, name, first)
        except ImageError as error:
            self.expected += 1
            if self._first(found.path) is not None:
                yield Item(found.path, found.path, problem=str(error).removeprefix(f"{found.path}: "))
        self._seen.add(found.path)

    def _unpack(self, member: Member, name: str, first: int) -> Item:
        self._unpacked += 1
        path = self._spool() / str(self._unpacked)  # without an ending: the content decides
        try:
            with open(path, "wb") as file:
                member.unpack(file)
        except ImageError as error:
            path.unlink()
            return Item(name, name, problem=str(error).removeprefix(f"{member.name}: "))
        return Item(name, str(path), first, discard=path.unlink)
