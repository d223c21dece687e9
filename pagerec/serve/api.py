"""What requests are answered with: pages read, a page corrected, a document saved."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from pagerec.errors import OptionError, PagerecError
from pagerec.page import Document, Page
from pagerec.page.saving import CsvOptions, formats, render
from pagerec.serve.asking import Asked, asked_of
from pagerec.serve.corrections import corrected, place_of
from pagerec.serve.media import STREAM, format_of, media_type
from pagerec.serve.pages import PageRead, read_pages
from pagerec.serve.pool import Pool, Turn
from pagerec.serve.problems import RequestError, answer_of, message_of, status_of
from pagerec.serve.uploads import Body, Upload, receive_upload
from pagerec.sources import PageReader, Source

__all__ = ["Api", "Held"]

_log = logging.getLogger(__name__)

_REFUSED = frozenset({408, 413, 503})
"""Statuses of requests whose file may still be on its way."""

_SENDING = 60.0
"""Seconds that an answer may take to be sent, beside the request's own."""

_CSV = CsvOptions(escape_formulas=True, bom=True)
"""As ``pagerec read`` writes it."""


class Held:
    """An endpoint: a request that has its turn until the last byte of its answer is sent.

    Parameters
    ----------
    pool : Pool
    answer : callable
        Gives the answer to a request.
    """

    def __init__(self, pool: Pool, answer: Callable[[Request, Turn], Awaitable[Response]]) -> None:
        self._pool, self._answer = pool, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        body = Body(receive)
        try:
            with self._pool.turn() as turn:
                response = await self._answered(Request(scope, body), turn)
                await asyncio.wait_for(response(scope, body, send), turn.seconds + _SENDING)
        except ClientDisconnect:
            return
        except RequestError as error:
            if error.status in _REFUSED:
                await body.drain(self._pool.limits.max_bytes)
            await answer_of(error)(scope, body, send)

    async def _answered(self, request: Request, turn: Turn) -> Response:
        try:
            return await self._answer(request, turn)
        except RequestError:
            raise
        except PagerecError as error:
            return answer_of(error)
        except Exception:
            _log.exception("a request failed")
            return JSONResponse({"status": 500, "error": "pagerec failed; the server's log says why"}, 500)


class Api:
    """The answers to requests.

    Parameters
    ----------
    reader : PageReader
        Shared by all threads.
    """

    def __init__(self, reader: PageReader) -> None:
        self._reader = reader

    async def read(self, request: Request, turn: Turn) -> Response:
        """Read a file: as a document, or page by page."""
        asked, upload = await _asked(request, turn, files=1)
        name = format_of(request.headers.get("accept", ""), asked.format)
        source = _source(upload, asked, turn)
        pages = turn.steps(
            read_pages(source, self._reader, alphabet=asked.alphabet, with_pictures=name == STREAM and asked.pictures)
        )
        if name == STREAM:
            return StreamingResponse(_lines(pages), media_type=media_type(STREAM))
        found: list[Page] = []
        async with aclosing(pages) as each:
            async for read in each:
                found.append(read.page)
                if await request.is_disconnected():
                    raise RequestError(400, "whoever asked has gone")
        return await _saved(Document(tuple(found)), name, source, turn)

    async def render(self, request: Request, turn: Turn) -> Response:
        """Save a document, which may have been corrected, in any format."""
        asked, upload = await _asked(request, turn, files=2)
        name = format_of(request.headers.get("accept", ""), asked.format)
        if upload.document is None:
            raise RequestError(400, "there is no document; send what was read, in JSON, as the form's document")
        if name == STREAM:
            raise RequestError(406, "a document is no stream of pages; give another format")
        content = upload.document
        document = await turn.step(lambda: Document.from_json(content))
        source = None if upload.file is None else asked.source(upload.file, turn.limits.max_bytes)
        return await _saved(document, name, source, turn)

    async def correct(self, request: Request, turn: Turn) -> Response:
        """Correct a character of a page."""
        upload = await receive_upload(request, turn)
        content = upload.file or b""
        page = await turn.step(lambda: _corrected(content))
        return Response(page, media_type=media_type("json"))


async def _asked(request: Request, turn: Turn, files: int) -> tuple[Asked, Upload]:
    upload = await receive_upload(request, turn, files=files)
    return asked_of(dict(request.query_params), upload), upload


def _source(upload: Upload, asked: Asked, turn: Turn) -> Source:
    if not upload.file:
        raise RequestError(400, "there is no file; send a picture or PDF as the body, or as a form's file")
    return asked.source(upload.file, turn.limits.max_bytes)


async def _saved(document: Document, name: str, source: Source | None, turn: Turn) -> Response:
    ending = formats()[name]
    content = await turn.step(lambda: render(document, f"page{ending}", image=source, csv=_CSV))
    return Response(
        content,
        media_type=media_type(name),
        headers={"Content-Disposition": f'attachment; filename="document{ending}"'},
    )


async def _lines(pages: AsyncGenerator[PageRead, None]) -> AsyncIterator[bytes]:
    """Pages as lines of JSON; the last one says what went wrong, if something did."""
    try:
        async with aclosing(pages) as each:
            async for read in each:
                yield _line(_page_line(read))
    except PagerecError as error:
        yield _line({"status": status_of(error), "error": message_of(error)})
    except Exception:
        _log.exception("a request failed")
        yield _line({"status": 500, "error": "pagerec failed; the server's log says why"})


def _page_line(read: PageRead) -> dict[str, Any]:
    line = {"page": read.number, "pages": read.count, "confidence": read.page.confidence, **read.page.to_dict()}
    if read.picture is not None:
        line["picture"] = f"data:image/jpeg;base64,{base64.b64encode(read.picture).decode()}"
    return line


def _line(value: dict[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")


def _corrected(content: bytes) -> bytes:
    try:
        data = json.loads(content)
        page = data["page"]
        place, text = place_of(data), data["text"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, OptionError):
            raise
        raise RequestError(400, "send JSON with page, block, line, char and text") from error
    return corrected(Page.from_dict(page), place, text).to_json().encode("utf-8", "backslashreplace")
