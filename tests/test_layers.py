"""Imports go one way only, and every module has its room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_imports_go_one_way() -> None:
    pytest.importorskip("importlinter")
    # In a process of its own: it writes to the terminal as it finds it when it is imported.
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_no_loose_modules() -> None:
    loose = {path.name for path in (ROOT / "pagerec").iterdir() if path.is_file()}
    assert loose == {"__init__.py", "__main__.py", "errors.py", "py.typed"}
    rooms = [path for path in (ROOT / "pagerec").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(rooms) <= 16
