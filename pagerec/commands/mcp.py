"""``pagerec mcp``: a server by which an assistant reads pictures and PDFs."""

from __future__ import annotations

import argparse
import sys

from pagerec.common.progress import complain
from pagerec.errors import EXIT_OK
from pagerec.sources.regular import DEFAULT_MAX_BYTES

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec mcp --allow examples < /dev/null      # an MCP client starts it like this, and talks to it
pagerec mcp --allow examples --allow more --max-chars 4000 < /dev/null"""

_CHARACTERS = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument(
        "--allow",
        action="append",
        metavar="DIR",
        help="read files below this folder, and no others; may be given more than once (default: the current folder)",
    )
    parser.add_argument(
        "--max-chars",
        type=int,
        default=_CHARACTERS,
        metavar="N",
        help=f"the most characters of an answer, which says how to ask for the rest (default: {_CHARACTERS})",
    )
    parser.add_argument(
        "--max-bytes",
        type=int,
        default=DEFAULT_MAX_BYTES,
        metavar="N",
        help=f"the most bytes of a picture file (default: {DEFAULT_MAX_BYTES})",
    )
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to use (default: all)")


def run(options: argparse.Namespace) -> int:
    """Serve until standard input ends."""
    from pagerec.integrations.mcp.answers import Limits
    from pagerec.integrations.mcp.folders import Folders
    from pagerec.integrations.mcp.server import make_server
    from pagerec.reading.reader import Reader

    reader = Reader(options.model, threads=options.threads, max_bytes=options.max_bytes)
    server = make_server(
        Folders.of(options.allow or ["."]),
        reader,
        limits=Limits(options.max_chars),
        max_bytes=options.max_bytes,
    )
    _ = reader.model  # loaded now: what is wrong with it concerns all files
    if sys.stdin.isatty():
        complain("this waits for an MCP client on standard input; Ctrl-C ends it")
    server.run("stdio")
    return EXIT_OK
