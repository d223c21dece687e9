"""The server, in a process of its own, talked to by the SDK's own client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import pagerec
from tests.batch.made import needs_model, save, text_of

pytest.importorskip("mcp.server.mcpserver")

from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from pagerec.integrations.mcp.folders import Folders
from pagerec.integrations.mcp.server import make_server

ROOT = Path(__file__).resolve().parents[3]

pytestmark = needs_model


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that may be read, beside a file that may not."""
    folder = tmp_path_factory.mktemp("mcp") / "scans"
    save(folder / "page.png", [1], 3)
    save(folder / "pages.pdf", [1, 2, 3])
    save(folder / "pages.tif", [4, 5])
    save(folder.parent / "secret.png", [9])
    (folder / "secret.png").symlink_to(folder.parent / "secret.png")
    (folder / "broken.png").write_bytes(b"nothing")
    return folder


def asked(scans: Path, ask: Callable[[Client], Awaitable[Any]], *arguments: str) -> Any:
    """Start ``pagerec mcp`` in a folder of its own, and ask it."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pagerec", "mcp", "--allow", str(scans), "--threads", "1", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=str(scans.parent),
    )

    async def talk() -> Any:
        async with Client(server) as client:
            return await ask(client)

    return asyncio.run(asyncio.wait_for(talk(), 240))


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_it_reads(scans: Path) -> None:
    async def ask(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"read_image", "read_pdf"}
        assert str(os.path.realpath(scans)) in str(tools["read_image"].description)
        assert all(
            tool.output_schema and tool.annotations and tool.annotations.read_only_hint for tool in tools.values()
        )

        page = await client.call_tool("read_image", {"path": "page.png"})
        assert text(page) == pagerec.read(scans / "page.png").flowing_text
        (part,) = page.structured_content["pages"]
        assert part["paragraphs"][0]["kind"] == "paragraph"
        assert part["paragraphs"][0]["box"][0] == pytest.approx(30, abs=8)
        assert page.structured_content["rest"] is None

        frames = await client.call_tool("read_image", {"path": str(scans / "pages.tif"), "pages": "2"})
        assert text_of(5) in text(frames)
        pytest.importorskip("pypdfium2")
        pdf = await client.call_tool("read_pdf", {"path": "pages.pdf", "pages": "2-"})
        assert text(pdf).splitlines() == ["[page 2 of 3]", text_of(2), "[page 3 of 3]", text_of(3)]

    asked(scans, ask)


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("read_image", {"path": "../secret.png"}, "in no folder that may be read"),
        ("read_image", {"path": "secret.png"}, "in no folder that may be read"),
        ("read_image", {"path": "/etc/passwd"}, "in no folder that may be read"),
        ("read_pdf", {"path": "/etc/passwd"}, "in no folder that may be read"),
        ("read_image", {"path": "missing.png"}, "no such file"),
        ("read_image", {"path": "broken.png"}, "broken.png"),
        ("read_image", {"path": "pages.pdf"}, "use read_pdf"),
        ("read_pdf", {"path": "page.png"}, "use read_image"),
        ("read_image", {"path": "page.png", "pages": "7"}, "page 7"),
        ("read_image", {"path": "page.png", "pages": "x"}, "pages"),
        ("read_image", {"path": "page.png", "start": -1}, "start is -1"),
        ("read_image", {"path": 3}, "path"),
        ("read_pdf", {"path": "pages.pdf", "text_layer": "perhaps"}, "text_layer"),
    ],
)
def test_it_refuses(tool: str, arguments: dict[str, Any], message: str, scans: Path) -> None:
    """In this process, where a client can be had without another."""
    server = make_server(Folders.of([str(scans)]), pagerec.Reader(threads=1))

    async def talk() -> CallToolResult:
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    result = asyncio.run(talk())
    assert result.is_error
    assert message in text(result)
    assert result.structured_content is None


def test_calls_at_once_and_a_small_limit(scans: Path) -> None:
    pytest.importorskip("pypdfium2")
    save(scans / "long.pdf", range(1, 7), 12)

    async def ask(client: Client) -> None:
        calls = [client.call_tool("read_pdf", {"path": "long.pdf", "pages": str(page)}) for page in (1, 2, 3)]
        results = await asyncio.gather(*calls, client.call_tool("read_image", {"path": "nothing.png"}))
        assert [result.is_error for result in results] == [False, False, False, True]
        first = await client.call_tool("read_pdf", {"path": "long.pdf"})
        assert first.structured_content["rest"]["pages"].endswith("-6")
        assert len(text(first)) <= 1000

    asked(scans, ask, "--max-chars", "1000")
