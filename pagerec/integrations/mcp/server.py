"""The MCP server: two tools that read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

from pagerec.common.extras import need
from pagerec.common.version import __version__
from pagerec.errors import ImageError, PagerecError
from pagerec.integrations.mcp.answers import Answer, Limits, answer_of
from pagerec.integrations.mcp.folders import Folders
from pagerec.sources import PdfOptions, Source, TextLayer
from pagerec.sources.regular import DEFAULT_MAX_BYTES

need("mcp.server.mcpserver", "mcp")

from mcp.server.mcpserver import MCPServer  # noqa: E402
from mcp.server.mcpserver.exceptions import ToolError  # noqa: E402
from mcp.types import CallToolResult, TextContent, ToolAnnotations  # noqa: E402
from pydantic import Field, TypeAdapter  # noqa: E402

if TYPE_CHECKING:
    from pagerec.sources import PageReader

__all__ = ["make_server"]

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

_ANSWER = TypeAdapter(Answer)

_Path = Annotated[str, Field(description="Absolute, or from one of the folders that may be read.")]
_Start = Annotated[int, Field(description="Leave out so many characters of the first page; `rest.start` of an answer.")]
_ImagePages = Annotated[str, Field(description='Of a TIFF or GIF with several pages, such as "1-3,7,9-".')]
_PdfPages = Annotated[str, Field(description='Such as "1-3,7,9-"; as many as an answer can hold are read.')]
_Layer = Annotated[
    TextLayer,
    Field(
        description="Whether text that the PDF carries is taken instead of reading the pages' pictures: never, auto "
        "(where it can be trusted) or only."
    ),
]


def make_server(
    folders: Folders,
    reader: PageReader,
    *,
    limits: Limits | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> MCPServer:
    """Make a server; its method ``run`` serves over standard input and output.

    Parameters
    ----------
    folders : Folders
        No file elsewhere is opened.
    reader : PageReader
        It reads one file at a time.
    limits : Limits, optional
        Of an answer.
    max_bytes : int, optional
        Of a file.

    Returns
    -------
    mcp.server.mcpserver.MCPServer
        With the tools ``read_image`` and ``read_pdf``.
    """
    bounds, reading = limits or Limits(), threading.Lock()

    def answer(path: str, pages: str, start: int, layer: TextLayer | None) -> CallToolResult:
        try:
            source = Source(
                str(folders.find(path)), pages, PdfOptions(text_layer=layer or "never"), max_bytes=max_bytes
            )
            if source.is_pdf is not (layer is not None):
                raise ImageError(f"{path}: {'use read_pdf' if source.is_pdf else 'this is no PDF, use read_image'}")
            with reading:
                found = answer_of(source, reader, start, bounds)
        except PagerecError as error:
            raise ToolError(str(error)) from error
        structured = _ANSWER.dump_python(found, mode="json")
        return CallToolResult(content=[TextContent(type="text", text=found.text)], structured_content=structured)

    def read_image(path: _Path, pages: _ImagePages = "1", start: _Start = 0) -> Annotated[CallToolResult, Answer]:
        return answer(path, pages, start, None)

    def read_pdf(
        path: _Path, pages: _PdfPages = "1-", start: _Start = 0, text_layer: _Layer = "never"
    ) -> Annotated[CallToolResult, Answer]:
        return answer(path, pages, start, text_layer)

    where = f"below {folders}"
    server = MCPServer(
        "pagerec",
        version=__version__,
        instructions=f"Reads printed Chinese and English in files {where}. An answer holds about {bounds.characters} "
        f"characters and {bounds.pages} pages; where there is more it says how to ask for it.",
        log_level="WARNING",
    )
    server.add_tool(
        read_image,
        title="Read a picture",
        description=f"Read the print in a picture file (PNG, JPEG, TIFF, WebP …) {where}: its text in reading order, "
        "with a kind, a box and a confidence for each paragraph.",
        annotations=_READS,
    )
    server.add_tool(
        read_pdf,
        title="Read a PDF",
        description=f"Read the pages of a PDF, scanned or not, {where}: text in reading order, with a kind, a box (in "
        "pixels at 200 dpi) and a confidence for each paragraph.",
        annotations=_READS,
    )
    return server
