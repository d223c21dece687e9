"""Runs command lines of the documentation as a reader would."""

from __future__ import annotations

import glob
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pagerec.commands import cli

ROOT = Path(__file__).resolve().parent.parent


def run(command: str, folder: Path) -> None:
    """Run a command line in a folder; ``pagerec`` is this one."""
    program, *arguments = shlex.split(command, comments=True)
    if program == "pagerec" and not set(command).intersection("|<>"):  # quicker than a new process
        before = Path.cwd()
        os.chdir(folder)
        try:
            assert cli.main(_expanded(command, arguments)) == 0, command
        finally:
            os.chdir(before)
        return
    if sys.platform == "win32":
        pytest.skip("the command lines are for a Unix shell")
    bin_folder = folder / "bin"
    if not bin_folder.exists():
        bin_folder.mkdir()
        program = bin_folder / "pagerec"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pagerec "$@"\n')
        program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    shell = ["bash", "-o", "pipefail", "-c", command] if "| head" not in command else ["bash", "-c", command]
    done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command}\n{done.stderr.decode()}"


def _expanded(command: str, arguments: list[str]) -> list[str]:
    """Do what a shell does with patterns that are not quoted."""
    return [
        name
        for argument in arguments
        for name in (sorted(glob.glob(argument)) if "*" in argument and f'"{argument}"' not in command else [argument])
    ]
