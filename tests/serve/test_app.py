"""Which path leads where, and that none leads to the disk."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

import pagerec
from pagerec.page.saving import formats
from tests.serve.made import HOST, TOKEN, FakeReader, serving

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from pagerec.serve.app import make_app
from pagerec.serve.options import Limits, ServeOptions


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(make_app(FakeReader()), **HOST)


def test_the_page(client: TestClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<script type="module" src="static/app.js">' in answer.text
    assert client.get("/static/app.js").headers["content-type"].startswith("text/javascript")


def test_health_and_about() -> None:
    options = ServeOptions(token=TOKEN, limits=Limits(max_bytes=7))
    client = TestClient(make_app(FakeReader(), options), **HOST)
    assert client.get("/health").json() == {"status": "ok"}
    about = client.get("/about").json()
    assert about == {
        "version": pagerec.__version__,
        "formats": formats(),
        "token": True,
        "max_bytes": 7,
        "seconds": 600.0,
    }


@pytest.mark.parametrize(
    "path",
    [
        "/static/../options.py",
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/options.py",
        "/static/..%2foptions.py",
        "/static/%2e%2e%2foptions.py",
        "/static/%252e%252e%252foptions.py",
        "/static/..%5coptions.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "//etc/passwd",
        "/etc/passwd",
        "/static/",
        "/static",
        "/static/app.js%00.html",
        "/static/__init__.py",
    ],
)
def test_no_path_leads_to_a_file(path: str, server: str) -> None:
    """Over a connection of its own: clients make such paths tidy."""
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status in (404, 307), body
    assert b"root:" not in body
    assert b"ServeOptions" not in body
    connection.close()


@pytest.fixture(scope="module")
def server() -> Any:
    with serving(make_app(FakeReader())) as address:
        yield address


def test_errors_are_json(client: TestClient) -> None:
    assert client.get("/none").json() == {"status": 404, "error": "Not Found"}
    assert client.get("/static/none.js").json()["status"] == 404
    answer = client.get("/read")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["status"] == 405
