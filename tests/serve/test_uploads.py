"""What requests carry: counted as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

pytest.importorskip("starlette")

from starlette.requests import Request
from starlette.types import Message

from pagerec.serve.options import Limits
from pagerec.serve.pool import Pool
from pagerec.serve.problems import RequestError
from pagerec.serve.uploads import Body, Upload, receive_upload

FORM = "multipart/form-data; boundary=x"


def part(name: str, content: str, file: str | None = None) -> bytes:
    named = f'name="{name}"' + (f'; filename="{file}"' if file is not None else "")
    return f"--x\r\nContent-Disposition: form-data; {named}\r\n\r\n{content}\r\n".encode()


def received(
    parts: Sequence[bytes],
    kind: str = "image/png",
    *,
    length: int | None = None,
    files: int = 1,
    limits: Limits | None = None,
) -> Upload:
    headers = [(b"content-type", kind.encode())]
    headers += [] if length is None else [(b"content-length", str(length).encode())]
    left = list(parts)

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def ask() -> Upload:
        with Pool(limits or Limits(max_bytes=1000)).turn() as turn:
            request = Request({"type": "http", "method": "POST", "headers": headers, "query_string": b""}, receive)
            return await receive_upload(request, turn, files=files)

    return asyncio.run(ask())


def test_a_file_alone() -> None:
    assert received([b"abc", b"def"]) == Upload(b"abcdef")


def test_a_form() -> None:
    body = (
        part("file", "abc", "../../etc/passwd") + part("dpi", "300") + part("document", "{}", "d.json") + b"--x--\r\n"
    )
    assert received([body], FORM, files=2) == Upload(b"abc", b"{}", {"dpi": "300"})


def test_a_large_file_of_a_form() -> None:
    body = part("file", "a" * 3_000_000, "a.png") + b"--x--\r\n"
    upload = received([body[:70], body[70:]], FORM, limits=Limits(max_bytes=4_000_000))
    assert upload.file == b"a" * 3_000_000


def test_too_much() -> None:
    for parts in ([b"a" * 1001], [b"a" * 400] * 3):
        with pytest.raises(RequestError, match="1,000 bytes") as caught:
            received(parts)
        assert caught.value.status == 413


def test_what_says_so_beforehand_is_not_waited_for() -> None:
    with pytest.raises(RequestError, match="1,000 bytes"):
        received([], length=1001)


def test_a_form_that_is_too_much() -> None:
    body = part("file", "a" * 5_000_000, "a.png") + b"--x--\r\n"
    with pytest.raises(RequestError, match="1,000 bytes") as caught:
        received([body[start : start + 65_536] for start in range(0, len(body), 65_536)], FORM)
    assert caught.value.status == 413


@pytest.mark.parametrize(
    "body",
    [
        part("file", "a", "a.png") + part("file", "b", "b.png"),
        part("picture", "a", "a.png"),
        part("dpi", "1") + part("dpi", "2"),
        b"".join(part(f"field{number}", "1") for number in range(30)),
        part("alphabet", "a" * 200_000),
        b"nothing of a form",
    ],
)
def test_forms_that_are_none(body: bytes) -> None:
    with pytest.raises(RequestError) as caught:
        received([body + b"--x--\r\n"], FORM, files=2, limits=Limits())
    assert caught.value.status == 400


def test_no_boundary() -> None:
    with pytest.raises(RequestError) as caught:
        received([b"abc"], "multipart/form-data")
    assert caught.value.status == 400


def test_what_never_arrives() -> None:
    with pytest.raises(RequestError, match="too long") as caught:
        received([], limits=Limits(seconds=0.05))
    assert caught.value.status == 408


def test_what_breaks_off() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def ask() -> None:
        with Pool(Limits()).turn() as turn:
            await receive_upload(Request({"type": "http", "method": "POST", "headers": []}, receive), turn)

    with pytest.raises(RequestError, match="as a whole"):
        asyncio.run(ask())


def test_the_rest_of_a_request_is_taken_up_to_a_limit() -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 100
        return {"type": "http.request", "body": b"a" * 100, "more_body": True}

    asyncio.run(Body(receive).drain(1000))
    assert taken == 1000


def test_what_is_complete_is_not_waited_for() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"abc", "more_body": False}

    async def ask() -> None:
        body = Body(receive)
        await body()
        before = asyncio.get_running_loop().time()
        await body.drain(1000)
        assert asyncio.get_running_loop().time() - before < 5

    asyncio.run(ask())
