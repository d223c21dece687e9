"""What of a batch is done for good: a file beside the output that a crash can't spoil."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from pagerec.batch.work import Outcome, encode
from pagerec.errors import OptionError

__all__ = ["Journal", "sync"]

_FORMAT = "pagerec.batch"
_VERSION = 1
_ALL = -1
"""In place of the last page done: the file is done with."""


class Journal:
    """A line for every commit, appended when what it tells of is on the disk.

    The first line says what the batch was begun with. Each other one says which pages are done since the one before,
    in order, and how long the output's files are with them. A last line that was not written to its end counts for
    nothing, nor does what the files hold beyond the lengths.

    Parameters
    ----------
    path : Path
    options : mapping
        What must not change until the batch is done; plain values.
    restart : bool
        Whether to forget what is there.

    Attributes
    ----------
    lengths : dict
        As `commit` was last told; empty at the beginning.
    pages, errors : int
        Done so far: read, and set aside.

    Raises
    ------
    OptionError
        The journal is of another kind, was begun with other options, or another process writes it.
    """

    def __init__(self, path: Path, options: Mapping[str, Any], *, restart: bool = False) -> None:
        self.path = path
        self.lengths: dict[str, int] = {}
        self.pages = self.errors = 0
        self._done: dict[str, int] = {}
        self._file: IO[bytes] = open(path, "a+b")  # noqa: SIM115
        try:
            _lock(self._file, path)
            if restart:
                self._file.truncate(0)
            self._load(dict(options))
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Let others write."""
        self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def next_page(self, name: str) -> int | None:
        """Give the first page of a file that is not done, from 1; None when there is none."""
        done = self._done.get(name, 0)
        return None if done == _ALL else done + 1

    def commit(self, outcomes: list[Outcome], lengths: Mapping[str, int]) -> None:
        """Note pages as done; what was written of them must be on the disk."""
        done = [[outcome.name, outcome.page, outcome.pages, int(bool(outcome.error))] for outcome in outcomes]
        self._file.write(encode({"done": done, "lengths": dict(lengths)}))
        sync(self._file)
        self._note(done, dict(lengths))

    def _note(self, done: list[list[Any]], lengths: dict[str, int]) -> None:
        for name, page, pages, is_error in done:
            self._done[name] = _ALL if page in (0, pages) else page
            self.errors += is_error
            self.pages += not is_error
        self.lengths = lengths

    def _load(self, options: dict[str, Any]) -> None:
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        good = 0
        for line in self._file:
            value = _value(line)
            if value is None:
                break
            if good == 0:
                self._check(value, options)
            else:
                self._note(value["done"], value["lengths"])
            good += len(line)
        if size and not good:
            self._check({}, options)
        self._file.truncate(good)
        self._file.seek(0, os.SEEK_END)
        if good == 0:
            self._file.write(encode({"format": _FORMAT, "version": _VERSION, "options": options}))
            sync(self._file)

    def _check(self, begun: dict[str, Any], options: dict[str, Any]) -> None:
        if (begun.get("format"), begun.get("version")) != (_FORMAT, _VERSION):
            raise OptionError(f"{self.path}: is no journal of a batch of this version; start anew, or give another OUT")
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


def _value(line: bytes) -> dict[str, Any] | None:
    """What a line says; None when it was not written to its end."""
    if not line.endswith(b"\n"):
        return None
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _lock(file: IO[bytes], path: Path) -> None:
    """Keep others out for as long as the file is open."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OptionError(f"{path}: another batch is writing there; wait for it, or give another OUT") from error
