"""Many requests at a time: none is lost, none is mixed up with another."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pagerec import Page
from pagerec.sources.images import load_image
from tests.serve.made import FakeReader, page, picture, serving

pytest.importorskip("httpx2")
pytest.importorskip("starlette")

import httpx2 as httpx

from pagerec.serve.app import make_app
from pagerec.serve.options import Limits, ServeOptions

REQUESTS, BROWSERS = 500, 25


class Naming(FakeReader):
    """Says how wide a picture is."""

    def read(self, image: Any, *, alphabet: str | None = None) -> Page:
        super().read(image, alphabet=alphabet)
        raster = load_image(image)
        return page(str(raster.width), raster.width, raster.height)


@pytest.mark.slow
def test_five_hundred_requests() -> None:
    """Of 25 clients at a time, each with its own pictures; every fifth asks for pages one by one, or sends a form."""
    reader = Naming()
    contents = {width: picture(size=(width, 10)) for width in range(100, 100 + REQUESTS)}
    local = threading.local()

    def ask(width: int) -> tuple[int, str]:
        client = local.__dict__.setdefault("client", httpx.Client(timeout=60))
        sent: dict[str, Any] = {"content": contents[width]}
        if width % 5 == 0:
            sent = {"files": {"file": ("a.png", contents[width])}}
        if width % 5 == 1:
            answer = client.post(f"{address}/read?format=ndjson", **sent)
            return answer.status_code, answer.json()["text"]
        answer = client.post(f"{address}/read?format=txt", **sent)
        return answer.status_code, answer.text.strip()

    with serving(make_app(reader)) as address, ThreadPoolExecutor(BROWSERS) as threads:
        found = dict(zip(contents, threads.map(ask, contents), strict=True))
    assert found == {width: (200, str(width)) for width in contents}
    assert reader.read_pages == REQUESTS
    assert reader.most_at_once <= Limits().jobs


@pytest.mark.slow
def test_more_than_the_server_takes() -> None:
    """Every request is answered: with what it asked for, or that it should come again."""
    limits = Limits(jobs=1, waiting=4)

    def ask(_: int) -> int:
        return httpx.post(f"{address}/read", content=picture(), timeout=60).status_code

    options = ServeOptions(limits=limits)
    with serving(make_app(FakeReader(seconds=0.01), options)) as address, ThreadPoolExecutor(40) as threads:
        found = Counter(threads.map(ask, range(200)))
    assert set(found) == {200, 503}
    assert sum(found.values()) == 200
    assert found[200] >= 5
