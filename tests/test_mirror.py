"""The tests mirror the package: who changes a module finds its tests by its name."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {"training", "commands"}
"""Rooms whose tests follow what a user does: what is made, and what a command says."""


def modules() -> list[Path]:
    """Modules of the other rooms that do something, from the package's folder."""
    folder = ROOT / "pagerec"
    found = (path for path in folder.glob("*/**/*.py") if not path.name.startswith("_") and does_something(path))
    return [path.relative_to(folder) for path in found if path.relative_to(folder).parts[0] not in ELSEWHERE]


def does_something(path: Path) -> bool:
    """Whether there is a function or method in a module; one of nothing but names and numbers has no test."""
    return any(isinstance(one, ast.FunctionDef) for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def has_tests(path: Path) -> bool:
    """Whether the file that a module's tests belong in is there, and holds any."""
    tests = ROOT / "tests" / path.with_name(f"test_{path.name}")
    return tests.is_file() and "def test_" in tests.read_text(encoding="utf-8")


def test_every_module_has_tests_in_a_file_of_its_name() -> None:
    found = modules()
    assert len(found) > 130
    assert [str(path) for path in found if not has_tests(path)] == []
