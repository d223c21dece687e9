"""Other processes that run modules of the package."""

from __future__ import annotations

import multiprocessing.spawn
import subprocess
import sys

import pytest

from pagerec.common import interpreter


def test_runs_this_very_package() -> None:
    command = interpreter.command_of("pagerec.recognition.trial", "missing.tflite")
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_module_without_a_main_fails() -> None:
    done = subprocess.run(interpreter.command_of("pagerec.errors"), check=False, capture_output=True, text=True)
    assert done.returncode
    assert "main" in done.stderr


def test_a_frozen_program_has_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(multiprocessing.spawn, "get_executable", lambda: sys.executable)
    with pytest.raises(interpreter.NoInterpreterError, match="set_executable"):
        interpreter.command_of("pagerec.errors")
