"""The process that opens and draws PDFs for another one: what a hostile PDF can break is this one.

Messages come through standard input and go through standard output. Each has the length of its head (4 bytes, little
endian), the head as JSON, and as many bytes as the head's ``size`` says. The first message out says that the process
is ready; each one in says what to do, and in how many seconds, and is answered by one. The process ends when standard
input does, or the process that started it, even while it draws, and after a minute without an open file.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import struct
import threading
from contextlib import suppress
from typing import IO, Any

from pagerec.common.forking import end_with_parent
from pagerec.errors import PagerecError
from pagerec.sources.pdf_memory import MemoryLimit
from pagerec.sources.pdf_pages import OpenPdf

__all__ = ["main", "receive", "send"]

_IDLE = 60.0
"""Seconds after which a process without an open file ends."""

_HEAD = struct.Struct("<I")


def send(stream: IO[bytes], head: dict[str, Any], content: Any = b"") -> None:
    """Write a message."""
    packed = memoryview(content).cast("B")
    text = json.dumps(head | {"size": len(packed)}).encode()
    _write(stream, _HEAD.pack(len(text)) + text)
    _write(stream, packed)


def receive(stream: IO[bytes], most: int | None = None) -> tuple[dict[str, Any], bytearray]:
    """Read a message; `EOFError` where none comes, or one with more bytes than `most`."""
    head = json.loads(_exactly(stream, _HEAD.unpack(_exactly(stream, _HEAD.size))[0]))
    size = head.pop("size")
    if most is not None and size > most:
        raise EOFError
    return head, _exactly(stream, size)


def _write(stream: IO[bytes], content: Any) -> None:
    """Write all: a stream without a buffer may take only a part."""
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def _exactly(stream: IO[bytes], size: int) -> bytearray:
    content = bytearray(size)
    view, filled = memoryview(content), 0
    while filled < size:
        read = stream.readinto(view[filled:])  # type: ignore[attr-defined]
        if not read:
            raise EOFError
        filled += read
    return content


class _Server:
    """Answers messages; at most one file is open."""

    def __init__(self, limit: MemoryLimit) -> None:
        self._limit, self._memory = limit, 0
        self._pdf: OpenPdf | None = None

    @property
    def is_idle(self) -> bool:
        return self._pdf is None

    def answer(self, head: dict[str, Any], content: bytearray) -> tuple[dict[str, Any], Any]:
        _limit_time(head.pop("seconds"))
        try:
            return getattr(self, f"_{head.pop('do')}")(content, **head)  # type: ignore[no-any-return]
        except PagerecError as error:
            return {"error": type(error).__name__, "message": str(error)}, b""
        except MemoryError:
            return {"error": "memory"}, b""
        finally:
            _limit_time(0)

    def _open(
        self, content: bytearray, *, path: str | None, name: str, password: str | None, max_bytes: int, memory: int
    ) -> tuple[dict[str, Any], Any]:
        self._close()
        self._memory = memory + 2 * len(content)
        self._allow(0)
        file = bytes(content) if path is None else path
        self._pdf = OpenPdf(file, name, password, max_bytes=max_bytes, allow=self._allow)
        return {"count": self._pdf.count}, b""

    def _allow(self, more: int) -> None:
        self._limit.allow(self._memory + more)

    def _close(self, content: bytearray | None = None) -> tuple[dict[str, Any], Any]:
        if self._pdf is not None:
            self._pdf.close()
        self._pdf = None
        return {}, b""

    def _draw(self, _: bytearray, *, number: int, dpi: float | None, max_pixels: int) -> tuple[dict[str, Any], Any]:
        assert self._pdf is not None
        drawn = self._pdf.draw(number, dpi, max_pixels)
        head = {"width": drawn.width, "height": drawn.height, "mode": drawn.mode, "stride": drawn.stride}
        return head | {"dpi": drawn.dpi}, drawn.content

    def _text(self, _: bytearray, *, number: int, dpi: float | None, always: bool) -> tuple[dict[str, Any], Any]:
        assert self._pdf is not None
        text = self._pdf.text(number, dpi, always=always)
        if text is None:
            return {"letters": None}, b""
        letters = text.letters.encode("utf-32-le", "surrogatepass")
        head = {"width": text.width, "height": text.height, "letters": len(text.letters), "fields": text.fields}
        return head, letters + text.places.tobytes() + text.directions

    def _places(self, _: bytearray, *, number: int, pixels: tuple[int, int]) -> tuple[dict[str, Any], Any]:
        assert self._pdf is not None
        return {}, self._pdf.places(number, pixels).tobytes()

    def _has_text(self, _: bytearray, *, number: int) -> tuple[dict[str, Any], Any]:
        assert self._pdf is not None
        return {"has_text": self._pdf.has_text(number)}, b""


def _limit_time(seconds: float) -> None:
    """End this process after so many seconds of processor time; 0 for never. On Windows only the other one does it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    """Answer until nobody asks any more."""
    end_with_parent()  # standard input may have no end: a process that the other one has forked holds it, too
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    asked, answers = (os.fdopen(os.dup(handle), mode, 0) for handle, mode in ((0, "rb"), (1, "wb")))
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a page that ends this process shall leave nothing behind
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nowhere, handle)  # native libraries warn of this and that
    try:
        limit = MemoryLimit()
        import pypdfium2  # noqa: F401 - before the first limit: it is no page's fault
    except Exception as error:
        send(answers, {"error": "start", "message": f"{type(error).__name__}: {error}"})
        return
    limit.begin()
    messages: queue.Queue[tuple[dict[str, Any], bytearray]] = queue.Queue()
    threading.Thread(target=_listen, args=(asked, messages), daemon=True).start()
    send(answers, {})
    server = _Server(limit)
    while True:
        try:
            message = messages.get(timeout=_IDLE if server.is_idle else None)
        except queue.Empty:
            return
        send(answers, *server.answer(*message))
        del message


def _listen(asked: IO[bytes], messages: queue.Queue[tuple[dict[str, Any], bytearray]]) -> None:
    """Take messages; end the process when the one that asks is gone, whatever pdfium is busy with."""
    try:
        while True:
            messages.put(receive(asked))
    except BaseException:
        os._exit(0)
