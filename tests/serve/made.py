"""Readers that take no time, or as much as a test wants; and servers of them."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image

from pagerec.page import Block, Box, Candidate, Char, Line, Page
from pagerec.sources.images import load_image

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

TOKEN = "a-token-that-is-long-enough"

HOST = {"base_url": "http://localhost"}
"""How the tests' client calls the server: its own name is none that is allowed."""


def char(text: str, number: int = 0, confidence: float = 0.95) -> Char:
    others = (Candidate("未", 0.2), Candidate("术", 0.1))
    box = Box(10 + 20 * number, 10, 28 + 20 * number, 30)
    return Char(text, box, confidence, (Candidate(text, confidence), *others))


def page(text: str = "能小刺", width: int = 100, height: int = 40, confidence: float = 0.95) -> Page:
    """A page with a line."""
    line = Line(tuple(char(letter, number, confidence) for number, letter in enumerate(text)))
    return Page((Block((line,)),), width, height)


class FakeReader:
    """Says the same of every picture, of which it has looked at every pixel."""

    def __init__(self, text: str = "能小刺", seconds: float = 0.0) -> None:
        self.text, self.seconds = text, seconds
        self.read_pages = self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def read(self, image: Any, *, alphabet: str | None = None) -> Page:
        raster = load_image(image)
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(self.seconds)
        with self._lock:
            self.read_pages += 1
            self.at_once -= 1
        text = "".join(one for one in self.text if alphabet is None or one in alphabet)
        return page(text or "能", raster.width, raster.height)


def picture(kind: str = "PNG", size: tuple[int, int] = (100, 40), pages: int = 1, **options: Any) -> bytes:
    """A picture file, of several pages where they are wanted."""
    out = io.BytesIO()
    more = [Image.new("L", size, 200 - number) for number in range(1, pages)]
    options |= {"save_all": True, "append_images": more} if more else {}
    Image.new("L", size, 200).save(out, kind, **options)
    return out.getvalue()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """A server in a thread of its own; gives its address."""
    import socket

    import uvicorn

    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        config = uvicorn.Config(app, log_level="error", access_log=False, ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
