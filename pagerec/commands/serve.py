"""``pagerec serve``: a page in the browser that reads pictures and PDFs, and the same over HTTP."""

from __future__ import annotations

import argparse
import os

from pagerec.errors import EXIT_OK
from pagerec.serve.options import Limits, ServeOptions

__all__ = ["EXAMPLES", "add_arguments", "run"]

_TOKEN, _ADDRESS, _LIMITS = "PAGEREC_TOKEN", ServeOptions(), Limits()

EXAMPLES = """\
pagerec serve                                             # http://127.0.0.1:8765/, for this machine alone
pagerec serve --port 0 --open                             # a free port, opened in the browser
pagerec serve --jobs 4 --max-bytes 200000000 --seconds 60
pagerec serve --host 0.0.0.0 --token sixteen-characters-or-more --name ocr.example.org"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument(
        "--host",
        default=_ADDRESS.host,
        metavar="ADDRESS",
        help="the address to listen at (default: %(default)s, for this machine alone); others need a token",
    )
    parser.add_argument(
        "--port", type=int, default=_ADDRESS.port, metavar="N", help="0 takes a free one (default: %(default)s)"
    )
    parser.add_argument(
        "--token",
        metavar="TEXT",
        help=f"what requests have to carry: Authorization: Bearer TEXT (default: {_TOKEN} in the environment, if any)",
    )
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which the server may be called, beside addresses and localhost; may be given more than once",
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    for name, kind, text in (
        ("jobs", int, "pages read at a time"),
        ("waiting", int, "requests that may wait"),
        ("seconds", float, "what a request may take"),
        ("max-bytes", int, "the most bytes of a file"),
    ):
        default = getattr(_LIMITS, name.replace("-", "_"))
        parser.add_argument(f"--{name}", type=kind, default=default, metavar="N", help=f"{text} (default: %(default)s)")
    parser.add_argument("--threads", type=int, metavar="N", help="threads of the classifier (default: all)")
    parser.add_argument("--model", metavar="PATH", help="a model other than the shipped one")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from pagerec.common.extras import need

    need("starlette", "serve")
    import pagerec
    from pagerec.common.progress import complain
    from pagerec.serve.running import run_server

    limits = Limits(options.max_bytes, options.seconds, options.jobs, options.waiting)
    token = options.token if options.token is not None else os.environ.get(_TOKEN) or None
    told = ServeOptions(options.host, options.port, token, tuple(options.name), limits)
    reader = pagerec.Reader(options.model, threads=options.threads, max_bytes=limits.max_bytes)
    _ = reader.model  # loaded now: what is wrong with it concerns all requests

    def tell(address: str) -> None:
        complain(f"serving at {address} (Ctrl-C ends it)")
        if options.open:
            import webbrowser

            webbrowser.open(address)

    run_server(reader, told, tell)
    return EXIT_OK
