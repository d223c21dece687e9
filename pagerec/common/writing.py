"""Files written whole or not at all: what was there stays until all that is new is on the disk."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["growing_file", "part_of", "write_file", "write_files"]

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def write_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file; see `write_files`."""
    write_files({Path(path): content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together.

    Each is written beside its place, under a name of its own. When all of them are on the disk they are renamed, one
    right after the other. A full disk, or an end of the process before that, leaves what was there as it was.

    Parameters
    ----------
    contents : mapping of path to bytes
        A link is followed, and the rights of an old file are kept. What is no regular file (a device, a pipe) is
        written to.

    Raises
    ------
    OSError, ValueError
        As `open` raises them.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))
            if _is_special(target):
                target.write_bytes(content)
                continue
            drafts[target] = target.with_name(f".pagerec-{secrets.token_hex(8)}.part")
            with _new_file(drafts[target], target) as file:
                file.write(content)
                _flush(file)
        for target, draft in drafts.items():
            draft.replace(target)
        for folder in {target.parent for target in drafts}:
            _sync_folder(folder)
    except BaseException:
        for draft in drafts.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise


@contextmanager
def growing_file(path: str | os.PathLike[str], tell: Callable[[Path], None] = lambda _: None) -> Iterator[BinaryIO]:
    """Open a file that is written bit by bit, and takes its place when all is written.

    Until then it is ``PATH.part``, which stays, for what it holds, where writing is broken off. An empty one doesn't.

    Parameters
    ----------
    path : path
        As for `write_files`.
    tell : callable, optional
        Gets the name of what stays.

    Yields
    ------
    binary file

    Raises
    ------
    OSError, ValueError
        As `open` raises them.
    """
    target = Path(os.path.realpath(path))
    if _is_special(target):
        with open(target, "wb") as file:
            yield file
        return
    part = part_of(target)
    with suppress(FileNotFoundError):
        part.unlink()
    try:
        with _new_file(part, target) as file:
            yield file
            _flush(file)
    except BaseException:
        with suppress(OSError):
            if part.stat().st_size:
                tell(part)
            else:
                part.unlink()
        raise
    part.replace(target)
    _sync_folder(target.parent)


def part_of(path: str | os.PathLike[str]) -> Path:
    """Give the name of a file that is not whole: ``PATH.part``.

    Examples
    --------
    >>> part_of("out.txt").name
    'out.txt.part'
    """
    target = Path(os.path.realpath(path))
    return target.with_name(f"{target.name}.part")


def _is_special(target: Path) -> bool:
    """Whether there is something that must not be replaced; folders are left to `open`, which says what is wrong."""
    try:
        is_special = not stat.S_ISREG(target.stat().st_mode)
    except FileNotFoundError:
        return False
    if not os.access(target, os.W_OK):  # renaming would not mind
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return is_special


def _new_file(path: Path, target: Path) -> BinaryIO:
    """Make a file, with the rights of the one whose place it will take."""
    file = os.fdopen(os.open(path, _FLAGS, 0o666), "wb")
    with suppress(OSError):
        path.chmod(stat.S_IMODE(target.stat().st_mode))
    return file


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make names last where the system can: Windows and some file systems can't, and need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
