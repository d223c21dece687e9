"""The command ``pagerec completion``: what makes a shell complete the others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from pagerec.common.extras import need
from pagerec.errors import EXIT_OK

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec completion bash > pagerec.bash                    # then: source pagerec.bash
pagerec completion zsh > _pagerec                         # into a folder of $fpath
pagerec completion fish > pagerec.fish                    # into ~/.config/fish/completions"""

_FOLDERS = ("DIR", "FOLDER", "DATA")
_FILES = ("FILE", "IMAGE", "IN", "OUT", "PATH", "MODEL")
"""What stands for folders and files in the help: there the shell offers names."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell to complete in")


def run(options: argparse.Namespace) -> int:
    """Print the script for a shell."""
    shtab = need("shtab", "completion")
    parser: argparse.ArgumentParser = options.parser
    for action in _actions(parser):
        if action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    sys.stdout.write(shtab.complete(parser, options.shell))
    return EXIT_OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All arguments of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
