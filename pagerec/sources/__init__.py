"""Whatever a user has, as pictures: files, arrays, frames, PDFs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pagerec.common.inputs import ImageInput
    from pagerec.sources.choices import OwnText, TextLayer
    from pagerec.sources.files import FileInput, PageReader, PdfOptions, Source
    from pagerec.sources.images import load_image
    from pagerec.sources.pdf_limits import PdfLimits

__all__ = [
    "FileInput",
    "ImageInput",
    "OwnText",
    "PageReader",
    "PdfLimits",
    "PdfOptions",
    "Source",
    "TextLayer",
    "load_image",
]

_HOME = {
    "FileInput": "pagerec.sources.files",
    "ImageInput": "pagerec.common.inputs",
    "OwnText": "pagerec.sources.choices",
    "PageReader": "pagerec.sources.files",
    "PdfLimits": "pagerec.sources.pdf_limits",
    "PdfOptions": "pagerec.sources.files",
    "Source": "pagerec.sources.files",
    "TextLayer": "pagerec.sources.choices",
    "load_image": "pagerec.sources.images",
}
"""Where each name is, imported when it is asked for: the process that draws PDFs (`pdf_child`) needs none of them."""


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
