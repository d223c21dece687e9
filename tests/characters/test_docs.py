"""The documentation of single characters: its commands are understood, its code runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from pagerec.commands import cli
from tests import printed

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "characters.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)).replace("\\\n", "")
COMMANDS = [line for line in re.findall(r"(?:^|\s)pagerec (.*)$", SHELL, flags=re.MULTILINE) if line]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_understood(command: str) -> None:
    options = cli.make_parser().parse_args(shlex.split(command, comments=True))
    assert options.command in cli._COMMANDS


def test_every_command_is_documented() -> None:
    assert {command.split()[0] for command in COMMANDS} == {
        "synthesize",
        "train",
        "validate",
        "predict",
        "finetune",
        "cut",
        "read",
    }


def test_options_are_those_of_the_commands() -> None:
    known = set()
    for command in cli._COMMANDS.values():
        parser = cli.argparse.ArgumentParser()
        command.add_arguments(parser)
        known |= set(parser._option_string_actions)
    named = set(re.findall(r"`(--[a-z0-9-]+)", TEXT)) - {"--lenet", "--every"}  # of benchmarks/characters.py
    assert named <= known


def test_code_prints_what_stands_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    if not list((ROOT / "models").glob("*.tflite")):
        pytest.skip("there is no model yet")
    monkeypatch.chdir(ROOT)
    printed.check("docs/characters.md")
