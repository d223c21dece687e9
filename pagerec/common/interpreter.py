"""How another process runs a module of this very package."""

from __future__ import annotations

import json
import multiprocessing.spawn
import os
import sys
from importlib import import_module
from pathlib import Path

__all__ = ["NoInterpreterError", "command_of", "run_asked"]

_START = (
    "import json, sys; sys.path[:], root = json.loads(sys.argv[1]), sys.argv[2]; sys.path.insert(0, root); "
    "import pagerec; del sys.path[0]; from importlib import import_module; import_module(sys.argv[3]).main()"
)
"""What the process runs. It finds modules where this one does, and this very package."""

_ASKED = "--pagerec-process"
"""The first argument by which a frozen program knows that it is started to run a module of pagerec."""

_knows_asked = False
"""Whether this is a frozen program that called `run_asked` at its start, and so will its copies."""


class NoInterpreterError(Exception):
    """A frozen program has no interpreter that runs others."""


def command_of(module: str, *arguments: str) -> list[str]:
    """What runs ``main()`` of a module of pagerec; `arguments` are the last of ``sys.argv`` there.

    A frozen program runs itself, if it has called `run_asked`.

    Raises
    ------
    NoInterpreterError
        There is no interpreter; `multiprocessing.set_executable` may say which.
    """
    found = os.fsdecode(multiprocessing.spawn.get_executable() or "")
    is_itself = getattr(sys, "frozen", False) and found == sys.executable
    if not found or (is_itself and not _knows_asked):
        raise NoInterpreterError("there is no Python interpreter, multiprocessing.set_executable says which")
    if is_itself:
        return [found, _ASKED, module, *arguments]
    return [
        found,
        "-S",
        "-c",
        _START,
        json.dumps(sys.path),
        str(Path(__file__).resolve().parents[2]),
        module,
        *arguments,
    ]


def run_asked() -> None:
    """Run the module that `command_of` asks for, and end; for frozen programs, before anything else.

    Programs made by PyInstaller do it by themselves: see `pagerec.integrations.pyinstaller`. In a process that
    `command_of` did not start, this only notes that it may.
    """
    global _knows_asked
    _knows_asked = True
    if sys.argv[1:2] == [_ASKED] and sys.argv[2:3] and sys.argv[2].startswith("pagerec."):
        import_module(sys.argv[2]).main()
        sys.exit()
