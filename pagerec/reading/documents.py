"""Files with several pages, read one page at a time: PDF, and TIFF, GIF and WebP with frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pagerec.common.arguments import MOST_THREADS, an_alphabet, whole_number, with_method
from pagerec.common.lookup import find
from pagerec.errors import ImageError
from pagerec.page import Document, Page
from pagerec.reading import reader as shared
from pagerec.sources import FileInput, PageReader, PdfOptions, Source, TextLayer, load_image

__all__ = ["iter_pages", "read_document", "read_pdf"]

_IN_PROCESSES = "pagerec.batch.pages:read_pages_of"
"""What reads a file in several processes."""


def iter_pages(
    file: FileInput,
    *,
    pages: Iterable[int] | str | None = None,
    pdf: PdfOptions | None = None,
    reader: PageReader | None = None,
    alphabet: str | None = None,
    jobs: int = 1,
) -> Iterator[Page]:
    """Read a file page by page, each page when it is asked for.

    Parameters
    ----------
    file : path or bytes
        A PDF (needs the extra ``pdf``), or a picture of one or more frames.
    pages : iterable of int, or str, optional
        Numbers from 1, or text such as ``"1-3,7,9-"``; all by default.
    pdf : PdfOptions, optional
        How a PDF is opened and drawn.
    reader : PageReader, optional
        The shipped model's by default.
    alphabet : str, optional
        Read only these characters.
    jobs : int, optional
        Processes that read, ahead of what is asked for; this one alone by default. They are started anew, not forked:
        the module that calls must be one that can be imported (``if __name__ == "__main__"``). The reader has to be
        what can be pickled.

    Returns
    -------
    iterator of Page

    Raises
    ------
    ImageError
        When the file is missing, damaged or encrypted.
    OptionError
        When there is no page of a number, or a package is missing.

    Examples
    --------
    >>> for page in iter_pages("examples/paragraph.png"):
    ...     print(len(page.lines) > 3)
    True
    """
    chosen = shared if reader is None else with_method("reader", reader, "read")
    source = Source(file, pages, PdfOptions() if pdf is None else pdf)
    an_alphabet(alphabet)
    if whole_number("jobs", jobs, 1, MOST_THREADS) > 1:
        found: Iterator[Page] = find(_IN_PROCESSES)(source, jobs, alphabet=alphabet, reader=reader)
        return found
    return source.read(chosen, alphabet=alphabet)


def read_document(
    file: FileInput,
    *,
    pages: Iterable[int] | str | None = None,
    pdf: PdfOptions | None = None,
    reader: PageReader | None = None,
    alphabet: str | None = None,
    jobs: int = 1,
) -> Document:
    """Read all pages of a file; parameters and errors are those of `iter_pages`.

    Returns
    -------
    Document

    Examples
    --------
    >>> read_document("examples/paragraph.png").pages[0].lines[0].text != ""
    True
    """
    found = iter_pages(file, pages=pages, pdf=pdf, reader=reader, alphabet=alphabet, jobs=jobs)
    return Document.of_pages(found)


def read_pdf(
    file: FileInput,
    *,
    pages: Iterable[int] | str | None = None,
    dpi: float | None = None,
    password: str | None = None,
    text_layer: TextLayer = "never",
    reader: PageReader | None = None,
    alphabet: str | None = None,
    jobs: int = 1,
) -> Document:
    """Read a PDF. Needs the extra ``pdf``.

    Parameters
    ----------
    file : path or bytes
    pages : iterable of int, or str, optional
        Numbers from 1, or text such as ``"1-3,7,9-"``; all by default.
    dpi, password, text_layer : optional
        See `PdfOptions`.
    reader, alphabet, jobs : optional
        As for `iter_pages`.

    Returns
    -------
    Document
        Boxes are in pixels of the pages as they are drawn.

    Raises
    ------
    ImageError
        When the file is no PDF, missing, damaged, or encrypted with another password.
    OptionError
        When there is no page of a number, a value is out of range, or pypdfium2 is not installed.
    """
    source = Source(file, pages, PdfOptions(dpi, password, text_layer))
    if not source.is_pdf:
        load_image(file)  # names what is wrong with a file that can't be opened
        raise ImageError(f"{source.name}: this is no PDF; read it with read_document")
    return read_document(source.file, pages=source.pages, pdf=source.pdf, reader=reader, alphabet=alphabet, jobs=jobs)
