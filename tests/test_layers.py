"""Imports go one way only, and every module has its room."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_imports_go_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    cli = pytest.importorskip("importlinter.cli")
    monkeypatch.chdir(ROOT)
    code = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert code == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_there_are_no_loose_modules() -> None:
    loose = {path.name for path in (ROOT / "pagerec").iterdir() if path.is_file()}
    assert loose == {"__init__.py", "__main__.py", "errors.py", "py.typed"}
    rooms = [path for path in (ROOT / "pagerec").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert len(rooms) <= 16
