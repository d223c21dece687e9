"""The server, from its start to Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable

from pagerec.common.extras import need
from pagerec.errors import OptionError
from pagerec.serve.options import ServeOptions
from pagerec.sources import PageReader

__all__ = ["run_server"]

_GRACE = 3
"""Seconds that requests have to end after Ctrl-C."""

_CONNECTIONS = 200
"""The most connections beside those of requests that read and wait: pages in browsers, and those who are refused."""


def run_server(reader: PageReader, options: ServeOptions, tell: Callable[[str], None]) -> None:
    """Serve until a signal ends it; Ctrl-C is raised as `KeyboardInterrupt`.

    Parameters
    ----------
    reader : PageReader
    options : ServeOptions
    tell : callable
        Is told the server's address when it can be asked.

    Raises
    ------
    OptionError
        When a package is missing, or the address can't be listened at.
    """
    for package in ("starlette", "python_multipart", "uvicorn"):
        need(package, "serve")
    import uvicorn

    from pagerec.serve.app import make_app

    with _listening(options) as listener:
        limits = options.limits
        config = uvicorn.Config(
            make_app(reader, options),
            access_log=False,
            h11_max_incomplete_event_size=1 << 16,
            http="h11",
            limit_concurrency=2 * (limits.jobs + limits.waiting) + _CONNECTIONS,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            ws="none",
        )
        tell(_address(options.host, listener))
        uvicorn.Server(config).run(sockets=[listener])


def _listening(options: ServeOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family, backlog=1024)
    except OSError as error:
        raise OptionError(
            f"{options.host}, port {options.port}: can't be listened at ({error.strerror or error}); give another "
            "--port (0 takes a free one) or --host"
        ) from error


def _address(host: str, listener: socket.socket) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}/"
