"""PyInstaller: a program that carries pagerec and its model.

PyInstaller finds `hook_folders` by the entry point ``hook-dirs`` of its group ``pyinstaller40``: nothing has to be said
when a program is made. The hook names what can't be seen in the code; another one, run when the program starts, lets
it be the process that draws PDFs or tries a network.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["hook_folders"]


def hook_folders() -> list[str]:
    """Give PyInstaller the folder of the hooks; it calls this through the entry point.

    Examples
    --------
    >>> [Path(folder).name for folder in hook_folders()]
    ['hooks']
    """
    return [str(Path(__file__).resolve().parent / "hooks")]
