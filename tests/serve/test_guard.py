"""Who is answered at all."""

from __future__ import annotations

import hmac
from typing import Any

import pytest

from tests.serve.made import HOST, TOKEN, FakeReader, picture

pytest.importorskip("starlette")

from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from pagerec.serve import guard as module
from pagerec.serve.app import make_app
from pagerec.serve.options import ServeOptions

PATHS = ("/", "/about", "/health", "/openapi.json", "/static/app.js", "/none")


def client(**options: Any) -> TestClient:
    return TestClient(make_app(FakeReader(), ServeOptions(**options)), **HOST)


# Names, against DNS rebinding


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "localhost.evil.example", "192.168.1.5", "", "a b"]
)
def test_other_names_are_refused(path: str, host: str) -> None:
    answer = client().get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "--name" in answer.json()["error"]


def test_other_names_read_nothing() -> None:
    reader = FakeReader()
    answer = TestClient(make_app(reader), **HOST).post("/read", content=picture(), headers={"Host": "evil.example"})
    assert (answer.status_code, reader.read_pages) == (421, 0)


def test_two_names_are_refused() -> None:
    answer = client().get("/health", headers=[("Host", "localhost"), ("Host", "evil.example")])  # type: ignore[arg-type]
    assert answer.status_code == 421


def test_names_that_were_given() -> None:
    assert client(names=("OCR.example",)).get("/health", headers={"Host": "ocr.example"}).status_code == 200
    reachable = client(host="0.0.0.0", token=TOKEN)
    assert reachable.get("/health", headers={"Host": "192.168.1.5:8765"}).status_code == 200
    assert reachable.get("/health", headers={"Host": "evil.example"}).status_code == 421


# Origins


@pytest.mark.parametrize("path", ["/read", "/render", "/correct"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_origins_cant_post(path: str, headers: dict[str, str]) -> None:
    reader = FakeReader()
    answer = TestClient(make_app(reader), **HOST).post(path, content=picture(), headers=headers)
    assert (answer.status_code, reader.read_pages) == (403, 0)


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_its_own_page_and_programs_can(headers: dict[str, str]) -> None:
    assert client().post("/read", content=picture(), headers=headers).status_code == 200


def test_no_other_page_may_read_an_answer() -> None:
    answer = client().get("/health", headers={"Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    assert client().options("/read", headers=asked).status_code == 405


# The token


@pytest.mark.parametrize("path", ["/openapi.json", "/none"])
@pytest.mark.parametrize(
    "given", [None, "", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", "Bearer é"]
)
def test_without_the_token(path: str, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    answer = client(token=TOKEN).get(path, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_nothing_is_read_without_the_token() -> None:
    reader = FakeReader()
    asked = TestClient(make_app(reader, ServeOptions(token=TOKEN)), **HOST)
    assert asked.post("/read", content=picture()).status_code == 401
    assert reader.read_pages == 0
    assert asked.post("/read", content=picture(), headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/about", "/health", "/static/app.js"])
def test_the_page_asks_for_the_token_itself(path: str) -> None:
    assert client(token=TOKEN).get(path).status_code == 200


def test_it_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    compare_digest = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return compare_digest(one, other)

    monkeypatch.setattr(module.hmac, "compare_digest", compare)
    assert client(token=TOKEN).get("/openapi.json", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert compared == [(b"wrong", TOKEN.encode())]


# What every answer carries


@pytest.mark.parametrize("path", PATHS)
def test_headers(path: str) -> None:
    headers = client().get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_web_sockets_are_not_accepted() -> None:
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/read"):
        pass
