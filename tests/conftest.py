"""The order of the tests: the files that take longest come first, so that no process works alone in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LONGEST = (
    "test_examples.py",
    "commands/test_help.py",
    "test_hostile.py",
    "test_fuzz.py",
    "batch/test_docs.py",
    "batch/test_run.py",
    "characters/test_training.py",
    "batch/test_ray.py",
    "integrations/test_ocrmypdf.py",
    "training/test_notebook.py",
    "reading/test_many.py",
    "training/network/test_train.py",
    "benchmarks/test_robustness.py",
)
"""Files of half a minute and more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest; all others stay in their order."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
