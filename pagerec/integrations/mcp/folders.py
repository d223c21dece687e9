"""Which files an assistant may have read: those below some folders, and no others."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pagerec.common.arguments import is_a_path, shown
from pagerec.errors import ImageError, OptionError

__all__ = ["Folders"]


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders below which files may be read.

    Attributes
    ----------
    paths : tuple of Path
        Their real paths.

    Examples
    --------
    >>> Folders.of(["examples"]).find("page.png").name
    'page.png'
    """

    paths: tuple[Path, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Folders:
        """Give folders by their names.

        Raises
        ------
        OptionError
            There is no such folder.
        """
        paths: list[Path] = []
        for name in names:
            if not is_a_path(name) or not os.path.isdir(name):
                raise OptionError(f"{name}: there is no such folder; give one whose files may be read")
            paths.append(_real(name))
        return cls(tuple(paths))

    def find(self, path: str) -> Path:
        """Find a file below the folders.

        Parameters
        ----------
        path : str
            Absolute, or from one of the folders.

        Returns
        -------
        Path
            Where it really is: no link is left in it, so that none can lead elsewhere. There may be no such file.

        Raises
        ------
        ImageError
            It is not below any of them, whether it is there or not.
        """
        if not is_a_path(path):
            raise ImageError(f"{shown(path)}: this is no path; give that of a file")
        found = [_real(folder / path) for folder in self.paths]  # an absolute path stays what it is
        allowed = [one for one in found if any(one.is_relative_to(folder) for folder in self.paths)]
        if not allowed:
            raise ImageError(f"{path}: this is in no folder that may be read; give a file below {self}")
        return next(filter(Path.exists, allowed), allowed[0])

    def __str__(self) -> str:
        return ", ".join(map(str, self.paths))


def _real(path: str | Path) -> Path:
    return Path(os.path.realpath(path))
