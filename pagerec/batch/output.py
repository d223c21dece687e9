"""Where the pages of a batch go: JSON Lines or Parquet with a journal, or standard output."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from pagerec.batch.checks import check_content, checksum
from pagerec.batch.journal import Journal, Known, sync
from pagerec.batch.parquet import Parts, remove_parts
from pagerec.batch.stamps import Stamp
from pagerec.batch.work import Outcome, encode
from pagerec.common.progress import complain
from pagerec.errors import OptionError

__all__ = ["ENDINGS", "Lines", "Output", "Saved", "Shown", "Sink", "beside"]

ENDINGS = (".jsonl", ".parquet")

_SECONDS, _PAGES = 0.5, 256
"""A commit comes after so many seconds or pages: so much at most is read again after a crash."""


class Output(Protocol):
    """Takes the outcomes of a batch in order."""

    @property
    def pages(self) -> int:
        """Pages in the output."""

    @property
    def errors(self) -> int:
        """Pages and files set aside."""

    def look_up(self, name: str, stamp: Stamp | None) -> Known:
        """Give what is still to be read of a file, which now has this stamp."""

    def add(self, outcome: Outcome) -> None:
        """Take the next one."""

    def finish(self) -> None:
        """Write what is left: all has been read."""


class Sink(Protocol):
    """A file or folder that only grows, and can be cut back to a length.

    Beside a length stands a checksum (CRC-32) of what is there up to it.
    """

    def write(self, line: bytes) -> None:
        """Take another page."""

    def settle(self, *, is_last: bool) -> dict[str, int]:
        """Bring all to the disk; give the lengths to cut back to."""

    def settled(self, *, is_last: bool) -> None:
        """Learn that the journal has these lengths."""

    def close(self) -> None:
        """Let go of the files."""


def beside(out: Path, what: str) -> Path:
    """Give the name of a file that belongs to an output: ``out.jsonl.journal``."""
    return out.with_name(f"{out.name}.{what}")


class Lines:
    """A file of lines.

    Parameters
    ----------
    path : Path
        Made when there is something to write.
    lengths : mapping
        Bytes to keep of what is there, and their checksum.
    key : str
        What the length is called in the journal.
    is_wanted : bool
        Whether it is made in the end even if there is nothing to write.

    Raises
    ------
    OptionError
        When other bytes are there.
    """

    def __init__(self, path: Path, lengths: Mapping[str, int], key: str, *, is_wanted: bool = True) -> None:
        self._path, self._key, self._is_wanted = path, key, is_wanted
        self._length, self._sum = lengths.get(key, 0), lengths.get(f"{key}.crc", 0)
        self._file: IO[bytes] | None = None
        check_content(path, self._length, self._sum)
        if path.exists() and path.stat().st_size > self._length:
            os.truncate(path, self._length)

    def write(self, line: bytes) -> None:
        """Add a line."""
        if self._file is None:
            self._file = open(self._path, "ab")  # noqa: SIM115
        self._file.write(line)
        self._length += len(line)
        self._sum = checksum(line, self._sum)

    def settle(self, *, is_last: bool) -> dict[str, int]:
        """Bring all to the disk."""
        if is_last and self._is_wanted:
            self.write(b"")
        if self._file is not None:
            sync(self._file)
        return {self._key: self._length, f"{self._key}.crc": self._sum}

    def settled(self, *, is_last: bool) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class Saved:
    """An output on the disk. To be used with ``with``.

    Pages are collected and committed together: first to the output, then to the journal. A crash at any point leaves
    an output that is cut back to the last commit when the batch goes on.

    Parameters
    ----------
    out : Path
        Its ending chooses the format.
    options : mapping
        See `Journal`.
    restart : bool
        Whether an output that is there is thrown away.
    warn : callable, optional
        See `Journal`.

    Raises
    ------
    OptionError
        When there is such a file that no batch wrote, or it was changed, or see `Journal`.
    """

    def __init__(
        self,
        out: Path,
        options: Mapping[str, Any],
        *,
        restart: bool = False,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        if not beside(out, "journal").exists() and not restart and self._is_foreign(out):
            raise OptionError(
                f"{out}: is there, and not from a batch that could go on; start anew, or give another OUT"
            )
        self._journal = Journal(beside(out, "journal"), options, restart=restart, warn=warn)
        try:
            if restart:
                self._remove(out)
            lengths = self._journal.lengths
            self._errors = Lines(beside(out, "errors.jsonl"), lengths, "errors", is_wanted=False)
            self._sink = self._open(out, lengths)
        except BaseException:
            self._journal.close()
            raise
        self._waiting: list[Outcome] = []
        self._since = time.monotonic()

    def __enter__(self) -> Saved:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._sink.close()
        self._errors.close()
        self._journal.close()

    @property
    def pages(self) -> int:
        """Pages in the output."""
        return self._journal.pages + sum(not outcome.error for outcome in self._waiting)

    @property
    def errors(self) -> int:
        """Pages and files set aside."""
        return self._journal.errors + sum(bool(outcome.error) for outcome in self._waiting)

    def _is_foreign(self, out: Path) -> bool:
        """Whether something is there; no batch wrote it."""
        return out.exists()

    def _open(self, out: Path, lengths: Mapping[str, int]) -> Sink:
        """What takes the pages."""
        if out.suffix.lower() == ".parquet":
            return Parts(out, beside(out, "tail"), lengths)
        return Lines(out, lengths, "out")

    def _remove(self, out: Path) -> None:
        if out.is_dir():
            remove_parts(out, 0)
        else:
            out.unlink(missing_ok=True)
        for what in ("errors.jsonl", "tail"):
            beside(out, what).unlink(missing_ok=True)

    def look_up(self, name: str, stamp: Stamp | None) -> Known:
        """Give what is still to be read of a file, which now has this stamp."""
        return self._journal.look_up(name, stamp)

    def add(self, outcome: Outcome) -> None:
        """Take the next one."""
        if outcome.error:
            self._note_error(outcome)
        else:
            self._sink.write(outcome.line)
        self._wait([replace(outcome, line=b"")])

    def _note_error(self, outcome: Outcome) -> None:
        value = {"file": outcome.name, "page": outcome.page or None, "error": outcome.error}
        self._errors.write(encode(value))

    def _wait(self, outcomes: Sequence[Outcome]) -> None:
        """Have the journal note these with the next commit, all of them with the same one."""
        self._waiting += outcomes
        if len(self._waiting) >= _PAGES or time.monotonic() - self._since >= _SECONDS:
            self._commit()

    def finish(self) -> None:
        """Write what is left: all has been read."""
        self._commit(is_last=True)

    def _commit(self, *, is_last: bool = False) -> None:
        lengths = self._sink.settle(is_last=is_last) | self._errors.settle(is_last=is_last)
        if self._waiting or lengths != self._journal.lengths:
            self._journal.commit(self._waiting, lengths)
        self._sink.settled(is_last=is_last)
        self._waiting.clear()
        self._since = time.monotonic()


class Shown:
    """Standard output: errors go to standard error, and nothing is kept of how far the batch has come."""

    def __init__(self) -> None:
        self.pages = self.errors = 0

    def look_up(self, name: str, stamp: Stamp | None) -> Known:
        """All pages are still to be read."""
        return Known(1, is_changed=False)

    def add(self, outcome: Outcome) -> None:
        """Write a line."""
        if outcome.error:
            self.errors += 1
            where = f"{outcome.name}: page {outcome.page}" if outcome.page else outcome.name
            complain(f"{where}: {outcome.error}")
        else:
            self.pages += 1
            sys.stdout.buffer.write(outcome.line)
            sys.stdout.buffer.flush()

    def finish(self) -> None:
        """All is written."""
