"""The application: which path leads where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from pagerec.common.version import __version__
from pagerec.page.saving import formats
from pagerec.serve.api import Api, Held
from pagerec.serve.guard import Guard
from pagerec.serve.openapi import description
from pagerec.serve.options import ServeOptions
from pagerec.serve.pool import Pool
from pagerec.serve.site import SiteFile, site_files
from pagerec.sources import PageReader

__all__ = ["make_app"]


def make_app(reader: PageReader, options: ServeOptions | None = None) -> ASGIApp:
    """Give the application, for any ASGI server.

    Parameters
    ----------
    reader : PageReader
        Reads pictures, in several threads at a time: a `pagerec.Reader`.
    options : ServeOptions, optional
        Of them, the address says which names requests may come by.

    Returns
    -------
    ASGI application
    """
    options = options or ServeOptions()
    # Saving and correcting have threads of their own, and don't wait for pages to be read.
    reading, saving = Pool(options.limits), Pool(options.limits)
    api = Api(reader)
    files = {name: _file(file) for name, file in site_files().items()}

    @asynccontextmanager
    async def living(_: Starlette) -> AsyncIterator[None]:
        yield
        reading.close()
        saving.close()

    async def static(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        return found or JSONResponse({"status": 404, "error": "there is nothing here"}, 404)

    async def page(_: Request) -> Response:
        return files["index.html"]

    async def openapi(_: Request) -> Response:
        return JSONResponse(description(options))

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def about(_: Request) -> Response:
        limits = {"max_bytes": options.limits.max_bytes, "seconds": options.limits.seconds}
        needs_token = options.token is not None
        return JSONResponse({"version": __version__, "formats": formats(), "token": needs_token, **limits})

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/static/{name}", static),
            Route("/about", about),
            Route("/health", health),
            Route("/openapi.json", openapi),
            Route("/read", Held(reading, api.read), methods=["POST"]),
            Route("/render", Held(saving, api.render), methods=["POST"]),
            Route("/correct", Held(saving, api.correct), methods=["POST"]),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=living,
    )
    return Guard(app, options)


def _file(file: SiteFile) -> Response:
    return Response(file.content, media_type=file.media_type)


async def _http_error(_: Request, error: Exception) -> Response:
    """Say as JSON what Starlette says as text: that there is no such path or method."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"status": error.status_code, "error": error.detail}, error.status_code, error.headers)
