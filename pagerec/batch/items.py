"""The files of a batch that are still to be read, one after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pagerec.batch.archives import Member, TooMuchError, members
from pagerec.batch.inputs import Found, find_files, is_archive
from pagerec.batch.journal import Known
from pagerec.batch.order import Item
from pagerec.batch.stamps import Stamp, is_same, stamp_of
from pagerec.batch.work import Target
from pagerec.errors import ImageError, OptionError, PagerecError

__all__ = ["Items"]

_CHANGED = (
    "the file has changed since pages of it were read, which stay in the output; read it into another output, or "
    "start anew"
)
_CHANGED_WHILE_READ = (
    "the file has changed while it was read: its pages in the output may be of both; read it into another output"
)
_CHANGED_WHILE_WRITTEN = (
    "the file has changed while it was read: what was written may be of both; give the same command again"
)


class Items:
    """The files of a batch that are not done, each once; those of archives are unpacked when they are asked for.

    Parameters
    ----------
    inputs : list of str
    look_up : callable
        Tells what is still to be read of a file, which now has this stamp.
    spool : callable
        Gives the folder to unpack into.
    is_counted : bool
        Whether to walk through the folders first, to know how many files there are.
    place : callable, optional
        Gives what becomes of a file's pages, where they belong together, by its name and its path in what it was found
        by; an `OptionError` says why nothing can.

    Attributes
    ----------
    expected : int
        Pages still to be read, as far as is known: files that nobody has opened yet count as one.
    """

    def __init__(
        self,
        inputs: list[str],
        look_up: Callable[[str, Stamp | None], Known],
        spool: Callable[[], Path],
        *,
        is_counted: bool = False,
        place: Callable[[str, str], Target] | None = None,
    ) -> None:
        self._inputs, self._look_up, self._spool, self._place = inputs, look_up, spool, place
        self._under_way: dict[str, Stamp] = {}
        self._seen: set[str] = set()
        self._unpacked = 0
        self.expected = sum(1 for _ in find_files(inputs)) if is_counted else 0

    def opened(self, pages: int, first: int) -> None:
        """Learn how many pages a file has, and which is the first that is read."""
        self.expected += max(0, pages - max(1, first))

    def has_changed(self, name: str) -> str:
        """Say that a file, which has been read, has changed meanwhile; nothing where it has not."""
        before = self._under_way.pop(name, None)
        if before is None:
            return ""
        try:
            found = os.stat(name)
        except OSError:  # it is gone; what was read of it was there
            return ""
        if (found.st_size, found.st_mtime_ns) == before[:2]:
            return ""
        now = stamp_of(name)
        if now is not None and is_same(before, now):
            return ""
        return _CHANGED_WHILE_WRITTEN if self._place else _CHANGED_WHILE_READ

    def __iter__(self) -> Iterator[Item]:
        for found in find_files(self._inputs):
            if is_archive(found.path) and os.path.isfile(found.path) and not found.problem:
                yield from self._archive(found)
            elif found.path not in self._seen:
                stamp = None if found.problem else stamp_of(found.path)
                if (item := self._item(found.path, found, stamp, problem=found.problem)) is not None:
                    if stamp is not None and not item.problem:
                        self._under_way[found.path] = stamp
                    yield item
            else:
                self.expected -= 1

    def _item(self, name: str, found: Found, stamp: Stamp | None, *, problem: str = "") -> Item | None:
        """What is to be read of a file; None where that was done before, in this run or another."""
        self._seen.add(name)
        target: Target | None = None
        if self._place is not None:
            try:
                target = self._place(name, f"{found.relative}{name.removeprefix(found.path)}")
            except OptionError as error:
                problem = problem or str(error)
        known = self._look_up(name, stamp)
        if known.is_changed:
            return Item(name, name, problem=_CHANGED)
        if known.first is None:
            self.expected -= 1
            return None
        return Item(name, name, known.first, problem=problem, target=target)

    def _archive(self, found: Found) -> Iterator[Item]:
        self.expected -= 1
        if found.path in self._seen:
            return
        try:
            for member in members(found.path):
                self.expected += 1
                name = f"{found.path}/{member.name}"
                if (item := self._item(name, found, member.stamp)) is not None:
                    yield item if item.problem else self._unpack(member, item)
        except ImageError as error:
            self.expected += 1
            problem = str(error).removeprefix(f"{found.path}: ")
            if (item := self._item(found.path, found, stamp_of(found.path), problem=problem)) is not None:
                yield item
        self._seen.add(found.path)

    def _unpack(self, member: Member, item: Item) -> Item:
        self._unpacked += 1
        try:
            path = self._spool() / str(self._unpacked)  # without an ending: the content decides
            with open(path, "wb") as file:
                member.unpack(file)
        except TooMuchError:
            path.unlink()
            raise
        except ImageError as error:
            path.unlink()
            return replace(item, problem=str(error).removeprefix(f"{member.name}: "))
        except OSError as error:
            raise PagerecError(
                f"{item.name}: can't be unpacked beside the output ({error.strerror or error}); make room there"
            ) from error
        return replace(item, path=str(path), discard=path.unlink)
