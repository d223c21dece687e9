"""A file for each input: its pages as one document, in any format that a document can be saved in."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pagerec.batch.journal import Known
from pagerec.batch.output import Saved, Sink, beside
from pagerec.batch.stamps import Stamp
from pagerec.batch.work import Outcome, ReadOptions, Task, message_of
from pagerec.common.writing import write_file
from pagerec.errors import OptionError
from pagerec.page.document import Document
from pagerec.page.saving import CsvOptions, render
from pagerec.sources import Source

if TYPE_CHECKING:
    from pagerec.page import Page

__all__ = ["FileTarget", "Files", "place_of"]

_ITS_OWN = frozenset({errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ENOTDIR})
"""What may be wrong with the place of one file; all else that keeps from writing concerns every file."""


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file that the pages of another one become.

    Attributes
    ----------
    path : str
        Its ending says the format.
    csv : CsvOptions
    """

    path: str
    csv: CsvOptions

    def keep(
        self, task: Task, pages: int, found: Iterator[tuple[int, Page | str]], options: ReadOptions
    ) -> Iterator[Outcome]:
        """Write a document of the pages that can be read; give the last page's outcome when it is on the disk.

        Raises
        ------
        OptionError
            When no file can be written.
        """
        kept: dict[int, Page] = {}
        last = Outcome(task.name, pages, pages)
        for number, page in found:
            outcome = Outcome(task.name, number, pages)
            if isinstance(page, str):
                outcome = replace(outcome, error=page)
            else:
                kept[number] = page
            if number < pages:
                yield outcome
            else:
                last = outcome
        error = self._write(task, kept, options) if kept else ""
        yield Outcome(task.name, 0, 0, error=error) if error else last

    def _write(self, task: Task, kept: Mapping[int, Page], options: ReadOptions) -> str:
        """Write the file; give what is wrong with it alone."""
        source = Source(task.path, list(kept), options.pdf, max_bytes=options.max_bytes)
        try:
            content = render(Document.of_pages(kept.values()), self.path, image=source, csv=self.csv)
        except Exception as error:  # one file's fault must not end the batch
            return message_of(task, error)
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            write_file(self.path, content)
        except OSError as error:
            message = f"{self.path}: can't be written ({error.strerror or error})"
            if error.errno in _ITS_OWN:
                return f"{message}; rename the file, or what is in its way"
            raise OptionError(f"{message}; make room, or check the folder's rights") from error
        return ""


def place_of(relative: str, ending: str) -> str:
    """Give the path that a file becomes, in the folder of the output and not outside of it.

    Parameters
    ----------
    relative : str
        The path of the file that is read, with ``/``; one out of an archive may be anything.
    ending : str
        Added unless it is there: so no two files become the same.

    Examples
    --------
    >>> place_of("a/1.png", ".md"), place_of("a/1.PDF", ".pdf"), place_of("scans.zip/../../1.png", ".md")
    ('a/1.png.md', 'a/1.PDF', 'scans.zip/1.png.md')
    """
    parts = [part.replace("\\", "_").replace(":", "_") for part in PurePosixPath(relative).parts]
    path = "/".join(part for part in parts if part not in ("/", "..", "."))
    return path if path.lower().endswith(ending) else f"{path}{ending}"


class Files(Saved):
    """A folder with a file for each input. The processes that read write them; here is noted which are done.

    In the journal a file has the name of what it becomes. It is read once more when that is not there, or older than
    the file, or the file has changed.

    Parameters
    ----------
    out : Path
        The folder; made where it is missing.
    ending : str
        The format.
    csv : CsvOptions
    options : mapping
        See `Journal`.
    restart : bool
        Whether to read all files once more.
    warn : callable, optional
        See `Journal`.

    Raises
    ------
    OptionError
        When there is something in the folder that no batch wrote, it can't be made, or see `Journal`.
    """

    def __init__(
        self,
        out: Path,
        ending: str,
        csv: CsvOptions,
        options: Mapping[str, object],
        *,
        restart: bool = False,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._out, self._ending, self._csv = out, ending, csv
        self._keys: dict[str, str] = {}
        self._taken: set[str] = set()
        self._file: list[Outcome] = []
        super().__init__(out, {"format": ending, **options}, restart=restart, warn=warn)

    def place(self, name: str, relative: str) -> FileTarget:
        """Give where a file's pages go.

        Raises
        ------
        OptionError
            When another file of the batch goes there, or it is the file itself.
        """
        key = place_of(relative, self._ending)
        path = self._out / key
        problem = ""
        if os.path.realpath(path) == os.path.realpath(name):
            problem = f"would be written over itself; give another folder than {self._out}"
        elif key in self._taken:
            problem = f"another file of the batch is written to {path}, too; read it into another folder"
        self._keys[name] = f"{name}: {problem}" if problem else key
        if problem:
            raise OptionError(problem)
        self._taken.add(key)
        return FileTarget(str(path), self._csv)

    def look_up(self, name: str, stamp: Stamp | None) -> Known:
        """Give what is still to be read of a file: all or nothing."""
        key = self._keys[name]
        known = self._journal.look_up(key, stamp)
        is_done = known.first is None and not known.is_changed
        if is_done and self._journal.is_read(key):
            is_done = _is_newer(self._out / key, name)
        return Known(None if is_done else 1, is_changed=False)

    def add(self, outcome: Outcome) -> None:
        """Take the next one; the journal learns of a file when it has all of them."""
        if outcome.error:
            self._note_error(outcome)
        key = self._keys[outcome.name]
        if outcome.page == 0 and outcome.pages == 0:  # nothing of it is kept; what was there before counts no more
            outcome = replace(outcome, page=1, pages=1)
        self._file.append(replace(outcome, name=key))
        if outcome.page in (0, outcome.pages):
            self._wait(self._file)
            self._file.clear()

    def _is_foreign(self, out: Path) -> bool:
        return out.exists() and not (out.is_dir() and not any(out.iterdir()))

    def _open(self, out: Path, lengths: Mapping[str, int]) -> Sink:
        try:
            out.mkdir(exist_ok=True)
        except OSError as error:
            raise OptionError(f"{out}: can't be made ({error.strerror}); give another folder") from error
        return _Elsewhere()

    def _remove(self, out: Path) -> None:
        """Files that are written anew take the place of the old ones."""
        beside(out, "errors.jsonl").unlink(missing_ok=True)


def _is_newer(path: Path, name: str) -> bool:
    """Whether a file is there, and not older than another one; one out of an archive has no time of its own."""
    try:
        found = path.stat().st_mtime_ns
    except OSError:
        return False
    try:
        return found >= os.stat(name).st_mtime_ns
    except OSError:
        return True


class _Elsewhere:
    """Takes no pages: those who read have written them."""

    def write(self, line: bytes) -> None:
        """Nothing is to be written."""

    def settle(self, *, is_last: bool) -> dict[str, int]:
        """All is on the disk."""
        return {}

    def settled(self, *, is_last: bool) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """There are no files to let go of."""
