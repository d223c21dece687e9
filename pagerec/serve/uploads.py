"""What requests carry, taken into memory: so many bytes, in so much time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from pagerec.serve.options import BESIDE
from pagerec.serve.pool import Turn
from pagerec.serve.problems import RequestError

__all__ = ["Body", "Upload", "receive_upload"]

_FILES = ("file", "document")
_MOST_FIELDS, _MOST_FIELD = 20, 100_000
"""Fields of a form that are no files, and the bytes of each."""

_DRAIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Upload:
    """What a request carries.

    Attributes
    ----------
    file, document : bytes or None
        The picture or PDF, and what was read of it, in JSON.
    fields : mapping of str to str
        Other fields of a form.
    """

    file: bytes | None = None
    document: bytes | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


async def receive_upload(request: Request, turn: Turn, *, files: int = 1) -> Upload:
    """Take the content of a request: a form with files, or a file alone.

    Parameters
    ----------
    request : Request
    turn : Turn
        Whose time it takes, and which holds it.
    files : int, optional
        How many files a form may have, each of ``max_bytes``.

    Raises
    ------
    RequestError
        It is too large (413), too late (408), or no form as it should be (400).
    """
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data"
    counter = _Counter(request.receive, turn, files, is_form=is_form)
    counter.check_length(request.headers.get("content-length", ""))
    counted = Request(request.scope, counter)
    try:
        return await asyncio.wait_for(_form(counted, files) if is_form else _file(counted), turn.seconds)
    except asyncio.TimeoutError as error:
        raise RequestError(408, "the file took too long to arrive; send it again", _CLOSE) from error
    except (HTTPException, MultiPartException) as error:
        reason = getattr(error, "detail", None) or getattr(error, "message", "")
        raise RequestError(400, f"the form is damaged ({reason}); send multipart/form-data", _CLOSE) from error
    except ClientDisconnect as error:
        raise RequestError(400, "the file didn't arrive as a whole; send it again", _CLOSE) from error


_CLOSE = {"Connection": "close"}


class _Counter:
    """Counts the bytes of a request as they arrive."""

    def __init__(self, receive: Receive, turn: Turn, files: int, *, is_form: bool) -> None:
        self._receive, self._turn, self._count = receive, turn, 0
        self._most = files * turn.limits.max_bytes + (BESIDE if is_form else 0)

    def check_length(self, length: str) -> None:
        """Refuse what says beforehand that it is too large."""
        if length.isdecimal() and int(length[:20]) > self._most:
            self._refuse()

    async def __call__(self) -> Message:
        message = await self._receive()
        size = len(message.get("body", b""))
        self._count += size
        if self._count > self._most:
            self._refuse()
        self._turn.hold(size)
        return message

    def _refuse(self) -> None:
        limit = f"{self._turn.limits.max_bytes:,}"
        raise RequestError(
            413, f"the file has more than {limit} bytes; split it, or start the server with more --max-bytes", _CLOSE
        )


async def _file(request: Request) -> Upload:
    content = bytearray()
    async for part in request.stream():
        content += part
    return Upload(file=bytes(content))


async def _form(request: Request, files: int) -> Upload:
    async with request.form(max_files=files, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD) as form:
        contents: dict[str, bytes] = {}
        fields: dict[str, str] = {}
        for name, value in form.multi_items():
            if name in contents or name in fields:
                raise RequestError(400, f"the form has more than one {name!r:.40}; send one")
            if isinstance(value, UploadFile) and name in _FILES:
                contents[name] = await value.read()
            elif isinstance(value, UploadFile):
                raise RequestError(400, f"the form has a file {name!r:.40}; call it {' or '.join(_FILES)}")
            elif name == "document":
                contents[name] = value.encode()
            else:
                fields[name] = value
    return Upload(contents.get("file"), contents.get("document"), fields)


class Body:
    """What a request sends, of which it is known whether all has come.

    Parameters
    ----------
    receive : callable
        As ASGI gives it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_complete = False

    async def __call__(self) -> Message:
        """Give the next part."""
        message = await self._receive()
        self._is_complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def drain(self, most: int) -> None:
        """Take what still comes of a request that is refused: many programs listen when they have sent everything."""

        async def take() -> None:
            left = most
            while left > 0 and not self._is_complete:
                left -= len((await self()).get("body", b""))

        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(take(), _DRAIN_SECONDS)
