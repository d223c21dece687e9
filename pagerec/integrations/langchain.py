"""LangChain: a document loader and a blob parser. Needs the extra ``langchain``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from pagerec.common.extras import need
from pagerec.errors import ImageError, OptionError
from pagerec.sources import FileInput, PageReader, PdfOptions, Source

need("langchain_core", "langchain")  # names the extra where the imports below would name the package only

from langchain_core.document_loaders import BaseBlobParser, BaseLoader  # noqa: E402
from langchain_core.documents import Document  # noqa: E402

if TYPE_CHECKING:
    from langchain_core.documents.base import Blob

    from pagerec.page import Page

__all__ = ["PagerecLoader", "PagerecParser", "Part"]

Part: TypeAlias = Literal["page", "block"]
"""What one document of LangChain holds."""

_ARRAY = "application/x-npy"
"""The MIME type under which the PDF loaders of LangChain hand on pictures without compression."""


class PagerecParser(BaseBlobParser):
    """Reads blobs: pictures, PDFs, and files with frames.

    It may be given to whatever takes a parser: a ``GenericLoader`` for folders,
    or ``images_parser`` of the PDF loaders in langchain-community, which then
    add the text of pictures to that of pages.

    Parameters
    ----------
    part : {"page", "block"}, optional
        Give a document for each page (the default) or for each block that has text.
    pdf : PdfOptions, optional
        How PDFs are opened and drawn.
    reader : PageReader, optional
        The shipped model's by default.

    Raises
    ------
    OptionError
        When `part` is something else.

    Examples
    --------
    >>> from langchain_core.documents.base import Blob
    >>> (document,) = PagerecParser().parse(Blob.from_path("examples/paragraph.png"))
    >>> document.metadata["source"], document.metadata["page"]
    ('examples/paragraph.png', 0)
    """

    def __init__(self, *, part: Part = "page", pdf: PdfOptions | None = None, reader: PageReader | None = None) -> None:
        if part not in get_args(Part):
            raise OptionError(f'part is {part!r}: give "page" or "block"')
        self.part = part
        self.pdf = pdf or PdfOptions()
        self.reader = reader

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """Read a blob page by page, each page when it is asked for.

        Parameters
        ----------
        blob : Blob
            The file, by its path or its bytes; the content decides what it is.

        Yields
        ------
        Document
            ``page_content`` has a line for each paragraph; it is empty for a
            blank page. ``metadata`` has that of the blob and

            - ``source``: where the file is;
            - ``page``: the number of the page, from 0 as in LangChain's own loaders;
            - ``page_label``: the same from 1, as text;
            - ``confidence``: 0…1, of the page or block;
            - for blocks ``kind``, and ``box`` in pixels of the page: left, top, right, bottom.

        Raises
        ------
        ImageError
            When the file is missing, damaged or encrypted.
        OptionError
            When it is a PDF and the extra ``pdf`` is not installed.
        """
        for number, page in enumerate(self._pages(blob)):
            found = {**blob.metadata, "source": blob.source, "page": number, "page_label": str(number + 1)}
            yield from self._documents(page, found)

    def _pages(self, blob: Blob) -> Iterator[Page]:
        reader = self.reader or _shared_reader()
        if blob.mimetype == _ARRAY:
            yield reader.read(_array(blob))
        else:
            file: FileInput = blob.as_bytes() if blob.data is not None else str(blob.path)
            yield from Source(file, pdf=self.pdf).read(reader)

    def _documents(self, page: Page, found: dict[str, Any]) -> Iterator[Document]:
        if self.part == "page":
            yield Document(page.flowing_text, metadata={**found, "confidence": page.confidence})
            return
        for block in filter(lambda block: block.lines, page.blocks):
            its_own = {"confidence": block.confidence, "kind": block.kind, "box": list(block.box)}
            yield Document("\n".join(block.paragraphs), metadata={**found, **its_own})


class PagerecLoader(BaseLoader):
    """Loads a file: a picture, a PDF, or a file with frames.

    Parameters
    ----------
    file : str or path-like
    part, pdf, reader : optional
        As for `PagerecParser`, which says what the documents hold.

    Examples
    --------
    >>> documents = PagerecLoader("examples/page.png", part="block").load()
    >>> documents[0].page_content.splitlines()[0]
    '怎样读懂一页印刷的汉字'
    """

    def __init__(
        self,
        file: str | PathLike[str],
        *,
        part: Part = "page",
        pdf: PdfOptions | None = None,
        reader: PageReader | None = None,
    ) -> None:
        self.file = fspath(file)
        self.parser = PagerecParser(part=part, pdf=pdf, reader=reader)

    def lazy_load(self) -> Iterator[Document]:
        """Read the file page by page, each page when it is asked for.

        Yields
        ------
        Document

        Raises
        ------
        ImageError, OptionError
            As for `PagerecParser.lazy_parse`.
        """
        from langchain_core.documents.base import Blob

        yield from self.parser.lazy_parse(Blob.from_path(self.file))


def _shared_reader() -> PageReader:
    from pagerec.reading import reader

    return reader


def _array(blob: Blob) -> np.ndarray[Any, Any]:
    try:
        return np.asarray(np.load(io.BytesIO(blob.as_bytes()), allow_pickle=False))
    except (ValueError, EOFError, OSError) as error:
        raise ImageError(
            f"{blob.source or '<blob>'}: this is no NumPy array ({error}); save it by numpy.save"
        ) from error
