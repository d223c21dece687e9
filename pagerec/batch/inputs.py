"""Which files a batch reads, and in which order: folders, globs, archives."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pagerec.common.ordering import natural_order
from pagerec.errors import OptionError

__all__ = ["SUFFIXES", "Found", "check", "find_files", "is_archive", "is_page_file", "root_of"]

SUFFIXES = (
    *(".bmp", ".dib", ".gif", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pdf", ".pgm", ".png", ".pnm"),
    *(".ppm", ".tga", ".tif", ".tiff", ".webp"),
)
"""Endings of files that are read where a folder or archive is given; a file that is named is always read."""

_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_FOREIGN = "__MACOSX"
"""A folder that macOS adds to archives."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a batch.

    Attributes
    ----------
    path : str
        Starts as the input does that it was found by.
    problem : str
        What is wrong with a folder that can't be listed; else empty.
    root : str
        The folder that it was looked for in: the one given, that of a file, or what stands before a pattern's first
        sign.
    """

    path: str
    problem: str = ""
    root: str = ""

    @property
    def relative(self) -> str:
        """The path from the root on, with ``/``.

        Examples
        --------
        >>> Found("scans/a/1.png", root="scans").relative
        'a/1.png'
        """
        return os.path.relpath(self.path, self.root or os.curdir).replace(os.sep, "/")


def check(inputs: Iterable[str]) -> None:
    """See that every input is there, before anything is read.

    Raises
    ------
    OptionError
        When there is no such file or folder, and no file that a pattern matches.
    """
    for given in inputs:
        if not os.path.lexists(given) and next(glob.iglob(given, recursive=True), None) is None:
            what = "no file matches this pattern" if glob.has_magic(given) else "there is no such file or folder"
            raise OptionError(f"{given}: {what}; check the path")


def find_files(inputs: Iterable[str]) -> Iterator[Found]:
    """Give the files of a batch in order, archives as they are.

    Folders are walked to the bottom; links to folders are not followed, and
    names that start with a dot are left out. Within a folder or a pattern names
    come in natural order: ``2.png`` before ``10.png``.

    Parameters
    ----------
    inputs : iterable of str
        Files, folders, and patterns such as ``scans/**/*.png``.

    Yields
    ------
    Found
        A file that two inputs name comes twice.

    Examples
    --------
    >>> [found.path for found in find_files(["examples/p*.png"])]
    ['examples/page.png', 'examples/paragraph.png']
    """
    for given in inputs:
        if os.path.lexists(given) or not glob.has_magic(given):
            matches = [given]
        else:
            matches = sorted(glob.iglob(given, recursive=True), key=natural_order)
        root = root_of(given)
        for match in matches:
            if os.path.isdir(match):
                yield from _walk(match, root)
            else:
                yield Found(os.path.normpath(match), root=root)


def root_of(given: str) -> str:
    """Give the folder that an input is looked for in; empty for the current one.

    Examples
    --------
    >>> root_of("examples"), root_of("examples/page.png"), root_of("more/**/p*.png")
    ('examples', 'examples', 'more')
    """
    if os.path.isdir(given):
        return given
    folder = os.path.dirname(given)
    while glob.has_magic(folder) and not os.path.lexists(given):
        folder = os.path.dirname(folder)
    return folder


def is_archive(name: str) -> bool:
    """Whether a name is that of an archive.

    Examples
    --------
    >>> is_archive("scans.TAR.gz"), is_archive("scan.png")
    (True, False)
    """
    return name.lower().endswith(_ARCHIVES)


def is_page_file(name: str) -> bool:
    """Whether a name with ``/`` is that of a picture or PDF, and neither hidden nor one of the system's.

    Examples
    --------
    >>> is_page_file("a/1.PNG"), is_page_file("a/.1.png"), is_page_file("a/notes.txt")
    (True, False, False)
    """
    parts = [part for part in name.split("/") if part not in (".", "..")]
    hidden = any(part.startswith(".") or part == _FOREIGN for part in parts)
    return name.lower().endswith(SUFFIXES) and not hidden


def _walk(folder: str, root: str) -> Iterator[Found]:
    """Files and folders in natural order; the names of one path of folders at a time are in memory."""
    try:
        with os.scandir(folder) as names:
            entries = sorted(names, key=lambda entry: natural_order(entry.name))
    except OSError as error:
        problem = f"the folder can't be listed ({error.strerror}); check its rights"
        yield Found(os.path.normpath(folder), problem, root)
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name != _FOREIGN:
                yield from _walk(entry.path, root)
        elif is_page_file(entry.name) or (is_archive(entry.name) and not entry.name.startswith(".")):
            yield Found(os.path.normpath(entry.path), root=root)
