"""Whatever a user has, as pictures: files, arrays, frames, PDFs."""

from pagerec.common.inputs import ImageInput
from pagerec.sources.files import FileInput, PageReader, PdfOptions, Source, TextLayer
from pagerec.sources.images import load_image

__all__ = [
    "FileInput",
    "ImageInput",
    "PageReader",
    "PdfOptions",
    "Source",
    "TextLayer",
    "load_image",
]
