"""Which names and origins are the server's own."""

from __future__ import annotations

import pytest

from pagerec.serve.hosts import host_name, is_allowed, is_loopback, is_same_origin


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8765", "localhost"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:8765", "::1"),
        ("a.example.org", "a.example.org"),
        ("", None),
        ("localhost:", None),
        ("localhost:99999999", None),
        ("user@localhost", None),
        ("localhost/evil", None),
        ("localhost evil", None),
        ("::1", None),
        ("localhost\n", None),
    ],
)
def test_host_name(host: str, name: str | None) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LocalHost"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "localhost.example.org", "127.1"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]", "127.0.0.1:80"])
@pytest.mark.parametrize("is_local", [True, False])
def test_this_machine_is_always_allowed(host: str, is_local: bool) -> None:
    assert is_allowed(host, (), is_local=is_local)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "0x7f.1"])
@pytest.mark.parametrize("is_local", [True, False])
def test_other_names_are_not(host: str, is_local: bool) -> None:
    assert not is_allowed(host, ("ocr.example",), is_local=is_local)


def test_addresses_are_allowed_where_the_server_has_some() -> None:
    assert is_allowed("192.168.1.5:8765", (), is_local=False)
    assert not is_allowed("192.168.1.5:8765", (), is_local=True)


def test_names_that_are_given_are_allowed() -> None:
    assert is_allowed("OCR.example:443", ("ocr.example",), is_local=True)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8765", "localhost:8765"),
        ("http://LOCALHOST:8765", "localhost:8765"),
        ("http://localhost", "localhost:80"),
        ("https://ocr.example", "ocr.example:443"),
        ("http://[::1]:8765", "[::1]:8765"),
        ("http://[::1]", "[::1]"),
    ],
)
def test_same_origin(origin: str, host: str) -> None:
    assert is_same_origin(origin, host)


@pytest.mark.parametrize(
    "origin",
    ["null", "", "http://evil.example", "http://localhost:3000", "http://localhost:8765.evil.example", "file://"],
)
def test_other_origins(origin: str) -> None:
    assert not is_same_origin(origin, "localhost:8765")
