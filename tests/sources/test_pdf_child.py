"""The process that opens and draws PDFs: its messages and its answers."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagerec.sources import pdf_child as module
from pagerec.sources.pdf_child import receive, send
from tests.sources.made import TEXT, pdf_of, typeset


class Small(io.BytesIO):
    """A stream that takes and gives at most three bytes at once, as a pipe may."""

    def write(self, content: Any) -> int:
        return super().write(bytes(content[:3]))

    def readinto(self, buffer: Any) -> int:
        return super().readinto(memoryview(buffer)[:3])


heads = st.dictionaries(st.text(max_size=5).filter(lambda key: key != "size"), st.none() | st.integers() | st.text())


@given(st.lists(st.tuples(heads, st.binary(max_size=40)), max_size=4))
def test_messages_come_as_they_were_sent(messages: list[tuple[dict[str, Any], bytes]]) -> None:
    for stream in (io.BytesIO(), Small()):
        for head, content in messages:
            send(stream, head, content)
        stream.seek(0)
        assert [receive(stream) for _ in messages] == messages
        with pytest.raises(EOFError):
            receive(stream)


def test_a_message_begins_with_the_length_of_its_head() -> None:
    stream = io.BytesIO()
    send(stream, {"do": "draw"}, memoryview(bytes(12)).cast("I"))
    content = stream.getvalue()
    (length,) = struct.unpack_from("<I", content)
    assert json.loads(content[4 : 4 + length]) == {"do": "draw", "size": 12}
    assert content[4 + length :] == bytes(12)


def test_a_message_that_is_too_large_or_cut_off_is_none() -> None:
    stream = io.BytesIO()
    send(stream, {}, bytes(10))
    content = stream.getvalue()
    assert receive(io.BytesIO(content), 10) == ({}, bytearray(10))
    with pytest.raises(EOFError):
        receive(io.BytesIO(content), 9)
    for length in range(len(content)):
        with pytest.raises(EOFError):
            receive(io.BytesIO(content[:length]))


# Answers


class Limit:
    """Remembers what was allowed."""

    def __init__(self) -> None:
        self.allowed: list[int] = []

    def allow(self, more: int) -> None:
        self.allowed.append(more)


@pytest.fixture
def server() -> module._Server:
    pytest.importorskip("pypdfium2")
    return module._Server(Limit())  # type: ignore[arg-type]


def ask(server: module._Server, do: str, content: bytes = b"", **values: Any) -> tuple[dict[str, Any], Any]:
    return server.answer({"do": do, "seconds": 60.0, **values}, bytearray(content))


def open_in(server: module._Server, content: bytes, **values: Any) -> dict[str, Any]:
    given_values = {"path": None, "name": "a.pdf", "password": None, "max_bytes": 10**6, "memory": 1000}
    return ask(server, "open", content, **given_values | values)[0]


def test_a_file_is_opened_drawn_and_closed(server: module._Server) -> None:
    assert server.is_idle
    assert open_in(server, pdf_of(72, 144)) == {"count": 2}
    assert not server.is_idle
    head, content = ask(server, "draw", number=2, dpi=36.0, max_pixels=10_000)
    assert (head["width"], head["height"]) == (72, 25)
    assert memoryview(content).nbytes >= head["stride"] * 25
    assert ask(server, "close") == ({}, b"")
    assert server.is_idle


def test_memory_is_that_of_the_file_and_then_of_a_page(server: module._Server) -> None:
    content = pdf_of(72)
    open_in(server, content)
    ask(server, "draw", number=1, dpi=36.0, max_pixels=10_000)
    own = 1000 + 2 * len(content)
    assert server._limit.allowed == [own, own + 4 * 36 * 25]  # type: ignore[attr-defined]


def test_errors_go_back_by_their_name(server: module._Server) -> None:
    head = open_in(server, b"%PDF-1.7 and nothing more")
    assert head["error"] == "PdfError"
    assert head["message"].startswith("a.pdf: the PDF is damaged")
    assert server.is_idle
    open_in(server, pdf_of(72))
    head, _ = ask(server, "draw", number=1, dpi=36.0, max_pixels=5)
    assert head["error"] == "ImageTooLargeError"


def test_want_of_memory_goes_back(server: module._Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(*_: Any) -> None:
        raise MemoryError

    open_in(server, pdf_of(72))
    monkeypatch.setattr(module.OpenPdf, "draw", draw)
    assert ask(server, "draw", number=1, dpi=36.0, max_pixels=5) == ({"error": "memory"}, b"")


def test_letters_and_their_places(server: module._Server) -> None:
    open_in(server, typeset())
    assert ask(server, "has_text", number=1) == ({"has_text": True}, b"")
    head, content = ask(server, "text", number=1, dpi=72.0, always=False)
    count = head["letters"]
    assert content[: 4 * count].decode("utf-32-le").split() == " ".join(TEXT).split()
    assert len(content) == (4 + 16 + 1) * count
    assert head["fields"] == 0
    _, places = ask(server, "places", number=1, pixels=[200, 200])
    assert len(places) == 16 * len("".join("".join(TEXT).split()))
    open_in(server, typeset(invisible=True))
    assert ask(server, "text", number=1, dpi=72.0, always=False) == ({"letters": None}, b"")
