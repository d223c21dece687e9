"""The command line: ``pagerec read page.png``.

Text goes to standard output in UTF-8, messages to standard error. Heavy
imports are inside the handlers, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pagerec
import pagerec.evaluation.command as evaluation
from pagerec.errors import (
    EXIT_INTERNAL,
    EXIT_OK,
    ImageError,
    OptionError,
    PagerecError,
    exit_code,
)

if TYPE_CHECKING:
    from pagerec.page import Page

__all__ = ["main"]

STDIN = "-"
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


# read


def _add_read_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help=f"a picture; {STDIN} reads standard input")
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a line for each file, with boxes and candidates",
    )
    parser.add_argument("-o", "--output", metavar="OUT", help="write to this file, not to standard output")
    parser.add_argument("--alphabet", metavar="CHARS", help="read nothing but these characters")
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to use (default: all)")


def _read(options: argparse.Namespace) -> int:
    """Read every file; those that can't be read are reported and skipped."""
    reader = pagerec.Reader(options.model, threads=options.threads)
    with _quiet():
        _ = reader.model  # loaded now, so that what the inference runtime prints stays off the screen
    show = _json_writer() if options.json else _text_writer(len(options.files) > 1)
    code = EXIT_OK
    with _output(options.output) as output:
        for name in options.files:
            try:
                image = sys.stdin.buffer.read() if name == STDIN else name
                page = reader.read(image, alphabet=options.alphabet)
            except ImageError as error:
                _complain(_with_name(name, error))
                code = code or exit_code(error)
                continue
            output.write(show(name, page))
            output.flush()
    return code


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what native libraries print off standard error; errors raised inside pass through."""
    sys.stderr.flush()
    saved = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _text_writer(with_names: bool) -> Callable[[str, Page], bytes]:
    """Give what shows a page as text, with the file's name above where there are several."""
    shown = 0

    def show(name: str, page: Page) -> bytes:
        nonlocal shown
        text = f"{page.text}\n" if page.text else ""
        if with_names:
            text = f"{'' if shown == 0 else chr(10)}==> {name} <==\n{text}"
        shown += 1
        return text.encode("utf-8", "surrogateescape")

    return show


def _json_writer() -> Callable[[str, Page], bytes]:
    """Give what shows a page as a line of JSON."""

    def show(name: str, page: Page) -> bytes:
        value = {"file": name, **page.to_dict()}
        # A file name that is not UTF-8 has surrogates, which become JSON's own \\udcXX.
        return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")

    return show


def _output(path: str | None) -> AbstractContextManager[BinaryIO]:
    if path is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return open(path, "wb")
    except OSError as error:
        raise OptionError(f"{path}: can't be written ({error.strerror})") from error


def _with_name(name: str, error: ImageError) -> str:
    message = str(error).removeprefix("<bytes>: ")
    return message if message.startswith(f"{name}: ") else f"{name}: {message}"


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
        Command("read", "print the text of pictures", _add_read_arguments, _read),
        Command(
            "evaluate",
            "measure reading on pictures whose text is known",
            evaluation.add_arguments,
            evaluation.run,
        ),
    )
}
