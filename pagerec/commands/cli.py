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
from textwrap import indent
from typing import Any

from pagerec.commands import (
    batch,
    completion,
    cut,
    evaluate,
    finetune,
    mcp,
    predict,
    read,
    serve,
    synthesize,
    train,
    validate,
)
from pagerec.common.progress import complain
from pagerec.common.version import __version__
from pagerec.errors import (
    EXIT_INTERNAL,
    PagerecError,
    exit_code,
)

__all__ = ["main"]

EXIT_BROKEN_PIPE = 141
"""What a shell shows for a program that a closed pipe ended: 128 + SIGPIPE."""

_EXIT_CODES = """\
pagerec COMMAND --help has examples.

exit codes:
    0  all is done
    1  the output can't be written, or a fault of pagerec
    2  an option, or a package that is missing
    3  a picture or PDF can't be read; the others were
    4  the model is missing or damaged
    5  training: its fonts, text or data
  130  stopped with Ctrl-C
  141  the reader of standard output has gone"""


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
    examples : str
        Command lines, below the sub-command's help.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    examples: str


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
    options = make_parser().parse_args(arguments)
    try:
        code = _COMMANDS[options.command].run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard_stdout()
        return EXIT_BROKEN_PIPE
    except KeyboardInterrupt as error:
        complain("stopped")
        return exit_code(error)
    except PagerecError as error:
        complain(str(error))
        return exit_code(error)
    except OSError as error:  # of the output: those of the input are ImageErrors
        complain(f"the output can't be written: {error.strerror or error}")
        return EXIT_INTERNAL


def make_parser() -> argparse.ArgumentParser:
    """Give the parser of the command line, with all sub-commands."""
    parser = argparse.ArgumentParser(
        prog="pagerec",
        description="Read printed Chinese pages: a picture in, text out.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pagerec {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in _COMMANDS.values():
        sub = commands.add_parser(
            command.name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=f"examples:\n{indent(command.examples, '  ')}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(sub)
    parser.set_defaults(parser=parser)
    return parser


def _discard_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush succeeds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _command(name: str, text: str, module: Any) -> Command:
    return Command(name, text, module.add_arguments, module.run, module.EXAMPLES)


_COMMANDS = {
    command.name: command
    for command in (
        _command("read", "print the text of pictures and PDFs", read),
        _command("batch", "read any number of files into one, on all cores or a cluster", batch),
        _command("serve", "open a page in the browser that reads, and the same over HTTP", serve),
        _command("evaluate", "measure reading on pictures whose text is known", evaluate),
        _command("cut", "cut a paragraph into its characters", cut),
        _command("predict", "name pictures of single characters", predict),
        _command("synthesize", "make pictures of characters from fonts", synthesize),
        _command("train", "train a network on such pictures", train),
        _command("finetune", "train the model on more fonts or characters", finetune),
        _command("validate", "measure a network on such pictures", validate),
        _command("mcp", "serve an assistant that wants pictures and PDFs read (MCP)", mcp),
        _command("completion", "print what makes a shell complete these commands", completion),
    )
}
