"""How another process runs a module of this very package."""

from __future__ import annotations

import json
import multiprocessing.spawn
import os
import sys
from pathlib import Path

__all__ = ["NoInterpreterError", "command_of"]

_START = (
    "import json, sys; sys.path[:], root = json.loads(sys.argv[1]), sys.argv[2]; sys.path.insert(0, root); "
    "import pagerec; del sys.path[0]; from importlib import import_module; import_module(sys.argv[3]).main()"
)
"""What the process runs. It finds modules where this one does, and this very package."""


class NoInterpreterError(Exception):
    """A frozen program has no interpreter that runs others."""


def command_of(module: str, *arguments: str) -> list[str]:
    """What runs ``main()`` of a module of pagerec; `arguments` are ``sys.argv[4:]`` there.

    Raises
    ------
    NoInterpreterError
        There is no interpreter; `multiprocessing.set_executable` may say which.
    """
    found = os.fsdecode(multiprocessing.spawn.get_executable() or "")
    if not found or (getattr(sys, "frozen", False) and found == sys.executable):
        raise NoInterpreterError("there is no Python interpreter, multiprocessing.set_executable says which")
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
