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
    monkeypatch.setattr(interpreter, "_knows_asked", False)
    with pytest.raises(interpreter.NoInterpreterError, match="set_executable"):
        interpreter.command_of("pagerec.errors")


def test_a_frozen_program_that_asks_first_runs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(multiprocessing.spawn, "get_executable", lambda: sys.executable)
    monkeypatch.setattr(interpreter, "_knows_asked", False)
    monkeypatch.setattr(sys, "argv", ["program", "page.png"])
    interpreter.run_asked()
    command = interpreter.command_of("pagerec.recognition.trial", "missing.tflite")
    assert command == [sys.executable, "--pagerec-process", "pagerec.recognition.trial", "missing.tflite"]

    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as caught:
        interpreter.run_asked()
    assert caught.value.code is None


@pytest.mark.parametrize(
    "arguments", [["--pagerec-process"], ["--pagerec-process", "os"], ["pagerec.recognition.trial"]]
)
def test_only_what_command_of_gives_is_run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_knows_asked", False)
    monkeypatch.setattr(sys, "argv", ["program", *arguments])
    interpreter.run_asked()


def test_modules_with_a_main_of_another_kind_are_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_knows_asked", False)
    monkeypatch.setattr(sys, "argv", ["program", "--pagerec-process", "pagerec.errors"])
    with pytest.raises(AttributeError, match="main"):
        interpreter.run_asked()
