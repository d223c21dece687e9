"""Who is answered at all: checked before any request is looked at."""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pagerec.serve.hosts import is_allowed, is_same_origin
from pagerec.serve.options import ServeOptions
from pagerec.serve.problems import RequestError, answer_of
from pagerec.serve.uploads import Body

__all__ = ["OPEN", "Guard"]

OPEN = ("/", "/about", "/health", "/static/")
"""Paths that need no token, or what they begin with: the page, which asks for it, and that the server is there."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, and whose answers browsers keep from pages of other origins."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer carries: the page loads nothing from elsewhere, and no other page loads anything from here."""


class Guard:
    """Lets requests through to an application that come by a known name, from its own page or no page, with the token.

    Parameters
    ----------
    app : ASGI application
    options : ServeOptions
    """

    def __init__(self, app: ASGIApp, options: ServeOptions) -> None:
        self._app, self._options = app, options

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; there are no web sockets."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        try:
            self._check(scope["method"], scope["path"], Headers(scope=scope))
        except RequestError as error:
            await Body(receive).drain(self._options.limits.max_bytes)
            await answer_of(error)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _check(self, method: str, path: str, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not is_allowed(hosts[0], self._options.names, is_local=self._options.is_local):
            raise RequestError(
                421,
                "the server isn't called by this name; use its address, or start it with --name and the name",
                _CLOSE,
            )
        if method not in _READING and not _is_own(headers, hosts[0]):
            raise RequestError(
                403, "pages of other sites may not send anything here; use the server's own page", _CLOSE
            )
        if not _is_open(path) and not self._has_token(headers):
            raise RequestError(
                401, "give the server's token: Authorization: Bearer TOKEN", {**_CLOSE, "WWW-Authenticate": "Bearer"}
            )

    def _has_token(self, headers: Headers) -> bool:
        if self._options.token is None:
            return True
        kind, _, given = headers.get("authorization", "").partition(" ")
        # In constant time: how far a wrong token is right can't be measured.
        return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self._options.token.encode())


_CLOSE = {"Connection": "close"}
"""After a request that is refused."""


def _is_open(path: str) -> bool:
    return any(path == one or (len(one) > 1 and one.endswith("/") and path.startswith(one)) for one in OPEN)


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a request comes from the server's own page, or from no page at all: browsers say which."""
    origins = headers.getlist("origin")
    if origins:
        return all(is_same_origin(origin, host) for origin in origins)
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
