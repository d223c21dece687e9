"""The command line: ``pagerec read page.png``.

Text goes to standard output in UTF-8, messages to standard error. Heavy
imports are inside the handlers, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pagerec
import pagerec.evaluation.command as evaluation
import pagerec.read_command as read_command
from pagerec.characters.commands import cut, predict, synthesize, train, validate
from pagerec.errors import (
    EXIT_INTERNAL,
    PagerecError,
    exit_code,
)

__all__ = ["main"]

EXIT_BROKEN_PIPE = 141
"""What a shell shows for a program that a closed pipe ended: 128 + SIGPIPE."""


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command.

    Attributes
    ----------
    name, help : str
        As ``pagerec --help`` shows them.
    add_arguments : callable
        Gets the sub-command's parser.
    run : callable
        Gets the parsed arguments, gives the exit code. A `PagerecError` that
        it raises is printed and mapped by `pagerec.errors.exit_code`.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; those of the process by default.

    Returns
    -------
    int
        The exit code: 0, or one of `pagerec.errors.exit_code`. A wrong option
        ends in `SystemExit` with code 2, as argparse does it.
    """
    options = _parser().parse_args(arguments)
    try:
        code = _COMMANDS[options.command].run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard_stdout()
        return EXIT_BROKEN_PIPE
    except KeyboardInterrupt as error:
        return exit_code(error)
    except PagerecError as error:
        _complain(str(error))
        return exit_code(error)
    except OSError as error:  # of the output: those of the input are ImageErrors
        _complain(f"the output can't be written: {error.strerror or error}")
        return EXIT_INTERNAL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pagerec", description="Read printed Chinese pages: a picture in, text out.")
    parser.add_argument("--version", action="version", version=f"pagerec {pagerec.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS.values():
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(sub)
    return parser


def _complain(message: str) -> None:
    print(f"pagerec: {message}", file=sys.stderr)


def _discard_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush succeeds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


_COMMANDS = {
    command.name: command
    for command in (
        Command("read", "print the text of pictures and PDFs", read_command.add_arguments, read_command.run),
        Command(
            "evaluate",
            "measure reading on pictures whose text is known",
            evaluation.add_arguments,
            evaluation.run,
        ),
        Command("cut", "cut a paragraph into its characters", cut.add_arguments, cut.run),
        Command("predict", "name pictures of single characters", predict.add_arguments, predict.run),
        Command("synthesize", "make pictures of characters from fonts", synthesize.add_arguments, synthesize.run),
        Command("train", "train a network on such pictures", train.add_arguments, train.run),
        Command("validate", "measure a network on such pictures", validate.add_arguments, validate.run),
    )
}
