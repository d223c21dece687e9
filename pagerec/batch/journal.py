"""What of a batch is done for good: a file beside the output that a crash can't spoil."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple

from pagerec.batch.locks import Lock
from pagerec.batch.stamps import Stamp, is_same
from pagerec.batch.work import Outcome, encode
from pagerec.errors import OptionError

__all__ = ["TAIL", "Journal", "Known", "sync"]

TAIL = "tail"
"""What the length of a part of the output that is rewritten later is called."""

_FORMAT = "pagerec.batch"
_VERSION = 2
_ALL = -1
"""In place of the last page done: the file is done with."""

_CHECK = 9
"""Bytes before the JSON of a line: its checksum (CRC-32, in hex) and a space."""


class Known(NamedTuple):
    """What the journal knows of a file.

    Attributes
    ----------
    first : int or None
        The first page that is not done, from 1; None when there is none.
    is_changed : bool
        Whether pages of it are done, and it was another file then.
    """

    first: int | None
    is_changed: bool


class Journal:
    """A line for every commit, appended when what it tells of is on the disk.

    The first line says what the batch was begun with. Each other one says which pages are done since the one before,
    in order, how long the output's files are with them, and what is in these (checksums); and of files that are new
    in it, by what they are known again. A last line that was not written to its end counts for nothing, nor does
    what the files hold beyond the lengths. Each line begins with a checksum of it and those before; where it is wrong,
    this line and those behind it count for nothing, either: their pages are read again.

    Parameters
    ----------
    path : Path
    options : mapping
        What must not change until the batch is done; plain values.
    restart : bool
        Whether to forget what is there.
    warn : callable, optional
        Told what was found damaged.

    Attributes
    ----------
    lengths : dict
        As `commit` was last told; empty at the beginning.
    pages, errors : int
        Done so far: read, and set aside.

    Raises
    ------
    OptionError
        The journal is of another kind, was begun with other options, can't be opened, or another process writes it.
    """

    def __init__(
        self,
        path: Path,
        options: Mapping[str, Any],
        *,
        restart: bool = False,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.path = path
        self.lengths: dict[str, int] = {}
        self.pages = self.errors = 0
        self._sum = 0
        self._done: dict[str, int] = {}
        self._counts: dict[str, list[int]] = {}
        self._stamps: dict[str, Stamp] = {}
        self._begun: dict[str, Stamp] = {}
        self._lock = Lock(path, warn)
        try:
            self._file: IO[bytes] = open(path, "a+b")  # noqa: SIM115
            try:
                if restart:
                    self._file.truncate(0)
                self._load(dict(options), warn)
            except BaseException:
                self._file.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Let others write."""
        self._file.close()
        self._lock.release()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def look_up(self, name: str, stamp: Stamp | None) -> Known:
        """Give what is still to be read of a file, which now has this stamp; remember the stamp for its commit.

        Without a stamp, the file can't be told from another one.
        """
        done, before = self._done.get(name, 0), self._stamps.get(name)
        is_changed = bool(done and before is not None and stamp is not None and not is_same(before, stamp))
        if stamp is not None and (is_changed or done != _ALL):
            self._begun[name] = stamp
        return Known(None if done == _ALL else done + 1, is_changed)

    def is_read(self, name: str) -> bool:
        """Whether pages of a file were read, and not all set aside."""
        return self._counts.get(name, [0, 0])[0] > 0

    def commit(self, outcomes: list[Outcome], lengths: Mapping[str, int]) -> None:
        """Note pages as done; what was written of them must be on the disk."""
        done = [[outcome.name, outcome.page, outcome.pages, int(bool(outcome.error))] for outcome in outcomes]
        names = {outcome.name for outcome in outcomes} & self._begun.keys()
        stamps = {name: self._begun[name] for name in names if self._begun[name] != self._stamps.get(name)}
        self._write({"done": done, "lengths": dict(lengths), "files": stamps})
        self._note(done, dict(lengths), stamps)

    def _write(self, value: dict[str, Any]) -> None:
        text = encode(value)
        self._sum = zlib.crc32(text, self._sum)
        self._file.write(b"%08x %s" % (self._sum, text))
        sync(self._file)

    def _note(self, done: list[list[Any]], lengths: dict[str, int], stamps: Mapping[str, Stamp]) -> None:
        for name, page, pages, is_error in done:
            if page and self._done.get(name) == _ALL:  # it was read once more, and takes the place of what was there
                read, set_aside = self._counts.pop(name)
                self.pages, self.errors = self.pages - read, self.errors - set_aside
            self._done[name] = _ALL if page in (0, pages) else page
            self.errors += is_error
            self.pages += not is_error
            self._counts.setdefault(name, [0, 0])[bool(is_error)] += 1
            if self._done[name] == _ALL:
                self._begun.pop(name, None)
        self.lengths = lengths
        self._stamps |= stamps

    def _load(self, options: dict[str, Any], warn: Callable[[str], None]) -> None:
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        good = safe = 0
        for number, line in enumerate(self._file, start=1):
            value = _value(line, self._sum)
            if value is None or not self._take(number, value, options):
                if line.endswith(b"\n") and number > 1:
                    warn(f"{self.path}: line {number} is damaged; the pages from there on are read again")
                break
            good += len(line)
            self._sum = zlib.crc32(line[_CHECK:], self._sum)
            safe = safe if self.lengths.get(TAIL) else good
        else:
            safe = good
        if size and not good:
            self._check({}, options)
        self._file.truncate(safe)
        if safe < good:  # a tail that went into a file of the folder is not there any more
            self._forget()
            self._load(options, warn)
            return
        self._file.seek(0, os.SEEK_END)
        if good == 0:
            self._write({"format": _FORMAT, "version": _VERSION, "options": options})

    def _forget(self) -> None:
        self.lengths, self.pages, self.errors, self._sum = {}, 0, 0, 0
        self._done.clear()
        self._counts.clear()
        self._stamps.clear()

    def _take(self, number: int, value: dict[str, Any], options: dict[str, Any]) -> bool:
        """Take a line in; False where it is not one of a journal."""
        if number == 1:
            self._check(value, options)
            return True
        if not _is_commit(value):
            return False
        stamps: dict[str, Stamp] = {name: (one[0], one[1], one[2]) for name, one in value["files"].items()}
        self._note(value["done"], value["lengths"], stamps)
        return True

    def _check(self, begun: dict[str, Any], options: dict[str, Any]) -> None:
        if (begun.get("format"), begun.get("version")) != (_FORMAT, _VERSION) or not isinstance(
            begun.get("options"), dict
        ):
            raise OptionError(
                f"{self.path}: is no journal of a batch of this version, or its first line is damaged; start anew, "
                "or give another OUT"
            )
        changed = [key for key, value in options.items() if begun["options"].get(key) != value]
        if changed:
            raise OptionError(
                f"{self.path}: the batch was begun with other {' and '.join(changed)}; "
                "give the same options, start anew, or give another OUT"
            )


def sync(file: IO[bytes]) -> None:
    """Bring to the disk what was written."""
    file.flush()
    os.fsync(file.fileno())


def _value(line: bytes, before: int) -> dict[str, Any] | None:
    """What a line says; None when it was not written to its end, or is not what was written there."""
    check, text = line[:_CHECK], line[_CHECK:]
    if check != b"%08x " % zlib.crc32(text, before) or not text.endswith(b"\n"):
        return None
    try:
        value = json.loads(text)
    except (RecursionError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _is_commit(value: dict[str, Any]) -> bool:
    """Whether a line whose checksum is right has the form of one: somebody else may have written it."""
    done, lengths, files = value.get("done"), value.get("lengths"), value.get("files")
    return (
        isinstance(done, list)
        and all(_has_types(one, (str, int, int, int)) for one in done)
        and isinstance(lengths, dict)
        and all(type(length) is int and length >= 0 for length in lengths.values())
        and isinstance(files, dict)
        and all(_has_types(stamp, (int, int, str)) for stamp in files.values())
    )


def _has_types(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, list) and tuple(map(type, value)) == kinds
