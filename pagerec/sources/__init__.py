"""Whatever a user has, as pictures: files, arrays, frames, PDFs."""

from pagerec.sources.files import (
    FileInput,
    PageReader,
    PdfOptions,
    Source,
    TextLayer,
    iter_pages,
    read_document,
    read_pdf,
)
from pagerec.sources.images import ImageInput, load_image

__all__ = [
    "FileInput",
    "ImageInput",
    "PageReader",
    "PdfOptions",
    "Source",
    "TextLayer",
    "iter_pages",
    "load_image",
    "read_document",
    "read_pdf",
]
