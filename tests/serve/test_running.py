"""The server as a program: where it listens, what it says, how it ends."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pagerec import OptionError
from pagerec.commands import cli, serve
from pagerec.serve.options import ServeOptions
from pagerec.serve.running import run_server
from tests.batch.made import needs_model
from tests.serve.made import TOKEN, FakeReader, picture

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[tuple[str, Any]]:
    """A server in a process of its own; gives its address and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pagerec", "serve", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"serving at (http://\S+)", line)
        assert found, line + process.stderr.read()
        yield found[1], process
    finally:
        process.kill()
        process.wait()


def asked(address: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
        return bytes(answer.read())


@needs_model
def test_it_serves_until_it_is_interrupted() -> None:
    with started("--port", "0", "--threads", "1") as (address, process):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert b"pagerec" in asked(address)
        with urllib.request.urlopen(urllib.request.Request(f"{address}read", picture()), timeout=60) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == "pagerec: stopped\n"


@needs_model
@pytest.mark.slow
def test_the_examples_of_its_help_start() -> None:
    """All but the port are as they are: others may be using it."""
    for line in serve.EXAMPLES.splitlines():
        program, command, *arguments = shlex.split(line, comments=True)
        assert (program, command) == ("pagerec", "serve")
        wanted = [*(one for one in arguments if one != "--open"), "--port", "0"]
        with started(*wanted) as (address, _):
            assert asked(f"{address}health") == b'{"status":"ok"}'


@needs_model
def test_the_token_may_come_from_the_environment() -> None:
    with started("--port", "0", environment={"PAGEREC_TOKEN": TOKEN}) as (address, _):
        assert b"openapi" in asked(f"{address}openapi.json", Authorization=f"Bearer {TOKEN}")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            asked(f"{address}openapi.json")


def test_another_address_needs_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("starlette")
    assert cli.main(["serve", "--host", "0.0.0.0"]) == 2
    assert "--token" in capsys.readouterr().err


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "python_multipart"])
def test_a_missing_package(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in ("starlette", "python_multipart", "uvicorn"):
        pytest.importorskip(one)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(OptionError, match=r"pip install 'pagerec\[serve\]'"):
        run_server(FakeReader(), ServeOptions(port=0), pytest.fail)


def test_the_command_without_its_extra(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    assert cli.main(["serve"]) == 2
    assert "pip install 'pagerec[serve]'" in capsys.readouterr().err


def test_a_port_that_is_taken() -> None:
    for package in ("starlette", "python_multipart", "uvicorn"):
        pytest.importorskip(package)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=f"{port}.*--port"):
            run_server(FakeReader(), ServeOptions(port=port), pytest.fail)


def test_the_page_is_opened(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("starlette")
    import webbrowser

    import pagerec
    from pagerec.serve import running

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(running, "run_server", lambda _reader, _options, tell: tell("http://127.0.0.1:1/"))
    monkeypatch.setattr(pagerec, "Reader", lambda *_, **__: type("R", (), {"model": None}))
    assert cli.main(["serve"]) == 0
    assert opened == []
    assert cli.main(["serve", "--open"]) == 0
    assert opened == ["http://127.0.0.1:1/"]
    assert "serving at http://127.0.0.1:1/" in capsys.readouterr().err


def test_pagerec_needs_none_of_it() -> None:
    code = "import sys, pagerec, pagerec.commands.cli, pagerec.serve.options; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"starlette", "uvicorn", "python_multipart", "anyio"}.intersection(done.stdout.split())
